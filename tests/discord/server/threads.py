"""Threads and posts of forums: begin, change, join, list; and changes of channels.

https://docs.discord.com/developers/topics/threads
"""

from tests.discord.server.access import check_content, check_may, find_channel, find_message
from tests.discord.server.contents import check_something, read_content
from tests.discord.server.faults import (
    ARCHIVED,
    BAD_CHANNEL_TYPE,
    MISSING_PERMISSIONS,
    TAG_REQUIRED,
    THREAD_EXISTS,
    Json,
    Rule,
)
from tests.discord.server.forms import Form
from tests.discord.server.lookups import find_guild
from tests.discord.server.mentions import find_pings, read_allowed
from tests.discord.server.messages import publish, trim_nonce
from tests.discord.server.model import REQUIRE_TAG, Channel, ChannelType, Tag
from tests.discord.server.permissions import May, in_channel
from tests.discord.server.requests import Query
from tests.discord.server.shapes import channel_json, message_json, tell
from tests.discord.server.talk import Content, Message
from tests.discord.server.world import EventKind, World

ARCHIVE_AFTER = (60, 1440, 4320, 10080)
MOST_TAGS = 5
MOST_FORUM_TAGS = 20


def start_from_message(world: World, query: Query) -> Json:
    message = find_message(world, query)
    channel = message.channel
    if channel.type not in (ChannelType.TEXT, ChannelType.ANNOUNCEMENT):
        raise BAD_CHANNEL_TYPE.error()
    check_may(world, channel, May.CREATE_PUBLIC_THREADS)
    if message.thread is not None:
        raise THREAD_EXISTS.error()
    form = query.form
    announces = channel.type is ChannelType.ANNOUNCEMENT
    kind = ChannelType.ANNOUNCEMENT_THREAD if announces else ChannelType.PUBLIC_THREAD
    thread = _begin(world, channel, form, kind, number=message.id)
    message.thread = thread
    return _told(world, thread)


def start_thread(world: World, query: Query) -> Json:
    channel = find_channel(world, query.numbers["channel_id"])
    if channel.type is ChannelType.FORUM:
        return _start_post(world, query, channel)
    if channel.type not in (ChannelType.TEXT, ChannelType.ANNOUNCEMENT):
        raise BAD_CHANNEL_TYPE.error()
    form = query.form
    kind = form.choice("type", (10, 11, 12), required=False) or ChannelType.PRIVATE_THREAD
    form.done()
    private = kind == ChannelType.PRIVATE_THREAD
    check_may(world, channel, May.CREATE_PRIVATE_THREADS if private else May.CREATE_PUBLIC_THREADS)
    return _told(world, _begin(world, channel, form, ChannelType(kind)))


def _start_post(world: World, query: Query, forum: Channel) -> Json:
    """A post of a forum: a thread and its first message, whose nonce nobody remembers."""
    check_may(world, forum, May.SEND_MESSAGES)
    form = query.form
    first = form.form("message", required=True) or Form({}, form.errors, ("message",))
    content = read_content(world, query, first)
    allowed = read_allowed(first)
    if first.data.get("enforce_nonce"):
        world.report(Rule.UNKNOWN_FIELD, f"{query.route}: a post of a forum has no nonce")
    tags = _read_tags(world, form, forum)
    _check_name(form)
    check_something(first, content)
    check_content(world, forum, content)
    if forum.flags & REQUIRE_TAG and not tags:
        raise TAG_REQUIRED.error()
    thread = _begin(world, forum, form, ChannelType.PUBLIC_THREAD)
    thread.applied_tags = tags
    document = _told(world, thread)
    message = _first_message(world, thread, content, first)
    message.pings = find_pings(content, allowed, thread, world.bot.id)
    publish(world, message)
    return document | {"message": message_json(world, message)}


def _first_message(world: World, thread: Channel, content: Content, form: Form) -> Message:
    return Message(thread.id, thread, world.bot, world.now(), [content], trim_nonce(form))


def _read_tags(world: World, form: Form, forum: Channel) -> list[int]:
    tags = form.snowflakes("applied_tags", most=MOST_TAGS)
    known = {one.id: one for one in forum.tags}
    for place, one in enumerate(tags):
        if one not in known:
            form.wrong("CHANNEL_TAG_UNKNOWN", "Unknown tag", "applied_tags", place)
        elif known[one].moderated and May.MANAGE_THREADS not in in_channel(forum, world.bot.id):
            raise MISSING_PERMISSIONS.error()
    return tags


def _check_name(form: Form) -> None:
    form.text("name", least=1, most=100, required=True)
    form.choice("auto_archive_duration", ARCHIVE_AFTER, required=False)
    form.integer("rate_limit_per_user", most=21_600)


