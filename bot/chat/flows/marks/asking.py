"""Answers to what a file leaves open, and what was understood wrongly set right."""

from collections.abc import Sequence

from bot.chat.flows.marks.draft import MENU, Sent, flow, load
from bot.chat.flows.marks.looking import instead, look, planned, together
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.mark_words import KINDS, term_words
from bot.domain.marks import MarkKind, term_at, term_before
from bot.domain.marksheets import SheetLayout
from bot.domain.screens import Button, Row, Screen, button, grid, screen
from bot.domain.text import Label, _
from bot.services import scope
from bot.services.marks import Asked, Choices, MarkPlan
from bot.services.staff import SUBJECT_LIMIT
from bot.storage.models import SchoolClass


@flow.press("answer")
async def tapped(turn: Turn, stamp: str, number: int) -> Shown:
    """One of the answers that were offered."""
    draft = await load(turn, stamp)
    plan = await _open(turn, draft)
    options = plan.questions[0].options
    if number >= len(options):
        raise StaleScreen
    return await _answered(turn, draft, plan, options[number].value)


@flow.press("leave")
async def leave_out(turn: Turn, stamp: str) -> Shown:
    """None of them: the row, or the sheet, is left out."""
    draft = await load(turn, stamp)
    return await _answered(turn, draft, await _open(turn, draft), None)


@flow.press("rest")
async def leave_all_out(turn: Turn, stamp: str) -> Shown:
    """No row whose pupil is in doubt."""
    draft = await load(turn, stamp)
    choices = draft.choices
    for one in (await _open(turn, draft)).questions:
        if one.asked is Asked.PUPIL:
            choices = one.answered(choices, None)
    draft.choices = choices
    return await look(turn, draft)


@flow.press("apart")
async def apart(turn: Turn, stamp: str) -> Shown:
    """The answer is not the same for all sheets."""
    draft = await load(turn, stamp)
    draft.apart = True
    return await look(turn, draft)


@flow.step("subject")
async def typed_subject(turn: Turn) -> Shown:
    """A subject that is not among those offered."""
    if (file := await instead(turn)) is not None:
        return file
    draft = await load(turn)
    plan = await planned(turn, draft)
    subject = " ".join(turn.text.split())
    if not plan.questions or plan.questions[0].asked is not Asked.SUBJECT or not 0 < len(subject) <= SUBJECT_LIMIT:
        return await look(turn, draft)
    return await _answered(turn, draft, plan, subject)


@flow.press("adjust")
async def adjust(turn: Turn, stamp: str) -> Shown:
    """What was not understood as it is meant: kind, half of the year, class."""
    draft = await load(turn, stamp)
    return await _adjust(turn, draft)


@flow.press("as")
async def set_right(turn: Turn, stamp: str, what: str, value: str) -> Shown:
    """It is that: for all sheets of the file."""
    draft = await load(turn, stamp)
    said = await _said(turn, draft, what, value)
    choices = draft.choices
    for sheet in draft.file.sheets:
        choices = choices.with_sheet(sheet.name, **said)
    draft.choices = choices
    return await look(turn, draft)


@flow.press("anew")
async def anew(turn: Turn, stamp: str) -> Shown:
    """As the file was understood at first: all answers are taken back."""
    draft = await load(turn, stamp)
    draft.choices, draft.apart = Choices(), False
    return await look(turn, draft)


async def _open(turn: Turn, draft: Sent) -> MarkPlan:
    """The plan whose question was shown; raises StaleScreen when it is another one by now."""
    plan = await planned(turn, draft)
    if not plan.questions or plan.fingerprint != draft.fingerprint:
        raise StaleScreen
    return plan


async def _answered(turn: Turn, draft: Sent, plan: MarkPlan, value: str | int | None) -> Screen:
    choices = draft.choices
    for one in together(draft, plan.questions):
        choices = one.answered(choices, value)
    draft.choices = choices
    return await look(turn, draft)


async def _adjust(turn: Turn, draft: Sent) -> Screen:
    rows: list[Row] = []
    file = draft.file
    if any(sheet.layout in (SheetLayout.OWN, SheetLayout.SCOPE) for sheet in file.sheets):
        rows += grid([_as(draft, KINDS[kind], "kind", kind.value) for kind in MarkKind], 2)
    if any(sheet.layout is not SheetLayout.GRID for sheet in file.sheets):
        rows += grid([_as(draft, term_words(term), "term", term) for term in _terms(turn)], 2)
    if len(file.sheets) == 1:
        rows += grid([_as(draft, of.name, "class", of.id) for of in await _classes(turn)], 3)
    rows.append((button(_("As the file was understood at first"), "mk.anew", draft.stamp),))
    return screen("marks/adjust", *rows, (button(_("‹ Back"), "mk.again"), *MENU), name=draft.name)


def _as(draft: Sent, label: Label, what: str, value: object) -> Button:
    return button(label, "mk.as", draft.stamp, what, value)


async def _said(turn: Turn, draft: Sent, what: str, value: str) -> dict[str, object]:
    """What a button says of the sheets; raises StaleScreen for what none of ours says."""
    if what == "kind" and value in set(MarkKind):
        return {"kind": MarkKind(value)}
    if what == "term" and value in _terms(turn):
        return {"term": value}
    if what == "class" and len(draft.file.sheets) == 1:
        of = next((one for one in await _classes(turn) if str(one.id) == value), None)
        if of is not None:
            return {"class_id": of.id}
    raise StaleScreen


def _terms(turn: Turn) -> tuple[str, str]:
    current = term_at(turn.now, turn.school.timezone)
    return current, term_before(current)


async def _classes(turn: Turn) -> Sequence[SchoolClass]:
    return list(await turn.session.scalars(scope.classes_of(turn.staff())))
