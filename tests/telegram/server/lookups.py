"""Methods that ask about chats and members, and about files; and the one that leaves a chat."""

from typing import Any

from tests.telegram.server.access import check_member
from tests.telegram.server.faults import bad_request
from tests.telegram.server.model import Chat, Kind, Member, User
from tests.telegram.server.requests import Query
from tests.telegram.server.shapes import chat_json, file_json, full_chat_json, member_json, user_json
from tests.telegram.server.world import World


def get_chat(world: World, query: Query) -> dict[str, Any]:
    chat = world.find_chat(query)
    if chat.kind is not Kind.PRIVATE:
        check_member(world, chat)
    return full_chat_json(world, chat)


def get_chat_member(world: World, query: Query) -> dict[str, Any]:
    chat = world.find_chat(query)
    check_member(world, chat)
    if query.integer("user_id") <= 0:
        raise bad_request("invalid user_id specified")
    user = world.users.get(query.integer("user_id"))
    if user is None:
        raise bad_request("user not found")
    if chat.kind is Kind.CHANNEL and not chat.member(world.bot.id).admin:
        raise bad_request("member list is inaccessible")
    return member_json(user, chat.member(user.id))


def get_chat_administrators(world: World, query: Query) -> list[dict[str, Any]]:
    """All administrators but other bots."""
    chat = world.find_chat(query)
    check_member(world, chat)
    if chat.kind is Kind.PRIVATE:
        raise bad_request("there are no administrators in the private chat")
    admins = [(world.users[user_id], member) for user_id, member in chat.members.items() if member.admin]
    return [member_json(user, member) for user, member in admins if not user.is_bot or user == world.bot]


def get_chat_member_count(world: World, query: Query) -> int:
    chat = world.find_chat(query)
    check_member(world, chat)
    return sum(member.inside for member in chat.members.values())


def leave_chat(world: World, query: Query) -> bool:
    chat = world.find_chat(query)
    if chat.kind is Kind.PRIVATE:
        raise bad_request("chat member status can't be changed in private chats")
    check_member(world, chat)
    change_member(world, chat, world.bot, world.bot, Member())
    return True


def get_file(world: World, query: Query) -> dict[str, Any]:
    media = world.files.get(query.text("file_id"))
    if media is None:
        raise bad_request("invalid file_id")
    return file_json(media) | {"file_path": f"{media.kind.value}s/{media.file_id}"}


def change_member(world: World, chat: Chat, by: User, user: User, now: Member) -> None:
    """Give somebody another place in a chat, and tell the bot if it may know."""
    before = chat.member(user.id)
    chat.members[user.id] = now
    document = {
        "chat": chat_json(world, chat),
        "from": user_json(by),
        "date": int(world.now()),
        "old_chat_member": member_json(user, before),
        "new_chat_member": member_json(user, now),
    }
    if user == world.bot:
        world.update("my_chat_member", document)
    elif chat.member(world.bot.id).admin:
        world.update("chat_member", document)
