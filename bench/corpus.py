"""The issues that are measured: published ones, copied as often as wanted, every copy with other papers and dates."""

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from adapters import registry
from adapters.model import Ref

ROOT = Path(__file__).resolve().parents[1]
DIGESTS = ROOT.parent / "shared" / "digests"
SAMPLES = ROOT / "samples"

_ARXIV_ID = re.compile(r"(?<![\d.])(?:0[7-9]|[12]\d)(?:0[1-9]|1[0-2])\.\d{4,5}(?!\d)")
_DATE = re.compile(r"(?<!\d)(20\d\d)([-/]?)(\d\d)\2(\d\d)(?!\d)")
_IDS_A_MONTH = 1000
_MONTHS = 12 * 93  # from 0701, the first of these ids, to 9912
_DAYS_BETWEEN_COPIES = 11
_DAYS = 7000  # how far back the dates of copies go before they come again
_WORD = "\ue000"  # stands in a seed where a copy's own word goes: at the end of every title


@dataclass(frozen=True, slots=True)
class Seed:
    """A published issue with a mark at the end of every title. `adapter` is the one that reads it."""

    adapter: str
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """An issue as a file would hold it."""

    adapter: str
    key: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Corpus:
    """Seeds and where they are from. `others` are digests without an adapter of their own; `ids` numbers arXiv ids."""

    origin: str
    seeds: tuple[Seed, ...]
    others: tuple[Seed, ...]
    ids: dict[str, int]

    def copy(self, number: int, seeds: Sequence[Seed] | None = None) -> Iterator[Text]:
        """Copy the seeds (or these): arXiv ids, titles and dates are no other copy's; within one they still agree."""
        for seed in self.seeds if seeds is None else seeds:
            key = _dated(seed.file, number)
            text = _dated(self._numbered(seed.text, number), number).replace(_WORD, f" copy{number:05d}")
            yield Text(seed.adapter, f"{number:05d}/{key}", text.encode())

    def size(self) -> int:
        """The bytes of one copy."""
        return sum(len(text.data) for text in self.copy(0))

    def _numbered(self, text: str, number: int) -> str:
        return _ARXIV_ID.sub(lambda found: _arxiv_id(number * len(self.ids) + self.ids[found[0]]), text)


def load(*, samples: bool = False) -> Corpus:
    """Read the digests beside the repository, else (or if so asked) the samples."""
    if not samples and (DIGESTS / "gold.jsonl").is_file():
        return _corpus("published digests", _listed(DIGESTS), _listed(DIGESTS / "other"))
    files = sorted(SAMPLES.glob("*/*.md"))
    if not files:
        raise FileNotFoundError(f"Neither {DIGESTS}/gold.jsonl nor a digest in {SAMPLES} is there to measure with.")
    others = [file for file in files if file.parent.name == "markdown"]
    return _corpus("samples", [file for file in files if file not in others], others)


def _listed(folder: Path) -> list[Path]:
    lines = (folder / "gold.jsonl").read_text("utf-8").splitlines()
    return [folder / json.loads(line)["file"] for line in lines]


def _corpus(origin: str, files: Sequence[Path], others: Sequence[Path]) -> Corpus:
    seeds = tuple(map(_seed, files))
    rest = tuple(map(_seed, others))
    ids = sorted({arxiv_id for seed in (*seeds, *rest) for arxiv_id in _ARXIV_ID.findall(seed.text)})
    return Corpus(origin, seeds, rest, {arxiv_id: number for number, arxiv_id in enumerate(ids)})


def _seed(path: Path) -> Seed:
    file = f"{path.parent.name}/{path.name}"
    text = path.read_text("utf-8")
    issue = registry.parse(text, Ref(key=file))
    lines = text.split("\n")
    for entry in issue.entries:
        if entry.line:
            lines[entry.line - 1] = _marked(lines[entry.line - 1])
    return Seed(issue.adapter, file, "\n".join(lines))


def _marked(heading: str) -> str:
    """The heading with the mark at the end of its title, which may be a link's text."""
    if _WORD in heading:
        return heading
    before, middle, after = heading.rstrip().rpartition("](")
    return f"{before}{_WORD}{middle}{after}" if middle else after + _WORD


def _dated(text: str, number: int) -> str:
    """The text with every date so many steps earlier, written as it was."""
    back = dt.timedelta(days=number * _DAYS_BETWEEN_COPIES % _DAYS)

    def earlier(found: re.Match[str]) -> str:
        try:
            date = dt.date(int(found[1]), int(found[3]), int(found[4])) - back
        except ValueError:  # digits that are no date
            return found[0]
        return date.strftime(f"%Y{found[2]}%m{found[2]}%d")

    return _DATE.sub(earlier, text) if number else text


def _arxiv_id(number: int) -> str:
    month, place = divmod(number, _IDS_A_MONTH)
    if month >= _MONTHS:
        raise ValueError("There are not as many arXiv ids; ask for fewer megabytes.")
    return f"{7 + month // 12:02d}{month % 12 + 1:02d}.{place + 1:05d}"
