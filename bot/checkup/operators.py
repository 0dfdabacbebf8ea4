"""What operators did, or did not do, that keeps a bot from doing its work."""

from collections.abc import Iterator

from bot.access import Access, read_operators
from bot.checkup.finding import Finding, State
from bot.settings import OperatorSettings
from storage.store import open_store


def look_at(operator: OperatorSettings, usable: bool) -> Iterator[Finding]:
    """Look at what operators did in a database, if that is `usable`."""
    if not usable:
        return
    with open_store(operator.database_url) as store:
        halted = store.halt.goes_on()
        named = Access(store, operators=read_operators(operator.operators)).all_operators()
        silent = [f"{platform}:{number}" for platform, number in named if not store.persons.find(platform, number)]
    if halted:
        said = "An operator has paused sending: nothing goes out until one says /admin resume to the bot."
        yield Finding("sending", State.WRONG, said)
    if silent:
        said = f"{', '.join(silent)} never said /start to the bot, which therefore cannot tell them what goes wrong."
        yield Finding("operators", State.NOTE, said)
