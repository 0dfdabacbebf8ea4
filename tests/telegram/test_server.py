"""Our Bot API server as the real client sees it: what it takes, and in which words it refuses."""

import asyncio
from typing import Any

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import Conflict, InvalidToken, TelegramError

from tests.telegram.server import BotApi, Fault, Fetched, Rule

HTML = ParseMode.HTML


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([list(buttons)])


def test_the_bot_knows_itself(api: BotApi, client: Any) -> None:
    me = client.get_me()
    assert (me.id, me.is_bot, me.username) == (api.bot.id, True, "paperwire_bot")
    assert (me.can_join_groups, me.can_read_all_group_messages, me.supports_inline_queries) == (True, False, True)


def test_a_wrong_token_is_refused(api: BotApi) -> None:
    async def initialize() -> None:
        async with telegram.Bot("1:wrong", base_url=api.base_url):
            pass

    with pytest.raises(InvalidToken):
        asyncio.run(initialize())
    assert api.calls == []


def test_an_unknown_method_is_not_found(client: Any) -> None:
    assert client.refusal("do_api_request", "noSuchMethod") == "404 Not Found"


def test_what_a_reader_gets(api: BotApi, client: Any) -> None:
    anna = api.reader("Anna")
    markup = InlineKeyboardMarkup(
        [[InlineKeyboardButton("One", callback_data="1")], [InlineKeyboardButton("Two", url="https://a.org")]]
    )
    text = 'Read <b>this</b>: <a href="https://arxiv.org/abs/2401.1">a &lt;paper&gt;</a>'
    answer = client.send_message(anna.id, text, HTML, disable_notification=True, reply_markup=markup)
    (message,) = anna.private.sees()
    assert message.text == "Read this: a <paper>" == answer.text
    assert message.marked("bold") == ["this"]
    assert message.links == [("a <paper>", "https://arxiv.org/abs/2401.1")]
    assert message.labels == ["One", "Two"]
    assert message.silent
    assert message.detected == []
    assert answer.message_id == message.id
    assert [entity.url for entity in answer.entities] == [None, "https://arxiv.org/abs/2401.1"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<x>a</x>", 'can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
        ("é<b>a</i>", 'can\'t parse entities: Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("<b>a", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("a</b>", "can't parse entities: Unexpected end tag at byte offset 1"),
        ("1 < 2", 'can\'t parse entities: Unsupported start tag "" at byte offset 2'),
        ("<b></b> \n", "text must be non-empty"),
        ("a" * 4097, "message is too long"),
        ("a" * 4095 + "&lt;&gt;", "message is too long"),
        ("é" * 16385, "text is too long"),
    ],
)
def test_texts_that_are_refused(api: BotApi, client: Any, text: str, words: str) -> None:
    anna = api.reader()
    assert client.refusal("send_message", anna.id, text, HTML) == f"400 Bad Request: {words}"
    assert anna.private.sees() == []
    api.violations.clear()  # the longest has much markup, too


def test_an_empty_text_is_refused(api: BotApi, client: Any) -> None:
    assert client.refusal("send_message", api.reader().id, "") == "400 Bad Request: message text is empty"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("🏟" * 2049, Rule.LONG_TEXT),
        ("<b>a</b> " * 101, Rule.MANY_ENTITIES),
        ('<a href="https://a.org/' + "x" * 9500 + '">a</a>', Rule.MUCH_MARKUP),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", Rule.LOST_FORMATTING),
        ("<code>a <b>b</b></code>", Rule.LOST_FORMATTING),
    ],
)
def test_texts_that_the_real_server_spoils_silently(api: BotApi, client: Any, text: str, rule: Rule) -> None:
    client.send_message(api.reader().id, text, HTML)
    assert api.broken_rules() == [rule]
    api.violations.clear()


def test_beyond_a_hundred_entities_nothing_is_marked(api: BotApi, client: Any) -> None:
    anna = api.reader()
    client.send_message(anna.id, "<b>a</b> " * 101, HTML)
    assert len(anna.private.sees()[0].entities) == 100
    api.violations.clear()


def test_a_link_to_no_address_is_text(api: BotApi, client: Any) -> None:
    anna = api.reader()
    client.send_message(anna.id, 'a <a href="ftp://a.org">b</a> <a href="nothing">c</a>', HTML)
    (message,) = anna.private.sees()
    assert message.text == "a b c"
    assert message.links == []
    assert message.content.text.dropped == ("ftp://a.org", "nothing")


