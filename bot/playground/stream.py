"""What happens on the phones as server-sent events, drawn for the viewer."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping

from sse_starlette import ServerSentEvent

from bot.playground.cast import CastMember
from bot.playground.faces import Faces
from bot.playground.telegram import BotApi, Phone
from bot.playground.telegram.journal import Event

Phones = Mapping[int, tuple[CastMember, Phone]]


async def happenings(api: BotApi, phones: Phones, faces: Faces, after: int) -> AsyncIterator[ServerSentEvent]:
    """Replay what came after that event, then follow; a page older than this server is told to load itself anew."""
    if after > api.journal.last_id:
        yield ServerSentEvent(event="renew", data="{}")
        await asyncio.Event().wait()
    async for event in api.journal.follow({phone.key for _, phone in phones.values()}, after):
        member, phone = phones[event.user_id]
        if drawn := _draw(event, member, phone, faces):
            name, values = drawn
            data = json.dumps({"phone": event.user_id, **values})
            yield ServerSentEvent(event=name, data=data, id=str(event.id))


def _draw(event: Event, member: CastMember, phone: Phone, faces: Faces) -> tuple[str, dict[str, object]] | None:
    match event.kind:
        case "message":
            shown = phone.bubble(int(event.number))
            if shown is None or shown.deleted:
                return None
            return "bubble", {"id": shown.id, "mine": shown.mine, "html": faces.bubble(phone, shown)}
        case "deleted":
            return "deleted", {"id": int(event.number)}
        case "answer":
            return "answer", {"text": event.text, "alert": event.alert}
        case "typing":
            return "typing", {"action": event.text}
        case "state":
            return "state", {"blocked": phone.blocked, "html": faces.foot(member, phone)}
