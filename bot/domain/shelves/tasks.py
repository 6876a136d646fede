"""Homework, projects, assessments and their results, extra lessons."""

from datetime import time

from bot.domain.shelves.common import ASSESSMENTS, at, day, place, subject
from bot.domain.text import _
from bot.domain.updates import Field, FieldKind, Group, QuickAnswer, UpdateTemplate

_JOINING = (QuickAnswer("joins", _("Our child will join")), QuickAnswer("not_now", _("Not this time")))

TASKS = (
    UpdateTemplate(
        "homework",
        Group.TASKS,
        _("Homework"),
        (
            subject(),
            Field("task", FieldKind.TEXT, _("What is to be done?")),
            Field("due", FieldKind.DATE, _("By which day?")),
        ),
        until="due",
    ),
    UpdateTemplate(
        "project",
        Group.TASKS,
        _("Class project"),
        (
            Field("project", FieldKind.LINE, _("What is the project called?")),
            Field("task", FieldKind.TEXT, _("What will pupils do?")),
            Field("due", FieldKind.DATE, _("By which day?")),
            Field(
                "needs",
                FieldKind.LINE,
                _("What do they need?"),
                optional=True,
                choices=(
                    ("home", _("Things that are at home already")),
                    ("story", _("A story from the family")),
                    ("time", _("Time to work with the group")),
                ),
            ),
        ),
        until="due",
    ),
    UpdateTemplate(
        "assessment_announced",
        Group.TASKS,
        _("Coming assessment"),
        (
            Field("assessment", FieldKind.LINE, _("Which assessment?"), choices=ASSESSMENTS),
            subject(),
            day(),
            Field("material", FieldKind.TEXT, _("What will it cover?"), optional=True),
        ),
        until="day",
    ),
    UpdateTemplate(
        "assessment_results",
        Group.TASKS,
        _("Assessment results"),
        (
            Field("assessment", FieldKind.LINE, _("Which assessment?"), choices=ASSESSMENTS),
            subject(),
            Field("given", FieldKind.DATE, _("Handed out on which day?")),
        ),
    ),
    UpdateTemplate(
        "extra_lesson",
        Group.TASKS,
        _("Extra lesson"),
        (subject(), day(), at(time(13, 30), time(14, 0), time(15, 0)), place()),
        _JOINING,
        until="day",
    ),
)
