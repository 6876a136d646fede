"""What is on a meeting's agenda: points are taken out by tap and added by typing."""

from bot.chat.flows.meetings.draft import Plan, changing, flow, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.meetings import USUAL, points
from bot.domain.screens import Style, button, grid, screen
from bot.domain.text import Phrase, _
from bot.domain.updates import LINE_LIMIT

LAST = "closing"
"""A new point comes before this one."""
MOST = 20


async def show(turn: Turn, draft: Plan, problem: Phrase | None = None) -> Shown:
    """The points, each with a button that takes it out."""
    await keep(turn, draft, "point")
    many = len(draft.agenda)
    out = [button(_("✕ %(number)s", number=place + 1), "m.ax", place, many) for place in range(many)]
    rows = [*grid(out, 5)]
    if draft.agenda != list(USUAL[draft.form]):
        rows.append((button(_("The usual agenda"), "m.ausual"),))
    rows.append((button(_("Done"), "m.done", style=Style.SUCCESS),))
    return screen("meetings/agenda", *rows, agenda=points(draft.agenda), problem=problem)


@flow.press("ax")
async def take_out(turn: Turn, place: int, count: int) -> Shown:
    """Take a point out; a button of an older list takes out nothing."""
    draft = await changing(turn)
    if count == len(draft.agenda) and place < count:
        del draft.agenda[place]
    return await show(turn, draft)


@flow.press("ausual")
async def usual(turn: Turn) -> Shown:
    """As it usually is."""
    draft = await changing(turn)
    draft.agenda = list(USUAL[draft.form])
    return await show(turn, draft)


@flow.step("point")
async def add(turn: Turn) -> Shown:
    """Points that were typed, one on each line."""
    draft = await changing(turn)
    lines = [" ".join(line.split()) for line in turn.text.splitlines() if line.strip()]
    if not lines:
        return await show(turn, draft, _("Please type it as text."))
    if any(len(line) > LINE_LIMIT for line in lines) or len(draft.agenda) + len(lines) > MOST:
        return await show(turn, draft, _("A point has at most %(limit)s characters.", limit=LINE_LIMIT))
    end = len(draft.agenda) - 1 if draft.agenda and draft.agenda[-1] == LAST else len(draft.agenda)
    draft.agenda[end:end] = lines
    return await show(turn, draft)
