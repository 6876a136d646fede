"""What the server remembers: people, bots, chats and messages. All in memory; a restart forgets it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.playground.telegram.entities import Formatted
from bot.playground.telegram.floods import Floods
from bot.playground.telegram.markup import Markup
from bot.playground.telegram.updates import UpdateQueue


@dataclass(slots=True)
class Person:
    """A Telegram user. `deactivated`: the account was deleted."""

    id: int
    first_name: str
    language_code: str = "id"
    last_name: str = ""
    username: str = ""
    deactivated: bool = False


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the server. `kind` is the type in file ids: Photo, Document, VoiceNote, Audio, Video."""

    id: str
    unique_id: str
    path: str
    kind: str
    name: str
    mime: str
    content: bytes
    width: int = 0
    height: int = 0
    duration: int = 0
    title: str = ""
    performer: str = ""


@dataclass(slots=True)
class Message:
    """One message in the chat of a person and a bot. `date` and `edited` are seconds since 1970."""

    id: int
    from_bot: bool
    date: float
    body: Formatted
    media: StoredFile | None = None
    contact: dict[str, object] | None = None
    markup: Markup | None = None
    reply_to: int | None = None
    edited: float | None = None
    deleted: bool = False
    protected: bool = False
    silent: bool = False
    preview: bool = True
    group: str = ""
    forwarded_from: "Person | BotAccount | None" = None
    reactions: tuple[str, ...] = ()

    def alike(self, other: "Message") -> bool:
        """Whether an edit would change nothing that a person sees."""
        return (self.body, self.media, self.markup) == (other.body, other.media, other.markup)

    def revised(self, *, body: Formatted, media: StoredFile | None, markup: Markup | None) -> "Message":
        return replace(self, body=body, media=media, markup=markup)


@dataclass(slots=True)
class Chat:
    """The private chat of one person with one bot. `started` once the person has written first."""

    person: Person
    started: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    action: str = ""
    action_until: float = 0.0
    menu_button: dict[str, object] | None = None


@dataclass(slots=True)
class Callback:
    """A button press that waits for its answer."""

    id: str
    chat_id: int
    message_id: int
    at: float
    answered: bool = False
    text: str = ""
    alert: bool = False


@dataclass(slots=True)
class Webhook:
    """Where updates are posted, and how the last attempt went wrong."""

    url: str
    secret: str = ""
    max_connections: int = 40
    failed_at: float | None = None
    failure: str = ""


@dataclass(slots=True)
class BotAccount:
    """A bot, its chats, and what is on its way to it."""

    id: int
    token: str
    username: str
    name: str
    queue: UpdateQueue
    floods: Floods
    chats: dict[int, Chat] = field(default_factory=dict)
    callbacks: dict[str, Callback] = field(default_factory=dict)
    webhook: Webhook | None = None
    courier: asyncio.Task[None] | None = None
    poll: asyncio.Future[None] | None = None
    profile: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    menu_button: dict[str, object] = field(default_factory=lambda: {"type": "commands"})
    last_message_id: int = 0

    def next_message_id(self) -> int:
        self.last_message_id += 1
        return self.last_message_id


Clock = Callable[[], float]
