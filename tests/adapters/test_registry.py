"""Which adapter reads a text, and what is said when none does."""

import pytest

from adapters import registry
from adapters.errors import ParseError, UnknownFormatError
from adapters.model import Ref

LINKED_LIST = "# Papers 2024-05-01\n\n- [Consistency Models](https://arxiv.org/abs/2303.01469)\n"


def test_an_adapter_is_found_by_its_name() -> None:
    assert registry.get("l_yohai").language == "ko"


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownFormatError, match="l_yohai, kedreamix, markdown"):
        registry.get("l-yohai")


def test_an_unknown_format_is_answered_with_what_to_do() -> None:
    with pytest.raises(UnknownFormatError, match=r"^todo\.md: no adapter knows this format; .* name its adapter"):
        registry.parse("# Todo\n\n- write tests\n", Ref("todo.md"))


def test_a_digest_of_no_known_publisher_is_read_by_its_links() -> None:
    issue = registry.parse(LINKED_LIST, Ref("week.md"))
    assert (issue.adapter, [entry.title for entry in issue.entries]) == ("markdown", ["Consistency Models"])


def test_a_named_adapter_is_used_whatever_the_marks_say() -> None:
    with pytest.raises(ParseError, match="not an slbqc digest"):
        registry.parse(LINKED_LIST, Ref("week.md"), adapter="slbqc")


def test_marks_are_looked_for_in_the_head_only() -> None:
    with pytest.raises(UnknownFormatError):
        registry.detect("filler\n" * 2000 + LINKED_LIST, Ref("week.md"))
