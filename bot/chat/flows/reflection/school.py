"""The school's month in totals, for who leads it: no teacher is named, and none can be read from them."""

from bot.chat.flows.reflection.draft import asked_month, flow, told, turns
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.reflection import Month
from bot.domain.screens import Fact, Screen, button
from bot.domain.text import _
from bot.services.reflection.seen import latest_month, school_month


@flow.press("all")
async def running(turn: Turn) -> Shown:
    """The running month."""
    latest = await latest_month(turn.session, turn.staff(), turn.now)
    return await _shown(turn, latest, latest)


@flow.press("school")
async def of_school(turn: Turn, ordinal: int) -> Shown:
    """One month; raises NotAllowed for who does not lead the school."""
    return await _shown(turn, *await asked_month(turn, ordinal))


async def _shown(turn: Turn, month: Month, latest: Month) -> Screen:
    numbers = await school_month(turn.session, turn.staff(), month, turn.now)
    values: dict[str, Fact] = {
        "month": month.first,
        "running": month == latest,
        "talks": numbers.talks,
        "absence_notes": numbers.absence_notes,
        "open_concerns": numbers.open_concerns,
        **told(numbers),
    }
    return Screen("reflection/school", values, (*turns("rf.school", month, latest), (button(_("Menu"), "home.menu"),)))
