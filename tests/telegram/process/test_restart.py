"""kill -9 and a new start: buttons go on, and a command that Telegram brings twice does no harm."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from storage.model import DeliveryKind, Place
from tests.telegram.server import Fault

TITLES = [f"Diffusion of the {number}. kind" for number in range(1, 13)]


@contextmanager
def nothing_is_confirmed(api: Any, program: Any) -> Iterator[None]:
    """What is first said to the bot meanwhile it is told again after its end: it is killed before it can confirm it."""
    api.wait_for_poller()
    api.faults["getUpdates"] = [Fault.RESET_BEFORE] * 1000
    yield
    program.kill()
    api.faults.clear()


def terms(program: Any, person: Any) -> list[str]:
    return [row.term for row in program.store.chats.get(Place("telegram", str(person.id))).subscriptions]


def kinds(program: Any) -> list[DeliveryKind]:
    return [one.key.kind for one in program.store.deliveries.listing(limit=10)]


def test_buttons_from_before_a_kill_go_on(api: Any, program: Any) -> None:
    anna = api.person("Anna").private
    program.publish(TITLES)
    program.start()
    _, first = anna.says("/subscribe diffusion", answers=2)
    (settings,) = anna.says("/settings")
    (found,) = anna.says("/search diffusion")
    program.publish(["Something new about diffusion"])
    program.make_due(anna.user.id)
    api.wait_for(lambda: "Something new" in api.sent()[-1].text, "no digest")
    digest = api.sent()[-1]
    program.kill()

    program.start()
    cards_go_on(anna, digest)
    pages_go_on(anna, found)
    settings_go_on(anna, settings, program)
    assert kinds(program) == [DeliveryKind.DAILY, DeliveryKind.FIRST]
    assert [message for message in api.sent() if "Settings" in message.labels] == [first, digest]


def cards_go_on(anna: Any, digest: Any) -> None:
    anna.presses("1", digest, answers=1)
    assert digest.text.startswith("Something new about diffusion")
    assert "1 in all" in anna.presses("Save", digest, answers=1).toast
    assert "Remove from saved" in digest.labels
    anna.presses("More like this", digest, answers=1)
    anna.presses("Less like this", digest, answers=1)
    assert "Take back “less”" in digest.labels
    assert "More like this" in digest.labels
    anna.presses("Back", digest, answers=1)
    assert "1. Something new about diffusion" in digest.text


def pages_go_on(anna: Any, found: Any) -> None:
    anna.presses("More", found, answers=1)
    assert "7. Diffusion" in found.text
    anna.presses("Previous", found, answers=1)
    assert "2. Diffusion" in found.text


def settings_go_on(anna: Any, settings: Any, program: Any) -> None:
    anna.presses("Length", settings, answers=1)
    anna.presses("5", settings, answers=1)
    chat = program.store.chats.get(Place("telegram", str(anna.user.id)))
    assert chat.settings.length == 5


def test_a_command_that_comes_twice_subscribes_once_and_brings_one_digest(api: Any, program: Any) -> None:
    anna = api.person("Anna")
    program.publish(TITLES)
    program.start()
    with nothing_is_confirmed(api, program):
        subscribed, first = anna.private.says("/subscribe diffusion, 3D", answers=2)
        assert subscribed.text.startswith("Subscribed")
        assert TITLES[0] in first.text
    program.start()
    api.wait_for_messages(3)
    assert "Already subscribed" in api.sent()[-1].text
    assert terms(program, anna) == ["diffusion", "3d"]
    assert [message for message in api.sent() if "Settings" in message.labels] == [first]

    anna.private.presses("1", first, answers=1)
    with nothing_is_confirmed(api, program):
        assert "1 in all" in anna.private.presses("Save", first, answers=1).toast
    program.publish(["Something new about diffusion"])
    program.make_due(anna.id)
    program.start()
    api.wait_for_messages(4)
    (status,) = anna.private.says("/status")  # answered after what came twice
    assert status.text
    person = program.store.persons.find("telegram", str(anna.id))
    assert len(program.store.opinions.saved(person.id)) == 1
    assert kinds(program) == [DeliveryKind.DAILY, DeliveryKind.FIRST]
    assert sum("Something new" in message.text for message in api.sent()) == 1
