"""What the family's side of a child's progress shares: the flow, its buttons, and what its screens say of the child."""

from typing import Any

from bot.chat.progress_files import PAPER, PICTURE
from bot.chat.router import Flow
from bot.domain.courses import Day, Said
from bot.domain.mark_words import rounded, term_words
from bot.domain.marks import term_before
from bot.domain.progress import Progress
from bot.domain.screens import Row, button
from bot.domain.subjects import in_words
from bot.domain.text import _

flow = Flow("progress", "pg")
MENU: Row = (button(_("Menu"), "home.menu"),)
LATEST_DAYS, LATEST_NOTES = 3, 2


def ways_on(progress: Progress) -> list[Row]:
    """What else there is of this child."""
    pupil, term = progress.course.pupil_id, progress.course.term
    return [
        (button(_("As a picture"), PICTURE, pupil), button(_("All marks"), "pg.marks", pupil, 0)),
        (button(_("This half-year (PDF)"), PAPER, pupil, term),),
        (button(_("The half-year before (PDF)"), PAPER, pupil, term_before(term)),),
    ]


def to_child(pupil_id: int) -> Row:
    """Back to the page of the child."""
    return (button(_("‹ Progress"), "pg.child", pupil_id), *MENU)


def child_values(progress: Progress) -> dict[str, Any]:
    """Who it is, and when."""
    course = progress.course
    return {"child": course.name, "class_name": course.class_name, "term": term_words(course.term)}


def days_values(progress: Progress) -> dict[str, Any]:
    """Attendance: the totals, and the latest days that were not simply present."""
    course = progress.course
    return {**totals_values(progress), "days": [_day(one) for one in course.days[:LATEST_DAYS]]}


def totals_values(progress: Progress) -> dict[str, Any]:
    """How the days add up, and on how many a register was taken."""
    totals = progress.course.totals
    return {"told": totals.in_words(), "recorded": totals.recorded}


def marks_values(progress: Progress) -> dict[str, Any]:
    """Where the child stands in each subject, in words, and the school's line."""
    marks = [{"subject": one.subject, "standing": in_words(one)} for one in progress.standings]
    return {"marks": marks, "line": rounded(progress.line)}


def notes_values(progress: Progress) -> dict[str, Any]:
    """What teachers wrote last."""
    return {"notes": [_note(one) for one in progress.course.notes[:LATEST_NOTES]]}


def weekly_values(progress: Progress) -> dict[str, Any] | None:
    """What a teacher said last in her round; its step is the page's."""
    said = progress.weekly
    if said is None:
        return None
    return {"strength": said.strength, "improve": said.improve, "author": said.author, "at": said.at.date()}


def _day(one: Day) -> dict[str, Any]:
    return {"day": one.day, "state": one.state.value, "note": one.note}


def _note(one: Said) -> dict[str, Any]:
    return {"text": one.text, "author": one.author, "at": one.at.date()}
