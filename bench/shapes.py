"""Texts that grow: one issue of each format as long as wanted, and issues built to be hard to read."""

import itertools
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from bench.corpus import Corpus

_PAPERS: Mapping[str, str] = MappingProxyType(
    {
        "slbqc": """# A paper
[arxiv_pdf_url](https://arxiv.org/pdf/2401.00001)
### **论文标签**
- 扩散模型、{line}
### **研究核心目标与问题**
- {line}
""",
        "wangyephd": """---
id: abcdefghijklmnopqrstuvw
title: '20240101'
updated: 1704067200000
created: 1704067200000
---

## A paper

#diffusion

- 研究背景：{line}
""",
        "l_yohai": """## Daily Papers (2024-01-01)

### [A paper](https://arxiv.org/abs/2401.00001)

Vote: 1

Authors: {line}

- {line}
""",
        "kedreamix": """---
title: A topic
date: 2024-01-01 00:00:00
author: Kedreamix
tags:
    - Topic
---

# 2024-01-01 更新

## A paper

**Authors:{line}**

{line}

**Summary**
{line}
""",
        "markdown": """# Papers

## [A paper](https://arxiv.org/abs/2401.00001)

{line}
""",
    }
)
_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "slbqc": "# {line}\n[arxiv_pdf_url](https://arxiv.org/pdf/2401.00001)\n",
        "wangyephd": "## {line}\n\n",
        "l_yohai": "### [{line}](https://arxiv.org/abs/2401.00001)\n\n",
        "kedreamix": "## {line}\n\n**Authors:Someone**\n\n",
        "markdown": "## [{line}](https://arxiv.org/abs/2401.00001)\n\n",
    }
)


def grown(corpus: Corpus, adapter: str, size: int) -> str:
    """One issue of at least this many bytes: copies of the adapter's issues, one after the other."""
    seeds = [seed for seed in (*corpus.seeds, *corpus.others) if seed.adapter == adapter]
    texts = (text.data for number in itertools.count() for text in corpus.copy(number, seeds))
    return b"\n".join(_until(texts, size)).decode()


def _until(parts: Iterator[bytes], size: int) -> Iterator[bytes]:
    done = 0
    while done < size:
        part = next(parts)
        done += len(part)
        yield part


def _nested(adapter: str, size: int) -> str:
    """Brackets, each inside the one before, in one line of every part of a paper."""
    frame = _PAPERS[adapter]
    depth = size // frame.count("{line}") // 2
    return frame.format(line="[" * depth + "]" * depth)


def _unclosed(adapter: str, size: int) -> str:
    """Links, pictures and tags that never end, in one line of every part of a paper."""
    frame = _PAPERS[adapter]
    link = "[a](http://b ![c](d <img src="
    return frame.format(line=link * (size // frame.count("{line}") // len(link)))


def _headings(adapter: str, size: int) -> str:
    """Nothing but headings of papers and parts."""
    some = "".join(_HEADINGS[adapter].format(line=f"Paper {number}") + "### **Part**\n" for number in range(50))
    return _PAPERS[adapter].format(line="x") + some * (size // len(some))


def _list(adapter: str, size: int) -> str:
    """A paper with a list that does not end, ever deeper and back."""
    items = "".join(f"{' ' * (number % 9)}- item **{number}**, `code`, *more*\n" for number in range(90))
    return _PAPERS[adapter].format(line="x") + items * (size // len(items))


SHAPES: Mapping[str, Callable[[str, int], str]] = MappingProxyType(
    {"nested brackets": _nested, "unclosed links": _unclosed, "many headings": _headings, "long list": _list}
)
