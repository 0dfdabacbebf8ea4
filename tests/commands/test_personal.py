"""/export, /forget and /privacy: what is kept of a person, taken along and erased."""

import json

import pytest

from bot.catalog import LANGUAGES
from bot.message import Audience
from storage.model import ChatKind, Place

GROUP = Place("test", "-1")


@pytest.fixture
def lived_in(talk):
    """A person with a private chat, a group, saved papers and opinions."""
    talk.say("/subscribe diffusion, -medical")
    talk.say("/paper 2112.10752")
    talk.press("Save")
    talk.press("More like this")
    talk.kind, talk.place = ChatKind.GROUP, GROUP
    talk.say("/subscribe video")
    talk.kind, talk.place = ChatKind.PRIVATE, Place("test", "1")
    return talk


def exported(talk):
    file, *_ = talk.reply.files
    assert file.name == "paperwire-2026-11-18.json"
    return json.loads(file.content)


def test_an_export_brings_what_was_saved_as_bibtex(lived_in):
    lived_in.say("/export")
    _, bibtex = lived_in.reply.files
    assert bibtex.name == "paperwire-2026-11-18.bib"
    assert bibtex.content.startswith(b"@misc{arxiv211210752,\n  title = {{High-Resolution Image Synthesis")
    assert b"author" not in bibtex.content


def test_an_export_holds_all_of_the_person_and_their_chat(lived_in):
    assert "JSON" in lived_in.say("/export")
    document = exported(lived_in)
    person, (chat,) = document["person"], document["chats"]
    assert (person["id"], person["language"]) == ("u1", "en")
    assert [one["paper"] for one in person["saved"]] == ["arxiv:2112.10752"]
    assert [(one["title"][:15], one["opinion"]) for one in person["opinions"]] == [("High-Resolution", "like")]
    assert [(one["chat"], one["term"]) for one in person["subscribed"]] == [
        ("1", "diffusion"),
        ("1", "medical"),
        ("-1", "video"),
    ]
    assert [(one["term"], one["wanted"]) for one in chat["subscriptions"]] == [("diffusion", True), ("medical", False)]
    assert chat["settings"]["time"] == "08:00"
    assert [one["kind"] for one in chat["deliveries"]] == ["first"]
    assert document["group"] is None


@pytest.mark.parametrize("is_admin", [True, False])
def test_a_group_is_exported_to_its_admins_only_and_to_them_alone(lived_in, is_admin):
    lived_in.kind, lived_in.place = ChatKind.GROUP, GROUP
    lived_in.say("/export", is_admin=is_admin)
    assert lived_in.reply.audience is Audience.PERSON
    document = exported(lived_in)
    assert (document["group"] is not None) == is_admin
    assert len(document["chats"]) == 1


def test_forgetting_asks_first(lived_in):
    assert "cannot be undone" in lived_in.say("/forget")
    assert lived_in.press("Keep it") == "Nothing was erased."
    assert lived_in.terms() == {("diffusion", True), ("medical", False)}


@pytest.mark.parametrize("kind", [ChatKind.PRIVATE, ChatKind.GROUP])
def test_forgetting_erases_the_person_and_their_chat_and_no_group(lived_in, kind):
    private = lived_in.place
    lived_in.say("/forget")
    if kind is ChatKind.GROUP:
        lived_in.kind, lived_in.place = kind, GROUP
    assert "is erased" in lived_in.press("Erase everything")
    assert lived_in.store.persons.find("test", "u1") is None
    assert lived_in.store.chats.get(private) is None
    (row,) = lived_in.store.chats.get(GROUP).subscriptions
    assert (row.term, row.created_by) == ("video", None)
    lived_in.kind, lived_in.place = ChatKind.PRIVATE, private
    lived_in.say("/export")
    document = exported(lived_in)
    assert document["person"]["saved"] == document["person"]["opinions"] == document["person"]["subscribed"] == []
    assert document["chats"][0]["subscriptions"] == []


def test_forgetting_twice_is_forgetting(talk):
    assert "is erased" in talk.act("forget:yes")
    assert "is erased" in talk.act("forget:yes")


@pytest.mark.parametrize("language", LANGUAGES)
def test_privacy_says_what_is_kept_for_how_long_and_leads_to_the_rest(talk, language):
    talk.language = language
    said = talk.say("/privacy")
    assert "90" in said
    assert "/export" in said
    assert "/forget" in said
    assert [button.action for button in talk.buttons] == ["export:", "forget:"]


def test_nothing_that_was_searched_for_is_kept(talk, tmp_path):
    rare = "zanzibarian"
    talk.say(f"/search {rare}")
    talk.say(rare)
    talk.act(f"search:1:{rare}")
    talk.say("/search")
    talk.say(rare)
    talk.say(f"/paper {rare}")
    database = tmp_path / "copy.db"
    files = [database, database.with_name("copy.db-wal")]
    assert any(file.exists() for file in files)
    assert not any(rare.encode() in file.read_bytes() for file in files if file.exists())
