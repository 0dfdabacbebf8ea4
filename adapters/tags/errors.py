"""What can go wrong with the vocabulary.

VocabularyError    a line of the data files that cannot be used, or contradicts another
"""


class VocabularyError(Exception):
    """A data file holds something unusable; `str()` is one sentence that begins with `file:line`."""

    def __init__(self, reason: str, *, file: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.file = file
        self.line = line

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"
