"""What the buttons under a digest lead to, on its day and later."""

import pytest

from bot import wire


@pytest.fixture
def two_days(world):
    """A chat with a digest on Monday, of which two papers did not fit, and one on Tuesday."""
    chat = world.chat("video", length=2)
    world.publish("One", "Two", "Three", "Four")
    world.plan_at(16, 8)
    world.publish("Five")
    world.plan_at(17, 8)
    return chat


def test_what_did_not_fit_stays_behind_that_digests_button(world, two_days, shown, button):
    monday, _ = world.owed(two_days)
    (rest,) = world.press(two_days, button(monday, "2 more"))
    assert rest.replaces
    assert sorted(shown(monday) + shown(rest)) == ["Four", "One", "Three", "Two"]
    (first,) = world.press(two_days, button(rest, "Previous"))
    assert shown(first) == shown(monday)


def test_back_from_a_card_leads_to_the_digest_it_was_opened_from(world, two_days, shown, button):
    monday, _ = world.owed(two_days)
    (card,) = world.press(two_days, button(monday, "2"))
    (back,) = world.press(two_days, button(card, "Back"))
    assert shown(back) == shown(monday)


def test_a_paper_that_nobody_wishes_for_any_more_stays_in_its_digest(world, two_days, shown, button):
    monday, _ = world.owed(two_days)
    world.say(two_days, "/unsubscribe video")
    (rest,) = world.press(two_days, button(monday, "2 more"))
    assert len(shown(rest)) == 2


def test_a_digest_that_is_gone_is_said(world, two_days, button, text):
    monday, _ = world.owed(two_days)
    world.store.deliveries.bury(monday.id, None, reason="Never mind.", now=world.now)
    (answer,) = world.press(two_days, button(monday, "2 more"))
    assert "no longer works" in text(answer)


def test_the_words_of_buttons_fit_into_what_every_platform_takes(world, two_days):
    """64 bytes, of which a paper's number takes seven: https://core.telegram.org/bots/api#inlinekeyboardbutton."""
    spare = 7 - len(str(max(paper.id for paper in world.store.papers.export())))
    for digest in world.owed(two_days):
        actions = [button.action for row in wire.from_json(digest.payload).buttons for button in row]
        assert len(actions) >= 2
        assert max(len(action.encode()) for action in actions) + spare <= 64
