"""What a publisher's format declares."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from adapters.model import Issue, Ref


@dataclass(frozen=True, slots=True)
class Adapter:
    """A publisher's format.

    `parse` is pure: it takes the whole text of an issue and raises nothing but `ParseError`. An issue in the
    format's frame that holds no papers is an issue without entries. `marks` are patterns of the frame; the format
    is recognised when at least `needs` of them occur in the text's head. `machine_written` says that the
    summaries come from a language model, `authors_ordered` that authors stand in the paper's order, and `example`
    is the address of one issue. A `stream` brings whatever was submitted, where other publishers choose.
    """

    name: str
    homepage: str
    example: str
    language: str
    parse: Callable[[str, Ref], Issue]
    marks: tuple[re.Pattern[str], ...]
    needs: int
    machine_written: bool = True
    authors_ordered: bool = False
    stream: bool = False
