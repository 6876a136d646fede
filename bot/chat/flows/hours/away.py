"""*Tidak bertugas*: away today, tomorrow, this week, or on the days that are typed; and back after all."""

from datetime import date, timedelta

from bot.chat import drafts
from bot.chat.flows.hours import covers, page
from bot.chat.flows.hours.draft import Setting, back, flow, keep, whose
from bot.chat.moments import today
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.chat.typed_office import Run, parse_leave
from bot.chat.typed_parts import Misread
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.promises import OfficeHours
from bot.domain.screens import Screen, button, grid, screen
from bot.domain.text import Phrase, _
from bot.services.hours import keeping, leaves
from bot.storage.models import Leave, Person

SPELLS: dict[str, Phrase] = {
    "today": _("Today"),
    "tomorrow": _("Tomorrow"),
    "week": _("The rest of this week"),
    "next": _("Next week"),
}


@flow.press("away")
async def asked(turn: Turn, person_id: int) -> Shown:
    """From when until when?"""
    return await _ask(turn, await whose(turn, person_id))


@flow.press("off")
async def tapped(turn: Turn, person_id: int, spell: str) -> Shown:
    """A spell was tapped."""
    staff = await whose(turn, person_id)
    hours = await keeping.hours_of(turn.session, turn.school, staff)
    return await _take(turn, staff, (_days(turn, spell, hours),))


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


def _days(turn: Turn, spell: str, hours: OfficeHours) -> Run:
    """The days of a spell, from the school's today on."""
    day = today(turn)
    last = max(hours.weekdays, default=4)
    monday = day - timedelta(days=day.weekday())
    spells: dict[str, Run] = {
        "today": (day, day),
        "tomorrow": (day + timedelta(days=1), day + timedelta(days=1)),
        "week": (day, max(day, monday + timedelta(days=last))),
        "next": (monday + timedelta(days=7), monday + timedelta(days=7 + last)),
    }
    if spell not in spells:
        raise StaleScreen
    return spells[spell]


async def _take(turn: Turn, staff: Person, runs: tuple[Run, ...]) -> Screen:
    await drafts.stop_expecting(turn)
    taken: list[Leave] = [
        await leaves.take(turn.session, turn.staff(), staff, first, through, turn.now, None) for first, through in runs
    ]
    return await covers.during(turn, staff, taken[0], 0, just_taken=True)


async def _ask(turn: Turn, staff: Person, *, wrong: str = "") -> Screen:
    await keep(turn, staff.id, "away")
    spells = [button(face, "oh.off", staff.id, spell) for spell, face in SPELLS.items()]
    return screen(
        "hours/away",
        *grid(spells, 2),
        back(turn, staff),
        name=staff.name,
        mine=staff.id == turn.staff().id,
        wrong=wrong,
        until=_example(today(turn)),
    )


def _example(day: date) -> date:
    return day + timedelta(days=14)
