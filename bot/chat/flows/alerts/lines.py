"""The school's own line for marks (KKTP): tapped or typed."""

import re

from bot.chat import drafts
from bot.chat.flows.alerts.draft import Typing, flow
from bot.chat.flows.alerts.page import of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.alerts import OFFERED_LINES, AlertKind
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.screens import Screen, button, grid, screen
from bot.domain.text import _
from bot.services.alerts import rules

_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?", re.ASCII)


@flow.press("line")
async def line(turn: Turn) -> Shown:
    """Another line."""
    turn.admin()
    return await ask_line(turn, switch=False)


@flow.press("at")
async def at(turn: Turn, number: int) -> Shown:
    """A tapped one."""
    turn.admin()
    draft = await drafts.needed(turn, flow.name, Typing)
    if number not in OFFERED_LINES:
        raise StaleScreen
    return await _kept(turn, draft, float(number))


@flow.step("line")
async def typed(turn: Turn) -> Shown:
    """A typed one: 75, or 72,5."""
    turn.admin()
    draft = await drafts.needed(turn, flow.name, Typing)
    if not _NUMBER.fullmatch(turn.text):
        return _asked(turn, wrong=True)
    try:
        return await _kept(turn, draft, float(turn.text.replace(",", ".")))
    except InvalidValue:
        return _asked(turn, wrong=True)


async def ask_line(turn: Turn, *, switch: bool) -> Screen:
    """Ask for it; with `switch` what needs it is switched on then."""
    await drafts.keep(turn, flow.name, Typing(switch), "line")
    return _asked(turn, wrong=False)


def _asked(turn: Turn, *, wrong: bool) -> Screen:
    offered = [button(str(number), "al.at", number) for number in OFFERED_LINES]
    back = (button(_("‹ Back"), "al.kind", AlertKind.BELOW.value),)
    return screen("alerts/line", *grid(offered, 4), back, line=turn.school.pass_line, wrong=wrong)


async def _kept(turn: Turn, draft: Typing, number: float) -> Screen:
    rules.set_line(turn.school, number)
    if draft.switch:
        rules.switch_on(turn.school, AlertKind.BELOW, turn.now)
    await drafts.drop(turn, flow.name)
    return of(turn, AlertKind.BELOW)
