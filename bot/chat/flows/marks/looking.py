"""A file as it is looked at: the next open question, or all that it would change."""

from collections.abc import Sequence

from bot.chat.attachments import ReadFile
from bot.chat.flows.marks import wording
from bot.chat.flows.marks.draft import MENU, Sent, keep, pack
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.screens import Button, Row, Screen, Style, button, grid, screen
from bot.domain.text import _
from bot.services.marks import Asked, MarkPlan, Question, plan_marks

ALIKE = frozenset({Asked.SUBJECT, Asked.TERM})
"""What is mostly the same on all sheets of a file: one answer is for all of them, unless each is to be asked."""
MANY = 3
"""So many open names, and they can be left out with one tap."""
_HEIGHT = {Asked.CLASS: 3, Asked.SUBJECT: 2, Asked.MONTH: 2}
"""Buttons side by side."""


async def planned(turn: Turn, draft: Sent) -> MarkPlan:
    """What the file would change, as the school is now."""
    return await plan_marks(turn.session, turn.school, draft.file, draft.choices, turn.now, turn.staff())


async def taken(turn: Turn, read: ReadFile) -> Screen:
    """A file of marks that was read: looked at for the first time."""
    turn.staff()
    if read.marks is None:
        raise StaleScreen
    return await look(turn, Sent(packed=pack(read.marks), name=read.name))


async def instead(turn: Turn) -> Screen | None:
    """A file of marks that came in place of what was awaited; None for anything else."""
    read = turn.received.prepared
    return await taken(turn, read) if isinstance(read, ReadFile) and read.marks is not None else None


async def look(turn: Turn, draft: Sent) -> Screen:
    """The next open question; when there is none, what would change."""
    plan = await planned(turn, draft)
    draft.fingerprint = plan.fingerprint
    if plan.questions:
        return await _question(turn, draft, plan)
    await keep(turn, draft)
    return screen("marks/preview", *_rows(plan, draft), MENU, protect=True, **wording.preview(plan, draft.name))


def together(draft: Sent, questions: Sequence[Question]) -> Sequence[Question]:
    """The first question, and those that the same answer is for."""
    first = questions[0]
    if draft.apart or first.asked not in ALIKE:
        return (first,)
    return [one for one in questions if (one.asked, one.options) == (first.asked, first.options)]


def _rows(plan: MarkPlan, draft: Sent) -> tuple[Row, ...]:
    leave = button(_("Cancel"), "mk.cancel", style=Style.DANGER)
    take = button(_("Save"), "mk.apply", draft.stamp, style=Style.SUCCESS)
    adjust: Row = (button(_("Not right? Change it"), "mk.adjust", draft.stamp),)
    report: Row = (button(_("Full report (spreadsheet)"), "mk.report", draft.stamp),)
    return ((take, leave) if plan.changes else (leave,), adjust, report)


async def _question(turn: Turn, draft: Sent, plan: MarkPlan) -> Screen:
    """The first of what is open; of a subject, one that is typed is as good."""
    asked = together(draft, plan.questions)
    first = asked[0]
    await keep(turn, draft, "subject" if first.asked is Asked.SUBJECT else None)
    options = [
        button(wording.option(first, one), "mk.answer", draft.stamp, number) for number, one in enumerate(first.options)
    ]
    return screen(
        "marks/question",
        *grid(options, _HEIGHT.get(first.asked, 1)),
        *_ways_out(plan, draft, first, len(asked)),
        MENU,
        protect=True,
        **wording.question(plan, first, len(asked), draft.name),
    )


def _ways_out(plan: MarkPlan, draft: Sent, first: Question, count: int) -> list[Row]:
    rows: list[Row] = []
    names = [one for one in plan.questions if one.asked is Asked.PUPIL]
    if first.asked is Asked.PUPIL:
        row: list[Button] = [button(_("Leave this row out"), "mk.leave", draft.stamp)]
        if len(names) >= MANY:
            row.append(button(_("Leave all %(count)s out", count=len(names)), "mk.rest", draft.stamp))
        rows.append(tuple(row))
    elif len(plan.sheets) > 1:
        if count > 1:
            rows.append((button(_("Ask sheet by sheet"), "mk.apart", draft.stamp),))
        else:
            rows.append((button(_("Leave this sheet out"), "mk.leave", draft.stamp),))
    rows.append((button(_("Cancel"), "mk.cancel", style=Style.DANGER),))
    return rows
