"""Bytes that say in which charset they are: by a BOM, by whoever served them, or by an XML declaration. Pure."""

import codecs
import re

from adapters.errors import ParseError
from adapters.text import clean

# What feeds are really written in. Python knows more codecs, some of which do other things than decode.
KNOWN = frozenset(
    {
        *("utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "iso8859-2", "iso8859-15"),
        *("cp1250", "cp1251", "cp1252", "gb2312", "gbk", "gb18030", "big5", "euc_kr", "cp949", "shift_jis", "euc_jp"),
        "koi8-r",
    }
)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")


def decode(data: bytes, served_as: str | None, file: str) -> str:
    """The text in these bytes, in NFC with `\\n` line ends; UTF-8 where nothing says otherwise. Raises ParseError."""
    bom, name = next((known for known in _BOMS if data.startswith(known[0])), (b"", ""))
    declared = _DECLARED.match(data)
    said = name or served_as or (declared[1].decode() if declared else "utf-8")
    if not data.strip():
        raise ParseError("is empty", file=file)
    try:
        text = data[len(bom) :].decode(_codec(said, file))
    except UnicodeDecodeError as error:
        raise ParseError(f"is not in the charset that it is said to be in ({said})", file=file) from error
    return clean(text.replace("\r\n", "\n"))


def _codec(said: str, file: str) -> str:
    try:
        name = codecs.lookup(said).name
    except (LookupError, ValueError) as error:
        raise ParseError(f"is said to be in a charset that is unknown ({said[:40]!r})", file=file) from error
    if name not in KNOWN:
        raise ParseError(f"is said to be in a charset that is not read ({name})", file=file)
    return name
