"""The store: everything that is kept, behind one value."""

from types import TracebackType
from typing import Self

import sqlalchemy as sa

from storage import migration
from storage.access import Access
from storage.alerts import Alerts
from storage.chats import Chats
from storage.deliveries import Deliveries
from storage.engine import Engines, connect
from storage.exporting import Exporting
from storage.halt import Halt
from storage.importing import Importing
from storage.issues import Issues
from storage.lookups import Lookups
from storage.model import Source, SourceStatus, StoreStats
from storage.opinions import Opinions
from storage.pace import Pace
from storage.papers import Papers
from storage.persons import Persons
from storage.plans import Plans
from storage.retagging import Retagging
from storage.roles import Roles
from storage.schema import entry, issue, paper, source
from storage.search import Search
from storage.threads import Threads
from storage.visits import Visits
from storage.watches import Watches


class Store:
    """A database that is open; closed at the end of a `with`. `url` is its address without the password.

    `path` is its file, if it is one.
    """

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self.url = engines.url
        self.path = engines.path
        self.issues = Issues(engines)
        self.papers = Papers(engines)
        self.search = Search(engines)
        self.chats = Chats(engines)
        self.threads = Threads(engines)
        self.persons = Persons(engines)
        self.access = Access(engines)
        self.alerts = Alerts(engines)
        self.opinions = Opinions(engines)
        self.plans = Plans(engines)
        self.deliveries = Deliveries(engines)
        self.pace = Pace(engines)
        self.halt = Halt(engines)
        self.roles = Roles(engines)
        self.retagging = Retagging(engines)
        self.watches = Watches(engines)
        self.visits = Visits(engines)
        self.lookups = Lookups(engines)
        self.exporting = Exporting(engines)
        self.importing = Importing(engines)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections; a database in memory ends."""
        self._engines.close()

    def check(self) -> None:
        """Raise StoreError unless the database can be read and is this program's."""
        migration.check(self._engines)

    def stats(self) -> StoreStats:
        """What the store holds."""
        with self._engines.reading() as connection:
            papers = sa.select(sa.func.count()).select_from(paper).where(paper.c.search_key.is_not(None))
            return StoreStats(
                papers=connection.scalar(papers) or 0,
                entries=connection.scalar(sa.select(sa.func.count()).select_from(entry)) or 0,
                issues=connection.scalar(sa.select(sa.func.count()).select_from(issue)) or 0,
                sources=_sources(connection),
                revision=migration.revision(connection) or "",
            )

    def sources(self) -> tuple[SourceStatus, ...]:
        """How fresh each source is, sorted by name."""
        with self._engines.reading() as connection:
            return _sources(connection)

    def source_names(self) -> tuple[str, ...]:
        """The names of the sources, sorted."""
        with self._engines.reading() as connection:
            return tuple(sorted(connection.scalars(sa.select(source.c.name))))


def open_store(url: str, *, migrate: bool = True) -> Store:
    """Open a database: `sqlite:///path`, `sqlite://` (in memory) or `postgresql://…`.

    `migrate` brings its schema to this program's revision, or makes it; without, a database of another revision
    raises StoreVersionError. A newer one always does. Raises StoreError when it cannot be opened.
    """
    engines = connect(url)
    try:
        if migrate:
            migration.upgrade(engines)
        else:
            migration.check(engines)
    except BaseException:
        engines.close()
        raise
    return Store(engines)


def _sources(connection: sa.Connection) -> tuple[SourceStatus, ...]:
    papers = (
        sa.select(issue.c.source_id, sa.func.count(entry.c.paper_id.distinct()).label("papers"))
        .join(entry, entry.c.issue_id == issue.c.id)
        .group_by(issue.c.source_id)
        .subquery()
    )
    issues = (
        sa.select(
            issue.c.source_id,
            sa.func.count().label("issues"),
            sa.func.max(issue.c.date).label("newest_date"),
            sa.func.max(issue.c.arrived_at).label("newest_arrival_at"),
        )
        .group_by(issue.c.source_id)
        .subquery()
    )
    statement = (
        sa.select(source, issues.c.issues, issues.c.newest_date, issues.c.newest_arrival_at, papers.c.papers)
        .outerjoin(issues, issues.c.source_id == source.c.id)
        .outerjoin(papers, papers.c.source_id == source.c.id)
    )
    found = [
        SourceStatus(
            source=Source(row.name, row.adapter, row.root),
            issues=row.issues or 0,
            papers=row.papers or 0,
            newest_date=row.newest_date,
            newest_arrival_at=row.newest_arrival_at,
        )
        for row in connection.execute(statement)
    ]
    return tuple(sorted(found, key=lambda status: status.source.name))
