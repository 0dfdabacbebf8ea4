"""The data files, and what is looked up in them."""

import csv
import pathlib

import pytest

from adapters.tags.concept import LANGUAGES, Kind
from adapters.tags.tables import Table
from adapters.tags.vocabulary import Vocabulary, VocabularyError, build

SHARED = pathlib.Path(__file__).parents[2] / "../shared/tags/vocabulary.tsv"

CONCEPTS = (
    "slug\tbroader\ten\tzh\tko\tmentions\tformerly\n"
    "diffusion\t\tDiffusion\t扩散\t확산\t\t\nvideo\tdiffusion\tVideo\t视频\t비디오\t\t\n"
)
SYNONYMS = "slug\tkind\tsynonym\ndiffusion\tanywhere\tdenoising\n"


def test_every_concept_is_named_in_three_languages(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.concepts) >= 189
    assert [slug for slug, concept in vocabulary.concepts.items() if not all(concept.names[x] for x in LANGUAGES)] == []


def test_every_concept_has_a_synonym_in_each_language(vocabulary: Vocabulary) -> None:
    for concept in vocabulary.concepts.values():
        texts = [synonym.text for synonym in concept.synonyms if synonym.kind is not Kind.BLOCKER]
        scripts = {_script(text) for text in texts}
        assert scripts == {"en", "zh", "ko"}, concept.slug


def test_every_concept_is_found_by_each_of_its_names(vocabulary: Vocabulary) -> None:
    wrong = [
        (slug, name)
        for slug, concept in vocabulary.concepts.items()
        for name in (slug, *concept.names.values())
        if vocabulary.find(name) != slug
    ]
    assert wrong == []


def test_slugs_and_names_agreed_on_still_mean_the_same(vocabulary: Vocabulary) -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not on this machine")
    with SHARED.open(encoding="utf-8") as rows:
        agreed = list(csv.DictReader(rows, delimiter="\t"))
    assert agreed
    for row in agreed:
        assert {vocabulary.find(row[column]) for column in ("slug", "en", "zh", "ko")} == {row["slug"]}


def test_closure_goes_up_and_narrower_goes_down(vocabulary: Vocabulary) -> None:
    assert vocabulary.closed(["text-to-3d"]) == {"text-to-3d", "3d-generation", "3d", "generative"}
    assert "text-to-3d" in vocabulary.narrower("3d")
    assert "3d" in vocabulary.narrower("3d")
    assert vocabulary.closed([]) == frozenset()


def test_names_in_a_language_without_any_fall_back_to_english(vocabulary: Vocabulary) -> None:
    assert vocabulary.name("diffusion", "ko") == "확산 모델"
    assert vocabulary.name("diffusion", "fr") == "Diffusion models"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("diffusion", "diffusion"),
        ("扩散模型", "diffusion"),
        ("擴散模型", "diffusion"),
        ("확산 모델", "diffusion"),
        ("확산모델", "diffusion"),
        ("Diffusion-Models", "diffusion"),
        ("DIFFUSION MODELS", "diffusion"),
        ("#DiffusionModels", "diffusion"),
        ("diffusion_models", "diffusion"),
        ("ｄｉｆｆｕｓｉｏｎ", "diffusion"),
        ("rag", "rag"),
        ("LLMs", "llm"),
        ("텍스트-이미지", "text-to-image"),
        ("text2img", "text-to-image"),
        ("Gaussian Splatting", "gaussian-splatting"),
        ("heat diffusion", None),
        ("no such thing", None),
        ("", None),
        ("---", None),
    ],
)
def test_a_tag_is_found_in_any_spelling(vocabulary: Vocabulary, text: str, slug: str | None) -> None:
    assert vocabulary.find(text) == slug


@pytest.mark.parametrize(
    ("concepts", "synonyms", "error"),
    [
        (CONCEPTS, SYNONYMS + "diffusion\tanywhere\tDe-noising\n", "s.tsv:3: 'De-noising' stands in line 2 already"),
        (CONCEPTS, SYNONYMS + "video\tanywhere\tdenoising\n", "s.tsv:3: 'denoising' stands in line 2 already"),
        (CONCEPTS, SYNONYMS + "audio\tanywhere\tsound\n", "s.tsv:3: 'audio' is no slug of the vocabulary"),
        (CONCEPTS, SYNONYMS + "video\tsometimes\tclip\n", "s.tsv:3: 'sometimes' is no kind of synonym"),
        (CONCEPTS, SYNONYMS + "video\tanywhere\t\n", "s.tsv:3: there is no synonym in this line"),
        (CONCEPTS, SYNONYMS + "video\tanywhere\n", "s.tsv:3: 2 columns, not the 3 of slug, kind, synonym"),
        (CONCEPTS, "video\tanywhere\tclip\n", "s.tsv:1: the first line must name the columns"),
        (CONCEPTS + "3d\tspace\t3D\t三维\t3D\t\t\n", SYNONYMS, "v.tsv:4: 3d lies under 'space', which is no slug"),
        (CONCEPTS + "3d\t\t3D\t\t3D\t\t\n", SYNONYMS, "v.tsv:4: 3d has no name in zh"),
        (CONCEPTS + "video\t\tV\tV\tV\t\t\n", SYNONYMS, "v.tsv:4: the slug 'video' stands twice"),
        (CONCEPTS + "film\t\tVideo\t电影\t영화\t\t\n", SYNONYMS, "v.tsv:4: 'Video' is the name of video already"),
        (CONCEPTS.replace("n\t\tD", "n\tvideo\tD"), SYNONYMS, "v.tsv:2: diffusion lies under itself"),
    ],
)
def test_a_wrong_line_is_named(concepts: str, synonyms: str, error: str) -> None:
    with pytest.raises(VocabularyError) as caught:
        build(Table("v.tsv", concepts), Table("s.tsv", synonyms))
    assert str(caught.value).startswith(error)


def test_comments_and_empty_lines_are_skipped_and_counted() -> None:
    table = Table("s.tsv", SYNONYMS + "# why\n\nvideo\tanywhere\tclip\nvideo\tanywhere\tclip\n")
    with pytest.raises(VocabularyError, match=r"^s\.tsv:6: 'clip' stands in line 5 already$"):
        build(Table("v.tsv", CONCEPTS), table)


def test_one_row_may_mean_several_concepts_and_a_blocker_may_be_anothers_synonym() -> None:
    rows = "video,diffusion\tcase\tVDM\nvideo\tblocker\tdenoising\n"
    vocabulary = build(Table("v.tsv", CONCEPTS), Table("s.tsv", SYNONYMS + rows))
    assert [len(concept.synonyms) for concept in vocabulary.concepts.values()] == [2, 2]


def test_a_synonym_of_several_concepts_names_the_one_that_includes_the_others_or_none() -> None:
    apart = CONCEPTS + "speech\t\tSpeech\t语音\t음성\t\t\n"
    rows = "video,diffusion\tcase\tVDM\nspeech,diffusion\tcase\tSDM\n"
    vocabulary = build(Table("v.tsv", apart), Table("s.tsv", SYNONYMS + rows))
    assert vocabulary.find("VDM") == "video"
    assert vocabulary.find("SDM") is None


def _script(text: str) -> str:
    if any("\uac00" <= letter <= "\ud7a3" for letter in text):
        return "ko"
    return "zh" if any("\u4e00" <= letter <= "\u9fff" for letter in text) else "en"