def test_what_a_client_makes_of_plain_text_is_known(api: BotApi, client: Any) -> None:
    anna = api.reader()
    client.send_message(anna.id, "Ask @somebody or /start at arxiv.org #now <code>@nobody /x</code>", HTML)
    found = [("mention", "@somebody"), ("bot_command", "/start"), ("url", "arxiv.org"), ("hashtag", "#now")]
    assert anna.private.sees()[0].detected == found


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"callback_data": "é" * 33}, "BUTTON_DATA_INVALID"),
        ({"url": "http://localhost/a"}, "inline keyboard button URL 'http://localhost/a' is invalid: Wrong HTTP URL"),
        ({"url": "ftp://a.org"}, "inline keyboard button URL 'ftp://a.org' is invalid: Unsupported URL protocol"),
        ({"url": "https://"}, "inline keyboard button URL 'https://' is invalid: URL host is empty"),
        ({}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
    ],
)
def test_buttons_that_are_refused(api: BotApi, client: Any, button: dict[str, str], words: str) -> None:
    rows = {"inline_keyboard": [[{"text": "Press"} | button]]}
    said = client.refusal("send_message", api.reader().id, "a", api_kwargs={"reply_markup": rows})
    assert said == f"400 Bad Request: {words}"


def test_a_keyboard_has_at_most_a_hundred_buttons(api: BotApi, client: Any) -> None:
    rows = [[InlineKeyboardButton(str(number), callback_data="x")] for number in range(101)]
    words = client.refusal("send_message", api.reader().id, "a", reply_markup=InlineKeyboardMarkup(rows))
    assert words == "400 Bad Request: reply markup is too long"


def test_a_message_is_changed_and_deleted(api: BotApi, client: Any) -> None:
    anna = api.reader()
    sent = client.send_message(anna.id, "one", reply_markup=keyboard(InlineKeyboardButton("A", callback_data="a")))
    client.edit_message_text("two", anna.id, sent.message_id)
    (message,) = anna.private.sees()
    assert (message.text, message.labels) == ("two", [])
    assert [version.text.text for version in message.versions] == ["one", "two"]
    same = client.refusal("edit_message_text", "two", anna.id, sent.message_id)
    assert same.startswith("400 Bad Request: message is not modified: specified new message content and reply markup")
    client.delete_message(anna.id, sent.message_id)
    assert anna.private.sees() == []
    gone = client.refusal("edit_message_text", "three", anna.id, sent.message_id)
    assert gone == "400 Bad Request: message to edit not found"
    assert client.refusal("delete_message", anna.id, 99) == "400 Bad Request: message to delete not found"


def test_buttons_and_pictures_are_changed(api: BotApi, client: Any) -> None:
    anna = api.reader()
    first, second = InlineKeyboardButton("A", callback_data="a"), InlineKeyboardButton("B", callback_data="b")
    sent = client.send_photo(anna.id, b"picture", caption="One", reply_markup=keyboard(first))
    client.edit_message_reply_markup(anna.id, sent.message_id, reply_markup=keyboard(second))
    (message,) = anna.private.sees()
    assert (message.text, message.labels, message.media.content) == ("One", ["B"], b"picture")
    same = client.refusal("edit_message_reply_markup", anna.id, sent.message_id, reply_markup=keyboard(second))
    assert same.startswith("400 Bad Request: message is not modified")
    api.pictures["https://a.org/2.png"] = Fetched.PICTURE
    media = InputMediaPhoto("https://a.org/2.png", "<i>Two</i>", HTML)
    client.edit_message_media(media, anna.id, sent.message_id)
    assert (message.marked("italic"), message.labels) == (["Two"], [])
    assert message.media.source == "https://a.org/2.png"
    gone = client.refusal("edit_message_media", InputMediaPhoto("https://a.org/3.png"), anna.id, sent.message_id)
    assert gone == "400 Bad Request: failed to get HTTP URL content"


def test_a_button_of_a_deleted_message_can_still_be_pressed(api: BotApi, client: Any) -> None:
    anna = api.reader()
    sent = client.send_message(anna.id, "a", reply_markup=keyboard(InlineKeyboardButton("A", callback_data="a")))
    client.delete_message(anna.id, sent.message_id)
    anna.private.asks("a", api.sent()[0])
    (update,) = client.get_updates()
    assert not update.callback_query.message.is_accessible


