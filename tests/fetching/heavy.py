"""Reads something very large in a process of its own, and says what that cost: `python -m tests.fetching.heavy bomb`"""

import asyncio
import json
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from bot.fetching.bodies import Bounds
from storage.store import open_store
from tests.fetching.conftest import Desk
from tests.fetching.servers import hostile
from tests.fetching.servers.hostile import MIB, Hostile
from tests.fetching.servers.publishers import Pages, atom

KINDS = {
    "nothing": lambda: hostile.bomb(MIB),
    "bomb": lambda: hostile.bomb(1024 * MIB),
    "feed": lambda: hostile.long(100 * MIB),
    "full": lambda: hostile.long(15 * MIB),  # within the bounds, but for its number of items
}


def peak() -> int:
    """The most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main(kind: str) -> None:
    with asyncio.Runner() as runner, ThreadPoolExecutor(1) as thread, open_store("sqlite://") as store:
        desk = Desk(store, runner, thread, bounds=Bounds())
        other = desk.serve(Pages(pages={"/feed.xml": atom([("https://host.test/1", "One", "2026-11-18", "Text.")])}))
        desk.add(f"feed:{other.root}/feed.xml")
        desk.round()
        server = desk.serve(Hostile())
        server.sends(KINDS[kind](), **({} if kind in ("feed", "full") else {"Content_Encoding": "gzip"}))
        address = f"feed:{server.root}/feed.xml"
        desk.add(address)
        before, began = peak(), time.monotonic()
        desk.round(hours=1)
        said = desk.failing(address) or ", ".join(desk.unread(address).values())
        cost = {"bytes": peak() - before, "seconds": time.monotonic() - began, "sent": server.sent}
        print(json.dumps({"said": said, "titles": sorted(desk.titles()), **cost}))  # noqa: T201 - the answer
        for one in desk.servers:
            runner.run(one.stop())


if __name__ == "__main__":
    main(sys.argv[1])
