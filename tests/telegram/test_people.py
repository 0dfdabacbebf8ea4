"""People talk to a bot that runs: what they do reaches it, and what it answers comes back to them."""

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from tests.telegram.conftest import PLAIN
from tests.telegram.server import BotApi, Rule


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    buttons = [
        [InlineKeyboardButton("More", callback_data="more"), InlineKeyboardButton("Toast", callback_data="toast")]
    ]
    payload = " ".join(context.args or ())
    await update.effective_chat.send_message(f"Welcome {payload}".rstrip(), reply_markup=InlineKeyboardMarkup(buttons))


async def press(update: Update, _: Any) -> None:
    query = update.callback_query
    if query.data == "more":
        await query.answer()
        await query.edit_message_text(f"More for {query.from_user.first_name}")
        await update.effective_chat.send_message("And more")
    else:
        await query.answer(f"You pressed {query.data} below {query.message.text}", show_alert=True)


async def locate(update: Update, _: Any) -> None:
    place = update.message.location
    await update.message.reply_text(f"{place.latitude} {place.longitude}")


async def offer(update: Update, _: Any) -> None:
    query = update.inline_query
    content = InputTextMessageContent(f"You want <b>{query.query}</b>", "HTML")
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]])
    result = InlineQueryResultArticle("r1", query.query, content, reply_markup=buttons)
    await query.answer([result], next_offset="10", is_personal=True, cache_time=5)


@pytest.fixture
def running(api: BotApi) -> Iterator[None]:
    """A bot of python-telegram-bot that polls in a thread."""
    requests = {"read_timeout": 60, "httpx_kwargs": PLAIN}
    builder = ApplicationBuilder().token(api.token).base_url(api.base_url).request(HTTPXRequest(20, **requests))
    app = builder.get_updates_request(HTTPXRequest(1, **requests)).build()
    app.add_handler(CommandHandler("start", start))
    app.add_handler(CallbackQueryHandler(press))
    app.add_handler(InlineQueryHandler(offer))
    app.add_handler(MessageHandler(filters.LOCATION, locate))
    loop = asyncio.new_event_loop()

    def run() -> None:
        asyncio.set_event_loop(loop)
        app.run_polling(stop_signals=None, allowed_updates=Update.ALL_TYPES)

    thread = threading.Thread(target=run)
    thread.start()
    api.wait_for_poller()
    yield
    loop.call_soon_threadsafe(app.stop_running)
    thread.join()


@pytest.mark.usefixtures("running")
def test_a_conversation(api: BotApi) -> None:
    chat = api.person("Anna").private
    (welcome,) = chat.says("/start")
    assert (welcome.text, welcome.labels) == ("Welcome", ["More", "Toast"])
    toast = chat.presses("Toast")
    assert (toast.toast, toast.alert, toast.messages) == ("You pressed toast below Welcome", True, [])
    more = chat.presses("More", answers=2)
    assert [message.text for message in more.messages] == ["More for Anna", "And more"]
    assert more.messages[0] is welcome
    assert [message.text for message in chat.opens_deep_link("a_1-2")] == ["Welcome a_1-2"]
    assert [message.text for message in chat.shares_location(37.5, 127.5)] == ["37.5 127.5"]
    assert [message.text for message in chat.sees()] == ["More for Anna", "And more", "Welcome a_1-2", "37.5 127.5"]
    assert api.unanswered() == {}


@pytest.mark.usefixtures("running")
def test_a_press_in_a_group(api: BotApi) -> None:
    anna, bob = api.person("Anna"), api.person("Bob")
    group = api.group(owner=anna, members=[bob])
    (welcome,) = anna.at(group).says("/start")
    more = bob.at(group).presses("More", welcome, answers=2)
    assert [message.text for message in more.messages] == ["More for Bob", "And more"]


@pytest.mark.usefixtures("running")
def test_an_inline_query(api: BotApi) -> None:
    anna = api.person("Anna")
    group = api.group(owner=anna)
    answer = anna.at(group).types_inline("diffusion")
    assert [result["title"] for result in answer.results] == ["diffusion"]
    assert (answer.next_offset, answer.is_personal, answer.cache_time) == ("10", True, 5)
    message = anna.at(group).takes(answer, "r1")
    assert (message.text, message.marked("bold"), message.sender) == ("You want diffusion", ["diffusion"], anna.user)
    assert message.inline_id


