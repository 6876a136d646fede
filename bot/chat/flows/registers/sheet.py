"""A class's register of a day as it is shown: what is put down, with the taps that are not saved yet on top of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from bot.chat import drafts
from bot.chat.closed_days import why_closed
from bot.chat.flows.registers.draft import CODES, LETTERS, PRESENT, Tapping, load, name_of, put, state_of
from bot.chat.turns import Turn
from bot.domain.attendance import STATES, DayClosed, DayState, Source
from bot.domain.paging import page_of
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import Phrase, Value, _
from bot.services import calendar, scope
from bot.services.absences.views import hers
from bot.services.attendance import overview, registers
from bot.storage.models import Absence, Person, Pupil, Register, SchoolClass

PER_PAGE = 12
OPEN_DAYS = 3
"""Days that nobody has filled in, offered below today's register."""
NOTE_SHOWN = 80
MENU: Row = (button(_("Menu"), "home.menu"),)


def to_recap(of: SchoolClass, day: date) -> Button:
    """The way to the month in which a day lies."""
    return button(_("Recap"), "at.recap", of.id, f"{day:%Y-%m}")


@dataclass(slots=True)
class Sheet:
    """One register."""

    of: SchoolClass
    day: date
    pupils: list[Pupil]
    register: Register | None
    rows: dict[int, Absence]
    taps: dict[str, str]

    def saved(self, pupil_id: int) -> DayState | None:
        """What is put down of a pupil; None is present."""
        row = self.rows.get(pupil_id)
        return row.state if row else None

    def state(self, pupil_id: int) -> DayState | None:
        """The same, as it will be once the taps are saved."""
        letter = self.taps.get(str(pupil_id))
        return self.saved(pupil_id) if letter is None else state_of(letter)

    @property
    def noted(self) -> dict[int, DayState]:
        """Who is not simply present, in the order of the names."""
        states = ((pupil.id, self.state(pupil.id)) for pupil in self.pupils)
        return {pupil: state for pupil, state in states if state is not None}

    @property
    def away(self) -> int:
        """How many are not at school; who is late is."""
        return sum(state is not DayState.LATE for state in self.noted.values())


async def read(turn: Turn, draft: Tapping, of: SchoolClass, day: date) -> Sheet:
    """The register of a class she may see, as the rows and her taps have it; taps on who is not there any more are
    left out. Raises DayAhead, DayOutside, and DayClosed where she has not said that it is meant all the same."""
    name = name_of(of.id, day)
    await registers.check_day(turn.session, of, day, turn.now, closed_too=name in draft.sure)
    pupils = list(await turn.session.scalars(scope.pupils_of(of)))
    register, rows = await registers.of_day(turn.session, of, day)
    here = {str(pupil.id) for pupil in pupils}
    taps = {pupil: letter for pupil, letter in draft.taps.get(name, {}).items() if pupil in here}
    return Sheet(of, day, pupils, register, rows, taps)


async def opened(turn: Turn, of: SchoolClass, day: date, page: int = 0) -> Screen:
    """The register of that day; on a day on which the school is closed, whether it is meant."""
    draft = await load(turn)
    try:
        found = await read(turn, draft, of, day)
    except DayClosed:
        return await _closed(turn, of, day)
    return await shown(turn, draft, found, page)


async def _closed(turn: Turn, of: SchoolClass, day: date) -> Screen:
    await drafts.stop_expecting(turn)
    found = await calendar.closure(turn.session, turn.school, day, turn.locale)
    return screen(
        "registers/closed",
        (button(_("Yes, take it all the same"), "at.sure", of.id, day.isoformat()),),
        (button(_("Another day"), "at.days", of.id), to_recap(of, day)),
        MENU,
        class_name=of.name,
        day=day,
        closed=why_closed(found) if found else "",
    )


