"""What happened in class, what comes, what to bring, and when the timetable changes."""

from datetime import time

from bot.domain.shelves.common import SUBJECTS, clock, day
from bot.domain.text import _
from bot.domain.updates import Field, FieldKind, Group, UpdateTemplate

WEEKLY = (
    UpdateTemplate(
        "weekly_summary",
        Group.WEEKLY,
        _("This week in class"),
        (
            Field("learned", FieldKind.TEXT, _("What did the class learn?")),
            Field("upcoming", FieldKind.TEXT, _("What comes next week?"), optional=True),
            Field(
                "home",
                FieldKind.LINE,
                _("What can a family do at home?"),
                optional=True,
                choices=(
                    ("listen", _("Listen to what was learned")),
                    ("notes", _("Look through the notes together")),
                    ("read", _("Read together for fifteen minutes")),
                ),
            ),
        ),
    ),
    UpdateTemplate(
        "week_ahead",
        Group.WEEKLY,
        _("The week ahead"),
        (
            Field("starts", FieldKind.DATE, _("From which day?")),
            Field("plans", FieldKind.TEXT, _("What is planned?")),
            Field(
                "bring",
                FieldKind.LINE,
                _("What should pupils bring?"),
                optional=True,
                choices=(
                    ("sports", _("Sports clothes")),
                    ("books", _("Textbooks and notebooks")),
                    ("lunch", _("A packed lunch and drinking water")),
                ),
            ),
        ),
    ),
    UpdateTemplate(
        "materials",
        Group.WEEKLY,
        _("Things to bring"),
        (
            Field(
                "items",
                FieldKind.LINE,
                _("What should pupils bring?"),
                choices=(
                    ("art", _("Drawing tools and paper")),
                    ("used", _("Used bottles or cardboard")),
                    ("sports", _("Sports clothes")),
                ),
            ),
            day(),
            Field("subject", FieldKind.LINE, _("For which subject?"), optional=True, choices=SUBJECTS),
        ),
        until="day",
    ),
    UpdateTemplate(
        "schedule_change",
        Group.WEEKLY,
        _("Changed timetable"),
        (
            day(),
            Field(
                "change",
                FieldKind.LINE,
                _("What changes?"),
                choices=(
                    ("early", _("School ends earlier")),
                    ("late", _("School starts later")),
                    ("home", _("Lessons at home")),
                    ("swapped", _("Lessons change places")),
                ),
            ),
            Field(
                "at",
                FieldKind.TIME,
                _("From what time?"),
                optional=True,
                choices=clock(time(8, 0), time(10, 0), time(11, 30), time(12, 0)),
            ),
            Field(
                "reason",
                FieldKind.LINE,
                _("For what reason?"),
                optional=True,
                choices=(
                    ("meeting", _("Teachers' meeting")),
                    ("exam", _("School examination")),
                    ("event", _("School event")),
                ),
            ),
        ),
        until="day",
    ),
)