def test_what_others_wrote_cannot_be_changed(api: BotApi, client: Any) -> None:
    anna = api.reader()
    anna.private.says("/start", answers=0)
    number = anna.private.chat.last_message_id
    assert client.refusal("edit_message_text", "a", anna.id, number) == "400 Bad Request: message can't be edited"


def test_pictures_are_fetched(api: BotApi, client: Any) -> None:
    anna = api.reader()
    api.pictures |= {"https://a.org/1.png": Fetched.PICTURE, "https://a.org/2": Fetched.NO_PICTURE}
    sent = client.send_photo(anna.id, "https://a.org/1.png", caption="<b>One</b>", parse_mode=HTML)
    assert sent.caption == "One"
    assert sent.photo
    assert anna.private.sees()[0].media.source == "https://a.org/1.png"
    refusals = [
        client.refusal("send_photo", anna.id, url) for url in ("https://a.org/2", "https://b.org/1.png", "a.png")
    ]
    words = [
        "wrong type of the web page content",
        "failed to get HTTP URL content",
        "wrong file identifier/HTTP URL specified",
    ]
    assert refusals == [f"400 Bad Request: {word}" for word in words]
    long = client.refusal("send_photo", anna.id, "https://a.org/1.png", caption="a" * 1025)
    assert long == "400 Bad Request: message caption is too long"
    assert client.refusal("edit_message_text", "a", anna.id, sent.message_id).endswith(
        "there is no text in the message to edit"
    )
    client.edit_message_caption(anna.id, sent.message_id, caption="Two")
    assert anna.private.sees()[0].text == "Two"


def test_a_document_can_be_sent_and_read_back(api: BotApi, client: Any) -> None:
    anna = api.reader()
    sent = client.send_document(anna.id, b"@misc{a}", filename="papers.bib", caption="All")
    assert (sent.document.file_name, sent.caption) == ("papers.bib", "All")
    assert anna.private.sees()[0].media.content == b"@misc{a}"
    file = client.get_file(sent.document.file_id)
    assert client.runner.run(file.download_as_bytearray()) == b"@misc{a}"
    assert client.refusal("send_document", anna.id, b"").endswith("file must be non-empty")


def test_updates_are_kept_until_they_are_confirmed(api: BotApi, client: Any) -> None:
    anna = api.reader()
    for word in ("one", "two", "three"):
        anna.private.says(word, answers=0)
    first = client.get_updates(limit=2)
    assert [update.message.text for update in first] == ["one", "two"]
    assert [update.message.text for update in client.get_updates()] == ["one", "two", "three"]
    rest = client.get_updates(offset=first[-1].update_id + 1)
    assert [update.message.text for update in rest] == ["three"]
    assert client.get_updates(offset=rest[-1].update_id + 1) == ()


def test_a_poller_waits_and_is_woken(api: BotApi, client: Any) -> None:
    anna = api.reader()

    async def poll() -> Any:
        asking = asyncio.create_task(client.bot.get_updates(timeout=20))
        await asyncio.to_thread(api.wait_for_poller)
        anna.private.says("hello", answers=0)
        return await asking

    assert [update.message.text for update in client.runner.run(poll())] == ["hello"]


def test_a_second_poller_ends_the_first(api: BotApi, client: Any) -> None:
    anna = api.reader()

    async def poll_twice() -> Any:
        first = asyncio.create_task(client.bot.get_updates(timeout=20))
        await asyncio.to_thread(api.wait_for_poller)
        second = asyncio.create_task(client.bot.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await first
        anna.private.says("hello", answers=0)
        return await second

    assert len(client.runner.run(poll_twice())) == 1
    (refusal,) = [call.description for call in api.calls if call.status == 409]
    assert refusal.endswith("make sure that only one bot instance is running")


def test_only_kinds_of_updates_that_are_wanted_are_kept(api: BotApi, client: Any) -> None:
    anna = api.reader()
    client.get_updates(allowed_updates=["callback_query"])
    anna.private.says("hello", answers=0)
    client.get_updates(allowed_updates=[])
    anna.private.says("again", answers=0)
    assert [update.message.text for update in client.get_updates()] == ["again"]


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.NONSENSE, Fault.HOLLOW, Fault.VAGUE_FLOOD])
def test_any_method_can_fail(api: BotApi, client: Any, fault: Fault) -> None:
    api.faults["getMe"] = [fault]
    with pytest.raises((TelegramError, KeyError)):
        client.get_me()
    assert client.get_me().is_bot
