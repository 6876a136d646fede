"""Openers: the short approved messages by which a conversation may begin where free words are not allowed yet.

WhatsApp takes free words only within 24 hours of a person's last message; before that, a template which the provider
has approved. So the school says briefly that there is news, and a tap on it opens the window for the news itself.
The prose is in `templates/messages/openers/<key>.<lang>.j2`; its variables are the opener's fields.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.screens import Row, Screen
from bot.domain.text import Phrase, _

TEMPLATES = "openers"
PROVIDERS_NAME = "titian_%s"
READ_KEY = "w.read"
"""What the button below an opener says when pressed."""


@dataclass(frozen=True, slots=True)
class FilledOpener:
    """An opener for one reader: the values stand in the order of the opener's fields."""

    key: str
    locale: str
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the provider calls it."""
        return PROVIDERS_NAME % self.key


@dataclass(frozen=True, slots=True)
class Opener:
    """`fields` in their order; `samples` of them by language, which the provider asks for; `face` is its button's.

    An opener that was approved keeps its fields: with others it needs a new key, or what is sent while the provider
    looks at the new words would not fit the old ones.
    """

    key: str
    fields: tuple[str, ...]
    samples: Mapping[str, tuple[str, ...]]
    face: Phrase

    @property
    def template(self) -> str:
        """The message template's name."""
        return f"{TEMPLATES}/{self.key}"

    @property
    def name(self) -> str:
        """What the provider calls it."""
        return PROVIDERS_NAME % self.key


@dataclass(frozen=True, slots=True)
class Wanted:
    """An opener in one language as it reads now; `digest` tells its words."""

    key: str
    locale: str
    name: str
    digest: str


_ABOUT_A_CHILD = {
    "id": ("Bapak Budi Santoso", "Ananda Alya", "SMA Negeri 1 Contoh"),
    "en": ("Mr. Budi Santoso", "Alya", "SMA Negeri 1 Contoh"),
}
_ABOUT_NOBODY = {
    "id": ("Bapak Budi Santoso", "SMA Negeri 1 Contoh"),
    "en": ("Mr. Budi Santoso", "SMA Negeri 1 Contoh"),
}

NEWS, QUESTION, URGENT, MESSAGE = "news", "question", "urgent", "message"
"""An update; one that asks for an answer; one that cannot wait; anything else that is said to a person."""

OPENERS: Mapping[str, Opener] = {
    opener.key: opener
    for opener in (
        Opener(NEWS, ("reader", "child", "school"), _ABOUT_A_CHILD, _("Read")),
        Opener(QUESTION, ("reader", "child", "school"), _ABOUT_A_CHILD, _("Read and answer")),
        Opener(URGENT, ("reader", "child", "school"), _ABOUT_A_CHILD, _("Read now")),
        Opener(MESSAGE, ("reader", "school"), _ABOUT_NOBODY, _("Read")),
    )
}


def opener_screen(key: str, school: str, *rows: Row, children: Sequence[str] = ()) -> Screen:
    """The opener as data, above its rows. How the reader is addressed is found when it leaves; `children` are the names
    of the reader's own children that it is about, at least one where the opener names any.
    """
    return Screen(OPENERS[key].template, {"school": school, "children": list(children)}, rows)
