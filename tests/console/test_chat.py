"""A chat on the terminal, driven by a script of lines."""

from collections.abc import Iterable

from bot.message import Block, Button, File, Message, Reply, Request, Span
from bot.transports.console import ConsoleChat
from storage.model import ChatKind


class Echo:
    """Answers every request with its text or action and, for `/menu`, with buttons; keeps the requests."""

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Reply:
        self.requests.append(request)
        if request.text == "/export":
            return Reply((), toast="Done\x1b[1m.", files=(File("all.json", b"{}"),))
        said = Block(((Span(request.text or f"pressed {request.action}"),),))
        if request.text == "/menu":
            first = Message((said,), ((Button("Undo", "undo"), Button("Open", url="https://e.org")),))
            return Reply((first, Message((), ((Button("More", "more"),),))))
        return Reply((Message((said,), replaces=bool(request.action)),))


def talk(lines: Iterable[str]) -> tuple[list[Request], list[str]]:
    echo, written = Echo(), list[str]()
    ConsoleChat(echo, written.append, width=60, color=False, client_language="ko_KR").run(lines)
    return echo.requests, written


def test_lines_are_requests_of_one_private_chat() -> None:
    requests, written = talk(["/start\n", "  확산 모델  "])
    assert [request.text for request in requests] == ["/start", "확산 모델"]
    assert {(request.kind, request.client_language) for request in requests} == {(ChatKind.PRIVATE, "ko_KR")}
    assert len({request.place for request in requests}) == 1
    assert written == ["/start", "확산 모델"]


def test_a_number_presses_a_button_of_the_last_answer() -> None:
    requests, written = talk(["/menu", "2"])
    assert [(request.text, request.action) for request in requests] == [("/menu", ""), ("", "more")]
    assert written == ["/menu\n\n[1] Undo  Open: https://e.org", "\n[2] More", "pressed more"]
    assert [request.answered for request in requests] == ["", "/menu"]


def test_the_numbers_of_papers_are_kept_also_in_a_second_message() -> None:
    manage = Message((), ((Button("Undo", "undo"), Button("Change", "change")),))
    papers = Message((), ((Button("1", "card:7"), Button("2", "card:8")), (Button("Settings", "settings"),)))
    requests, written = [], list[str]()

    def answer(request: Request) -> Reply:
        requests.append(request)
        return Reply((manage, papers))

    ConsoleChat(answer, written.append, width=60, color=False).run(["/subscribe", "2", "4"])
    assert written[:2] == ["[4] Undo  [5] Change", "\n[1]  [2]\n[3] Settings"]
    assert [request.action for request in requests] == ["", "card:8", "undo"]


def test_a_number_that_is_no_button_is_text() -> None:
    requests, _ = talk(["1", "/menu", "3", "1", "１", "99999999999999999999"])
    assert all(not request.action for request in requests)
    assert [request.text for request in requests][-3:] == ["1", "１", "99999999999999999999"]


def test_quit_ends_and_so_does_the_end_of_the_lines() -> None:
    requests, _ = talk(["one", "", "   ", "/quit", "two"])
    assert [request.text for request in requests] == ["one"]
    assert talk([]) == ([], [])


def test_what_is_said_before_the_chat_leaves_its_buttons() -> None:
    echo, written = Echo(), list[str]()
    chat = ConsoleChat(echo, written.append, width=60, color=False)
    chat.say("/menu")
    chat.run(["1"])
    assert echo.requests[-1].action == "undo"


def test_a_few_words_at_a_button_and_files_are_written_too() -> None:
    _, written = talk(["/export"])
    assert written == ["Done.", "all.json:\n{}"]
