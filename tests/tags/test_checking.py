"""All faults of an edited vocabulary, each in one sentence."""

import pytest

from adapters.tags.checking import check
from adapters.tags.concept import Kind
from adapters.tags.tables import Table
from adapters.tags.vocabulary import FILES, Vocabulary, VocabularyError, build, packaged

HEADING = "slug\tbroader\ten\tzh\tko\tmentions\tformerly\n"
CONCEPTS = HEADING + "diffusion\t\tDiffusion\t扩散\t확산\t1\t\nvideo\tdiffusion\tVideo\t视频\t비디오\t\tfilm\n"
SYNONYMS = "slug\tkind\tsynonym\n" + "".join(
    f"{slug}\tanywhere\t{slug} {word}\n" for slug in ("diffusion", "video") for word in ("model", "模型", "모델")
)


def faults(concepts: str, synonyms: str = SYNONYMS, released: Vocabulary | None = None) -> list[str]:
    return [str(fault) for fault in check(Table("v.tsv", concepts), Table("s.tsv", synonyms), released)]


def test_nothing_is_wrong_with_the_vocabulary_in_use() -> None:
    assert check(*map(packaged, FILES), None) == []
    assert faults(CONCEPTS) == []


def test_all_faults_are_named_in_the_order_of_the_files() -> None:
    concepts = HEADING + (
        "diffusion\tvideo\tDiffusion\t扩散\t확산\t4\tvideo\n"
        "video\tdiffusion,nowhere\tVideo\t\t비디오\t\tfilm\n"
        "Bad Slug\t\tA\t甲\t가\t\t\n"
        "speech\t\tVideo\t语音\t음성\t\tfilm\n"
        "short\trow\n"
    )
    synonyms = SYNONYMS + "audio\tanywhere\tsound\nvideo\tanywhere\tdiffusion-model\nvideo\tsometimes\tclip\n"
    assert faults(concepts, synonyms) == [
        "v.tsv:2: diffusion lies under itself",
        "v.tsv:2: diffusion has '4' mentions, which are 1, 2 or 3, or nothing for 2",
        "v.tsv:2: diffusion was formerly 'video', which is a slug still",
        "v.tsv:3: video has no name in zh",
        "v.tsv:3: video lies under 'nowhere', which is no slug of this file",
        "v.tsv:3: video lies under itself",
        "v.tsv:4: 'Bad Slug' is no slug: small letters, digits and hyphens",
        "v.tsv:5: 'Video' is the name of video already",
        "v.tsv:5: speech was formerly 'film', and so was video",
        "v.tsv:6: 2 columns, not the 7 of slug, broader, en, zh, ko, mentions, formerly",
        "s.tsv:1: speech has no synonym in en: no text in that language is ever about it",
        "s.tsv:1: speech has no synonym in zh: no text in that language is ever about it",
        "s.tsv:1: speech has no synonym in ko: no text in that language is ever about it",
        "s.tsv:8: 'audio' is no slug of the vocabulary",
        "s.tsv:9: 'diffusion-model' stands in line 2 already",
        f"s.tsv:10: 'sometimes' is no kind of synonym; the kinds are {', '.join(kind.value for kind in Kind)}",
    ]


def test_a_released_slug_never_goes_without_a_word() -> None:
    released = build(Table("v.tsv", CONCEPTS), Table("s.tsv", SYNONYMS))
    gone = CONCEPTS.replace("video\t", "motion\t").replace("\tfilm", "\t")
    synonyms = SYNONYMS.replace("\nvideo\t", "\nmotion\t")
    assert [fault.split(",")[0] for fault in faults(gone, synonyms, released)] == [
        "v.tsv:1: video is gone",
        "v.tsv:1: film is gone",
    ]
    kept = gone.replace("비디오\t\t", "비디오\t\tfilm,video")
    assert faults(kept, synonyms, released) == []
    assert build(Table("v.tsv", kept), Table("s.tsv", synonyms)).renamed() == {"film": "motion", "video": "motion"}


def test_the_program_begins_with_no_faulty_vocabulary() -> None:
    with pytest.raises(VocabularyError, match=r"^v\.tsv:3: video was formerly 'diffusion', which is a slug still$"):
        build(Table("v.tsv", CONCEPTS.replace("\tfilm", "\tdiffusion")), Table("s.tsv", SYNONYMS))
