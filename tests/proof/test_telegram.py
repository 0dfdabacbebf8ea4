"""The same troubles on the real transport, before a Bot API server with the true limits."""

import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from bot.limits import TELEGRAM
from storage.model import DeliveryState
from tests.telegram.server import STRICT, BotApi, Chat, Fault, Kind, Member, Standing
from tests.telegram.server.faults import FLOODS, TAKES_EFFECT

SENT, AMBIGUOUS, BURIED = DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.BURIED
PACE = (
    "--rate", TELEGRAM.per_second, "--gap", TELEGRAM.chat_gap, "--group-minute", TELEGRAM.group_minute,
    "--within-second", TELEGRAM.within_second,
)  # fmt: skip
REFUSED = {*FLOODS, Fault.UNAUTHORIZED}
STORM_SECONDS = 3
KICKED = Member(Standing.KICKED)


@pytest.fixture
def api() -> Iterator[BotApi]:
    """A server whose rules nobody may break: a flood that it did not make itself is one."""
    with BotApi(limits=STRICT) as server:
        yield server
    assert server.violations == []


@pytest.fixture
def run(launch: Callable[..., Any], api: BotApi) -> Callable[..., Any]:
    """Starts the bot, with no pace unless one is given."""
    return partial(launch, "--until-done", TELEGRAM_TOKEN=api.token, TELEGRAM_BASE_URL=api.url, ACCESS="open")


def received(api: BotApi) -> Counter[str]:
    """How many messages each chat has got."""
    return Counter(str(message.chat.id) for message in api.sent())


def moved(api: BotApi, number: int) -> tuple[Chat, Chat]:
    """A group that became a supergroup while nobody listened, and what it is now."""
    group = api.group(f"Lab {number}", owner=api.person(), kind=Kind.GROUP)
    group.migrated_to = api.group(f"Lab {number}", owner=api.person())
    return group, group.migrated_to


@dataclass(frozen=True)
class Troubled:
    """The chats of a run, and those among them that have blocked the bot, moved, or break a connection once."""

    chats: list[str]
    blocked: set[str]
    moved: dict[str, str]
    broken: set[str]

    @property
    def reachable(self) -> set[str]:
        return {self.moved.get(name, name) for name in self.chats} - self.blocked


def troubled(api: BotApi, number: int, chance: random.Random) -> Troubled:
    """Chats of which 5 % block the bot, 5 % have moved, and 2 % have one broken connection, before or after."""
    twentieth, hundredth = number // 20, max(number // 100, 1)
    pairs = [moved(api, one) for one in range(twentieth)]
    readers = [api.reader(f"Reader {one}") for one in range(number - twentieth)]
    before, after = readers[:hundredth], readers[hundredth : 2 * hundredth]
    blocked = readers[2 * hundredth : 2 * hundredth + twentieth]
    for person in blocked:
        api.chats[person.id].members[api.bot.id] = KICKED
    api.faults = {person.id: [Fault.RESET_BEFORE] for person in before}
    api.faults |= {person.id: [Fault.RESET_AFTER] for person in after}
    chats = [str(one.id) for one in (*readers, *(old for old, _ in pairs))]
    chance.shuffle(chats)
    moves = {str(old.id): str(new.id) for old, new in pairs}
    return Troubled(chats, {str(one.id) for one in blocked}, moves, {str(one.id) for one in (*before, *after)})


