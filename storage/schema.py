"""The tables. What each holds is said in its comment; every one of them is there from the first migration."""

import datetime as dt
from enum import Enum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.engine import Dialect

from adapters.model import Origin
from storage.model import ChatKind, Opinion

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Moment(sa.types.TypeDecorator[dt.datetime]):
    """An aware moment, kept as microseconds since 1970 (UTC): SQLite would give a naive one back."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - theirs
        return None if value is None else (value - EPOCH) // dt.timedelta(microseconds=1)

    def process_result_value(self, value: int | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002 - theirs
        return None if value is None else EPOCH + dt.timedelta(microseconds=value)


def one_of(values: type[Enum]) -> sa.Enum:
    """A column of an Enum's values, checked by the database, in text."""
    return sa.Enum(
        values,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=16,
        name=values.__name__.lower(),
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _link(name: str, target: str, *, nullable: bool = False, index: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey(target), nullable=nullable, index=index)


# Sorted by code point on both databases, whatever the locale of the server.
ordered_text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Numbers of which there is one each: `arrival` (the last one given), `tokenizer` (the version of adapters.text that the
# search index was made with) and, while that is made anew, `reindexed` (the last search key that is in it); `halted` is
# there while nothing is sent.
counter = sa.Table(
    "counter",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.BigInteger, nullable=False),
)

source = sa.Table(
    "source",
    metadata,
    _id(),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    sa.Column("adapter", sa.Text, nullable=False),
    sa.Column("root", sa.Text, nullable=False),
)

# `content` is a hash of what the issue says, `papers` the number of its entries, `tagger` the version that tagged
# them, `date` the day of arrival where `dated` is false. `news` says whether it might be pushed when it arrived,
# `suspicious` what looks wrong about it, or "".
issue = sa.Table(
    "issue",
    metadata,
    _id(),
    _link("source_id", "source.id", index=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("date", sa.Date, nullable=False, index=True),
    sa.Column("dated", sa.Boolean, nullable=False),
    sa.Column("title", sa.Text),
    sa.Column("url", sa.Text),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("papers", sa.Integer, nullable=False),
    sa.Column("tagger", sa.Text, nullable=False),
    sa.Column("arrived_at", Moment, nullable=False),
    sa.Column("news", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("suspicious", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.UniqueConstraint("source_id", "key"),
    sa.UniqueConstraint("source_id", "content"),
    sa.Index("ix_issue_source_id_arrived_at", "source_id", "arrived_at"),
)

# A row is never deleted: `merged_into` says where its entries went. `search_key` is its place in the search index,
# null without entries: the day of its newest entry's date, and a number within that day (storage.index).
paper = sa.Table(
    "paper",
    metadata,
    _id(),
    sa.Column("key", ordered_text, nullable=False, unique=True),
    _link("merged_into", "paper.id", nullable=True),
    sa.Column("search_key", sa.BigInteger, unique=True),
)

# `title_key` and `doi_key` are what identity compares (storage.identity); `links`, `summaries` and `topics` are
# objects, the other documents arrays.
entry = sa.Table(
    "entry",
    metadata,
    _id(),
    _link("issue_id", "issue.id"),
    _link("paper_id", "paper.id"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("title_key", sa.Text, nullable=False, index=True),
    sa.Column("arxiv_id", sa.Text, index=True),
    sa.Column("arxiv_version", sa.Integer),
    sa.Column("doi", sa.Text),
    sa.Column("doi_key", sa.Text, index=True),
    sa.Column("authors", sa.JSON, nullable=False),
    sa.Column("tags", sa.JSON, nullable=False),
    sa.Column("votes", sa.Integer),
    sa.Column("vote_rank", sa.Integer),
    sa.Column("media_url", sa.Text),
    sa.Column("links", sa.JSON, nullable=False),
    sa.Column("summaries", sa.JSON, nullable=False),
    sa.Column("categories", sa.JSON, nullable=False),
    sa.Column("line", sa.Integer),
    sa.Column("topics", sa.JSON, nullable=False),
    sa.Column("news", sa.Boolean, nullable=False),
    sa.Column("arrival", sa.BigInteger, nullable=False, unique=True),
    sa.Column("arrived_at", Moment, nullable=False, index=True),
)

# A paper's topics: the union over its entries, each with its strongest origin.
paper_topic = sa.Table(
    "paper_topic",
    metadata,
    sa.Column("paper_id", sa.Integer, sa.ForeignKey("paper.id"), primary_key=True),
    sa.Column("slug", sa.Text, primary_key=True),
    sa.Column("origin", one_of(Origin), nullable=False),
    sa.Index("ix_paper_topic_slug", "slug"),
)

# The search index on PostgreSQL. On SQLite the virtual table of this name stands in its place (the migration).
SEARCH_TABLE = "paper_search"
TOKENS_INDEX = f"ix_{SEARCH_TABLE}_tokens"  # on PostgreSQL
paper_search = sa.Table(
    SEARCH_TABLE,
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("tokens", TSVECTOR, nullable=False),
    sa.Index(TOKENS_INDEX, "tokens", postgresql_using="gin"),
)

# One account on a platform; linked accounts point at one of them with `same_as`.
person = sa.Table(
    "person",
    metadata,
    _id(),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("user_id", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    _link("same_as", "person.id", nullable=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("platform", "user_id"),
)

# A place that receives, with its settings (storage.model.Settings) and the arrival number it has looked up to.
# `asked` is the command whose question the next text answers, "" when none is open; `next_due_at` when its next digest
# is to be planned, `last_date` the local date of its last daily one, `missed_since` the first date whose digest comes
# with the next one, `weekly_due_at` when its next weekly digest is to be planned, `late_date` the local date of its
# last late edition, `stopped` why nothing can be sent, or "". `bound` marks a thread with subscriptions of its own; a
# group's other rows are one, its default chat (storage.threads). `person_id` is whose private chat it is.
chat = sa.Table(
    "chat",
    metadata,
    _id(),
    sa.Column("platform", sa.Text, nullable=False),
    sa.Column("chat_id", sa.Text, nullable=False),
    sa.Column("thread_id", sa.Text, nullable=False),
    sa.Column("kind", one_of(ChatKind), nullable=False),
    sa.Column("time", sa.Text, nullable=False),
    sa.Column("weekdays", sa.JSON, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("zone_guessed", sa.Boolean, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),
    sa.Column("length", sa.Integer, nullable=False),
    sa.Column("layout", sa.Text, nullable=False),
    sa.Column("pictures", sa.Boolean, nullable=False),
    sa.Column("quiet", sa.Text),
    sa.Column("paused", sa.Boolean, nullable=False),
    sa.Column("cursor", sa.BigInteger, nullable=False),
    sa.Column("asked", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("quiet_held", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("late_editions", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("say_nothing_matched", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("say_not_published", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("next_due_at", Moment),
    sa.Column("last_date", sa.Date),
    sa.Column("stopped", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("missed_since", sa.Date),
    sa.Column("weekly", sa.Text),
    sa.Column("weekly_due_at", Moment),
    sa.Column("late_date", sa.Date),
    sa.Column("time_auto", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("bound", sa.Boolean, nullable=False, server_default=sa.false()),
    _link("person_id", "person.id", nullable=True),
    sa.Column("search", sa.Text, nullable=False, server_default=sa.text("'here'")),
    sa.Column("embeds", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("crosspost", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("streams", sa.Text, nullable=False, server_default=sa.text("'fill'")),
    sa.UniqueConstraint("platform", "chat_id", "thread_id"),
)

# Numbers are not given twice, so that a button made for one subscription never means another.
subscription = sa.Table(
    "subscription",
    metadata,
    _id(),
    _link("chat_id", "chat.id", index=False),
    sa.Column("term", sa.Text, nullable=False),
    sa.Column("wanted", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    _link("created_by", "person.id", nullable=True),
    sa.UniqueConstraint("chat_id", "term"),
    sqlite_autoincrement=True,
)

# A paper a person keeps.
save = sa.Table(
    "save",
    metadata,
    sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("paper_id", sa.Integer, sa.ForeignKey("paper.id"), primary_key=True, index=True),
    sa.Column("saved_at", Moment, nullable=False),
)

# What a person thinks of a paper.
feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("paper_id", sa.Integer, sa.ForeignKey("paper.id"), primary_key=True, index=True),
    sa.Column("value", one_of(Opinion), nullable=False),
    sa.Column("given_at", Moment, nullable=False),
)
