"""Updates by webhook: posted with a secret, refused without it."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from storage.model import Place

HEADER = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def address() -> str:
    """Where nobody listens yet."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}/hook"


@pytest.fixture
def hooked(run_bot: Callable[..., Any], address: str) -> Any:
    return run_bot(webhook=address)


def post(url: str, body: bytes, secret: str | None) -> int:
    """The status that a request is answered with."""
    headers = {"Content-Type": "application/json"} | ({} if secret is None else {HEADER: secret})
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:  # noqa: S310 - ours
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def forged(person: Any, text: str) -> bytes:
    """An update as the platform makes it, that it never made."""
    user = {"id": person.id, "is_bot": False, "first_name": "Anna"}
    message = {"message_id": 9, "date": 1, "chat": {"id": person.id, "type": "private"}, "from": user, "text": text}
    return json.dumps({"update_id": 1, "message": message}).encode()


@pytest.mark.usefixtures("hooked")
def test_people_talk_to_the_bot(api: Any) -> None:
    anna = api.person("Anna")
    subscribed, digest = anna.private.says("/subscribe diffusion", answers=2)
    assert "Subscribed: Diffusion models" in subscribed.text
    anna.private.presses("1", digest, answers=1)
    assert "1 in all" in anna.private.presses("Save", digest, answers=1).toast
    assert anna.private.types_inline("latent diffusion").results
    assert api.webhook.last_error == ""
    assert api.count("getUpdates") == 0


def test_only_who_knows_the_secret_is_heard(api: Any, hooked: Any, address: str) -> None:
    anna = api.person("Anna")
    anna.private.says("/start")
    secret = api.webhook.secret
    wrong = (None, "", secret[:-1], secret.upper(), api.token)
    update = forged(anna, "/subscribe diffusion")
    assert {post(address, update, other) for other in wrong} == {403}
    assert {post(address, b"nonsense", other) for other in wrong} == {403}
    (answer,) = anna.private.says("/subscriptions")
    assert "Diffusion" not in answer.text
    assert post(address, update, secret) == 200
    place = Place("telegram", str(anna.id))
    api.wait_for(lambda: hooked.store.chats.get(place).subscriptions, "the right secret is refused")


def test_what_cannot_be_read_stops_nothing(api: Any, hooked: Any, address: str) -> None:
    assert hooked.webhook == address
    secret = api.webhook.secret
    assert post(address, b"nonsense", secret) == 400
    assert post(address, b'{"update_id": 1, "message": {}}', secret) == 200  # else it would come again and again
    assert post(address, b"[]", secret) == 200
    assert post(f"{address}/other", b"{}", secret) == 404
    assert post(address, b" " * (2 << 20), secret) == 413
    (answer,) = api.person("Anna").private.says("/start")
    assert answer.text


def test_the_secret_does_not_give_the_token_away(api: Any, hooked: Any) -> None:
    assert hooked.webhook
    assert len(api.webhook.secret) >= 32
    assert not set(api.token.split(":")) & {api.webhook.secret}


def test_who_polls_again_takes_the_webhook_away(api: Any, hooked: Any, run_bot: Callable[..., Any]) -> None:
    anna = api.person("Anna")
    anna.private.says("/subscribe diffusion", answers=2)
    hooked.end()
    anna.private.says("/subscriptions", answers=0)
    run_bot(url=hooked.url)
    assert api.webhook is None
    api.wait_for_messages(3)
    assert "Diffusion models" in api.sent()[-1].text
