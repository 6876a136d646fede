"""One request in hand: the helpers that all methods share."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.playground.telegram.answers import Refused, bad_request, forbidden
from bot.playground.telegram.detect import read_text
from bot.playground.telegram.entities import Formatted, utf16_length
from bot.playground.telegram.markup import Markup, read_markup
from bot.playground.telegram.params import Params
from bot.playground.telegram.state import BotAccount, Chat, Message

if TYPE_CHECKING:
    from bot.playground.telegram.api import BotApi

MAX_TEXT = 4096
MAX_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Call:
    """A request of a known bot, its parameters checked for name and type."""

    api: "BotApi"
    bot: BotAccount
    params: Params
    now: float

    def chat(self, name: str = "chat_id", *, write: bool = True) -> Chat:
        """The chat meant. Raises Refused if there is none, or if the bot may not write there."""
        given = self.params.text(name)
        if not given:
            raise bad_request(f"{name} is empty")
        person = self.api.people.get(int(given)) if re.fullmatch(r"-?\d{1,19}", given) else None
        if person is None:
            raise bad_request("chat not found")
        chat = self.bot.chats.get(person.id)
        if chat is None or not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if write and person.deactivated:
            raise forbidden("user is deactivated")
        if write and chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def message(self, chat: Chat, wanted: str, name: str = "message_id") -> Message:
        """The message meant; `wanted` is how Telegram calls it: "message to edit"."""
        found = chat.messages.get(self.params.integer(name))
        if found is None or found.deleted:
            raise bad_request(f"{wanted} not found")
        return found

    def words(self, name: str, *, limit: int, entities: str) -> Formatted:
        """The text or caption, read and measured after its markup is gone."""
        formatted = read_text(self.params.text(name), self.params.text("parse_mode"), self.params.array(entities))
        if utf16_length(formatted.text) > limit:
            raise bad_request("Message is too long" if limit == MAX_TEXT else "Message caption is too long")
        return formatted

    def text(self) -> Formatted:
        """The text of a message. Raises Refused if it is missing, empty, broken or too long."""
        if not self.params.text("text"):
            raise bad_request("Message text is empty")
        formatted = self.words("text", limit=MAX_TEXT, entities="entities")
        if not formatted.text:
            raise bad_request("Text must be non-empty")
        return formatted

    def caption(self) -> Formatted:
        return self.words("caption", limit=MAX_CAPTION, entities="caption_entities")

    def markup(self, *, inline_only: bool = False) -> Markup | None:
        return read_markup(self.params.mapping("reply_markup"), inline_only=inline_only)

    def reply_to(self, chat: Chat) -> int | None:
        """The id of the message replied to. Raises Refused if it is gone and must be there."""
        reply = self.params.mapping("reply_parameters")
        if not reply:
            return None
        wanted = reply.get("message_id")
        if wanted is None:
            raise bad_request('Can\'t find field "message_id"')
        found = chat.messages.get(wanted) if isinstance(wanted, int) else None
        if found and not found.deleted:
            return found.id
        if reply.get("allow_sending_without_reply") is True:
            return None
        raise bad_request("message to be replied not found")

    def deliver(self, chat: Chat, draft: Message, *, counted: bool = False) -> Message:
        """Put a message into the chat under a fresh id; `counted`: the flood limits already know of it."""
        if not counted:
            self.bot.floods.admit(chat.person.id, self.now)
        sent = replace(draft, id=self.bot.next_message_id(), date=self.now)
        chat.messages[sent.id] = sent
        chat.action = ""
        self.api.journal.record(self.bot.id, chat.person.id, "message", sent.id)
        if sent.markup and "inline_keyboard" not in sent.markup:
            self.api.journal.record(self.bot.id, chat.person.id, "state")
        return sent

    def draft(self, chat: Chat, body: Formatted) -> Message:
        """A message of the bot with what every send method may say about it."""
        return Message(
            id=0,
            from_bot=True,
            date=self.now,
            body=body,
            markup=self.markup(),
            reply_to=self.reply_to(chat),
            protected=self.params.flag("protect_content"),
            silent=self.params.flag("disable_notification"),
            preview=(self.params.mapping("link_preview_options") or {}).get("is_disabled") is not True,
        )


Method = Callable[[Call], Awaitable[object] | object]

__all__ = ["MAX_CAPTION", "MAX_TEXT", "Call", "Method", "Refused"]
