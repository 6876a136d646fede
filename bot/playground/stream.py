"""What happens on the phones as server-sent events, drawn for the viewer."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from sse_starlette import ServerSentEvent

from bot.playground.cast import CastMember
from bot.playground.faces import Faces, Phone
from bot.playground.journal import Event, Journal

Phones = Mapping[int, tuple[CastMember, Phone]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the stream a page stands: the run of the server it was drawn by, and the last event it shows."""

    run: str
    event: int

    def __str__(self) -> str:
        return f"{self.run}-{self.event}"

    @classmethod
    def read(cls, text: str) -> "Place":
        """The place a page names; one that nobody can stand at if the text means nothing."""
        run, _, event = text.partition("-")
        return cls(run, int(event)) if event.isascii() and event.isdigit() else cls("", 0)


async def happenings(
    journal: Journal, phones: Phones, faces: Faces, run: str, after: Place
) -> AsyncIterator[ServerSentEvent]:
    """Replay what came after that place, then follow; a page of an earlier run is told to load itself anew."""
    if after.run != run:
        yield ServerSentEvent(event="renew", data="{}")
        return
    async for event in journal.follow({phone.key for _, phone in phones.values()}, after.event):
        member, phone = phones[event.user_id]
        if drawn := _draw(event, member, phone, faces):
            name, values = drawn
            data = json.dumps({"phone": event.user_id, **values})
            yield ServerSentEvent(event=name, data=data, id=str(Place(run, event.id)))


def _draw(event: Event, member: CastMember, phone: Phone, faces: Faces) -> tuple[str, dict[str, object]] | None:
    match event.kind:
        case "message":
            drawn = faces.drawn(phone, int(event.number))
            return ("bubble", drawn) if drawn else None
        case "deleted":
            return "deleted", {"id": int(event.number)}
        case "answer":
            return "answer", {"text": event.text, "alert": event.alert}
        case "typing":
            return "typing", {"action": event.text}
        case "state":
            return "state", {**faces.marks(phone), "html": faces.foot(member, phone)}
