"""The samples as they come to a bot: the older ones by the evening, those of the newest day in the morning."""

import datetime as dt
from pathlib import Path

from adapters.tags import vocabulary
from adapters.tags.tagger import Tagger
from bot import ingest
from storage.store import Store

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NEWEST = "2026-11-18"
EVENING = dt.datetime(2026, 11, 17, 17, 40, tzinfo=dt.UTC)
ARRIVAL = dt.datetime(2026, 11, 18, 6, 10, tzinfo=dt.UTC)
MORNING = dt.datetime(2026, 11, 18, 7, 0, tzinfo=dt.UTC)  # 08:00 in Berlin
NOON = dt.datetime(2026, 11, 18, 11, 15, tzinfo=dt.UTC)


def put(store: Store, *, newest: bool, now: dt.datetime) -> None:
    """Read the samples of the newest day, or those before it."""
    folders = sorted(path for path in SAMPLES.iterdir() if path.is_dir())
    files = [found for found in ingest.find(folders) if found.path.name.startswith(NEWEST) == newest]
    outcomes = list(ingest.ingest(files, store, Tagger(vocabulary.load()), now=now))
    if unread := [outcome for outcome in outcomes if not isinstance(outcome, ingest.Read)]:
        raise RuntimeError(f"these samples cannot be read: {unread}")
