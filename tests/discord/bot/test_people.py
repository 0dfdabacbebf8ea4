"""What people do: lasting buttons, profiles of their own, forms, choices, threads, the app taken for oneself."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest

from storage.model import Place
from tests.discord.reading import readable
from tests.discord.server.shapes import guild_json


def digest_in(api: Any, bot: Any, channel: Any, seat: Any) -> Any:
    """A digest of one paper that everybody in a channel sees."""
    seat.runs("/subscribe", topics="diffusion")
    bot.publish("A new diffusion model of everything")
    bot.now.moment += dt.timedelta(days=1)
    return public_with(api, channel, "A new diffusion model of everything")


def public_with(api: Any, channel: Any, words: str) -> Any:
    """The message with the words that everybody in a channel sees, once it is there."""

    def found() -> list[Any]:
        return [message for message in api.sent(channel) if not message.ephemeral and words in message.text]

    api.wait_for(found, f"no {words!r}", seconds=20)
    return found()[-1]


def test_buttons_work_after_a_restart_for_everybody_with_their_own_profile(
    api: Any, run_bot: Callable[..., Any]
) -> None:
    bot = run_bot()
    olga, minsu, wei = api.person("Olga"), api.person("Minsu", locale="ko"), api.person("Wei", locale="zh-CN")
    channel = api.channel(api.guild("Lab", owner=olga, members=[minsu, wei]), "papers")
    digest = digest_in(api, bot, channel, olga.at(channel))
    bot.stop()
    again = run_bot(bot.url, bot.now())
    api.wait_for_bot(seconds=20)
    for person, save, saved in ((minsu, "저장", "모두 1편"), (wei, "收藏", "1")):
        card = person.at(channel).presses("1", digest)
        assert card.ephemeral
        assert saved in readable(person.at(channel).presses(save, card.message).text)
    kept = {
        person.user.name: len(again.store.opinions.saved(again.store.persons.find("discord", str(person.id)).id))
        for person in (minsu, wei)
    }
    assert kept == {"Minsu": 1, "Wei": 1}
    assert digest.labels == ["1", "Settings"], "what others see stays as it is"


def test_a_thread_gets_its_own_topics(api: Any, bot: Any) -> None:
    olga = api.person("Olga")
    channel = api.channel(api.guild("Lab", owner=olga), "papers")
    thread = api.thread(channel, "video")
    olga.at(channel).runs("/subscribe", topics="diffusion, speech")
    assert "video" in readable(olga.at(thread).runs("/here", topics="diffusion").text)
    guild = str(channel.guild.id)
    terms = [
        [row.term for row in bot.store.chats.get(Place("discord", guild, str(place.id))).subscriptions]
        for place in (channel, thread)
    ]
    assert terms == [["speech"], ["diffusion"]]
    bot.publish("A diffusion paper")
    bot.publish("A speech paper", "speech")
    bot.now.moment += dt.timedelta(days=1)
    for place, title in ((channel, "A speech paper"), (thread, "A diffusion paper")):
        assert public_with(api, place, title)


@pytest.mark.usefixtures("bot")
def test_a_question_is_answered_in_a_form(api: Any) -> None:
    seat = api.person("Anna", locale="ko").private
    asked = seat.runs("/search")
    form = seat.presses("입력하기", asked.message, answers=0)
    found = seat.submits(form, 1, text="gaussian splatting")
    assert "Gaussian Splatting" in readable(found.text)


@pytest.mark.usefixtures("bot")
def test_a_long_search_is_paged_though_no_button_holds_its_words(api: Any) -> None:
    seat = api.person("Anna").private
    query = "diffusion OR gaussian OR speech OR language OR video OR 3d OR robot OR agent OR 확산 모델"
    found = seat.runs("/search", query=query)
    page = seat.presses("More", found.message)
    assert page.messages == [found.message]
    assert "page 2" in readable(found.message.text)
    assert "1." in readable(seat.presses("Previous", found.message).text)


@pytest.mark.usefixtures("bot")
def test_choices_for_what_is_typed(api: Any) -> None:
    seat = api.person("Minsu", locale="ko").private
    seat.runs("/subscribe", topics="diffusion", answers=2)
    assert seat.types("/subscribe", "topics", "확산").choices["확산 모델"] == "diffusion"
    assert "3d, diffusion" in seat.types("/subscribe", "topics", "3d, diff").choices.values()
    assert list(seat.types("/unsubscribe", "topics", "").choices.values()) == ["diffusion"]
    assert "l_yohai" in seat.types("/search", "source", "yoh").choices.values()
    assert "2112.10752" in seat.types("/paper", "paper", "latent diffusion").choices.values()
    assert "timezone" in seat.types("/settings", "setting", "").choices.values()
    assert "Asia/Seoul" in seat.types("/settings", "value", "서울", setting="timezone").choices.values()
    assert "22:00-07:00" in seat.types("/settings", "value", "", setting="quiet").choices.values()
    assert len(seat.types("/tags", "topic", "").choices) <= 25


@pytest.mark.usefixtures("bot")
def test_a_message_keeps_its_form_when_it_changes(api: Any) -> None:
    seat = api.person("Anna").private
    new = seat.runs("/paper", paper="2112.10752").message
    seat.runs("/settings", setting="embeds", value="on")
    old = seat.runs("/paper", paper="2112.10752").message
    assert old.embeds
    assert not new.embeds
    for card in (new, old):
        before = bool(card.embeds)
        assert seat.presses("More like this", card).messages == [card]
        assert bool(card.embeds) is before
        assert "Noted: more like this." in readable(card.text)


@pytest.mark.usefixtures("bot")
def test_a_person_takes_their_data_along(api: Any) -> None:
    anna = api.person("Anna")
    channel = api.channel(api.guild("Lab", members=[anna]), "general")
    exported = anna.at(channel).runs("/export", answers=2)
    assert exported.ephemeral
    (file,) = exported.messages[-1].now.attachments
    assert b'"platform": "discord"' in file.content


@pytest.mark.usefixtures("bot")
def test_who_took_the_app_for_themselves_has_it_anywhere(api: Any) -> None:
    anna = api.person("Anna")
    anna.installs()
    elsewhere = api.channel(api.guild("Elsewhere", members=[anna], bot=None), "general")
    found = anna.at(elsewhere).runs("/search", query="diffusion")
    assert found.ephemeral
    assert "diffusion" in readable(found.text).lower()
    card = anna.at(elsewhere).presses("1", found.message)
    assert card.messages == [found.message]
    saved = anna.at(elsewhere).presses("Save", found.message)
    assert "Saved" in readable(saved.text)


def test_what_is_subscribed_elsewhere_comes_to_the_private_chat(api: Any, bot: Any) -> None:
    anna = api.person("Anna")
    anna.installs()
    elsewhere = api.group_dm(anna, api.person("Bela"), api.person("Cleo"))
    anna.at(elsewhere).runs("/subscribe", topics="diffusion", answers=2)
    bot.publish("A new diffusion model of everything")
    bot.now.moment += dt.timedelta(days=1)
    api.wait_for(lambda: api.sent(anna.private.channel), "no digest", seconds=20)
    assert "A new diffusion model" in api.sent(anna.private.channel)[-1].text
    assert [row.term for row in bot.store.chats.get(Place("discord", str(anna.private.channel.id))).subscriptions]
    assert "Diffusion models" in readable(anna.private.runs("/subscriptions").text)


@pytest.mark.usefixtures("bot")
def test_who_may_not_change_a_server_subscribes_privately(api: Any) -> None:
    member = api.person("Member")
    channel = api.channel(api.guild("Lab", members=[member]), "general")
    found = member.at(channel).runs("/tags", topic="diffusion")
    refused = member.at(channel).presses("Subscribe", found.message)
    assert refused.ephemeral
    assert "admin" in readable(refused.text).lower()


def test_the_bot_introduces_itself_once(api: Any, bot: Any) -> None:
    olga = api.person("Olga")
    guild = api.guild("Lab", owner=olga, bot=None)
    channel = api.channel(guild, "general")
    api.invite(guild)
    told = {"system_channel_id": str(channel.id), "joined_at": bot.now().isoformat()}
    for _ in range(2):
        api.gateway.dispatch("GUILD_CREATE", guild_json(api, guild) | told, guild_id=guild.id)
    api.wait_for(lambda: api.sent(channel), "no introduction", seconds=20)
    assert olga.at(channel).presses("Set up").ephemeral
    assert len([message for message in api.sent(channel) if not message.ephemeral]) == 1


def test_an_answer_that_takes_long_is_promised_first(api: Any, run_bot: Callable[..., Any]) -> None:
    bot = run_bot()
    slow = threading.Event()
    for _ in range(4):  # all that answer are busy
        bot.threads.answering.submit(slow.wait, 1.6)
    seat = api.person("Anna").private
    asked = seat.asks("/help")
    api.wait_for(lambda: asked.acknowledged_at is not None, "no promise", seconds=3)
    assert asked.original is not None
    assert asked.original.loading
    api.wait_for(lambda: not asked.original.loading, "no answer", seconds=20)
    assert "What you can write" in readable(asked.original.text)
