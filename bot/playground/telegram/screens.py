"""A chat as the person sees it."""

import html
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urlsplit

from bot.playground.telegram.entities import Entity, Formatted
from bot.playground.telegram.markup import buttons_of
from bot.playground.telegram.state import Chat, Message, StoredFile

_TAGS = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_SAFE_SCHEMES = ("http", "https", "mailto", "tel")


@dataclass(frozen=True, slots=True)
class ScreenButton:
    """A button under a message; `data` for a press, `url` for a link, neither for the rest."""

    text: str
    data: str = ""
    url: str = ""
    style: str = ""
    copy: str = ""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the screen. `mine`: the person wrote it. `date` is seconds since 1970."""

    id: int
    mine: bool
    date: float
    text: str
    html: str
    buttons: tuple[tuple[ScreenButton, ...], ...] = ()
    media: StoredFile | None = None
    contact: str = ""
    edited: bool = False
    deleted: bool = False
    reply_to: int | None = None
    reply_text: str = ""
    forwarded_from: str = ""
    pinned: bool = False
    protected: bool = False
    silent: bool = False
    reactions: tuple[str, ...] = ()
    group: str = ""

    def labels(self) -> list[list[str]]:
        """The texts of the buttons, row by row."""
        return [[button.text for button in row] for row in self.buttons]


def bubble(chat: Chat, message: Message) -> Bubble:
    """The message as the person sees it."""
    replied = chat.messages.get(message.reply_to or 0)
    inline = message.markup if message.markup and "inline_keyboard" in message.markup else None
    origin = message.forwarded_from
    return Bubble(
        id=message.id,
        mine=not message.from_bot,
        date=message.date,
        text=message.body.text,
        html=to_html(message.body),
        buttons=tuple(tuple(map(_button, row)) for row in buttons_of(inline)),
        media=message.media,
        contact=str((message.contact or {}).get("phone_number", "")),
        edited=message.edited is not None,
        deleted=message.deleted,
        reply_to=message.reply_to,
        reply_text=replied.body.text[:80] if replied and not replied.deleted else "",
        forwarded_from=(getattr(origin, "first_name", "") or getattr(origin, "name", "")) if origin else "",
        pinned=message.id in chat.pinned,
        protected=message.protected,
        silent=message.silent,
        reactions=message.reactions,
        group=message.group,
    )


def _button(fields: dict[str, object]) -> ScreenButton:
    copied = fields.get("copy_text")
    return ScreenButton(
        text=str(fields["text"]),
        data=str(fields.get("callback_data") or ""),
        url=str(fields.get("url") or ""),
        style=str(fields.get("style") or ""),
        copy=str(copied.get("text", "")) if isinstance(copied, dict) else "",
    )


def to_html(body: Formatted) -> str:
    """The text as safe HTML: everything escaped, only our own tags, links to the web, mail and telephone only."""
    units = body.text.encode("utf-16-le")
    cuts = {0, len(units) // 2}
    for entity in body.entities:
        cuts |= {entity.offset, entity.offset + entity.length}
    edges = sorted(cuts)
    written: list[str] = []
    open_now: list[Entity] = []
    for start, stop in pairwise(edges):
        wanted = [e for e in body.entities if e.offset <= start and stop <= e.offset + e.length]
        while open_now and open_now != wanted[: len(open_now)]:
            written.append(_closing(open_now.pop()))
        for entity in wanted[len(open_now) :]:
            written.append(_opening(entity, units))
            open_now.append(entity)
        piece = units[start * 2 : stop * 2].decode("utf-16-le", "replace")
        written.append(html.escape(piece).replace("\n", "<br>"))
    written.extend(_closing(entity) for entity in reversed(open_now))
    return "".join(written)


def _target(entity: Entity, units: bytes) -> str:
    shown = units[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le")
    url = entity.argument if entity.kind == "text_link" else shown
    return url if urlsplit(url).scheme in _SAFE_SCHEMES else ""


def _opening(entity: Entity, units: bytes) -> str:
    if entity.kind in ("url", "text_link"):
        target = html.escape(_target(entity, units))
        return f'<a href="{target}" target="_blank" rel="noopener noreferrer">' if target else "<span>"
    if entity.kind == "spoiler":
        return '<span class="spoiler" tabindex="0">'
    if entity.kind == "bot_command":
        return '<span class="command">'
    return f"<{_TAGS[entity.kind]}>" if entity.kind in _TAGS else "<span>"


def _closing(entity: Entity) -> str:
    if entity.kind == "text_link" and urlsplit(entity.argument).scheme in _SAFE_SCHEMES:
        return "</a>"
    if entity.kind == "url":
        return "</a>"
    return f"</{_TAGS[entity.kind]}>" if entity.kind in _TAGS else "</span>"
