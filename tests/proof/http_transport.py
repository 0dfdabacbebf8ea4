"""A transport over HTTP to the loopback platform."""

import asyncio
import json
from dataclasses import dataclass

from bot.message import Message
from bot.transports.base import TransportError
from storage.model import Place


@dataclass(frozen=True, slots=True)
class HttpTransport:
    """One request a connection: what fails before it stands is safe to repeat, everything later may have arrived."""

    platform: str
    port: int
    idempotent: bool

    async def send(self, place: Place, message: Message, *, nonce: str, silent: bool) -> str:
        """Send the message's text; the answer is its number."""
        text = "\n".join("".join(span.text for span in line) for block in message.blocks for line in block.lines)
        document = {"bot": self.platform, "chat": place.chat_id, "nonce": nonce, "silent": silent, "text": text}
        body = json.dumps(document).encode()
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError as error:
            raise TransportError(f"The platform cannot be reached: {error}.") from error
        try:
            writer.write(b"POST /send HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            answer = await reader.read()
        except OSError as error:
            raise TransportError(f"The connection broke: {error}.", delivered_unknown=True) from error
        finally:
            writer.close()
        return self._result(answer)

    def _result(self, answer: bytes) -> str:
        try:
            head, _, body = answer.partition(b"\r\n\r\n")
            status, document = int(head.split()[1]), json.loads(body)
        except (IndexError, ValueError) as error:
            raise TransportError("The answer cannot be read.", delivered_unknown=True) from error
        if status == 200 and "id" in document:
            return str(document["id"])
        if status == 401:
            raise TransportError("Unauthorized.", permanent=True, whole_bot=True)
        if status == 429:
            raise TransportError("Too many requests.", retry_after=document.get("retry_after"))
        if status == 403:
            raise TransportError("Blocked.", permanent=True)
        if status == 409:
            raise TransportError("Moved.", moved_to=Place(self.platform, document["moved_to"]))
        raise TransportError(f"The platform failed, or said nothing ({status}).", delivered_unknown=True)