def test_what_was_sent_inline_can_be_changed(api: BotApi, client: Any) -> None:
    anna = api.person("Anna")
    asked = anna.private.asks_inline("diffusion")
    client.answer_inline_query(asked.id, [article(1, markup=True)])
    (update,) = client.get_updates()
    assert (update.inline_query.query, update.inline_query.chat_type) == ("diffusion", "sender")
    message = anna.private.takes(anna.private.answer_to(asked), "1")
    assert client.edit_message_text("changed", inline_message_id=message.inline_id)
    assert message.text == "changed"
    assert client.refusal("edit_message_text", "b", inline_message_id="x") == "400 Bad Request: MESSAGE_ID_INVALID"


def test_a_keyboard_of_the_device(api: BotApi, client: Any) -> None:
    anna = api.reader()
    where = ReplyKeyboardMarkup([[KeyboardButton("Here I am", request_location=True)]], one_time_keyboard=True)
    client.send_message(anna.id, "Where?", reply_markup=where)
    (message,) = anna.private.sees()
    assert message.keyboard["keyboard"] == [[{"text": "Here I am", "request_location": True}]]
    assert message.buttons == ()
    words = client.refusal("send_message", api.group(owner=anna).id, "Where?", reply_markup=where)
    assert words == "400 Bad Request: location can be requested in private chats only"


@pytest.mark.usefixtures("running")
def test_a_button_that_is_not_there_can_be_pressed_all_the_same(api: BotApi) -> None:
    chat = api.person("Anna").private
    (welcome,) = chat.says("/start")
    assert chat.presses_forged("evil", welcome).toast == "You pressed evil below Welcome"


def test_a_press_is_answered_once_and_in_time(api: BotApi, client: Any) -> None:
    chat = api.reader("Anna").private
    message = api.chats[chat.chat.id].messages.get(client.send_message(chat.chat.id, "a").message_id)
    first, second = chat.asks("x", message), chat.asks("x", message)
    assert client.refusal("answer_callback_query", first.id, "a" * 201) == "400 Bad Request: MESSAGE_TOO_LONG"
    client.answer_callback_query(first.id, "a" * 200)
    words = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
    assert client.refusal("answer_callback_query", first.id) == words
    assert api.unanswered() == {second.id: chat.user}
    api.advance(16)
    assert client.refusal("answer_callback_query", second.id) == words


def article(number: int, *, markup: bool = False) -> InlineQueryResultArticle:
    buttons = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="more")]]) if markup else None
    return InlineQueryResultArticle(str(number), "Title", InputTextMessageContent("text"), reply_markup=buttons)


@pytest.mark.parametrize(
    ("results", "more", "words"),
    [
        ([article(number) for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article(1), article(1)], {}, "RESULT_ID_DUPLICATE"),
        ([article(10**64)], {}, "RESULT_ID_INVALID"),
        ([article(1)], {"next_offset": "é" * 33}, "NEXT_OFFSET_INVALID"),
        ([InlineQueryResultArticle("1", "", InputTextMessageContent("a"))], {}, "ARTICLE_TITLE_EMPTY"),
        (
            [InlineQueryResultArticle("1", "a", InputTextMessageContent("<b>a", "HTML"))],
            {},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        ([InlineQueryResultArticle("1", "a", InputTextMessageContent("a" * 4097))], {}, "message is too long"),
    ],
)
def test_answers_to_inline_queries_that_are_refused(
    client: Any, results: list[Any], more: dict[str, Any], words: str
) -> None:
    assert client.refusal("answer_inline_query", "1", results, **more) == f"400 Bad Request: {words}"


def test_rules_that_people_would_feel_are_noted(api: BotApi, client: Any) -> None:
    anna = api.reader()
    row = [InlineKeyboardButton(str(number), callback_data="x") for number in range(9)]
    client.send_message(anna.id, "a", reply_markup=InlineKeyboardMarkup([row]))
    assert api.broken_rules() == [Rule.WIDE_ROW]
    api.violations.clear()
