"""/here: where a group's digests arrive, and threads with topics of their own."""

import dataclasses

import pytest

from storage.model import ChatKind, Place

GENERAL = Place("test", "-1")
SEVEN, EIGHT = (dataclasses.replace(GENERAL, thread_id=thread) for thread in ("7", "8"))


@pytest.fixture
def wanted(group):
    """What arrives at each place of the group."""

    def wanted():
        found = {}
        for place in (GENERAL, SEVEN, EIGHT):
            chat = group.store.chats.get(place)
            terms = [row.term for row in chat.subscriptions if row.wanted] if chat else []
            found |= {place.thread_id: terms} if terms else {}
        return found

    return wanted


def at(group, place, text, **more):
    group.place = place
    return group.say(text, **more)


def test_a_groups_digests_arrive_where_it_was_first_subscribed(group, wanted):
    at(group, EIGHT, "/search diffusion")
    at(group, SEVEN, "/subscribe video")
    at(group, GENERAL, "/subscribe 3d")
    assert wanted() == {"7": ["video", "3d"]}


def test_here_moves_the_groups_place(group, wanted):
    at(group, GENERAL, "/subscribe video")
    assert at(group, SEVEN, "/here", place_name="Papers").startswith("New papers for this group arrive here")
    assert "Papers" in group.shown()
    assert wanted() == {"7": ["video"]}
    assert "already" in at(group, SEVEN, "/here")


def test_here_with_a_topic_binds_the_thread_to_it(group, wanted):
    at(group, GENERAL, "/subscribe video, diffusion, -medical")
    answer = at(group, SEVEN, "/here diffusion, speech", place_name="Generative")
    assert answer.startswith("Now only here (Generative), not in the group’s other places: Diffusion models, Speech")
    assert wanted() == {"": ["video"], "7": ["diffusion", "speech"]}
    assert ("medical", False) in group.terms(SEVEN)
    at(group, EIGHT, "/here speech")
    assert wanted() == {"": ["video"], "7": ["diffusion"], "8": ["speech"]}
    assert group.store.chats.get(SEVEN).next_due_at is not None


def test_what_is_said_in_a_bound_thread_is_about_that_thread_and_names_it(group, wanted):
    at(group, GENERAL, "/subscribe video")
    at(group, SEVEN, "/here diffusion")
    assert "Only in this place: Generative" in at(group, SEVEN, "/subscribe 3d", place_name="Generative")
    assert "Only in this place: this thread" in at(group, SEVEN, "/subscriptions")
    at(group, SEVEN, "/settings time 21:00")
    at(group, EIGHT, "/subscribe speech")
    assert "Only in this place" not in group.shown()
    assert wanted() == {"": ["video", "speech"], "7": ["diffusion", "3d"]}
    times = [group.store.chats.get(place).settings.time for place in (GENERAL, SEVEN)]
    assert times == ["08:00", "21:00"]


def test_a_thread_without_topics_is_the_groups_again(group, wanted):
    at(group, GENERAL, "/subscribe video")
    at(group, SEVEN, "/here diffusion")
    at(group, SEVEN, "/unsubscribe diffusion")
    at(group, SEVEN, "/subscribe 3d")
    assert wanted() == {"": ["video", "3d"]}


def test_here_in_a_bound_thread_makes_it_the_groups_place(group, wanted):
    at(group, GENERAL, "/subscribe video")
    at(group, SEVEN, "/here diffusion")
    at(group, SEVEN, "/here")
    assert wanted() == {"7": ["diffusion", "video"]} or wanted() == {"7": ["video", "diffusion"]}
    at(group, EIGHT, "/subscribe 3d")
    assert len(wanted()["7"]) == 3


def test_a_closed_default_place_is_left_for_an_open_one(group):
    at(group, GENERAL, "/subscribe video")
    group.store.deliveries.stop_chat(group.store.chats.get(GENERAL).id, "closed", group.clock.now)
    at(group, SEVEN, "/here")
    assert group.store.chats.get(SEVEN).stopped == ""


def test_what_here_does_not_know_is_offered(group, wanted):
    answer = at(group, SEVEN, '/here difusion, by:"Yang Song"')
    assert "I know no topic called “difusion”" in answer
    assert wanted() == {"7": ['by:"Yang Song"']}
    group.press("Diffusion models")
    assert wanted() == {"7": ['by:"Yang Song"', "diffusion"]}


@pytest.mark.parametrize("text", ["/here -", "/here ,", '/here "'])
def test_here_with_nothing_that_can_be_meant_asks(group, text):
    assert group.say(text)


def test_here_is_for_groups(talk):
    assert "for groups" in talk.say("/here diffusion")
    assert talk.terms() == set()


def test_a_group_takes_the_zone_that_its_setter_told(talk):
    talk.say("/settings timezone Seoul")
    talk.kind, talk.place = ChatKind.GROUP, GENERAL
    assert "Seoul time" in talk.say("/subscribe video")
    talk.place = dataclasses.replace(GENERAL, chat_id="-2")
    talk.say("/here video")
    assert talk.store.chats.get(talk.place).settings.zone == "Asia/Seoul"
    talk.user, talk.place = "u2", dataclasses.replace(GENERAL, chat_id="-3")
    assert "UTC" in talk.say("/subscribe video")


def test_subscriptions_of_a_group_say_since_when_and_whether_by_whom_asks(group):
    group.say("/subscribe video")
    assert "1. Video (18 Nov 2026, by you)" in group.say("/subscriptions")
    group.user = "u2"
    assert "1. Video (18 Nov 2026)\n" in group.say("/subscriptions") + "\n"


def test_binding_a_thread_can_be_taken_back(group, wanted):
    at(group, GENERAL, "/subscribe video, diffusion")
    at(group, EIGHT, "/here speech")
    before = wanted()
    at(group, SEVEN, "/here diffusion, speech, 3d")
    assert wanted() == {"": ["video"], "7": ["diffusion", "speech", "3d"]}
    (undo,) = [button.action for button in group.buttons if button.label == "Undo"]
    assert group.press("Undo") == "Taken back: Diffusion models, Speech, 3D"
    assert wanted() == before
    group.act(undo)
    assert wanted() == before


def test_taking_back_touches_no_other_group_and_is_for_admins(group, wanted):
    at(group, GENERAL, "/subscribe video")
    elsewhere = Place("test", "-2")
    at(group, elsewhere, "/subscribe diffusion")
    other = group.store.chats.get(elsewhere)
    at(group, SEVEN, "/here 3d")
    (undo,) = [button.action for button in group.buttons if button.label == "Undo"]
    before = wanted()
    assert "admin" in group.act(undo, is_admin=False)
    assert wanted() == before
    group.act(f"unbind:1-999:{other.id}.0")
    assert group.terms(elsewhere) == {("diffusion", True)}
    for forged in ("unbind:", "unbind:1", "unbind:1-2", "unbind:a-b:", "unbind:1-2:3.x"):
        group.act(forged)
    assert group.terms(elsewhere) == {("diffusion", True)}


def test_what_a_button_cannot_carry_is_not_offered(group):
    topics = "video, diffusion, speech, 3d, robotics, medical"
    for thread in range(20, 24):
        at(group, dataclasses.replace(GENERAL, thread_id=str(thread)), f"/here {topics}")
    assert all(len(button.action.encode()) <= 64 for button in group.buttons)
