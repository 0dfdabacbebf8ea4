"""Where the general adapter finds titles, and what it takes for no paper."""

import pytest

from adapters import registry
from adapters.errors import ParseError
from adapters.model import Issue, Ref


def read(adapter: str, text: str, key: str = "2024-08-01.md") -> Issue:
    return registry.get(adapter).parse(text, Ref(key))


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("### [Plain](https://arxiv.org/abs/2406.07550) | [PDF](https://arxiv.org/pdf/2406.07550)", "Plain"),
        ("## 3. Numbered ([arXiv](https://arxiv.org/abs/2406.07550))", "Numbered"),
        ("* **Bold** - Jane Roe [[paper]](https://arxiv.org/abs/2406.07550)", "Bold"),
        ("1. Bare https://arxiv.org/pdf/2406.07550v3.pdf", "Bare"),
        ("- [Face](https://huggingface.co/papers/2406.07550)", "Face"),
        ("| 1 | Row | [Link](https://alphaxiv.org/abs/2406.07550) |", "Row"),
        ("| [Cell](https://arxiv.org/html/2406.07550) | yes |", "Cell"),
    ],
)
def test_markdown_titles_stand_in_or_beside_the_link(line: str, title: str) -> None:
    [entry] = read("markdown", f"# Digest\n\n{line}\n").entries
    assert (entry.title, entry.arxiv_id) == (title, "2406.07550")


def test_markdown_cites_in_prose_are_no_papers() -> None:
    with pytest.raises(ParseError):
        read(
            "markdown",
            "## Why\n\nAs [others](https://arxiv.org/abs/2406.07550) said, it is hard to say what is new here.\n",
        )