def test_each_fault_once(ledger: Any, run: Callable[..., Any], api: BotApi) -> None:
    people = {fault: api.reader(fault.value) for fault in Fault}
    blocked, deactivated, sound = api.reader(), api.reader(), api.reader()
    api.chats[blocked.id].members[api.bot.id] = KICKED
    deactivated.deactivates()
    kicked, old, new = api.group(owner=sound), *moved(api, 1)
    kicked.members[api.bot.id] = KICKED
    api.faults = {person.id: [fault] for fault, person in people.items()}
    gone = {str(one.id) for one in (blocked, deactivated, kicked)}
    ledger.owe([*gone, *(str(one.id) for one in (*people.values(), sound, old))], platform="telegram")
    run("--patience", 0.5).finish()
    certain = {str(people[fault].id) for fault in REFUSED} | {str(sound.id), str(new.id)}
    doubtful = {str(person.id) for fault, person in people.items() if fault not in REFUSED}
    assert ledger.names(BURIED) == gone
    assert ledger.names(AMBIGUOUS) == doubtful
    assert ledger.names(SENT) == certain
    assert received(api) == dict.fromkeys([*certain, *(str(people[fault].id) for fault in TAKES_EFFECT)], 1)


def through_every_trouble(ledger: Any, run: Callable[..., Any], api: BotApi, chats: Troubled, *, storm: float) -> str:
    """Run until all is done, through two storms; what came of it, and a sentence of figures."""
    ledger.owe(chats.chats, platform="telegram")
    worker = run(*PACE)
    for share, says_when in ((0.2, True), (0.6, False)):
        api.wait_for_messages(int(share * len(chats.chats)))
        api.storm(storm, says_when=says_when)
    worker.finish(seconds=300)

    got, doubtful, reachable = received(api), ledger.names(AMBIGUOUS), chats.reachable
    lost = reachable - got.keys()
    assert set(got.values()) == {1}
    assert got.keys() <= reachable
    assert lost <= doubtful <= chats.broken
    assert ledger.count(AMBIGUOUS) == len(doubtful) == len(chats.broken)
    assert ledger.names(SENT) == reachable - doubtful
    assert ledger.names(BURIED) == chats.blocked
    assert all(one.told for one in api.floods)
    took = api.sent()[-1].at - api.sent()[0].at
    return (
        f"{len(reachable)} reachable: 0 doubled, {len(lost)} lost, all among the {len(doubtful)} ambiguous; "
        f"{len(api.floods)} × 429, all of them in the storms; {took:.1f} s"
    )


def test_sixty_chats_and_every_trouble(ledger: Any, run: Callable[..., Any], api: BotApi) -> None:
    chance = random.Random(4)  # noqa: S311 - the same order every time
    through_every_trouble(ledger, run, api, troubled(api, 60, chance), storm=0.5)


@pytest.mark.proof
def test_a_thousand_chats_and_every_trouble(ledger: Any, run: Callable[..., Any], api: BotApi) -> None:
    kind, seed = ledger.url.partition(":")[0], secrets.randbits(32)
    print(f"{kind}, seed {seed}")  # noqa: T201 - a proof says what it ran
    chats = troubled(api, 1_000, random.Random(seed))  # noqa: S311 - a seed
    print(f"{kind}: {through_every_trouble(ledger, run, api, chats, storm=STORM_SECONDS)}")  # noqa: T201 - its figures


def paced(ledger: Any, run: Callable[..., Any], api: BotApi, number: int) -> float:
    """Which share of its pace the bot uses while nothing goes wrong; no message is refused."""
    ledger.owe([str(api.reader(f"Reader {one}").id) for one in range(number)], platform="telegram")
    run(*PACE).finish(seconds=120)
    sent = api.sent()
    assert len(sent) == number
    assert api.floods == []
    return (number - 1) / (sent[-1].at - sent[0].at) / TELEGRAM.per_second


def test_a_hundred_chats_at_the_true_limits(ledger: Any, run: Callable[..., Any], api: BotApi) -> None:
    assert paced(ledger, run, api, 100) > 0.5  # the proof says how much of it is used


@pytest.mark.proof
def test_the_pace_is_used_to_the_full(ledger: Any, run: Callable[..., Any], api: BotApi) -> None:
    share = paced(ledger, run, api, 1_000)
    print(f"{ledger.url.partition(':')[0]}: {share:.1%} of the pace, no 429")  # noqa: T201 - its figures
    assert share >= 0.97
