"""Screens are data: what is shown, with which values, above which buttons.

A `Button` names an action by a short key and carries ids, packed into the 64 bytes that the narrowest channel allows.
The packed form starts with a version, so that a button pressed a year later is still understood or kindly refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.domain.delivery import Via
from bot.domain.errors import StaleScreen
from bot.domain.text import Label, Phrase, Value

VERSION = "1"
MAX_PACKED = 64
"""Bytes of callback data that Telegram takes; the narrowest of the channels."""


MORE_KEY = "w.more"
"""The button by which a channel offers the buttons that do not fit at once; its argument is the next page."""


class Style(StrEnum):
    """How much weight a button has; a channel without styles ignores it."""

    PLAIN = ""
    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Press:
    """What a pressed button says: an action's key and its arguments (ids and short words)."""

    key: str
    args: tuple[str, ...] = ()

    def pack(self) -> str:
        """Return `1:key:arg:arg`; raises ValueError when it would not fit a channel."""
        packed = ":".join((VERSION, self.key, *self.args))
        if len(packed.encode()) > MAX_PACKED or packed.count(":") > len(self.args) + 1:
            raise ValueError(f"button {self.key!r} does not fit {MAX_PACKED} bytes")
        return packed

    @classmethod
    def unpack(cls, packed: str) -> "Press":
        """Read a packed press; raises StaleScreen for anything that is not one."""
        if not (packed.isascii() and packed.isprintable()):  # nothing of ours ever was anything else
            raise StaleScreen
        version, *parts = packed.split(":")
        if version != VERSION or not parts or not parts[0] or len(packed) > MAX_PACKED:
            raise StaleScreen
        return cls(parts[0], tuple(parts[1:]))


@dataclass(frozen=True, slots=True)
class Button:
    """One button: its face and either what it says when pressed, or the address it opens."""

    label: Label
    press: Press | None = None
    url: str | None = None
    style: Style = Style.PLAIN


def button(label: Label, key: str, *args: object, style: Style = Style.PLAIN) -> Button:
    """A button that says `key` with `args` (ids, short words; shown as text)."""
    return Button(label, Press(key, tuple(map(str, args))), style=style)


Row = tuple[Button, ...]


class FileKind(StrEnum):
    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    AUDIO = "audio"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that a channel keeps, or one of ours: exactly one of `remote`, `path` and `content` is set.

    `remote` is the handle of the channel `via`, and means nothing to another one (None, from before there were several:
    Telegram's); `path` is relative to the data directory; `size` is in bytes. `content` is a small file that was made
    for the message that is leaving, and lies nowhere.
    """

    kind: FileKind
    remote: str | None = None
    path: str | None = None
    name: str = ""
    size: int = 0
    via: Via | None = None
    content: bytes | None = None


Fact = Value | Phrase | Sequence["Value | Phrase | Mapping[str, Value | Phrase]"] | Mapping[str, Value | Phrase]
"""A template value: plain, a phrase, a list of those, or a small record of them."""


@dataclass(frozen=True, slots=True)
class Screen:
    """What one person sees: a template by name, its values, rows of buttons, perhaps a file.

    `protect` asks the channel to keep the content from being forwarded (a child's data). `locale` shows it as a parent
    of that language would see it, whoever looks (a preview). `secret` is forgotten once it was sent (a fresh
    code). `page` is which of its buttons come first where a channel cannot show them all at once. Screens of one `kin`
    and of the same moment differ in their `children` and in what their buttons say, and in nothing else. `calendar` are
    entries (`domain.calendars`) that become the message's file when it leaves. `silent` asks the channel to bring it
    without a sound.
    """

    template: str
    values: Mapping[str, Fact] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    file: FileRef | None = None
    protect: bool = False
    locale: str | None = None
    secret: bool = False
    page: int = 0
    kin: str | None = None
    calendar: Sequence[Mapping[str, Fact]] = ()
    silent: bool = False

    def with_rows(self, *rows: Row) -> "Screen":
        """The same screen above other buttons."""
        return replace(self, rows=rows)


def screen(template: str, *rows: Row, file: FileRef | None = None, protect: bool = False, **values: Fact) -> Screen:
    """A screen of `template` with its values, above its rows of buttons."""
    return Screen(template, values, rows, file, protect)


def grid(buttons: Sequence[Button], columns: int) -> tuple[Row, ...]:
    """Lay buttons out in rows of `columns`."""
    return tuple(tuple(buttons[i : i + columns]) for i in range(0, len(buttons), columns))
