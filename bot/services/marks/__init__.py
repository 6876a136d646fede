"""Marks: taken over from files, entered by hand, and published to families.

    plan = await plan_marks(session, school, file, choices, now, by)
    for question in plan.questions:
        choices = question.answered(choices, …)  # and plan again
    report = await apply_marks(session, plan, now, by)
    await publish(session, by, report.unpublished, now)

Between showing a plan and applying it, keep the file, the choices (`dump_choices`) and `plan.fingerprint`: plan again,
and apply if the fingerprint is still the one that was shown.
"""

from bot.services.marks.applying import apply_marks
from bot.services.marks.choices import Choices, SheetChoice, dump_choices, load_choices
from bot.services.marks.entering import enter, new_assessment, subjects_in
from bot.services.marks.listing import assessments_of, marks_of
from bot.services.marks.planning import plan_marks
from bot.services.marks.publishing import publish, unpublished
from bot.services.marks.questions import Asked, Option, Question
from bot.services.marks.rights import assessment_for
from bot.services.marks.unpublishing import take_back
from bot.services.marks.values import (
    ColumnPlan,
    Entered,
    LeftOut,
    Listed,
    MarkChange,
    MarkPlan,
    MarkReport,
    MarksOutdated,
    MarksUnclear,
    Published,
    PupilMark,
    Reached,
    SheetPlan,
    Unpublished,
    Why,
)

__all__ = [
    "Asked",
    "Choices",
    "ColumnPlan",
    "Entered",
    "LeftOut",
    "Listed",
    "MarkChange",
    "MarkPlan",
    "MarkReport",
    "MarksOutdated",
    "MarksUnclear",
    "Option",
    "Published",
    "PupilMark",
    "Question",
    "Reached",
    "SheetChoice",
    "SheetPlan",
    "Unpublished",
    "Why",
    "apply_marks",
    "assessment_for",
    "assessments_of",
    "dump_choices",
    "enter",
    "load_choices",
    "marks_of",
    "new_assessment",
    "plan_marks",
    "publish",
    "subjects_in",
    "take_back",
    "unpublished",
]
