"""The person's side of a chat: what a thumb can do, and what the eyes see."""

from collections.abc import AsyncIterator
from functools import partial
from typing import TYPE_CHECKING

from bot.playground.exchange import Upload
from bot.playground.journal import Event
from bot.playground.whatsapp import payloads
from bot.playground.whatsapp.screens import Bubble, bubble
from bot.playground.whatsapp.sending import advance
from bot.playground.whatsapp.state import Chat, Choice, Content, Media, Message, Number, Person, Progress, wamid

if TYPE_CHECKING:
    from bot.playground.whatsapp.api import CloudApi

MAX_TEXT = 4096
GREETING = "Halo"
"""What is sent by whoever opens the chat without any words of a link."""


class Phone:
    """One person's phone, open in the chat with one business number. Nothing here waits; the business hears of it by
    its webhook. Messages are named by the number of their bubble, or by their wamid.
    """

    def __init__(self, api: "CloudApi", number: Number, person: Person) -> None:
        self._api = api
        self._number = number
        self.person = person
        self._chat = number.chats.setdefault(person.wa_id, Chat(person))

    @property
    def key(self) -> tuple[int, int]:
        """How the journal calls this phone."""
        return int(self._number.id), int(self.person.wa_id)

    @property
    def bot_name(self) -> str:
        """The business's verified name, on top of the chat."""
        return self._number.name

    @property
    def bot_number(self) -> str:
        """The business's number in digits, as in a `wa.me` link."""
        return self._number.wa_id

    @property
    def blocked(self) -> bool:
        return self._chat.blocked

    @property
    def started(self) -> bool:
        """Whether anything was ever written in this chat."""
        return bool(self._chat.messages) or self._chat.last_said is not None

    @property
    def window_open(self) -> bool:
        """Whether the business may send free words now."""
        return self._chat.open(self._api.clock())

    def spoke(self, at: float) -> None:
        """The person wrote at that time, long ago perhaps; the business hears nothing of it now."""
        self._chat.last_said = at

    def say(self, text: str, reply_to: int | str | None = None) -> str:
        """Write a message and return its wamid. Raises ValueError if it is empty or too long for WhatsApp."""
        text = text.strip()
        if not 0 < len(text) <= MAX_TEXT:
            raise ValueError("a message has 1 to 4096 characters")
        return self._send(Content("text", text), {"type": "text", "text": {"body": text}}, reply_to)

    def start(self, payload: str = "") -> str:
        """Open a `wa.me` link or scan one, and send the words it brings."""
        return self.say(payload or GREETING)

    def send_photo(self, content: bytes, caption: str = "", *, name: str = "photo.jpg") -> str:
        """Send a picture. Raises ValueError for what is neither PNG nor JPEG."""
        if not content.startswith((b"\x89PNG", b"\xff\xd8")):
            raise ValueError("a PNG or JPEG is expected")
        mime = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        return self._send_file("image", Upload(name, content, mime), caption)

    def send_document(
        self, content: bytes, name: str, caption: str = "", *, mime: str = "application/octet-stream"
    ) -> str:
        return self._send_file("document", Upload(name, content, mime), caption)

    def send_voice(self, content: bytes, seconds: int = 3) -> str:
        upload = Upload("voice.ogg", content, "audio/ogg")
        return self._send_media(self._api.media.receive(self._number, "audio", upload, seconds=seconds, voice=True), "")

    def send_contact(self, name: str, phone: str) -> str:
        """Share somebody's number, as from the address book."""
        card = {"name": {"formatted_name": name, "first_name": name}, "phones": [{"phone": phone, "type": "CELL"}]}
        return self._send(Content("contacts", f"{name}\n{phone}"), {"type": "contacts", "contacts": [card]})

    def send_location(self, latitude: float, longitude: float) -> str:
        place = {"latitude": latitude, "longitude": longitude}
        words = f"{latitude}, {longitude}"
        return self._send(Content("location", words), {"type": "location", "location": place})

    def send_unsupported(self) -> str:
        """Something the API does not bring: a poll, a view-once picture."""
        error = {"code": 131051, "title": "Message type unknown", "message": "Message type unknown"}
        return self._send(Content("unsupported", "…"), {"type": "unsupported", "errors": [error]})

    def react(self, message: int | str, emoji: str) -> str:
        """Put a sign on a message; an empty one takes it away."""
        about = self._message(message)
        about.reaction = emoji
        self._api.saw(self._number, self._chat, "message", about.number)
        sign = {"message_id": about.wamid} | ({"emoji": emoji} if emoji else {})
        return self._tell(Content("reaction", emoji), {"type": "reaction", "reaction": sign}, "", shown=False)

    def press(self, message: int | str, choice: str) -> str:
        """Press a button or choose a row, by its face or its id; returns the answer's wamid, or nothing for a link.

        Raises ValueError if the message shows no such thing.
        """
        pressed = self._message(message)
        content = pressed.content
        for found in (*content.buttons, *content.rows):
            if choice in (found.title, found.id):
                return "" if found.url else self._answer(pressed, found)
        raise ValueError(f"message {message} has no such button")

    def forge(self, parts: dict[str, object], reply_to: str = "") -> str:
        """Send any message, as a tampered client can: its type and what that names."""
        return self._tell(Content("text", "…"), parts, reply_to)

    def read(self) -> None:
        """Look at the chat: everything that came is read."""
        self._catch_up()
        for message in list(self._chat.messages.values()):
            if message.from_business and message.progress is Progress.DELIVERED:
                advance(self._api, self._number, self._chat, message, Progress.READ)

    def tell_reading(self, *, on: bool) -> None:
        """Let others know what was read, or not."""
        self.person.receipts = on
        self._api.saw(self._number, self._chat, "state")

    def go_offline(self) -> None:
        """No network: what is sent waits with one tick."""
        self.person.online = False
        self._api.saw(self._number, self._chat, "state")

    def go_online(self) -> None:
        self.person.online = True
        self._catch_up()
        self._api.saw(self._number, self._chat, "state")

    @property
    def typing(self) -> str:
        """What the business announced, or nothing."""
        return "typing" if self._chat.typing_until > self._api.clock() else ""

    def block(self) -> None:
        """Stop the business; nobody tells it, but no message is delivered any more."""
        self._chat.blocked = True
        self._api.saw(self._number, self._chat, "state")

    def unblock(self) -> None:
        self._chat.blocked = False
        self._api.saw(self._number, self._chat, "state")

    def screen(self) -> list[Bubble]:
        """The chat from top to bottom: what reached this phone."""
        return [bubble(self._chat, message) for message in self._chat.messages.values() if _arrived(message)]

    def bubble(self, message: int | str) -> Bubble | None:
        """One message, if it is on this phone."""
        found = self._find(message)
        return bubble(self._chat, found) if found and _arrived(found) else None

    def files(self) -> list[Media]:
        """All files in the chat."""
        return [one.content.media for one in self._chat.messages.values() if one.content.media]

    def events(self, after: int | None = None) -> AsyncIterator[Event]:
        """What happens on this phone, from the event after that id on (None: from now on)."""
        return self._api.journal.follow({self.key}, after)

    def _answer(self, pressed: Message, choice: Choice) -> str:
        parts: dict[str, object]
        if pressed.content.kind == "template":
            parts = {"type": "button", "button": {"payload": choice.id, "text": choice.title}}
        else:
            kind = "list_reply" if choice in pressed.content.rows else "button_reply"
            reply = {"id": choice.id, "title": choice.title}
            if choice.description:
                reply["description"] = choice.description
            parts = {"type": "interactive", "interactive": {"type": kind, kind: reply}}
        return self._send(Content("text", choice.title), parts, pressed.wamid)

    def _send_file(self, kind: str, upload: Upload, caption: str) -> str:
        return self._send_media(self._api.media.receive(self._number, kind, upload), caption.strip())

    def _send_media(self, media: Media, caption: str) -> str:
        content = Content(media.kind, caption, media=media)
        return self._send(content, payloads.media_parts(media, caption))

    def _send(self, content: Content, parts: dict[str, object], reply_to: int | str | None = None) -> str:
        answered = self._message(reply_to).wamid if reply_to else ""
        return self._tell(content, parts, answered)

    def _tell(self, content: Content, parts: dict[str, object], reply_to: str, *, shown: bool = True) -> str:
        """Whoever writes has looked at the chat; and whatever comes from a person opens the window."""
        if self._chat.blocked:
            raise ValueError("a person who blocked the business unblocks it before writing")
        self.read()
        now, made = self._api.clock(), self._api.next_number()
        name = wamid(made, self.person.wa_id, from_business=False)
        written = Message(made, name, False, now, content, reply_to=reply_to, progress=Progress.SENT)
        first, self._chat.last_said = not self.started, now
        if shown:
            self._chat.messages[name] = written
            self._api.saw(self._number, self._chat, "message", made)
        if first:
            self._api.saw(self._number, self._chat, "state")
        told = payloads.message(self._number, self.person, written, parts)
        taken = partial(self._taken, written)
        self._api.mail(self._number.account).add("message", self.person.wa_id, told, taken=taken)
        return name

    def _taken(self, written: Message) -> None:
        """The business has it: two ticks."""
        if written.progress is Progress.SENT:
            written.progress = Progress.DELIVERED
            if written.wamid in self._chat.messages:
                self._api.saw(self._number, self._chat, "message", written.number)

    def _catch_up(self) -> None:
        """Get what waited for the network."""
        if self._chat.blocked or not self.person.online:
            return
        for message in list(self._chat.messages.values()):
            if message.from_business and message.progress is Progress.SENT:
                advance(self._api, self._number, self._chat, message, Progress.DELIVERED)

    def _find(self, message: int | str) -> Message | None:
        if isinstance(message, str):
            return self._chat.messages.get(message)
        return next((one for one in self._chat.messages.values() if one.number == message), None)

    def _message(self, message: int | str) -> Message:
        found = self._find(message)
        if found is None or not _arrived(found):
            raise ValueError(f"no message {message} on this phone")
        return found


def _arrived(message: Message) -> bool:
    return not message.from_business or message.progress in (Progress.DELIVERED, Progress.READ)
