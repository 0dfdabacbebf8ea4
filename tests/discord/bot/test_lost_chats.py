"""A lost channel stops, and whoever set it up is told so once; it goes on when the bot may write there again."""

import datetime as dt
from typing import Any

from storage.model import Place
from tests.discord.reading import readable
from tests.discord.server import May

DAY = dt.timedelta(days=1)


def public(api: Any, channel: Any) -> list[Any]:
    """What everybody there can read of the bot."""
    return [message for message in api.sent(channel) if not message.ephemeral]


def next_digest(bot: Any, title: str) -> None:
    """A paper arrives, and a day passes."""
    bot.publish(title)
    bot.now.moment += DAY


def all_sent(bot: Any) -> bool:
    """Whether nothing is owed any more."""
    return sum(bot.store.deliveries.count_open().values()) == 0


def test_who_set_it_up_is_told_once(api: Any, bot: Any) -> None:
    olga = api.person("Olga", locale="ko")
    papers = api.channel(api.guild("Lab", owner=olga), "papers")
    place = Place("discord", str(papers.guild.id), str(papers.id))
    olga.at(papers).runs("/subscribe", topics="diffusion")
    bot.wait_until(lambda: public(api, papers) and all_sent(bot), "no first digest")
    papers.overwrite(papers.guild.everyone, deny=May.SEND_MESSAGES)
    next_digest(bot, "One diffusion model")
    api.wait_for(lambda: api.sent(olga.private.channel), "no note", seconds=20)
    (note,) = api.sent(olga.private.channel)
    assert "확산 모델" in readable(note.text)
    assert f"https://discord.com/channels/{papers.guild.id}/{papers.id}" in note.text
    assert bot.store.chats.get(place).stopped
    next_digest(bot, "Another diffusion model")
    papers.overwrites.clear()
    olga.at(papers).runs("/status")
    assert not bot.store.chats.get(place).stopped
    next_digest(bot, "A third diffusion model")
    bot.wait_until(lambda: "A third diffusion model" in public(api, papers)[-1].text, "no digest")
    assert len(api.sent(olga.private.channel)) == 1
    refused = [call for call in api.calls if call.route == "create message" and call.status == 403]
    assert len(refused) == 1


def test_a_server_that_removes_the_bot_and_takes_it_back(api: Any, bot: Any) -> None:
    olga = api.person("Olga")
    papers = api.channel(api.guild("Lab", owner=olga), "papers")
    place = Place("discord", str(papers.guild.id), str(papers.id))
    olga.at(papers).runs("/subscribe", topics="diffusion")
    api.kick(papers.guild)
    bot.wait_until(lambda: bot.store.chats.get(place).stopped, "it is never stopped")
    api.invite(papers.guild)
    bot.wait_until(lambda: not bot.store.chats.get(place).stopped, "it never goes on")
    assert [row.term for row in bot.store.chats.get(place).subscriptions] == ["diffusion"]
