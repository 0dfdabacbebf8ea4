"""Inline mode: `@bot 扩散 3d` in any chat finds papers as one types."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

from telegram import Bot, InlineQuery, InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions
from telegram.constants import ParseMode

from bot.inline import InlineHit, InlinePage
from bot.message import Request
from bot.packing import pack
from bot.transports.telegram.asking import PLATFORM
from bot.transports.telegram.html import TEXT, to_html
from storage.model import ChatKind, Place

CACHE_SECONDS = 60
Find = Callable[[Request, str], InlinePage]


@dataclass(frozen=True, slots=True)
class Inline:
    """Answers inline queries. `find` runs in `threads`."""

    bot: Bot
    find: Find
    threads: Executor

    async def answer(self, query: InlineQuery) -> None:
        """Show what was found; each person has results of their own. Raises TelegramError."""
        user = query.from_user
        request = Request(
            place=Place(PLATFORM, str(user.id)),
            kind=ChatKind.PRIVATE,
            user_id=str(user.id),
            text=query.query,
            client_language=user.language_code or "",
        )
        page = await asyncio.get_running_loop().run_in_executor(self.threads, self.find, request, query.offset)
        results = [_result(hit) for hit in page.hits]
        await self.bot.answer_inline_query(
            query.id, results, cache_time=CACHE_SECONDS, is_personal=True, next_offset=page.next_offset
        )


def _result(hit: InlineHit) -> InlineQueryResultArticle:
    first = pack(hit.message, TEXT)[0]
    content = InputTextMessageContent(
        to_html(first.blocks), ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(str(hit.paper_id), hit.title[:200], content, description=hit.description)
