"""A person's opinions order the digests that are sent to them; others share theirs as before."""

import pytest

from storage.model import ChatKind, DeliveryKind, Opinion


@pytest.fixture
def opine(world):
    """The person of a chat says what they think of a paper."""

    def opine(chat, title, opinion):
        world.say(chat, "/status")
        person = world.store.persons.find(chat.place.platform, "u1")
        paper = world.store.papers.find(title=title)
        world.store.opinions.give(person.id, paper.id, opinion, world.now)

    return opine


@pytest.fixture
def two(world):
    """Two papers on video alike but for one more topic of each."""

    def publish():
        world.publish("On speech", "On robots")
        world.publish("On speech", slug="speech", source="beta")
        world.publish("On robots", slug="robotics", source="beta")

    world.publish("Spoken", slug="speech")
    world.publish("Built", slug="robotics")
    return publish


@pytest.mark.parametrize(
    ("opinion", "order"),
    [
        (("Spoken", Opinion.LIKE), ["On speech", "On robots"]),
        (("Built", Opinion.LIKE), ["On robots", "On speech"]),
        (("Spoken", Opinion.LESS), ["On robots", "On speech"]),
        (("Built", Opinion.LESS), ["On speech", "On robots"]),
    ],
)
def test_opinions_order_what_is_sent(world, shown, two, opine, opinion, order):
    chat = world.chat("video")
    opine(chat, *opinion)
    two()
    world.plan_at(16, 8)
    (digest,) = world.owed(chat)
    assert shown(digest) == order
    assert [world.store.papers.get([one])[0].title for one in world.store.plans.last_plan(chat.id).paper_ids] == order


def test_the_best_are_shown_where_not_all_fit(world, shown, two, opine):
    chat = world.chat("video", length=1)
    opine(chat, "Built", Opinion.LIKE)
    two()
    world.plan_at(16, 8)
    assert [shown(digest) for digest in world.owed(chat)] == [["On robots"]]


def test_groups_have_no_taste_and_who_has_none_shares(world, two, opine):
    first, second, group = world.chat("video"), world.chat("video"), world.chat("video", kind=ChatKind.GROUP)
    liking = world.chat("video")
    opine(liking, "Built", Opinion.LIKE)
    world.say(group, "/status")
    two()
    world.plan_at(16, 8)
    plans = [world.store.plans.last_plan(chat.id).id for chat in (first, second, group, liking)]
    assert plans[0] == plans[1] == plans[2] != plans[3]


def test_a_taste_for_what_did_not_arrive_changes_nothing(world, two, opine):
    plain, liking = world.chat("video"), world.chat("video")
    world.publish("Elsewhere", slug="medical")
    opine(liking, "Elsewhere", Opinion.LIKE)
    world.plan_at(16, 8)
    two()
    world.plan_at(17, 8)
    assert world.store.plans.last_plan(plain.id).id == world.store.plans.last_plan(liking.id).id


def test_late_editions_have_it_too(world, shown, two, opine):
    chat = world.chat("video", late_editions=True)
    opine(chat, "Built", Opinion.LIKE)
    world.publish("Early")
    world.plan_at(16, 8)
    two()
    world.publish("One more")
    world.plan_at(16, 12)
    (late,) = world.owed(chat, DeliveryKind.LATE)
    assert shown(late)[0] == "On robots"