def _begin(world: World, parent: Channel, form: Form, kind: ChannelType, number: int = 0) -> Channel:
    _check_name(form)
    form.done()
    assert parent.guild is not None
    thread = Channel(number or world.snowflake(), kind, form.data["name"].strip(), parent.guild, parent)
    thread.owner_id, thread.created_at = world.bot.id, world.now()
    thread.auto_archive_minutes = form.data.get("auto_archive_duration") or 4320
    thread.thread_members.add(world.bot.id)
    parent.guild.channels[thread.id] = world.channels[thread.id] = thread
    return thread


def _told(world: World, thread: Channel) -> Json:
    document = channel_json(world, thread)
    world.happened(EventKind.THREAD, thread)
    tell(world, "THREAD_CREATE", thread, document | {"newly_created": True})
    return document


def edit_channel(world: World, query: Query) -> Json:
    channel = find_channel(world, query.numbers["channel_id"])
    form = query.form
    if channel.is_private:
        raise BAD_CHANNEL_TYPE.error()
    if channel.is_thread:
        _edit_thread(world, channel, form)
    else:
        _edit_place(world, channel, form)
    event = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
    tell(world, event, channel, channel_json(world, channel))
    return channel_json(world, channel)


def _edit_thread(world: World, thread: Channel, form: Form) -> None:
    """Who writes in a thread may open it again, unless it is locked; who began it and moderators change the rest."""
    given = in_channel(thread, world.bot.id)
    opens = form.data.get("archived") is False
    if thread.archived and not opens:
        raise ARCHIVED.error()
    only_opens = form.data.keys() <= {"archived"} and opens
    own = thread.owner_id == world.bot.id and "locked" not in form.data and not thread.locked
    allowed = May.SEND_MESSAGES_IN_THREADS in given and not thread.locked if only_opens else own
    if not allowed and May.MANAGE_THREADS not in given:
        raise MISSING_PERMISSIONS.error()
    form.text("name", least=1, most=100)
    form.choice("auto_archive_duration", ARCHIVE_AFTER, required=False)
    tags = _read_tags(world, form, thread.parent) if thread.parent is not None else []
    archived, locked = form.flag("archived"), form.flag("locked")
    form.done()
    if thread.parent is not None and thread.parent.flags & REQUIRE_TAG and form.data.get("applied_tags") == []:
        raise TAG_REQUIRED.error()
    thread.name = form.data.get("name") or thread.name
    thread.archived = archived if "archived" in form.data else thread.archived
    thread.locked = locked if "locked" in form.data else thread.locked
    thread.applied_tags = tags if "applied_tags" in form.data else thread.applied_tags
    thread.auto_archive_minutes = form.data.get("auto_archive_duration") or thread.auto_archive_minutes


def _edit_place(world: World, channel: Channel, form: Form) -> None:
    check_may(world, channel, May.MANAGE_CHANNELS)
    form.text("name", least=1, most=100)
    form.text("topic", most=4096 if channel.type is ChannelType.FORUM else 1024)
    tags = form.forms("available_tags", most=MOST_FORUM_TAGS)
    for one in tags:
        one.text("name", least=1, most=20, required=True)
    form.done()
    channel.name = form.data.get("name") or channel.name
    channel.topic = form.data.get("topic", channel.topic)
    if "available_tags" in form.data:
        channel.tags = [_tag(world, one.data) for one in tags]


def _tag(world: World, given: Json) -> Tag:
    return Tag(int(given.get("id") or world.snowflake()), given["name"], given.get("moderated") is True)


def join_thread(world: World, query: Query) -> None:
    thread = find_channel(world, query.numbers["channel_id"])
    if not thread.is_thread:
        raise BAD_CHANNEL_TYPE.error()
    if thread.archived:
        raise ARCHIVED.error()
    thread.thread_members.add(world.bot.id)


def active_threads(world: World, query: Query) -> Json:
    places = find_guild(world, query).channels.values()
    found = [one for one in places if one.is_thread and not one.archived and not one.deleted]
    seen = [one for one in found if in_channel(one, world.bot.id)]
    return {"threads": [channel_json(world, one) for one in seen], "members": []}


def archived_threads(world: World, query: Query) -> Json:
    parent = find_channel(world, query.numbers["channel_id"])
    check_may(world, parent, May.READ_MESSAGE_HISTORY)
    places = parent.guild.channels.values() if parent.guild is not None else ()
    found = [one for one in places if one.parent is parent and one.archived and not one.deleted]
    public = [one for one in found if one.type is not ChannelType.PRIVATE_THREAD]
    return {"threads": [channel_json(world, one) for one in public], "members": [], "has_more": False}
