"""What the tagger finds in titles, tags and texts."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.model import Entry, Origin, Topic
from adapters.tags.concept import Kind
from adapters.tags.matcher import Matcher
from adapters.tags.spelling import spell
from adapters.tags.tables import Table
from adapters.tags.tagger import TEXT_LENGTH, Tagger
from adapters.tags.vocabulary import Vocabulary, build, load

TAGGER = Tagger(load())  # for the property tests, which take no fixtures

ALPHABET = f"{string.printable}扩散模型三维生成擴散확산 모델은 비디오를 생성ÀßİŁﬁⅣＡＢ３Ｄ\u3000#_-‐–ᄒᆞᆫ\u0301\x00"
TEXTS = st.one_of(st.text(max_size=200), st.text(alphabet=ALPHABET, max_size=300))


def slugs(topics: tuple[Topic, ...]) -> set[str]:
    return {topic.slug for topic in topics}


def in_title(tagger: Tagger, title: str) -> set[str]:
    return slugs(tagger.tag(title, (), ""))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Text-to-Image Models", "text-to-image"),
        ("text2img without tears", "text-to-image"),
        ("On text23d", "text-to-3d"),
        ("Img2Img revisited", "image-translation"),
        ("Finetuning at Scale", "fine-tuning"),
        ("Fine Tuning at Scale", "fine-tuning"),
        ("A Multi-Modal Model", "multimodal"),
        ("Visual Tokenisers", "visual-tokenizer"),
        ("#VideoGeneration", "video-generation"),
        ("video_editing", "video-editing"),
        ("３Ｄ Gaussian Splatting", "gaussian-splatting"),
        ("基於擴散模型的方法", "diffusion"),
        ("从文本到 3D 的生成", "text-to-3d"),
        ("확산모델 연구", "diffusion"),
        ("확산 모델의 이해", "diffusion"),
        ("LLMs for all", "llm"),
        ("NeRFs in the Wild", "nerf"),
        ("GPT-4V sees", "mllm"),
        ("ControlNet for video", "controllable-generation"),
        ("ControlNet for video", "diffusion"),
        ("Tuning with LoRA", "peft"),
    ],
)
def test_spellings_of_one_concept(tagger: Tagger, title: str, slug: str) -> None:
    assert slug in in_title(tagger, title)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("SAM for Everything", "segmentation"),
        ("RAG at Work", "rag"),
        ("A GAN for Faces", "gan"),
        ("DiT Scales", "diffusion-transformer"),
        ("ASR for Children", "asr"),
    ],
)
def test_acronyms_count_in_their_own_case(tagger: Tagger, title: str, slug: str) -> None:
    assert slug in in_title(tagger, title)
    assert slug not in in_title(tagger, title.lower())


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Uncle Sam, all the same", "segmentation"),
        ("We began to organise", "gan"),
        ("A storage for rags", "rag"),
        ("Beneath the Neruda House", "nerf"),
        ("Advances in Painting", "inpainting"),
        ("유사 족보의 분석", "locomotion"),
        ("새로운 프루 닝기", "pruning"),
        ("强化学习", "science"),
    ],
)
def test_a_part_of_another_word_is_nothing(tagger: Tagger, title: str, slug: str) -> None:
    assert slug not in in_title(tagger, title)


@pytest.mark.parametrize(
    ("title", "blocked", "found"),
    [
        ("Heat Diffusion in Metals", "diffusion", None),
        ("Diffusion Tensor Imaging", "diffusion", None),
        ("A Contrast Agent for X-Rays", "agents", "medical-imaging"),
        ("Power Transformer Faults", "transformer", None),
        ("Score Distillation Revisited", "distillation", "score-distillation"),
        ("Gaussian Noise", "gaussian-splatting", None),
        ("Large Vision-Language Models", "llm", "vlm"),
        ("矢量量化", "quantization", "visual-tokenizer"),
        ("정보 확산", "diffusion", None),
        ("Scene Graph Prediction", "graph-neural-networks", "scene-understanding"),
    ],
)
def test_blockers_consume_what_means_something_else(
    tagger: Tagger, title: str, blocked: str, found: str | None
) -> None:
    topics = in_title(tagger, title)
    assert blocked not in topics
    assert found is None or found in topics


def test_a_blocker_hides_one_place_only(tagger: Tagger) -> None:
    assert "diffusion" in in_title(tagger, "From Heat Diffusion to Diffusion Models")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("A diffusion model.", False),
        ("A diffusion model, a diffusion model.", True),
        ("x" * 1000 + " a diffusion model, a diffusion model.", True),
        ("A diffusion model. " + "x" * TEXT_LENGTH + " a diffusion model.", False),
        ("x" * TEXT_LENGTH + " diffusion model" * 9, False),
        ("확산 모델은 확산모델이다.", True),
        ("扩散模型与扩散模型。", True),
        ("diffusion " * 9, False),
    ],
)
def test_a_text_must_insist(tagger: Tagger, text: str, held: bool) -> None:
    assert ("diffusion" in slugs(tagger.tag("", (), text))) is held


def test_mentions_of_narrower_concepts_speak_for_the_broader(tagger: Tagger) -> None:
    text = "A text-to-video model beside an image-to-video model."
    assert slugs(tagger.tag("", (), text)) == {"video", "video-generation", "generative"}
    assert {mark.slug for mark in tagger.explain("", (), text) if mark.counted} >= {"video-generation"}


def test_origin_is_the_strongest(tagger: Tagger) -> None:
    text = "Diffusion models. A diffusion model. Video generation and video generation."
    topics = {topic.slug: topic.origin for topic in tagger.tag("Gaussian Splatting and video", ("扩散模型",), text)}
    assert topics["diffusion"] is Origin.PUBLISHER
    assert topics["gaussian-splatting"] is Origin.TITLE
    assert topics["video-generation"] is Origin.TEXT
    assert topics["video"] is Origin.TITLE
    assert topics["generative"] is Origin.PUBLISHER


def test_topics_are_closed_and_sorted(tagger: Tagger) -> None:
    found = [topic.slug for topic in tagger.tag("Text-to-3D", (), "")]
    assert found == ["3d", "3d-generation", "generative", "text-to-3d"]


def test_a_name_is_a_tag_but_no_word_of_a_title(tagger: Tagger) -> None:
    assert "data" in slugs(tagger.tag("", ("数据",), ""))
    assert "data" not in slugs(tagger.tag("一种数据方法", (), ""))


def test_an_entry_is_read_with_its_summaries(tagger: Tagger) -> None:
    entry = Entry(title="Untitled", tags=("#GAN",), summaries={"zh": "扩散模型。", "ko": "확산 모델."})
    assert slugs(tagger.tag_entry(entry)) == {"diffusion", "gan", "generative"}


def test_explanations_quote_the_text_and_the_synonym(tagger: Tagger) -> None:
    (mark,) = (mark for mark in tagger.explain("On Text-to-3D", (), "") if mark.slug == "text-to-3d")
    assert (mark.field, mark.matched, mark.synonym, mark.counted) == (Origin.TITLE, "Text to 3D", "text to 3d", True)
    (mark,) = tagger.explain("", (), "one diffusion model")
    assert (mark.slug, mark.matched, mark.counted) == ("diffusion", "diffusion model", False)


def test_version_follows_the_data() -> None:
    concepts = Table("v", "slug\tbroader\ten\tzh\tko\na\t\tA\t甲\t가\n")
    versions = {Tagger(_with_synonym(concepts, text)).version for text in ("one", "two", "one")}
    assert len(versions) == 2


def _with_synonym(concepts: Table, text: str) -> Vocabulary:
    return build(concepts, Table("s", f"slug\tkind\tsynonym\na\tanywhere\t{text}\n"))


@settings(max_examples=150, deadline=None)
@given(title=TEXTS, tags=st.lists(TEXTS, max_size=3), text=TEXTS)
def test_any_text_is_tagged_and_explained_alike(title: str, tags: list[str], text: str) -> None:
    topics = TAGGER.tag(title, tags, text)
    counted = {mark.slug for mark in TAGGER.explain(title, tags, text) if mark.counted}
    assert slugs(topics) == load().closed(counted) if counted else topics == ()


@settings(max_examples=60, deadline=None)
@given(words=st.lists(st.sampled_from(["diffusion", "models", "확산", "모델", "扩散", "GAN", "3D", "ß"]), max_size=12))
def test_white_space_makes_no_difference(words: list[str]) -> None:
    assert TAGGER.tag(" ".join(words), (), "") == TAGGER.tag("\n  ".join(words), (), "")


def test_work_grows_with_the_text_and_not_with_the_synonyms() -> None:
    """A text that repeats the beginning of every synonym is matched once a place, however many there are."""
    matcher = Matcher([(("a",), Kind.ANYWHERE, "가" * length) for length in range(1, 20)])
    found = [len(matcher.hits(spell("가" * length), weak=True)) for length in (190, 380, 760)]
    assert found == [10, 20, 40]
    assert len(matcher.hits(spell("나" * 1000), weak=True)) == 0


def test_no_more_of_a_text_is_read_than_its_beginning() -> None:
    text = "diffusion models for video generation, "
    assert TAGGER.explain("", (), text * 1_000) == TAGGER.explain("", (), text * 100)
