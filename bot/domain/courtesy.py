"""How a reader is spoken to: form of address, greeting, language. Chosen by the reader, never derived."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LANGUAGES: Mapping[str, str] = {"id": "Bahasa Indonesia", "en": "English"}
"""Languages in which every message and interface text exists, each by its own name; the first is the default."""
LOCALES = tuple(LANGUAGES)


class Address(StrEnum):
    """The form of address. *Bapak/Ibu* is the safe default until the guardian is known."""

    BAPAK_IBU = "bapak_ibu"
    BAPAK = "bapak"
    IBU = "ibu"
    AYAH = "ayah"
    BUNDA = "bunda"


class Greeting(StrEnum):
    """The opening a reader likes. The neutral one follows the hour of sending."""

    NEUTRAL = "neutral"
    ASSALAMUALAIKUM = "assalamualaikum"
    SALAM_SEJAHTERA = "salam_sejahtera"
    OM_SWASTIASTU = "om_swastiastu"


class AnswerBy(StrEnum):
    """What a reader can answer with: a message that is read elsewhere than below our buttons must not name them."""

    BUTTONS = "buttons"
    MESSAGE = "message"
    """A message in the same chat, to a person: from the teacher's own WhatsApp."""
    NOTE = "note"
    """Paper that goes back to school."""
    SLIP = "slip"
    """The slip at the foot of a letter."""


@dataclass(frozen=True, slots=True)
class Reader:
    """All that rendering needs to know of the person who will read; `timezone` is an IANA name."""

    locale: str
    timezone: str
    name: str = ""
    address: Address = Address.BAPAK_IBU
    greeting: Greeting = Greeting.NEUTRAL
    answer_by: AnswerBy = AnswerBy.BUTTONS


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs: the teacher's name, role (a gettext-able key such as `homeroom`), class or subject, and school."""

    name: str
    role: str
    detail: str
    school: str


@dataclass(frozen=True, slots=True)
class Child:
    """A child as a message names it."""

    name: str
    class_name: str
