"""Who looked at, took out, corrected or erased what: an administrator's page."""

from collections.abc import Mapping

from bot.chat import drafts
from bot.chat.flows.records.draft import MENU, flow
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.accesses import ACTIONS
from bot.domain.screens import Row, button, screen
from bot.domain.text import Phrase, Value, _
from bot.services import accesses
from bot.services.accesses import AccessRow

PER_PAGE = 10


@flow.press("uses")
async def uses(turn: Turn, after: int) -> Shown:
    """The newest first, or what is older than the row `after`."""
    turn.admin()
    await drafts.stop_expecting(turn)
    rows = await accesses.history(turn.session, turn.school, after, PER_PAGE + 1)
    shown = rows[:PER_PAGE]
    turns: Row = (button(_("‹ Newest"), "rc.uses", 0),) if after else ()
    if len(rows) > PER_PAGE:
        turns += (button(_("Older ›"), "rc.uses", shown[-1].id),)
    return screen("records/uses", *((turns,) if turns else ()), MENU, protect=True, lines=[_line(row) for row in shown])


def _line(row: AccessRow) -> Mapping[str, Value | Phrase]:
    return {
        "at": row.at,
        "by": row.by,
        "action": ACTIONS[row.action],
        "pupil": row.pupil,
        "person": row.person,
        "class_name": row.class_name,
        "count": row.count,
        "reason": row.reason,
    }
