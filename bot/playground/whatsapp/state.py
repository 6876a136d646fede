"""What the server remembers: business accounts and their numbers, people, chats, messages, media and templates."""

import base64
from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

WINDOW_SECONDS = 24 * 3600
"""Free words may be sent this long after a person's last message."""


class Progress(StrEnum):
    """How far a message of the business came: no tick, one, two, two blue ones; or a red mark."""

    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class Verdict(StrEnum):
    """Where a template stands with its provider."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    PAUSED = "PAUSED"
    DISABLED = "DISABLED"


@dataclass(slots=True)
class Person:
    """Somebody with a telephone number. `receipts`: others learn what this person has read."""

    wa_id: str
    name: str
    on_whatsapp: bool = True
    online: bool = True
    receipts: bool = True


@dataclass(frozen=True, slots=True)
class Media:
    """A file on the server, or only the address of one (`link`). Times are seconds since 1970."""

    id: str
    kind: str
    mime: str
    name: str = ""
    content: bytes = b""
    link: str = ""
    number_id: str = ""
    expires: float = 0.0
    voice: bool = False
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """A button, or a row of a list. `url`: it opens an address and says nothing."""

    id: str
    title: str
    description: str = ""
    url: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a message shows. `kind` is its type in the API; `sheet` the button that opens the list of `rows`,
    `about` the message that a reaction belongs to.
    """

    kind: str
    text: str = ""
    header: str = ""
    footer: str = ""
    media: Media | None = None
    buttons: tuple[Choice, ...] = ()
    sheet: str = ""
    rows: tuple[Choice, ...] = ()
    template: str = ""
    category: str = "service"
    about: str = ""


@dataclass(slots=True)
class Message:
    """One message in the chat of a person with a business number; `number` counts within the whole server."""

    number: int
    wamid: str
    from_business: bool
    at: float
    content: Content
    reply_to: str = ""
    progress: Progress = Progress.ACCEPTED
    tag: str = ""
    billable: bool | None = None
    reaction: str = ""


@dataclass(slots=True)
class Chat:
    """The chat of one person with one business number."""

    person: Person
    last_said: float | None = None
    blocked: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    typing_until: float = 0.0

    def open(self, now: float) -> bool:
        """Whether free words may be sent now."""
        return self.last_said is not None and now - self.last_said < WINDOW_SECONDS


@dataclass(slots=True)
class Template:
    """A message template of a business account, in one language."""

    id: str
    name: str
    language: str
    category: str
    components: list[dict[str, object]]
    verdict: Verdict = Verdict.PENDING
    reason: str = "NONE"


@dataclass(slots=True)
class Webhook:
    """Where events are posted. `secret` is the app's, for the signature."""

    url: str
    secret: str


@dataclass(slots=True)
class Number:
    """A business phone number. `trouble`: the code of an error that every message is answered with."""

    id: str
    account: "Account"
    display: str
    name: str
    token: str
    trouble: int | None = None
    chats: dict[str, Chat] = field(default_factory=dict)
    sent_at: deque[float] = field(default_factory=deque)
    debts: dict[str, float] = field(default_factory=dict)
    service_delivered: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def wa_id(self) -> str:
        """The number in digits alone, as in addresses and `wa.me` links."""
        return digits(self.display)


@dataclass(slots=True)
class Account:
    """A WhatsApp business account (WABA): its numbers share templates and a webhook."""

    id: str
    secret: str
    numbers: dict[str, "Number"] = field(default_factory=dict)
    templates: dict[tuple[str, str], Template] = field(default_factory=dict)
    webhook: Webhook | None = None


def digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def wamid(number: int, wa_id: str, *, from_business: bool) -> str:
    """A message id as WhatsApp writes it; it tells nothing to anybody but the server."""
    side = "FQIAERgS" if from_business else "FQIAEhgU"
    return "wamid." + base64.b64encode(f"HBgN{wa_id}{side}{number:012d}".encode()).decode()
