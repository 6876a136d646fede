"""When somebody answers families, in a tap or a typed line; the school's own hours in the same way."""

from collections.abc import Collection
from datetime import time

from bot.chat import drafts
from bot.chat.flows.hours import page, school
from bot.chat.flows.hours.draft import MENU, Setting, back, choice, flow, keep, whose
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed_office import parse_office
from bot.chat.typed_parts import Misread
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.promise_words import SHORT, hours_phrase
from bot.domain.promises import OfficeHours, checked_hours, load_promise
from bot.domain.screens import Row, Screen, button, grid, screen
from bot.domain.text import _
from bot.services.hours import keeping, setting
from bot.storage.models import Person

OFFERED = (
    (time(6, 30), time(13, 0)),
    (time(7, 0), time(14, 0)),
    (time(7, 30), time(15, 30)),
    (time(8, 0), time(16, 0)),
    (time(9, 0), time(17, 0)),
    (time(13, 0), time(17, 0)),
)
SCHOOL = 0
"""In place of a person's id: the school's own hours."""


@flow.press("hours")
async def asked(turn: Turn, person_id: int) -> Shown:
    """Which hours?"""
    return await _ask(turn, await whose(turn, person_id))


@flow.press("office")
async def asked_school(turn: Turn) -> Shown:
    """Which hours for everybody who has none of her own?"""
    turn.admin()
    return await _ask(turn, None)


@flow.press("set")
async def tapped(turn: Turn, person_id: int, number: int) -> Shown:
    """Ready-made hours, on the days that hold now."""
    staff = await _staff(turn, person_id)
    if number >= len(OFFERED):
        raise StaleScreen
    days = (await _now(turn, staff)).weekdays
    return await _set(turn, staff, days, *OFFERED[number])


@flow.press("day")
async def day_tapped(turn: Turn, person_id: int, number: int) -> Shown:
    """One day of the week more, or less; the last one stays."""
    staff = await _staff(turn, person_id)
    hours = await _now(turn, staff)
    days = frozenset(hours.weekdays) ^ {number}
    if number not in SHORT:
        raise StaleScreen
    if days:
        await _write(turn, staff, checked_hours(days, hours.start, hours.end))
    return await _ask(turn, staff)


@flow.press("same")
async def as_school(turn: Turn, person_id: int) -> Shown:
    """The school's hours hold for her."""
    staff = await whose(turn, person_id)
    await setting.forget_hours(turn.session, turn.staff(), staff, turn.now)
    return await page.show(turn, staff, _("The school's hours hold again."))


@flow.step("hours")
async def typed(turn: Turn) -> Shown:
    """`Senin–Kamis 08.00–14.00`, or only the hours."""
    draft = await drafts.needed(turn, flow.name, Setting)
    staff = await _staff(turn, draft.person_id)
    try:
        days, start, end = parse_office(turn.text)
        return await _set(turn, staff, days or (await _now(turn, staff)).weekdays, start, end)
    except Misread as error:
        return await _ask(turn, staff, wrong=error.reason, part=error.part)
    except InvalidValue as error:
        return await _ask(turn, staff, wrong=error.reason, part=turn.text)


async def _set(turn: Turn, staff: Person | None, days: Collection[int], start: time, end: time) -> Screen:
    await _write(turn, staff, checked_hours(days, start, end))
    if staff is None:
        return await school.show(turn)
    return await page.show(turn, staff, _("The hours are set."))


async def _write(turn: Turn, staff: Person | None, hours: OfficeHours) -> None:
    if staff is None:
        await setting.set_office(turn.session, turn.school, hours, turn.now)
    else:
        await setting.set_hours(turn.session, turn.staff(), staff, hours, turn.now)


async def _ask(turn: Turn, staff: Person | None, *, wrong: str = "", part: str = "") -> Screen:
    await keep(turn, staff.id if staff else SCHOOL, "hours")
    hours = await _now(turn, staff)
    return screen(
        "hours/choose",
        *_rows(turn, staff, hours),
        name=staff.name if staff else turn.school.name,
        whose="school" if staff is None else "mine" if staff.id == turn.staff().id else "colleague",
        hours=hours_phrase(hours),
        wrong=wrong,
        part=part,
    )


def _rows(turn: Turn, staff: Person | None, hours: OfficeHours) -> list[Row]:
    person_id = staff.id if staff else SCHOOL
    ready = [
        choice(_("%(start)s–%(end)s", start=start, end=end), (start, end) == (hours.start, hours.end), "oh.set",
               person_id, number)
        for number, (start, end) in enumerate(OFFERED)
    ]  # fmt: skip
    days = [choice(SHORT[day], day in hours.weekdays, "oh.day", person_id, day) for day in SHORT]
    same: Row = (button(_("As the school"), "oh.same", person_id),)
    below: Row = (button(_("‹ Back"), "oh.promise"), *MENU) if staff is None else back(turn, staff)
    return [*grid(ready, 2), *grid(days, 4), *((same,) if staff else ()), below]


async def _staff(turn: Turn, person_id: int) -> Person | None:
    """Whose hours are set: somebody's, or the school's by an administrator; raises NotAllowed."""
    if person_id == SCHOOL:
        turn.admin()
        return None
    return await whose(turn, person_id)


async def _now(turn: Turn, staff: Person | None) -> OfficeHours:
    if staff is None:
        return load_promise(turn.school.promise).office
    return await keeping.hours_of(turn.session, turn.school, staff)
