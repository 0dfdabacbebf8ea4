"""All adapters, and which of them reads a text."""

from adapters.adapter import Adapter
from adapters.errors import UnknownFormatError
from adapters.model import Issue, Ref
from adapters.publishers import arxiv, feed, huggingface, kedreamix, l_yohai, markdown, slbqc, wangyephd

ADAPTERS: tuple[Adapter, ...] = (
    slbqc.ADAPTER,
    wangyephd.ADAPTER,
    l_yohai.ADAPTER,
    kedreamix.ADAPTER,
    markdown.ADAPTER,  # reads what the others do not know, so it comes last
)

# What programs serve, not people write: it is known by where it came from, so no text is recognised as one of these.
SERVED: tuple[Adapter, ...] = (arxiv.ADAPTER, huggingface.ADAPTER, feed.ADAPTER)

_HEAD = 4096  # characters in which a format's marks are looked for


def get(name: str) -> Adapter:
    """The adapter of this name. Raises `UnknownFormatError` with the names there are."""
    for adapter in (*ADAPTERS, *SERVED):
        if adapter.name == name:
            return adapter
    raise UnknownFormatError(f'there is no adapter "{name}"; there are {_names()}')


def detect(text: str, ref: Ref) -> Adapter:
    """The first adapter whose marks are in the text's head. Raises `UnknownFormatError`."""
    head = text[:_HEAD].replace("\r\n", "\n")
    for adapter in ADAPTERS:
        if sum(mark.search(head) is not None for mark in adapter.marks) >= adapter.needs:
            return adapter
    raise UnknownFormatError(
        f"no adapter knows this format; if it is a digest, name its adapter: {_names()}", file=ref.key
    )


def parse(text: str, ref: Ref, adapter: str | None = None) -> Issue:
    """Read a text with the adapter of this name, or with the one that knows its format. Raises `AdapterError`."""
    return (get(adapter) if adapter else detect(text, ref)).parse(text, ref)


def _names() -> str:
    return ", ".join(adapter.name for adapter in (*ADAPTERS, *SERVED))
