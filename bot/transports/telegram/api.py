"""The methods of the Bot API by name, with plain values for arguments and answers."""

from collections.abc import Mapping
from typing import Any

import telegram


class Api(telegram.Bot):
    """The library's bot, which can also be asked without its objects.

    They cost a digest more work than everything else together (`bench/telegram.py`).
    """

    async def call(self, method: str, arguments: Mapping[str, Any]) -> Any:
        """What the Bot API answers to a method such as `sendMessage`, unread. Raises TelegramError."""
        return await self._post(method, dict(arguments))

    def __repr__(self) -> str:
        return "Api[…]"  # the library's own holds the token
