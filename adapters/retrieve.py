"""From a file to the text of an issue: bytes are read, bounded and decoded; formats are not its business."""

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from adapters.errors import ParseError
from adapters.text import clean

MAX_BYTES = 64 * 2**20
MAX_LINE_BYTES = 2**20
MARKDOWN_SUFFIXES = frozenset({".md", ".markdown"})

_BOM = b"\xef\xbb\xbf"
_BINARY_HEAD = 8192  # bytes in which a NUL means that a file is no text


def find_files(root: Path, on_error: Callable[[OSError], None] | None = None) -> Iterator[Path]:
    """The markdown files in a folder and the folders below it, in path order; hidden folders and files are left out.

    A folder that cannot be listed is left out too, after `on_error` was told why.
    """
    return (path for path in sorted(_walk(root, on_error)) if path.is_file())


def _walk(root: Path, on_error: Callable[[OSError], None] | None) -> Iterator[Path]:
    """What is called like a markdown file."""
    for folder, below, names in os.walk(root, onerror=on_error):
        below[:] = [name for name in below if not name.startswith(".")]
        paths = (Path(folder, name) for name in names if not name.startswith("."))
        yield from (path for path in paths if path.suffix.lower() in MARKDOWN_SUFFIXES)


def fingerprint(path: Path) -> str:
    """A hash of as much of a file as an issue may have; "" of one that cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.sha256(stream.read(MAX_BYTES + 1)).hexdigest()
    except OSError:
        return ""


def read_text(path: Path, *, file: str | None = None) -> str:
    """The text of a file, named `file` in errors (by default as `path` says). Raises `ParseError`."""
    name = file or str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ParseError(f"cannot be read: {error.strerror or error}", file=name) from error
    return decode(data, name)


def decode(data: bytes, file: str) -> str:
    """The text in these bytes (UTF-8, BOM and CRLF accepted), in NFC with `\\n` line ends. Raises `ParseError`."""
    if len(data) > MAX_BYTES:
        raise ParseError(f"is over {MAX_BYTES // 2**20} MiB, more than any digest", file=file)
    data = data.removeprefix(_BOM)
    if not data.strip():
        raise ParseError("is empty", file=file)
    if b"\x00" in data[:_BINARY_HEAD]:
        raise ParseError("is binary, not text", file=file)
    _refuse_long_line(data, file)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ParseError(f"is not UTF-8 at byte {error.start}; save it as UTF-8", file=file, line=line) from error
    return clean(text.replace("\r\n", "\n"))


def _refuse_long_line(data: bytes, file: str) -> None:
    """Raise where a line is too long; looks only once into each stretch of the maximal length."""
    start = 0
    while len(data) - start > MAX_LINE_BYTES:
        end = data.rfind(b"\n", start, start + MAX_LINE_BYTES + 1)
        if end < 0:
            line = data.count(b"\n", 0, start) + 1
            raise ParseError(f"has a line over {MAX_LINE_BYTES // 2**20} MiB", file=file, line=line)
        start = end + 1
