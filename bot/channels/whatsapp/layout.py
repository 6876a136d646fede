"""What stands below a message: up to three buttons, or a list of up to ten rows, or one link.

Limits are those of https://developers.facebook.com/documentation/business-messaging/whatsapp/messages (interactive
reply buttons, interactive lists, interactive call to action). More choices than fit are paged: each page but the last
ends with a row that leads to the next. Faces that are alike, or become so when they are shortened, are numbered:
WhatsApp refuses a message with two buttons of one face.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.whatsapp.text import width
from bot.domain.rendered import Choice
from bot.domain.screens import MORE_KEY, Press
from bot.domain.text import _

BUTTONS, BUTTON = 3, 20
ROWS, ROW, DESCRIPTION = 10, 24, 72
ACTION = 20
"""Of the face that opens a list, and of a link's."""
BODY, LIST_BODY = 1024, 4096

MORE = _("More ›")
CHOOSE = _("Choose")
_WEB = ("http://", "https://")

Json = dict[str, Any]
Rows = Sequence[Sequence[Choice]]


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below the words: an interactive message's `kind` and `action`, and how long its body may be.

    `links` are lines for the end of the words: addresses that no button can open. Without `action` there are words
    only. `header` tells whether a picture or a document can stand above.
    """

    kind: str = ""
    action: Json | None = None
    body: int = LIST_BODY
    links: tuple[str, ...] = ()
    header: bool = False


def foot(rows: Rows, page: int, more: str, choose: str) -> Foot:
    """The foot of a message with these buttons, of which `page` is shown; `more` and `choose` are faces of our own."""
    presses, links = _presses(rows), [choice for row in rows for choice in row if choice.url]
    if not presses and len(links) == 1 and (links[0].url or "").startswith(_WEB):
        face = shortened(_one_line(links[0].label), ACTION)
        link: Json = {"name": "cta_url", "parameters": {"display_text": face, "url": links[0].url}}
        return Foot("cta_url", link, BODY, header=True)
    lines = tuple(f"{_one_line(link.label)}: {link.url}" for link in links)
    if not presses:
        return Foot(links=lines)
    shown = paged(presses, page, more)
    if len(shown) <= BUTTONS and all(width(_one_line(choice.label)) <= BUTTON for choice in shown):
        return Foot("button", {"buttons": list(_buttons(shown))}, BODY, lines, header=True)
    action: Json = {"button": shortened(choose, ACTION), "sections": [{"rows": list(_rows(shown))}]}
    return Foot("list", action, LIST_BODY, lines)


def paged(choices: Sequence[Choice], page: int, more: str) -> list[Choice]:
    """The choices of one page, counted from 0; a page that there is not is the nearest one."""
    if len(choices) <= ROWS:
        return list(choices)
    last = (len(choices) - 2) // (ROWS - 1)  # the last page holds ten, for nothing comes after it
    page = min(max(page, 0), last)
    rest = choices[page * (ROWS - 1) :]
    if page == last:
        return list(rest)
    return [*rest[: ROWS - 1], Choice(more, Press(MORE_KEY, (str(page + 1),)).pack())]


def distinct(labels: Iterable[str], limit: int) -> list[str]:
    """The labels, none of them empty, at most `limit` long and none twice."""
    made: list[str] = []
    taken: set[str] = set()
    for label in labels:
        face, number = shortened(label, limit), 1
        while face.casefold() in taken:
            number += 1
            tail = f" ({number})"
            face = shortened(label, limit - len(tail)) + tail
        taken.add(face.casefold())
        made.append(face)
    return made


def shortened(text: str, limit: int) -> str:
    """At most `limit` UTF-16 code units of the text, with … where some is left out."""
    if width(text) <= limit:
        return text
    kept = text
    while width(kept) > limit - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _presses(rows: Rows) -> list[Choice]:
    """What can be pressed, each press once: two buttons that say the same are one, and their ids may not repeat."""
    found: dict[str, Choice] = {}
    for row in rows:
        for choice in row:
            if choice.data:
                found.setdefault(choice.data, choice)
    return list(found.values())


def _buttons(choices: Sequence[Choice]) -> Iterator[Json]:
    faces = distinct((_one_line(choice.label) for choice in choices), BUTTON)
    for choice, face in zip(choices, faces, strict=True):
        yield {"type": "reply", "reply": {"id": choice.data, "title": face}}


def _rows(choices: Sequence[Choice]) -> Iterator[Json]:
    labels = [_one_line(choice.label) for choice in choices]
    for choice, label, title in zip(choices, labels, distinct(labels, ROW), strict=True):
        row = {"id": choice.data, "title": title}
        yield row if title == label else {**row, "description": shortened(label, DESCRIPTION)}


def _one_line(label: str) -> str:
    """A face without line breaks; WhatsApp takes no empty one."""
    return " ".join(label.split()) or "…"
