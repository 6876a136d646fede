"""Whose hours or leave are being typed."""

from dataclasses import dataclass

from bot.chat import drafts
from bot.chat.router import Flow
from bot.chat.turns import Turn
from bot.domain.screens import Button, Row, Style, button
from bot.domain.text import Label, _
from bot.services.hours import rights
from bot.storage.models import Person

flow = Flow("hours", "oh")

MENU: Row = (button(_("Menu"), "home.menu"),)


@dataclass(slots=True)
class Setting:
    """Of whom something is typed; 0: the school's own hours."""

    person_id: int = 0


async def keep(turn: Turn, person_id: int, step: str) -> None:
    """The next typed message fills this."""
    await drafts.keep(turn, flow.name, Setting(person_id), step)


async def whose(turn: Turn, person_id: int) -> Person:
    """Whose hours a button is about: one's own (0), or for an administrator anybody's; raises NotAllowed."""
    return await rights.staff_named(turn.session, turn.staff(), person_id)


def back(turn: Turn, staff: Person) -> Row:
    """To her page."""
    return (button(_("‹ Back"), *page_of(turn, staff)), *MENU)


def page_of(turn: Turn, staff: Person) -> tuple[str, *tuple[int, ...]]:
    """The key and arguments that lead to her page."""
    return ("oh.open",) if staff.id == turn.staff().id else ("oh.of", staff.id)


def choice(face: Label, chosen: bool, key: str, *args: object) -> Button:
    """One of several, of which one holds now."""
    shown = _("✓ %(answer)s", answer=face) if chosen else face
    return button(shown, key, *args, style=Style.SUCCESS if chosen else Style.PLAIN)
