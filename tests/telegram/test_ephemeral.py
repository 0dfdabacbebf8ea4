"""Messages for one member of a group, as servers of Bot API 10.2 and 10.3 take them and older ones do not."""

from typing import Any

import pytest

from tests.telegram.server import BotApi, Ephemeral, Person, Rule

TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


@pytest.fixture
def people(api: BotApi) -> tuple[Person, Person]:
    return api.reader("Anna"), api.reader("Bob")


def send(client: Any, chat_id: int, **more: Any) -> Any:
    """Send a message with parameters that the client does not know yet."""
    return client.send_message(chat_id, "Only for you", api_kwargs=more)


def refusal(client: Any, chat_id: int, **more: Any) -> str:
    return client.refusal("send_message", chat_id, "Only for you", api_kwargs=more)


def wish(version: Ephemeral, person: Person, **more: Any) -> dict[str, Any]:
    flat = {"receiver_user_id": person.id} | more
    return flat if version is Ephemeral.FLAT else {"ephemeral_message_parameters": flat}


@pytest.mark.parametrize("version", [Ephemeral.FLAT, Ephemeral.NESTED])
def test_one_member_sees_it(api: BotApi, client: Any, people: tuple[Person, Person], version: Ephemeral) -> None:
    anna, bob = people
    api.ephemeral = version
    group = api.group(owner=anna, members=[bob], bot=["can_manage_chat"])
    sent = send(client, group.id, **wish(version, bob))
    assert sent.message_id == 0
    assert sent.api_kwargs["receiver_user"]["id"] == bob.id
    assert [message.text for message in bob.at(group).sees()] == ["Only for you"]
    assert anna.at(group).sees() == []
    name = {"chat_id": group.id, "receiver_user_id": bob.id}
    name["ephemeral_message_id"] = sent.api_kwargs["ephemeral_message_id"]
    edited = {**name, "text": "<b>Changed</b>", "parse_mode": "HTML"}
    assert client.do_api_request("editEphemeralMessageText", edited)
    assert [message.marked("bold") for message in bob.at(group).sees()] == [["Changed"]]
    words = client.refusal("do_api_request", "editEphemeralMessageText", edited)
    assert words.startswith("400 Bad Request: message is not modified")
    wrong = client.refusal("do_api_request", "deleteEphemeralMessage", name | {"receiver_user_id": anna.id})
    assert wrong == "400 Bad Request: message to delete not found"
    assert client.do_api_request("deleteEphemeralMessage", name)
    assert bob.at(group).sees() == []


@pytest.mark.parametrize(
    ("version", "sent_as"),
    [
        (Ephemeral.OFF, Ephemeral.FLAT),
        (Ephemeral.OFF, Ephemeral.NESTED),
        (Ephemeral.FLAT, Ephemeral.NESTED),
        (Ephemeral.NESTED, Ephemeral.FLAT),
    ],
)
def test_a_server_that_does_not_know_the_parameters_shows_it_to_all(
    api: BotApi, client: Any, people: tuple[Person, Person], version: Ephemeral, sent_as: Ephemeral
) -> None:
    anna, bob = people
    api.ephemeral = version
    group = api.group(owner=anna, members=[bob], bot=["can_manage_chat"])
    send(client, group.id, **wish(sent_as, bob))
    assert [message.text for message in anna.at(group).sees()] == ["Only for you"]
    assert api.broken_rules() == [Rule.MEANT_FOR_ONE]
    api.violations.clear()


def test_a_server_that_does_not_know_them_has_no_methods_for_them(client: Any) -> None:
    assert client.refusal("do_api_request", "deleteEphemeralMessage", {}) == "404 Not Found"


def test_a_bot_without_rights_answers_ephemeral_commands(
    api: BotApi, client: Any, people: tuple[Person, Person]
) -> None:
    anna, bob = people
    api.ephemeral = Ephemeral.NESTED
    group = api.group(owner=anna, members=[bob])
    commands = [{"command": "search", "description": "Search", "is_ephemeral": True}]
    client.bot_commands = client.set_my_commands([], api_kwargs={"commands": commands})
    for_bob = wish(Ephemeral.NESTED, bob)
    assert refusal(client, group.id, **for_bob) == "400 Bad Request: MESSAGE_NOT_COMMAND"
    bob.at(group).says("/search x", answers=0)
    assert group.messages == {}
    (update,) = client.get_updates()
    assert (update.message.message_id, update.message.text) == (0, "/search x")
    number = update.message.api_kwargs["ephemeral_message_id"]
    answering = for_bob | {"reply_parameters": {"ephemeral_message_id": number}}
    send(client, group.id, **answering)
    assert len(bob.at(group).sees()) == 1
    for_anna = answering | wish(Ephemeral.NESTED, anna)
    assert refusal(client, group.id, **for_anna) == "400 Bad Request: MESSAGE_NOT_COMMAND"
    api.advance(16)
    assert refusal(client, group.id, **answering) == "400 Bad Request: message to be replied not found"


def test_a_bot_without_rights_answers_presses(api: BotApi, client: Any, people: tuple[Person, Person]) -> None:
    anna, bob = people
    api.ephemeral = Ephemeral.NESTED
    group = api.group(owner=anna, members=[bob])
    public = send(client, group.id, reply_markup={"inline_keyboard": [[{"text": "Press", "callback_data": "x"}]]})
    bob.at(group).says("/start", answers=0)
    asked = bob.at(group).asks("x", group.messages[public.message_id])
    for_bob = wish(Ephemeral.NESTED, bob, callback_query_id=asked.id, replace_callback_query_message=True)
    send(client, group.id, **for_bob)
    (_, own) = bob.at(group).sees()
    assert own.replaces is group.messages[public.message_id]
    for_anna = wish(Ephemeral.NESTED, anna, callback_query_id=asked.id)
    assert refusal(client, group.id, **for_anna) == TOO_OLD
    api.advance(16)
    assert refusal(client, group.id, **for_bob) == TOO_OLD


def test_in_private_there_are_none(api: BotApi, client: Any, people: tuple[Person, Person]) -> None:
    anna, _ = people
    api.ephemeral = Ephemeral.FLAT
    assert refusal(client, anna.id, receiver_user_id=anna.id).startswith("400")
