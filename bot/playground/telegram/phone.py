"""The person's side of a chat: what a thumb can do, and what the eyes see."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.playground.journal import Event, Happening
from bot.playground.telegram import render
from bot.playground.telegram.answers import Upload
from bot.playground.telegram.detect import mark
from bot.playground.telegram.entities import Formatted, utf16_length
from bot.playground.telegram.markup import buttons_of
from bot.playground.telegram.screens import Bubble, ScreenButton, bubble
from bot.playground.telegram.state import BotAccount, Callback, Chat, Message, Person, StoredFile

if TYPE_CHECKING:
    from bot.playground.telegram.api import BotApi

_PAYLOAD = re.compile(r"[A-Za-z0-9_-]{0,64}")
MAX_TEXT = 4096


class Phone:
    """One person's phone, open in the chat with one bot. Nothing here waits; the bot hears of it by updates."""

    def __init__(self, api: "BotApi", bot: BotAccount, person: Person) -> None:
        self._api = api
        self._bot = bot
        self.person = person
        self._chat = bot.chats.setdefault(person.id, Chat(person))

    @property
    def blocked(self) -> bool:
        return self._chat.blocked

    @property
    def started(self) -> bool:
        return self._chat.started

    @property
    def typing(self) -> str:
        """The action the bot announced ("typing", "upload_photo", …), or nothing."""
        return self._chat.action if self._chat.action_until > self._api.clock() else ""

    @property
    def key(self) -> tuple[int, int]:
        """How the journal calls this phone."""
        return self._bot.id, self.person.id

    @property
    def bot_name(self) -> str:
        """What the bot is called in this person's language."""
        names = self._bot.profile
        own = names.get(("name", self.person.language_code)) or names.get(("name", ""))
        return own or self._bot.name

    @property
    def bot_username(self) -> str:
        return self._bot.username

    def start(self, payload: str = "") -> int:
        """Open the bot's link, or press Start. Raises ValueError for a payload Telegram would not carry."""
        if not _PAYLOAD.fullmatch(payload):
            raise ValueError("a start payload is at most 64 characters of A-Z a-z 0-9 _ -")
        if self._chat.blocked:
            self.unblock()
        return self.say(f"/start {payload}".strip())

    def began(self) -> None:
        """The person pressed Start long ago: the bot may write, and hears nothing of it now."""
        self._chat.started = True

    def say(self, text: str, reply_to: int | None = None) -> int:
        """Write a message and return its id. Raises ValueError if it is empty or too long for Telegram."""
        return self._send(self._draft(_typed(text), reply_to))

    def send_photo(
        self, content: bytes, caption: str = "", *, name: str = "photo.jpg", reply_to: int | None = None
    ) -> int:
        mime = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
        return self._send_file("Photo", Upload(name, content, mime), caption, reply_to=reply_to)

    def send_document(
        self, content: bytes, name: str, caption: str = "", *, mime: str = "application/octet-stream"
    ) -> int:
        return self._send_file("Document", Upload(name, content, mime), caption)

    def send_voice(self, content: bytes, duration: int = 3) -> int:
        """Send a spoken message; `duration` in seconds."""
        return self._send_file("VoiceNote", Upload("voice.oga", content, "audio/ogg"), "", duration)

    def share_contact(self, phone_number: str) -> int:
        """Share the person's own number, as a contact button asks for."""
        contact: dict[str, object] = {
            "phone_number": phone_number,
            "first_name": self.person.first_name,
            "user_id": self.person.id,
        }
        return self._send(replace(self._draft(Formatted("")), contact=contact))

    def edit(self, message_id: int, text: str) -> None:
        """Change an own message. Raises ValueError if it is not there, not the person's, or the text does not fit."""
        old = self._message(message_id)
        if old.from_bot:
            raise ValueError("only an own message can be edited")
        new = replace(old, body=_typed(text), edited=self._api.clock())
        self._chat.messages[message_id] = new
        self._saw("message", message_id)
        written = render.message(self._bot, self._chat, new)
        self._bot.queue.add("edited_message", self.person.id, written)

    def press(self, message_id: int, button: str) -> str:
        """Press a button by its text or its data; returns the callback's id, or nothing for a mere link.

        Raises ValueError if the message shows no such button.
        """
        found = self._find(message_id, button)
        return self.forge(found.data, message_id) if found.data else ""

    def forge(self, data: str, message_id: int) -> str:
        """Send any callback data for a message, as a tampered client can; returns the callback's id."""
        self._api.last_callback += 1
        number = str(4_000_000_000_000 + self._api.last_callback)
        now = self._api.clock()
        self._bot.callbacks[number] = Callback(number, self.person.id, message_id, now)
        payload: dict[str, object] = {
            "id": number,
            "from": render.user(self.person),
            "message": self._pressed(message_id),
            "chat_instance": str(self.person.id * 7919),
            "data": data,
        }
        self._bot.queue.add("callback_query", self.person.id, payload)
        return number

    def block(self) -> None:
        """Stop the bot; it is told by my_chat_member."""
        if not self._chat.blocked:
            self._chat.blocked = True
            self._membership("member", "kicked")

    def unblock(self) -> None:
        if self._chat.blocked:
            self._chat.blocked = False
            self._membership("kicked", "member")

    def deactivate(self) -> None:
        """Delete the whole Telegram account."""
        self.person.deactivated = True

    def screen(self, *, deleted: bool = False) -> list[Bubble]:
        """The chat from top to bottom; deleted messages only if asked for."""
        kept = sorted(self._chat.messages.values(), key=lambda message: message.id)
        return [bubble(self._chat, message) for message in kept if deleted or not message.deleted]

    def bubble(self, message_id: int) -> Bubble | None:
        """One message, even a deleted one."""
        found = self._chat.messages.get(message_id)
        return bubble(self._chat, found) if found else None

    def keyboard(self) -> list[list[str]]:
        """The rows of the reply keyboard that is up, if one is."""
        for message in sorted(self._chat.messages.values(), key=lambda message: -message.id):
            if message.from_bot and message.markup and "remove_keyboard" in message.markup:
                return []
            if message.from_bot and message.markup and "keyboard" in message.markup:
                return [[str(button["text"]) for button in row] for row in buttons_of(message.markup)]
        return []

    def commands(self) -> list[dict[str, str]]:
        """The bot's commands as this person's menu shows them: the nearest scope, then the language, that has any."""
        scopes = (f"chat:{self.person.id}", "all_private_chats", "default")
        lists = (
            self._bot.commands.get((scope, language))
            for scope in scopes
            for language in (self.person.language_code, "")
        )
        return next((found for found in lists if found), [])

    def answers(self) -> list[Callback]:
        """What came back for the presses on this phone, oldest first: a toast, an alert, or nothing yet."""
        return [c for c in self._bot.callbacks.values() if c.chat_id == self.person.id]

    def files(self) -> list[StoredFile]:
        """All files in the chat."""
        return [message.media for message in self._chat.messages.values() if message.media]

    def events(self, after: int | None = None) -> AsyncIterator[Event]:
        """What happens on this phone, from the event after that id on (None: from now on)."""
        return self._api.journal.follow({self.key}, after)

    def _draft(self, body: Formatted, reply_to: int | None = None) -> Message:
        return Message(0, from_bot=False, date=self._api.clock(), body=body, reply_to=reply_to)

    def _send_file(
        self, kind: str, upload: Upload, caption: str, duration: int = 0, reply_to: int | None = None
    ) -> int:
        stored = self._api.files.add(kind, upload, duration=duration)
        return self._send(replace(self._draft(mark(Formatted(caption.strip())), reply_to), media=stored))

    def _send(self, draft: Message) -> int:
        if self._chat.blocked:
            raise ValueError("a person who blocked the bot unblocks it before writing")
        if not self._chat.started:
            self._chat.started = True
            self._saw("state")
        sent = replace(draft, id=self._bot.next_message_id())
        self._chat.messages[sent.id] = sent
        self._saw("message", sent.id)
        self._bot.queue.add("message", self.person.id, render.message(self._bot, self._chat, sent))
        return sent.id

    def _message(self, message_id: int) -> Message:
        found = self._chat.messages.get(message_id)
        if found is None or found.deleted:
            raise ValueError(f"no message {message_id} on this phone")
        return found

    def _find(self, message_id: int, wanted: str) -> ScreenButton:
        shown = bubble(self._chat, self._message(message_id))
        for button in (button for row in shown.buttons for button in row):
            if wanted in (button.text, button.data):
                return button
        raise ValueError(f"message {message_id} has no such button")

    def _pressed(self, message_id: int) -> dict[str, object]:
        """The message of a callback; an inaccessible one if it is gone."""
        found = self._chat.messages.get(message_id)
        if found and not found.deleted:
            return render.message(self._bot, self._chat, found)
        return {"message_id": message_id, "chat": render.private_chat(self.person), "date": 0}

    def _membership(self, old: str, new: str) -> None:
        payload: dict[str, object] = {
            "chat": render.private_chat(self.person),
            "from": render.user(self.person),
            "date": int(self._api.clock()),
            "old_chat_member": self._member(old),
            "new_chat_member": self._member(new),
        }
        self._saw("state")
        self._bot.queue.add("my_chat_member", self.person.id, payload)

    def _member(self, status: str) -> dict[str, object]:
        known: dict[str, object] = {"user": render.bot_user(self._bot), "status": status}
        return known | ({"until_date": 0} if status == "kicked" else {})

    def _saw(self, kind: Happening, number: object = "") -> None:
        self._api.journal.record(*self.key, kind, number)


def _typed(text: str) -> Formatted:
    """What a person typed, trimmed as the client does."""
    text = text.strip()
    if not text or utf16_length(text) > MAX_TEXT:
        raise ValueError("a message has 1 to 4096 characters")
    return mark(Formatted(text))
