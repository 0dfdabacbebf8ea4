"""Bodies of answers, inflated piece by piece within bounds: what is over a bound is never in memory."""

import zlib
from collections.abc import AsyncIterable, Callable, Iterator
from dataclasses import dataclass

from bot.fetching.errors import FetchError, RefusedError

STEP = 64 * 1024  # bytes inflated at once
FREE = 2**20  # bytes up to which no ratio is looked at: a short text may be all blanks
_WINDOWS = {"gzip": 16 + zlib.MAX_WBITS, "x-gzip": 16 + zlib.MAX_WBITS, "deflate": zlib.MAX_WBITS}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one answer may be. `ratio` is what a body may become of what was sent; seconds are those of aiohttp."""

    size: int = 16 * 2**20
    ratio: int = 100
    redirects: int = 5
    connect: float = 10.0
    idle: float = 20.0
    total: float = 120.0


async def read_bounded(pieces: AsyncIterable[bytes], encoding: str, bounds: Bounds) -> bytes:
    """The whole body. Raises RefusedError where it goes over a bound, FetchError where it is broken."""
    body, sent = bytearray(), 0
    inflate = _inflater(encoding)
    async for piece in pieces:
        sent += len(piece)
        for part in inflate(piece):
            body += part
            if len(body) > bounds.size:
                raise RefusedError(f"The answer is over {bounds.size // 2**20} MiB.")
            if len(body) > max(FREE, bounds.ratio * sent):
                raise RefusedError(f"The answer unpacks to more than {bounds.ratio} times its size.")
    return bytes(body)


class _Inflate:
    """Inflates pieces of one compressed body, a step at a time."""

    def __init__(self, window: int) -> None:
        self._stream = zlib.decompressobj(wbits=window)

    def __call__(self, piece: bytes) -> Iterator[bytes]:
        try:
            while piece and not self._stream.eof:
                yield self._stream.decompress(piece, STEP)
                piece = self._stream.unconsumed_tail
        except zlib.error as error:
            raise FetchError("The answer cannot be unpacked.") from error


def _as_it_is(piece: bytes) -> Iterator[bytes]:
    yield piece


def _inflater(encoding: str) -> Callable[[bytes], Iterator[bytes]]:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _as_it_is
    if name not in _WINDOWS:
        raise FetchError(f"The answer is packed as {name[:20]!r}, which was not asked for.")
    return _Inflate(_WINDOWS[name])