async def shown(turn: Turn, draft: Tapping, found: Sheet, page: int, unread: str = "") -> Screen:
    """The screen: what a tap means, the pupils some at a time, and the button that saves it. What is typed from now on
    is who is not there; `unread` is what of it could not be read."""
    of, day = found.of, found.day.isoformat()
    draft.about = [of.id, found.day]
    await put(turn, draft, name_of(of.id, found.day), found.taps, "away")
    part = page_of(found.pupils, page, PER_PAGE)
    away, brush, first = found.away, state_of(draft.brush), part.number * PER_PAGE + 1
    save = _("Save: %(present)s present, %(away)s not", present=len(found.pupils) - away, away=away)
    rows: list[Row] = [
        *grid([_brush(draft, of, day, letter, part.number) for letter in LETTERS], 2),
        *((_face(draft, found, pupil, part.number, number),) for number, pupil in enumerate(part.shown, first)),
        *part.turns("at.day", of.id, day),
        (button(save, "at.save", of.id, day, style=Style.PRIMARY),),
    ]
    if found.taps:
        rows.append((button(_("Drop what is not saved"), "at.drop", of.id, day),))
    rows += [*await _notes_row(turn, found), *await _open_rows(turn, found)]
    rows.append(
        (button(_("Another day"), "at.days", of.id), button(_("Recap"), "at.recap", of.id, f"{found.day:%Y-%m}"))
    )
    return screen(
        "registers/sheet",
        *rows,
        (button(_("‹ Classes"), "at.open"), *MENU),
        class_name=of.name,
        day=found.day,
        page=part.number + 1,
        pages=part.pages,
        brush=STATES[brush] if brush else "",
        unsaved=len(found.taps),
        unread=unread,
        away=[_line(found, pupil) for pupil in found.pupils if pupil.id in found.noted],
        taken_at=found.register.taken_at if found.register else None,
        teacher=await _taken_by(turn, found.register),
        from_file=found.register is not None and found.register.source is Source.FILE,
        protect=True,
    )


async def _taken_by(turn: Turn, register: Register | None) -> str:
    person = await turn.session.get(Person, register.taken_by) if register and register.taken_by else None
    return person.name if person else ""


def _line(found: Sheet, pupil: Pupil) -> Mapping[str, Value | Phrase]:
    row = found.rows.get(pupil.id)
    note = row.note if row else ""
    return {
        "name": pupil.name,
        "state": STATES[found.noted[pupil.id]],
        "note": note if len(note) <= NOTE_SHOWN else f"{note[:NOTE_SHOWN]}…",
    }


def _brush(draft: Tapping, of: SchoolClass, day: str, letter: str, page: int) -> Button:
    face = STATES[LETTERS[letter]]
    if letter == draft.brush:
        return button(_("● %(state)s", state=face), "at.b", of.id, day, letter, page, style=Style.SUCCESS)
    return button(_("○ %(state)s", state=face), "at.b", of.id, day, letter, page)


def _face(draft: Tapping, found: Sheet, pupil: Pupil, page: int, number: int) -> Button:
    """A tap puts down what the brush means; where that is put down already, the pupil is present after all."""
    state = found.state(pupil.id)
    becomes = PRESENT if state is not None and CODES[state] == draft.brush else draft.brush
    at = ("at.t", found.of.id, found.day.isoformat(), pupil.id, becomes, page)
    if state is None:
        return button(f"▫ {number}. {pupil.name}", *at)
    face = _("✗ %(number)s. %(name)s: %(state)s", number=number, name=pupil.name, state=STATES[state])
    return button(face, *at, style=Style.DANGER)


async def _notes_row(turn: Turn, found: Sheet) -> list[Row]:
    """The way to families' notes about this class that wait for this reader."""
    waiting = (await hers(turn.session, turn.staff(), turn.school, turn.now)).where(Pupil.class_id == found.of.id)
    count = await turn.session.scalar(waiting.order_by(None).with_only_columns(func.count())) or 0
    return [(button(_("Notes of families (%(count)s)", count=count), "ab.list"),)] if count else []


async def _open_rows(turn: Turn, found: Sheet) -> list[Row]:
    """School days before today without a register, below today's."""
    if found.day != registers.today(turn.school, turn.now):
        return []
    due = await overview.open_days(turn.session, turn.school, [found.of], turn.now)
    days = due.get(found.of.id, [])[:OPEN_DAYS]
    return [(button(_("Still open: %(day)s", day=day), "at.day", found.of.id, day.isoformat()),) for day in days]
