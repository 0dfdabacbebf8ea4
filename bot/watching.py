"""What folders hold, into the store: what is news, what cannot be read, and what looks wrong."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters import retrieve
from adapters.errors import AdapterError
from adapters.model import Issue
from adapters.tags.tagger import Tagger
from bot import ingest
from bot.notes import WORTH_A_WORD
from bot.signals import IssueRead, Tell, unheard
from bot.sources import Folder, Watch, is_news
from bot.suspicion import LOOKED_AT, suspicion
from storage.model import Outcome
from storage.store import Store
from storage.watched import UnreadIssue

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads watches; `now` is the moment, in UTC."""

    store: Store
    tagger: Tagger
    now: Callable[[], dt.datetime]
    tell: Tell = unheard

    def read(self, watch: Watch) -> Iterator[None]:
        """Bring the new and changed issues of a folder into the store; rests after each file, and may be left there.

        A first read that is left, or whose process ends, goes on as a first read the next time.
        """
        status = self.store.watches.status(watch.folder.address)
        first = status.first_read_at is None
        try:
            for path in watch.changed():
                self._read_file(watch, path, first=first)
                yield
        except OSError as error:
            self._fail(watch.folder, error)
            return
        if first or status.failing:
            self._succeed(watch.folder)
        self._keep_unlisted(watch)
        self._forget_unread(watch)

    def _read_file(self, watch: Watch, path: Path, *, first: bool) -> None:
        try:
            issue = ingest.read_issue(path, watch.folder.adapter)
        except AdapterError as error:
            self._keep_unread(watch, path, error, retrieve.fingerprint(path))
            return
        watch.refused.pop(path, None)
        news = is_news(issue.date, self.now(), first_read=first)
        result = ingest.put(issue, self.store, self.tagger, now=self.now(), news=news)
        self.tell(IssueRead(ingest.source_of(issue).name, result.outcome, result.papers))
        outcome = result.outcome
        if outcome is not Outcome.UNCHANGED and not first:
            self._judge(path, issue)

    def _keep_unread(self, watch: Watch, path: Path, error: AdapterError, content: str) -> None:
        """Say once a content, and keep for the operator, why a file is no issue."""
        key = watch.refused[path] = ingest.issue_key(path)
        found = UnreadIssue(watch.folder.address, key, content, error.line, error.reason, self.now())
        if self.store.watches.keep_unread(found):
            log.warning("%s", error)

    def _keep_unlisted(self, watch: Watch) -> None:
        """The same of the folders below that cannot be listed."""
        for path, error in watch.unlisted.items():
            reason = f"cannot be listed: {error.strerror or error}"
            self._keep_unread(watch, path, AdapterError(reason, file=str(path)), content=reason)

    def _forget_unread(self, watch: Watch) -> None:
        """Forget the files that are gone or have become issues."""
        known = {found.key for found in self.store.watches.unread(watch.folder.address)}
        if resolved := known - set(watch.refused.values()):
            self.store.watches.drop_unread(watch.folder.address, resolved)

    def _judge(self, path: Path, issue: Issue) -> None:
        source = ingest.source_of(issue)
        reason = suspicion(issue, self.store.issues.profiles(issue, source, LOOKED_AT))
        self.store.issues.suspect(issue, source, reason)
        if reason:
            log.warning("%s is suspicious: it %s.", path, reason)

    def _fail(self, folder: Folder, error: OSError) -> None:
        reason = error.strerror or str(error)
        if self.store.watches.fail(folder.address, reason, self._names(folder), self.now()):
            log.warning("%s cannot be read: %s", folder.path, reason)

    def _succeed(self, folder: Folder) -> None:
        ended = self.store.watches.read(folder.address, self.now(), forget=WORTH_A_WORD)
        if ended:
            log.warning("%s can be read again, after %s.", folder.path, self.now() - ended.since)

    def _names(self, folder: Folder) -> tuple[str, ...]:
        """The sources that a folder brings, as readers know them; its own name while it has brought none."""
        if folder.adapter:
            return (folder.adapter,)
        return self.store.issues.sources_under(f"{ingest.issue_key(folder.path)}/") or (folder.path.name,)
