"""What the bot asks families of whom there is no word today, and whose it cannot ask."""

from collections.abc import Mapping
from typing import Any

from bot.chat.flows.registers.sheet import Sheet
from bot.chat.turns import Turn
from bot.domain.alerts import AlertKind, load_rule
from bot.domain.answers import RELATIONS
from bot.domain.attendance import DayState
from bot.domain.phones import shown
from bot.services.alerts import whom
from bot.services.attendance import registers
from bot.services.attendance.phoning import numbers_of


def asked_after(turn: Turn) -> int | None:
    """After how many minutes a family is asked, where the school wants it."""
    rule = load_rule(turn.school.alerts)
    if AlertKind.NOT_YET not in rule:
        return None
    return int(rule.grace[AlertKind.NOT_YET].total_seconds() // 60)


def waiting(turn: Turn, found: Sheet) -> list[int]:
    """The pupils whose families are asked: no word of today, as it is saved, where the school asks."""
    if asked_after(turn) is None or found.day != registers.today(turn.school, turn.now):
        return []
    return [pupil.id for pupil in found.pupils if found.saved(pupil.id) is DayState.UNEXPLAINED]


async def unheard(turn: Turn, found: Sheet) -> set[int]:
    """Those of them whose family no chat reaches."""
    pupils = waiting(turn, found)
    return await whom.unheard(turn.session, turn.school, pupils, turn.now) if pupils else set()


async def numbers(turn: Turn, pupil_id: int) -> list[Mapping[str, Any]]:
    """Whom to phone instead; none where the bot can ask."""
    if not await whom.unheard(turn.session, turn.school, [pupil_id], turn.now):
        return []
    return [
        {
            "name": one.name,
            "relation": RELATIONS[one.relation.value] if one.relation else None,
            "number": shown(one.number, turn.school.country),
        }
        for one in await numbers_of(turn.session, turn.staff(), pupil_id)
    ]
