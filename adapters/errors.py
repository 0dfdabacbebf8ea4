"""What can go wrong while a digest is read.

AdapterError
├── ParseError          this text is not an issue, or cannot be read as one
└── UnknownFormatError  no adapter recognises this text
"""


class AdapterError(Exception):
    """A file that could not be read as an issue; `str()` is one sentence for the operator.

    `file` names the subject as the caller named it, `line` (1-based) where it went wrong, when known.
    """

    def __init__(self, reason: str, *, file: str | None = None, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file
        self.line = line

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part is not None)
        return f"{where}: {self.reason}" if where else self.reason


class ParseError(AdapterError):
    """The text is not an issue of the format, or holds no paper where papers were expected."""


class UnknownFormatError(AdapterError):
    """No adapter recognises the text; naming one may help."""
