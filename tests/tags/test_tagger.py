"""What the tagger finds in titles, tags and texts."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Entry, Issue, Origin, Topic
from adapters.tags.concept import Kind
from adapters.tags.matcher import Matcher
from adapters.tags.spelling import spell
from adapters.tags.tables import Table
from adapters.tags.tagger import TEXT_LENGTH, Tagger
from adapters.tags.vocabulary import Vocabulary, build
from tests.words import TAGGER, WORDS

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


FILLER = "x" * 500  # more than a text's beginning


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("On video generation.", False),
        ("On video generation. On video generation.", True),
        (f"{FILLER} On video generation (video generation).", True),
        (f"{FILLER} On video generation. On video generation.", False),
        (f"{FILLER} On video generation. On video generation. On video generation.", True),
        ("On video generation. " + "x" * TEXT_LENGTH + " On video generation.", False),
        ("x" * TEXT_LENGTH + " video generation" * 9, False),
        ("비디오 생성은 비디오생성이다.", True),
        ("视频生成与视频生成。", True),
        ("video " * 9, False),
    ],
)
def test_a_text_must_insist(tagger: Tagger, text: str, held: bool) -> None:
    assert ("video-generation" in slugs(tagger.tag("", (), text))) is held


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("We train a diffusion model.", True),
        ("我们训练扩散模型。", True),
        ("확산 모델을 학습한다.", True),
        ("Existing work needs a diffusion model.", False),
        ("现有方法使用扩散模型。", False),
        ("기존 연구는 확산 모델을 쓴다.", False),
        ("It outperforms every diffusion model.", False),
        ("It outperforms every diffusion model. It is better than any diffusion model.", False),
        ("它优于扩散模型。", False),
        ("与扩散模型相比更快。", False),
        ("확산 모델보다 빠르다.", False),
        ("Version 3.5 of GPT. Most are slow. We train a diffusion model.", True),
        ("It is better than before. We train a diffusion model.", True),
        ("Existing work needs a diffusion model. So does our diffusion model.", True),
    ],
)
def test_one_mention_of_a_method_is_enough_unless_it_is_of_others(tagger: Tagger, text: str, held: bool) -> None:
    assert ("diffusion" in slugs(tagger.tag("", (), text))) is held


def test_what_two_languages_say_once_is_said_once(tagger: Tagger) -> None:
    assert tagger.tag("", (), "On video generation.", "关于视频生成。") == ()
    assert slugs(tagger.tag("", (), "Nothing.", "视频生成与视频生成。")) >= {"video-generation"}


def test_a_title_says_what_its_abstract_takes_up(tagger: Tagger) -> None:
    short, whole = "On this and that. ", "On this and that. " * 70
    assert "agents" in slugs(tagger.tag("Teaching an Agent to Sketch", (), short))
    assert "agents" not in slugs(tagger.tag("Teaching an Agent to Sketch", (), whole))
    assert "agents" in slugs(tagger.tag("Teaching an Agent to Sketch", (), whole + "The agent draws."))
    assert slugs(tagger.tag("Text-to-Video", (), whole + "Video generation.")) == {
        "generative",
        "video",
        "video-generation",
    }


def test_a_tag_that_all_of_an_issue_share_is_its_pages(tagger: Tagger) -> None:
    texts = ("On video generation.", "On depth.", "Existing work is on video generation.")
    entries = tuple(Entry(title="T", tags=("Video Generation",), summaries={"en": text}) for text in texts)
    found = [{"video-generation"} & slugs(topics) for topics in tagger.tag_issue(issue_of(*entries))]
    assert found == [{"video-generation"}, set(), set()]
    two = tagger.tag_issue(issue_of(*entries[:2]))
    assert all("video-generation" in slugs(topics) for topics in two), "two may well be on the same"


def issue_of(*entries: Entry) -> Issue:
    return Issue(adapter="slbqc", key="2024-01-01.md", date=None, title=None, url=None, language="en", entries=entries)


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
    (mark,) = tagger.explain("", (), "one video generator")
    assert (mark.slug, mark.matched, mark.counted) == ("video-generation", "video generator", False)


def test_version_follows_the_data() -> None:
    concepts = Table("v", "slug\tbroader\ten\tzh\tko\tmentions\tformerly\na\t\tA\t甲\t가\t\t\n")
    versions = {Tagger(_with_synonym(concepts, text)).version for text in ("one", "two", "one")}
    assert len(versions) == 2


def _with_synonym(concepts: Table, text: str) -> Vocabulary:
    return build(concepts, Table("s", f"slug\tkind\tsynonym\na\tanywhere\t{text}\n"))


@given(title=TEXTS, tags=st.lists(TEXTS, max_size=3), text=TEXTS)
def test_any_text_is_tagged_and_explained_alike(title: str, tags: list[str], text: str) -> None:
    topics = TAGGER.tag(title, tags, text)
    counted = {mark.slug for mark in TAGGER.explain(title, tags, text) if mark.counted}
    assert slugs(topics) == WORDS.closed(counted) if counted else topics == ()


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
