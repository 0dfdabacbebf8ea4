"""Embeds and their limits: https://docs.discord.com/developers/resources/message#embed-object-embed-limits"""

from datetime import datetime

from tests.discord.server.faults import Json
from tests.discord.server.forms import Form

MOST_EMBEDS = 10
MOST_IN_ALL = 6000
_ADDRESS = 2048
_MEDIA = ("http", "https", "attachment")


def read_embeds(form: Form) -> tuple[Json, ...]:
    """The embeds of a message; what is wrong with them is noted in the form."""
    embeds = form.forms("embeds", most=MOST_EMBEDS)
    for embed in embeds:
        _check(embed)
    if sum(_size(embed.data) for embed in embeds) > MOST_IN_ALL:
        form.wrong("MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {MOST_IN_ALL}", "embeds")
    return tuple(embed.data for embed in embeds)


def _check(embed: Form) -> None:
    title, description = embed.text("title", most=256), embed.text("description", most=4096)
    embed.address("url", most=_ADDRESS)
    embed.integer("color", most=0xFFFFFF)
    _check_time(embed)
    fields = embed.forms("fields", most=25)
    for one in fields:
        one.text("name", most=256, required=True)
        one.text("value", most=1024, required=True)
        one.flag("inline")
    footer, author = embed.form("footer"), embed.form("author")
    if footer is not None:
        footer.text("text", most=2048, required=True)
        footer.address("icon_url", most=_ADDRESS, schemes=_MEDIA)
    if author is not None:
        author.text("name", most=256, required=True)
        author.address("url", most=_ADDRESS)
        author.address("icon_url", most=_ADDRESS, schemes=_MEDIA)
    pictures = [one for one in (embed.form("image"), embed.form("thumbnail")) if one is not None]
    for one in pictures:
        one.address("url", most=_ADDRESS, schemes=_MEDIA, required=True)
    if not (title or description or fields or footer or author or pictures):
        embed.wrong("BASE_TYPE_REQUIRED", "This field is required", "description")


def _check_time(embed: Form) -> None:
    if embed.has("timestamp"):
        try:
            datetime.fromisoformat(str(embed.data["timestamp"]))
        except ValueError:
            words = f"Could not parse {embed.data['timestamp']}. Should be ISO8601."
            embed.wrong("DATE_TIME_TYPE_PARSE", words, "timestamp")


def _size(embed: Json) -> int:
    """How many characters count of an embed; only those that are texts."""
    fields = [one for one in embed.get("fields") or () if isinstance(one, dict)]
    parts = [embed.get("title"), embed.get("description")]
    parts += [value for one in fields for value in (one.get("name"), one.get("value"))]
    for name, part in (("footer", "text"), ("author", "name")):
        parts.append(inner.get(part) if isinstance(inner := embed.get(name), dict) else None)
    return sum(len(part.strip()) for part in parts if isinstance(part, str))
