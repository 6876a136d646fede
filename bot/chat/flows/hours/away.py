"""*Tidak bertugas*: away today, the next day, this week, or on the days that are typed; and back after all."""

from datetime import date, timedelta

from bot.chat import drafts
from bot.chat.flows.hours import covers, page
from bot.chat.flows.hours.draft import Setting, back, flow, keep, whose
from bot.chat.flows.talks.family import as_day
from bot.chat.moments import today
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed_office import Run, parse_leave
from bot.chat.typed_parts import Misread
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.promises import next_working_day
from bot.domain.screens import Button, Screen, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.hours import keeping, leaves
from bot.services.hours.keeping import Working
from bot.storage.models import Leave, Person

SPELLS: dict[str, Phrase] = {
    "today": _("Today"),
    "week": _("The rest of this week"),
    "next": _("Next week"),
}
"""Besides them a button says the next day on which she works, by its date."""
_TOMORROW = "tomorrow"
"""What such a button said before it named its day."""


@flow.press("away")
async def asked(turn: Turn, person_id: int) -> Shown:
    """From when until when?"""
    return await _ask(turn, await whose(turn, person_id))


@flow.press("off")
async def tapped(turn: Turn, person_id: int, spell: str) -> Shown:
    """A spell was tapped."""
    staff = await whose(turn, person_id)
    try:
        return await _take(turn, staff, (await _days(turn, staff, spell),))
    except InvalidValue as error:
        return await _ask(turn, staff, wrong=error.reason)


@flow.step("away")
async def typed(turn: Turn) -> Shown:
    """`3–7 Agustus`, `besok sampai Jumat`."""
    draft = await drafts.needed(turn, flow.name, Setting)
    staff = await whose(turn, draft.person_id)
    try:
        return await _take(turn, staff, parse_leave(turn.text, today(turn)))
    except Misread as error:
        return await _ask(turn, staff, wrong=error.reason)
    except InvalidValue as error:
        return await _ask(turn, staff, wrong=error.reason)


@flow.press("back")
async def came_back(turn: Turn, leave_id: int) -> Shown:
    """She is there after all: what waits with her cover is hers again."""
    leave = await leaves.end(turn.session, turn.staff(), leave_id, turn.now)
    staff = await whose(turn, leave.person_id)
    return await page.show(turn, staff, _("Welcome back. Questions come here again."))


async def _days(turn: Turn, staff: Person, spell: str) -> Run:
    """The days of a spell, from the school's today on; or the day that a button names. Raises StaleScreen."""
    named = await _next(turn, staff) if spell == _TOMORROW else as_day(spell)
    if named is not None:
        return named, named
    day = today(turn)
    last = max((await _works(turn, staff)).hours.weekdays, default=4)
    monday = day - timedelta(days=day.weekday())
    spells: dict[str, Run] = {
        "today": (day, day),
        "week": (day, max(day, monday + timedelta(days=last))),
        "next": (monday + timedelta(days=7), monday + timedelta(days=7 + last)),
    }
    if spell not in spells:
        raise StaleScreen
    return spells[spell]


async def _works(turn: Turn, staff: Person) -> Working:
    return await keeping.working(turn.session, turn.school, staff, turn.now, leaves=False)


async def _next(turn: Turn, staff: Person) -> date:
    """The next day on which she works: after a Friday, mostly the Monday."""
    works = await _works(turn, staff)
    return next_working_day(today(turn), works.hours, works.quiet) or today(turn) + timedelta(days=1)


async def _spells(turn: Turn, staff: Person) -> list[Button]:
    """The spells that are worth a tap: the rest of a week is one only where there is more of it than today."""
    ahead = await _next(turn, staff)
    face = _("Tomorrow") if ahead == today(turn) + timedelta(days=1) else _("%(day)s", day=ahead)
    buttons = {spell: button(shown, "oh.off", staff.id, spell) for spell, shown in SPELLS.items()}
    if len(set(await _days(turn, staff, "week"))) == 1:
        del buttons["week"]
    first, *others = buttons.values()
    return [first, button(face, "oh.off", staff.id, ahead), *others]


async def _take(turn: Turn, staff: Person, runs: tuple[Run, ...]) -> Screen:
    await drafts.stop_expecting(turn)
    taken: list[Leave] = [
        await leaves.take(turn.session, turn.staff(), staff, first, through, turn.now, None) for first, through in runs
    ]
    return await covers.during(turn, staff, taken[0], 0, just_taken=True)


async def _ask(turn: Turn, staff: Person, *, wrong: str = "") -> Screen:
    await keep(turn, staff.id, "away")
    return screen(
        "hours/away",
        *grid(await _spells(turn, staff), 2),
        back(turn, staff),
        name=staff.name,
        mine=staff.id == turn.staff().id,
        wrong=wrong,
        until=_example(today(turn)),
    )


def _example(day: date) -> date:
    return day + timedelta(days=14)
