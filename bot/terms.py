"""What can be wished for or searched: one tree for subscriptions and searches alike.

`bot.query` reads it from a person's words, writes it in its canonical spelling, and says which papers it matches.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """A concept of the vocabulary; narrower concepts are included."""

    slug: str


@dataclass(frozen=True, slots=True)
class Raw:
    """A publisher's own tag, exactly (`#raw_tag`)."""

    tag: str


@dataclass(frozen=True, slots=True)
class Author:
    """A person among the authors (`by:"Yang Song"`)."""

    name: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand together in a title or summary (`"score distillation"`)."""

    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """Plain words of a search: all of them in title, summary, authors or tags, anywhere."""

    text: str


@dataclass(frozen=True, slots=True)
class InTitle:
    """Words of a title, all of them (`title:"score distillation"`)."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words as in `Words`, of which the last may go on (`diffus*`)."""

    text: str


@dataclass(frozen=True, slots=True)
class Category:
    """An arXiv category (`cat:cs.CV`)."""

    name: str


@dataclass(frozen=True, slots=True)
class FromSource:
    """A source that speaks of the paper (`source:l_yohai`)."""

    name: str


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A language in which a summary exists (`lang:ko`)."""

    code: str


@dataclass(frozen=True, slots=True)
class Not:
    """Papers that the part does not match."""

    part: "Term"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Papers that every part matches."""

    parts: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Papers that at least one part matches."""

    parts: tuple["Term", ...]


@dataclass(frozen=True, slots=True)
class Saved:
    """A search that is subscribed to (`search:'…'`): papers that its term matches."""

    part: "Term"


Term = (
    Tag
    | Raw
    | Author
    | Phrase
    | Words
    | InTitle
    | Prefix
    | Category
    | FromSource
    | InLanguage
    | Not
    | AllOf
    | AnyOf
    | Saved
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A subscription read from its spelling: its canonical spelling, its tree (without the leading never)."""

    spelling: str
    term: Term
    wanted: bool
