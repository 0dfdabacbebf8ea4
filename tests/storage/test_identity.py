"""Which paper an entry belongs to, as a pure function of all entries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import identity
from storage.identity import Marks

A, B, C = "2401.00001", "2401.00002", "2402.00003"
OLD = "cs/0501001"  # of January 2005: older than A, though it sorts behind it

A_KEY, B_KEY, C_KEY, OLD_KEY = (f"arxiv:{arxiv_id}" for arxiv_id in (A, B, C, OLD))

TABLE = [
    ("an id of its own", [Marks("t", A)], [A_KEY]),
    ("nothing but a title", [Marks("t")], ["title:t"]),
    ("the same title", [Marks("t"), Marks("t")], ["title:t"] * 2),
    ("other titles", [Marks("t"), Marks("u")], ["title:t", "title:u"]),
    ("the same id under other titles", [Marks("t", A), Marks("u", A)], [A_KEY] * 2),
    ("an id adopts its title", [Marks("t"), Marks("t", A)], [A_KEY] * 2),
    ("two ids never merge by title", [Marks("t", A), Marks("t", B)], [A_KEY, B_KEY]),
    ("a title of two ids is the older one's", [Marks("t", C), Marks("t"), Marks("t", A)], [C_KEY, A_KEY, A_KEY]),
    ("older is by date", [Marks("t", A), Marks("t", OLD), Marks("t")], [A_KEY, OLD_KEY, OLD_KEY]),
    ("a DOI of its own", [Marks("t", None, "d")], ["doi:d"]),
    ("the same DOI under other titles", [Marks("t", None, "d"), Marks("u", None, "d")], ["doi:d"] * 2),
    ("a DOI with an id", [Marks("t", A, "d"), Marks("u", None, "d")], [A_KEY] * 2),
    (
        "two ids with one DOI",
        [Marks("t", B, "d"), Marks("u", A, "d"), Marks("v", None, "d")],
        [B_KEY, A_KEY, A_KEY],
    ),
    (
        "a DOI whose title has an id",
        [Marks("t", A), Marks("t", None, "d"), Marks("u", None, "d")],
        [A_KEY] * 3,
    ),
    ("a DOI adopts its title", [Marks("t", None, "d"), Marks("t")], ["doi:d"] * 2),
    (
        "two DOIs never merge by title",
        [Marks("t", None, "e"), Marks("t", None, "d"), Marks("t")],
        ["doi:e", "doi:d", "doi:d"],
    ),
    (
        "a title follows its DOI to an id",
        [Marks("t"), Marks("t", None, "d"), Marks("u", A, "d")],
        [A_KEY] * 3,
    ),
    (
        "and over a title in between",
        [Marks("t"), Marks("t", None, "d"), Marks("u", None, "d"), Marks("u", A)],
        [A_KEY] * 4,
    ),
]

any_marks = st.builds(
    Marks,
    st.sampled_from("tuvwx"),
    st.none() | st.sampled_from([A, B, C, OLD]),
    st.none() | st.sampled_from("def"),
)


@pytest.mark.parametrize(("entries", "keys"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_table(entries, keys):
    assert identity.assign(entries) == keys


@given(st.lists(any_marks, max_size=12).flatmap(lambda entries: st.tuples(st.just(entries), st.permutations(entries))))
def test_order_changes_nothing(pair):
    entries, shuffled = pair
    keys = dict(zip(entries, identity.assign(entries), strict=True))
    assert dict(zip(shuffled, identity.assign(shuffled), strict=True)) == keys


@given(st.lists(any_marks, max_size=12), st.lists(any_marks, max_size=3))
def test_repetition_changes_nothing(entries, again):
    repeated = [*entries, *(entry for entry in again if entry in entries)]
    assert identity.assign(repeated)[: len(entries)] == identity.assign(entries)


@given(st.lists(any_marks, max_size=12))
def test_two_arxiv_ids_never_share_a_paper(entries):
    for entry, key in zip(entries, identity.assign(entries), strict=True):
        assert entry.arxiv_id is None or key == f"arxiv:{entry.arxiv_id}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Attention Is All You Need", "attention is all you need."),
        ("Ｄｉｆｆｕｓｉｏｎ：模型", "diffusion 模型"),
        ("확산 모델", "확산모델"),
        ("x" * 1000 + "!", "X" * 1000),
    ],
)
def test_titles_that_are_one(one, other):
    assert identity.title_key(one) == identity.title_key(other)


def test_titles_that_are_long_and_differ_at_the_end_are_two():
    assert identity.title_key("x" * 1000 + "y") != identity.title_key("x" * 1000 + "z")


def test_ids_are_sorted_by_the_month_they_were_given_in():
    ids = ["math.GT/9912001", "hep-th/0001001", "cs/0701001", "0704.0001", "2401.00001", "2401.12345", "unknown"]
    assert sorted(sorted(ids), key=identity.age) == ids
