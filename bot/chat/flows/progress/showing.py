"""*Perkembangan Ananda*: how the child is doing, on one page; of several children, whose is asked first."""

from typing import Any

from bot.chat.flows.progress.draft import (
    MENU,
    child_values,
    days_values,
    flow,
    marks_values,
    notes_values,
    to_child,
    ways_on,
    weekly_values,
)
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.courses import Score
from bot.domain.errors import NotAllowed
from bot.domain.mark_words import amount, assessment_words, rounded
from bot.domain.paging import page_of
from bot.domain.progress import Progress
from bot.domain.screens import Screen, button, grid, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.progress.seen import progress_of

SUBJECTS = 5
"""So many subjects stand on a page of all marks."""


@flow.press("open")
async def opened(turn: Turn) -> Shown:
    """The child's page at once, where there is one child; else whose it shall be."""
    guardian = turn.known()
    told_of = list(await turn.session.scalars(scope.told_of(guardian)))
    waiting = len(list(await turn.session.scalars(scope.children_of(guardian)))) - len(told_of)
    if len(told_of) == 1 and not waiting:
        return await _page(turn, told_of[0].id)
    if told_of:
        faces = [button(child.name, "pg.child", child.id) for child in told_of]
        return screen("progress/which_child", *grid(faces, 1), MENU, waiting=waiting)
    if waiting:
        return screen("progress/not_yet", MENU, school=turn.school.name)
    raise NotAllowed


@flow.press("child")
async def child(turn: Turn, pupil_id: int) -> Shown:
    """One child's page."""
    return await _page(turn, pupil_id)


@flow.press("marks")
async def marks(turn: Turn, pupil_id: int, page: int) -> Shown:
    """All marks of this half-year, some subjects at a time."""
    progress = await progress_of(turn.session, turn.known(), pupil_id, turn.now)
    on = page_of([one.subject for one in progress.standings], page, SUBJECTS)
    shown: Any = [{"subject": name, "scores": [_score(one) for one in _of(progress, name)]} for name in on.shown]
    return screen(
        "progress/marks",
        *on.turns("pg.marks", pupil_id),
        to_child(pupil_id),
        protect=True,
        **child_values(progress),
        line=rounded(progress.line),
        subjects=shown,
    )


async def _page(turn: Turn, pupil_id: int) -> Screen:
    guardian = turn.known()
    progress = await progress_of(turn.session, guardian, pupil_id, turn.now)
    several = len(list(await turn.session.scalars(scope.told_of(guardian)))) > 1
    others = [(button(_("Another child"), "pg.open"),)] if several else []
    return screen(
        "progress/page",
        *ways_on(progress),
        *others,
        MENU,
        protect=True,
        **child_values(progress),
        **days_values(progress),
        **marks_values(progress),
        **notes_values(progress),
        empty=progress.empty,
        since=progress.since,
        strengths=[one.fact for one in progress.strengths],
        concerns=[one.fact for one in progress.concerns],
        explained=[one.fact for one in progress.explained],
        dates=[{"at": one.at, "title": one.title, "host": one.host} for one in progress.dates],
        step=progress.weekly.step if progress.weekly else progress.step,
        weekly=weekly_values(progress),
    )


def _of(progress: Progress, subject: str) -> list[Score]:
    return [one for one in progress.course.of(subject) if not one.earlier]


def _score(one: Score) -> dict[str, Any]:
    return {
        "what": assessment_words(one.kind, one.title),
        "score": amount(one),
        "missing": one.missing,
        "below": one.below,
        "on": one.on,
    }
