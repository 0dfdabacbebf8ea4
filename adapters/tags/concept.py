"""The values a vocabulary is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

LANGUAGES = ("en", "zh", "ko")
MENTIONS = 2  # in a text, unless a concept says otherwise


class Kind(Enum):
    """Where a synonym speaks for its concept, and how exactly it must be written."""

    ANYWHERE = "anywhere"  # in title, tags and text
    TITLE_OR_TAG = "title-or-tag"  # too weak for running text
    CASE = "case"  # anywhere, in exactly this case (GAN, DiT)
    CASE_TITLE_OR_TAG = "case-title-or-tag"  # in title and tags, in exactly this case
    WHOLE_TAG = "whole-tag"  # only as the publisher's whole tag
    BLOCKER = "blocker"  # hides the concept's own synonyms under it (heat diffusion), means nothing


@dataclass(frozen=True, slots=True)
class Synonym:
    """One way of writing a concept, as it stands in the data file."""

    text: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Concept:
    """One tag: `names` by language (en, zh, ko), `broader` the slugs it lies under directly.

    `mentions` says how often a text must name it; `formerly` are the slugs that it had before.
    """

    slug: str
    broader: tuple[str, ...]
    names: Mapping[str, str]
    synonyms: tuple[Synonym, ...]
    mentions: int = MENTIONS
    formerly: tuple[str, ...] = ()
