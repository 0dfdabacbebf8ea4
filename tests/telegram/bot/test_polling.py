"""Long polling that goes on, whatever comes instead of updates."""

from typing import Any

import pytest

from tests.telegram.server import Fault


@pytest.mark.parametrize("fault", [Fault.UNAUTHORIZED, Fault.BROKEN, Fault.FLOOD, Fault.HOLLOW])
@pytest.mark.usefixtures("bot")
def test_the_bot_hears_again(api: Any, fault: Fault) -> None:
    anna = api.person("Anna")
    api.faults = {"getUpdates": [fault]}
    anna.private.says("/status")
    anna.private.says("/status")
    assert api.faults == {"getUpdates": []}


@pytest.mark.usefixtures("bot")
def test_an_update_that_cannot_be_read_stops_no_other(api: Any) -> None:
    anna = api.person("Anna")
    with api.changed:
        api.update("message", {"message_id": "?"})
        api.update("callback_query", {"id": 1, "from": None})
    (answer,) = anna.private.says("/status")
    assert answer.text


def test_what_was_begun_is_confirmed_at_the_end(api: Any, bot: Any) -> None:
    anna = api.person("Anna")
    anna.private.says("/status")
    bot.end()
    assert api.mailbox.waiting == []
