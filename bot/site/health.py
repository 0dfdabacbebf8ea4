"""Whether the process lives, and whether it is ready: what keeps it from being so is named."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from bot.desk import Desk
from bot.supervise import Upkeep
from storage.errors import StoreError

ANSWER_SECONDS = 5.0  # for the database


@dataclass(frozen=True, slots=True)
class Health:
    """Answers `/healthz` and `/readyz`."""

    desk: Desk
    upkeep: Upkeep

    def routes(self) -> list[web.RouteDef]:
        """Its addresses."""
        return [web.get("/healthz", self._live), web.get("/readyz", self._ready)]

    async def _live(self, _: web.Request) -> web.Response:
        """That it is answered shows that the loop turns."""
        return web.Response(text="ok\n")

    async def _ready(self, _: web.Request) -> web.Response:
        troubles = await self.troubles()
        return web.json_response({"ready": not troubles, "troubles": troubles}, status=503 if troubles else 200)

    async def troubles(self) -> Mapping[str, str]:
        """What is not ready, with the reason."""
        database = await self._database()
        return self.upkeep.troubles(self.desk.now()) | ({"database": database} if database else {})

    async def _database(self) -> str:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await self.desk.in_thread(self.desk.store.check)
        except StoreError as error:
            return str(error)
        except TimeoutError:
            return f"no answer within {ANSWER_SECONDS:g} seconds"
        return ""
