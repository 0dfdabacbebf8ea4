"""What a card offers: saving, opinions, nevers, sharing; in private in place, in a group to the presser alone."""

import pytest

from adapters.tags.tagger import Tagger
from bot import ingest
from bot.message import Audience
from storage.model import ChatKind, Opinion, Place
from storage.noted import Attitude


@pytest.fixture
def paper(filled):
    return filled.papers.find(arxiv_id="2112.10752")


@pytest.fixture
def attitude(talk, paper):
    """What a person has done with the paper."""

    def attitude(user="u1"):
        person = talk.store.persons.find("test", user)
        return talk.store.opinions.of(person.id, paper.id)

    return attitude


def test_saving_shows_the_card_with_the_way_to_undo_it(talk, attitude):
    talk.say("/paper 2112.10752")
    answer = talk.press("Save")
    assert answer.startswith("Saved, 1 in all.")
    assert "High-Resolution Image Synthesis" in answer
    assert talk.reply.messages[0].replaces
    assert attitude() == Attitude(saved=True)
    assert talk.press("Remove from saved").startswith("No longer saved, 0 in all.")
    assert attitude() == Attitude()


def test_opinions_replace_each_other_and_are_taken_back(talk, attitude):
    talk.say("/paper 2112.10752")
    talk.press("More like this")
    assert attitude().opinion is Opinion.LIKE
    talk.press("Less like this")
    assert attitude().opinion is Opinion.LESS
    talk.press("Take back “less”")
    assert attitude().opinion is None


def test_the_way_back_and_the_language_survive_what_is_pressed(talk):
    talk.say("/search latent diffusion")
    talk.press("1")
    other = next(button.label for button in talk.buttons if button.label.startswith("In "))
    shown = talk.press(other)
    summary = shown.split("\n\n")[1]
    assert summary in talk.press("Save")
    talk.press("Not this tag")
    assert summary in talk.press("Back")
    assert "“latent diffusion”" in talk.press("Back")


def test_in_a_group_saving_is_a_note_to_the_presser_with_an_undo(group, attitude, paper):
    assert group.act(f"save:{paper.id}::today:1") == "Saved, 1 in all.\n\nSaved, 1 in all.\n\n[1] Undo"
    assert (group.reply.audience, group.reply.toast) == (Audience.CALLER, "Saved, 1 in all.")
    assert group.press("Undo", own_message=True).startswith("No longer saved, 0 in all.\n\nNo longer saved")
    assert group.reply.messages[0].replaces
    assert attitude() == Attitude()


def test_a_card_that_others_see_does_not_show_what_the_person_did(group, paper):
    group.act(f"save:{paper.id}::")
    group.say("/paper 2112.10752")
    assert group.buttons[0].label == "Save"
    group.act(f"card:{paper.id}:", own_message=True)
    assert group.buttons[0].label == "Remove from saved"


def test_opinions_of_one_person_are_not_anothers(group, attitude, paper):
    group.act(f"like:{paper.id}::")
    group.user = "u2"
    group.act(f"less:{paper.id}::")
    assert (attitude("u1").opinion, attitude("u2").opinion) == (Opinion.LIKE, Opinion.LESS)


def test_not_this_tag_adds_a_never_with_undo(talk):
    talk.say("/subscribe speech")
    talk.say("/paper 2112.10752")
    talk.press("Not this tag")
    assert "Latent Diffusion Models" in talk.shown()
    answer = talk.press(talk.buttons[0].label)
    assert "Left out of all subscriptions" in answer
    assert len([wanted for _, wanted in talk.terms() if not wanted]) == 1
    talk.press("Undo")
    assert talk.terms() == {("speech", True)}


def test_not_this_tag_asks_back_when_it_would_remove_half(talk, paper):
    talk.say("/subscribe diffusion")
    answer = talk.act(f"not:{paper.id}:diffusion::")
    assert "Leave it out all the same?" in answer
    assert talk.terms() == {("diffusion", True)}
    talk.press("Leave it out")
    assert talk.terms() == {("diffusion", False)}


def test_only_topics_that_exist_can_be_left_out(talk, paper):
    assert "no longer works" in talk.act(f"not:{paper.id}:no-such-topic::")
    assert talk.terms() == set()


def test_sharing_posts_the_card_with_the_sharers_name(group, paper):
    answer = group.act(f"share:{paper.id}::today:1", user_name="Ann\n Lee")
    assert answer.startswith("Shared.\n\nShared by Ann Lee\n\nHigh-Resolution Image Synthesis")
    assert group.reply.audience is Audience.CHAT
    labels = [button.label for button in group.buttons]
    assert labels[:3] == ["Save", "More like this", "Less like this"]
    assert not {"Share", "Not this tag", "Back"} & set(labels)


def test_who_may_not_write_may_not_share(group, paper):
    answer = group.act(f"share:{paper.id}::", can_post=False)
    assert answer == "You may not write here, so you cannot share here."
    assert (group.reply.messages, group.reply.audience) == ((), Audience.CALLER)


def test_in_private_a_card_is_shared_by_passing_it_on(talk, paper):
    assert "forward this message" in talk.act(f"share:{paper.id}::")
    assert not talk.reply.messages[0].replaces


NEW = """# 2026-11-18

- [Video Generation from Text](https://arxiv.org/abs/2611.00001)
- [Video Generation in Surgery](https://arxiv.org/abs/2611.00002)
- [Video Generation for Music](https://arxiv.org/abs/2611.00003)
"""


@pytest.fixture
def publish(talk, tmp_path):
    """Have a digest with three new papers on video arrive."""

    def publish():
        (tmp_path / "2026-11-18.md").write_text(NEW, encoding="utf-8")
        tagger = Tagger(talk.answering.services.vocabulary)
        (read,) = ingest.ingest(ingest.find([tmp_path / "2026-11-18.md"]), talk.store, tagger, now=talk.clock.now)
        assert isinstance(read, ingest.Read)

    return publish


def titles(shown):
    return [line.split(". ", 1)[1].split(" <")[0] for line in shown.splitlines() if line[:1].isdigit()]


def test_opinions_order_what_is_new_in_the_private_chat_and_in_no_other(talk, publish):
    talk.say("/subscribe video generation")
    sent = titles(talk.say("/today"))
    publish()
    new = ["Video Generation from Text", "Video Generation in Surgery", "Video Generation for Music"]
    before = titles(talk.say("/today"))
    assert before[: len(sent)] == sent
    assert sorted(before[len(sent) :]) == sorted(new)
    talk.say("/paper 2611.00003")
    talk.press("More like this")
    talk.say("/paper 2611.00002")
    talk.press("Less like this")
    assert titles(talk.say("/today")) == [*sent, new[2], new[0], new[1]]
    talk.place, talk.kind = Place("test", "-9"), ChatKind.GROUP
    talk.say("/subscribe video generation")
    in_group = titles(talk.say("/today"))
    assert [title for title in in_group if title in new] == [title for title in before if title in new]
