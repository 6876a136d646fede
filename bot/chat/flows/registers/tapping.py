"""Going through a register: everybody is present, and who is not gets one tap. Nothing counts until it is saved.

A button says what the pupil's day becomes and not that it changes, so that two quick taps on it are one.
"""

from datetime import date

from bot.chat.flows.registers import asking, sheet
from bot.chat.flows.registers.draft import CODES, LETTERS, PRESENT, flow, keep, load, name_of, state_of
from bot.chat.flows.registers.sheet import Sheet
from bot.chat.flows.talks.family import as_day
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed_absences import absences_in
from bot.domain.attendance import STATES, DayState
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.screens import Row, Screen, button, screen
from bot.domain.text import _
from bot.services import attendance, scope
from bot.services.attendance import overview
from bot.services.attendance.totals import counted_by_file
from bot.storage.models import SchoolClass

NEXT = 4
"""Other classes offered after one is saved."""


@flow.press("day")
async def day_(turn: Turn, class_id: int, day: str, page: int = 0) -> Shown:
    """A class's register of a day."""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    return await sheet.opened(turn, of, meant(day), page)


@flow.press("b")
async def brush(turn: Turn, class_id: int, day: str, state: str, page: int) -> Shown:
    """From now on a tap means this."""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    draft = await load(turn)
    if state not in LETTERS:
        raise StaleScreen
    draft.brush = state
    await keep(turn, draft)
    return await sheet.opened(turn, of, meant(day), page)


@flow.press("t")
async def tap(turn: Turn, class_id: int, day: str, pupil_id: int, state: str, page: int) -> Shown:
    """This pupil's day becomes that."""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    draft, becomes = await load(turn), state_of(state)
    found = await sheet.read(turn, draft, of, meant(day))
    if all(pupil.id != pupil_id for pupil in found.pupils):
        raise NotAllowed
    _put(found, pupil_id, becomes)
    return await sheet.shown(turn, draft, found, page)


@flow.step("away")
async def typed(turn: Turn) -> Shown:
    """Who is not there, by number or name; where a part cannot be read, nothing of it is taken."""
    draft = await load(turn)
    match draft.about:
        case [int() as class_id, date() as day]:
            of = await scope.class_of(turn.session, turn.staff(), class_id)
        case _:
            raise StaleScreen
    found = await sheet.read(turn, draft, of, day)
    usual = state_of(draft.brush) or DayState.UNEXPLAINED
    said = absences_in(turn.text, [pupil.name for pupil in found.pupils], usual)
    for place, state in said.states.items():
        _put(found, found.pupils[place].id, state)
    return await sheet.shown(turn, draft, found, 0, said.unread or ("" if said.states else "…"))


def _put(found: Sheet, pupil_id: int, state: DayState | None) -> None:
    """A tap; one that says what is put down already is none."""
    found.taps.pop(str(pupil_id), None)
    if found.saved(pupil_id) is not state:
        found.taps[str(pupil_id)] = CODES[state] if state else PRESENT


@flow.press("drop")
async def drop(turn: Turn, class_id: int, day: str) -> Shown:
    """The taps that were not saved were not meant."""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    draft = await load(turn)
    draft.taps.pop(name_of(of.id, meant(day)), None)
    await keep(turn, draft)
    return await sheet.opened(turn, of, meant(day))


@flow.press("sure")
async def sure(turn: Turn, class_id: int, day: str) -> Shown:
    """There was school that day all the same."""
    of = await scope.class_of(turn.session, turn.staff(), class_id)
    draft = await load(turn)
    draft.sure = [*draft.sure, name_of(of.id, meant(day))]
    await keep(turn, draft)
    return await sheet.opened(turn, of, meant(day))


@flow.press("save")
async def save(turn: Turn, class_id: int, day: str) -> Shown:
    """It counts: what is put down, with her taps on top of it."""
    staff = turn.staff()
    of = await scope.class_of(turn.session, staff, class_id)
    draft = await load(turn)
    found = await sheet.read(turn, draft, of, meant(day))
    await attendance.take(turn.session, staff, of.id, found.day, found.noted, turn.now, closed_too=True)
    draft.taps.pop(name_of(of.id, found.day), None)
    await keep(turn, draft)
    return await saved(turn, await sheet.read(turn, draft, of, found.day))


async def saved(turn: Turn, found: Sheet) -> Screen:
    """What holds now, with a way to each who was not simply present."""
    of, day, noted = found.of, found.day.isoformat(), found.noted
    names = {pupil.id: pupil.name for pupil in found.pupils}
    unheard = await asking.unheard(turn, found)
    rows: list[Row] = [
        (button(_("%(name)s: %(state)s", name=names[one], state=STATES[state]), "at.who", one, day),)
        for one, state in noted.items()
    ]
    rows += await _next(turn, of, found.day)
    rows.append(
        (button(_("Change"), "at.day", of.id, day), button(_("Recap"), "at.recap", of.id, f"{found.day:%Y-%m}"))
    )
    late = sum(state is DayState.LATE for state in noted.values())
    return screen(
        "registers/saved",
        *rows,
        sheet.MENU,
        class_name=of.name,
        day=found.day,
        present=len(found.pupils) - found.away,
        away=found.away,
        late=late,
        through=await counted_by_file(turn.session, names, found.day),
        minutes=asking.asked_after(turn) if set(asking.waiting(turn, found)) - unheard else None,
        unheard=[names[one] for one in noted if one in unheard],
        protect=True,
    )


async def _next(turn: Turn, of: SchoolClass, day: date) -> list[Row]:
    """Her other classes of that day that are still open; of an administrator's many, none."""
    classes = [one for one in await turn.session.scalars(scope.classes_of(turn.staff())) if one.id != of.id]
    found = [one for one in await overview.standing(turn.session, classes, day) if not one.taken]
    if not 0 < len(found) <= NEXT:
        return []
    return [
        tuple(button(_("Attendance %(name)s", name=one.name), "at.day", one.class_id, day.isoformat()) for one in found)
    ]


def meant(day: str) -> date:
    """The day that a button carries; raises StaleScreen for anything else."""
    found = as_day(day)
    if found is None:
        raise StaleScreen
    return found
