"""What a message says, read from the body of a request, with everything that is refused about it."""

from collections.abc import Collection
from dataclasses import replace

from tests.discord.server.components import read_components
from tests.discord.server.embeds import read_embeds
from tests.discord.server.faults import EMPTY_MESSAGE, Rule
from tests.discord.server.forms import Form
from tests.discord.server.requests import Query
from tests.discord.server.talk import Attachment, Content, Flag
from tests.discord.server.world import World

MOST_CONTENT = 2000
NOTHING_YET = Content()
_LEGACY = ("content", "embeds", "sticker_ids", "poll")
_SETTABLE = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2
_KNOWN = {
    "content", "nonce", "tts", "embeds", "allowed_mentions", "message_reference", "components", "sticker_ids",
    "attachments", "flags", "enforce_nonce", "poll", "username", "avatar_url", "thread_name",
}  # fmt: skip


def read_content(
    world: World, query: Query, form: Form, *, base: Content = NOTHING_YET, flags: int = _SETTABLE
) -> Content:
    """What a message is to say: what the body gives, and the rest from `base`. Refusals are noted in the form.

    `flags` are those that the body may set.
    """
    _report_unknown(world, query, form)
    given = _read_flags(world, query, form, base, flags)
    v2 = bool(given & Flag.COMPONENTS_V2)
    attachments = _read_attachments(world, query, form, base)
    content = replace(base, attachments=attachments, flags=given)
    if "content" in form.data:
        content = replace(content, content=form.text("content", most=MOST_CONTENT).strip())
    if "embeds" in form.data:
        content = replace(content, embeds=read_embeds(form))
    if "components" in form.data:
        names = [one.filename for one in attachments]
        content = replace(content, components=read_components(form, v2=v2, files=names))
    if v2:
        _refuse_legacy(form, content)
    return content


def check_something(form: Form, content: Content) -> None:
    """Refuse a message that says nothing; what else is wrong is said first."""
    form.done()
    v2 = content.flags & Flag.COMPONENTS_V2
    more = () if v2 else (content.content, content.embeds, content.attachments)
    if not content.components and not any(more) and not any(form.data.get(one) for one in ("sticker_ids", "poll")):
        raise EMPTY_MESSAGE.error()


def _report_unknown(world: World, query: Query, form: Form) -> None:
    unknown: Collection[str] = form.data.keys() - _KNOWN
    if unknown:
        world.report(Rule.UNKNOWN_FIELD, f"{query.route}: {sorted(unknown)}")


def _read_flags(world: World, query: Query, form: Form, base: Content, allowed: int) -> int:
    given = form.integer("flags") or 0
    kept = base.flags & ~(Flag.SUPPRESS_EMBEDS if "flags" in form.data else 0) & ~Flag.LOADING
    if given & ~allowed & ~kept:
        world.report(Rule.UNKNOWN_FIELD, f"{query.route}: flags {given & ~allowed:#x} have no effect")
    return kept | given & allowed


def _refuse_legacy(form: Form, content: Content) -> None:
    """Components V2 exclude content and embeds, also those that a message had before."""
    before = {"content": content.content, "embeds": content.embeds}
    for name in _LEGACY:
        if form.data.get(name) or before.get(name):
            words = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            form.wrong("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", words, name)


def _read_attachments(world: World, query: Query, form: Form, base: Content) -> tuple[Attachment, ...]:
    """The files that stay and those that are uploaded; `attachments` names both."""
    listed = {}
    for one in form.forms("attachments", most=10):
        one.text("description", most=1024)
        listed[str(one.data.get("id"))] = one.data
    kept = [one for one in base.attachments if "attachments" not in form.data or str(one.id) in listed]
    new = []
    for number, upload in query.uploads.items():
        about = listed.get(str(number), {})
        name = about.get("filename") or upload.name
        kind = upload.content_type
        if kind == "application/octet-stream" and name.endswith((".png", ".jpg", ".webp", ".gif")):
            kind = f"image/{name.rpartition('.')[2]}"
        new.append(Attachment(world.snowflake(), name, kind, upload.content, about.get("description")))
    return (*kept, *new)
