"""Messages that one member of a group sees: who may get one, and how they are named.

https://core.telegram.org/bots/features#ephemeral-messages. The bot must be an administrator, or answer within 15 s a
press or an ephemeral command of that person. Whether the real server refuses in these words is not known.
"""

from dataclasses import dataclass
from typing import Any

from tests.telegram.server.faults import Rule, bad_request
from tests.telegram.server.model import Chat, Message, User
from tests.telegram.server.requests import Query
from tests.telegram.server.world import Asked, Ephemeral, World

ANSWER_SECONDS = 15.0
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(frozen=True, slots=True)
class Target:
    """The person who is to see a message, and the message in whose place."""

    receiver: User
    replaces: Message | None = None


def find_target(world: World, query: Query, chat: Chat) -> Target | None:
    """The person whom alone a message is for, if the server understands that it is for one."""
    wish = _read_wish(world, query)
    if wish is None:
        return None
    if not chat.is_group:
        raise bad_request("ephemeral messages can be sent only to groups and supergroups")
    receiver = world.users.get(int(wish["receiver_user_id"]))
    if receiver is None or receiver.is_bot or not chat.member(receiver.id).inside:
        raise bad_request("USER_NOT_PARTICIPANT")
    press = _find_press(world, wish, chat, receiver)
    if press is None and not chat.member(world.bot.id).admin:
        _check_answers_command(world, query, chat, receiver)
    return Target(receiver, _replaced(wish, press))


def find_ephemeral(world: World, query: Query, words: str) -> Message:
    """The message that one person sees, to be edited or deleted."""
    chat = world.find_chat(query)
    message = chat.ephemerals.get(query.integer("ephemeral_message_id"))
    wanted = query.integer("receiver_user_id")
    if message is None or message.deleted or message.receiver is None or message.receiver.id != wanted:
        raise bad_request(words)
    return message


def _read_wish(world: World, query: Query) -> dict[str, Any] | None:
    flat = {name: query.text(name) for name in ("receiver_user_id", "callback_query_id") if query.text(name)}
    flat = flat if "receiver_user_id" in flat else {}
    nested = query.document("ephemeral_message_parameters") or {}
    understood = {Ephemeral.OFF: {}, Ephemeral.FLAT: flat, Ephemeral.NESTED: nested}[world.ephemeral]
    if (flat or nested) and not understood:
        world.report(Rule.MEANT_FOR_ONE, f"{query.method} to {query.text('chat_id')}: {query.text('text')[:60]}")
    return understood or None


def _find_press(world: World, wish: dict[str, Any], chat: Chat, receiver: User) -> Asked | None:
    name = wish.get("callback_query_id")
    if not name:
        return None
    press = world.presses.get(str(name))
    fits = press is not None and (press.chat, press.user) == (chat, receiver)
    if press is None or not fits or world.now() - press.at > ANSWER_SECONDS:
        raise bad_request(TOO_OLD)
    return press


def _check_answers_command(world: World, query: Query, chat: Chat, receiver: User) -> None:
    reply = query.document("reply_parameters") or {}
    command = chat.ephemerals.get(int(reply.get("ephemeral_message_id", 0)))
    if command is None or command.sender != receiver:
        raise bad_request("MESSAGE_NOT_COMMAND")
    if world.now() - command.at > ANSWER_SECONDS:
        raise bad_request("message to be replied not found")


def _replaced(wish: dict[str, Any], press: Asked | None) -> Message | None:
    if not wish.get("replace_callback_query_message"):
        return None
    if press is None or press.message is None or press.message.receiver is not None:
        raise bad_request("message can't be replaced")
    return press.message
