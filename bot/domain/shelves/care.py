"""Concerns of a whole class. They ask and offer; they never accuse, and never point at a pupil."""

from datetime import time

from bot.domain.shelves.common import TALK, clock
from bot.domain.text import _
from bot.domain.updates import Field, FieldKind, Group, QuickAnswer, UpdateTemplate

_HEALTHY = (QuickAnswer("well", _("All well at home")), QuickAnswer("talk", _("We would like to talk")))
_SAFE = (QuickAnswer("safe", _("We are safe")), QuickAnswer("need", _("We need help")))

CARE = (
    UpdateTemplate(
        "health",
        Group.CARE,
        _("Health in the class"),
        (
            Field(
                "complaint",
                FieldKind.LINE,
                _("What is going round? (no names)"),
                choices=(
                    ("flu", _("Flu, cough and cold")),
                    ("fever", _("Fever")),
                    ("eyes", _("Sore red eyes")),
                    ("stomach", _("Stomach ache")),
                ),
            ),
            Field(
                "advice",
                FieldKind.LINE,
                _("What do you suggest?"),
                optional=True,
                choices=(
                    ("mask", _("Bring a mask and drinking water")),
                    ("wash", _("Wash hands often")),
                    ("rest", _("Sleep enough and eat breakfast")),
                ),
            ),
        ),
        _HEALTHY,
    ),
    UpdateTemplate(
        "safety",
        Group.CARE,
        _("Haze, rain or flood"),
        (
            Field(
                "condition",
                FieldKind.LINE,
                _("What is the situation?"),
                choices=(
                    ("haze", _("Haze")),
                    ("rain", _("Heavy rain")),
                    ("flood", _("Flooded roads")),
                    ("heat", _("Great heat")),
                ),
            ),
            Field(
                "step",
                FieldKind.LINE,
                _("What does the school do?"),
                choices=(
                    ("indoors", _("All activities are indoors")),
                    ("late", _("Late arrival is understood")),
                    ("home", _("Lessons at home")),
                    ("early", _("School ends earlier")),
                ),
            ),
            Field("lasts", FieldKind.DATE, _("Until which day?"), optional=True),
        ),
        _SAFE,
    ),
    UpdateTemplate(
        "on_time",
        Group.CARE,
        _("Starting the day on time"),
        (
            Field(
                "starts",
                FieldKind.TIME,
                _("When does the first lesson begin?"),
                choices=clock(time(7, 0), time(7, 15), time(7, 30)),
            ),
            Field(
                "note",
                FieldKind.TEXT,
                _("What would you like to add? (no names)"),
                optional=True,
                choices=(
                    ("prayer", _("We begin with a prayer together.")),
                    ("gate", _("The gate opens at 06.30.")),
                    ("first", _("The first minutes matter most.")),
                ),
            ),
        ),
        TALK,
    ),
    UpdateTemplate(
        "absence_note",
        Group.CARE,
        _("When a child cannot come"),
        (
            Field(
                "by",
                FieldKind.TIME,
                _("By what time should we hear?"),
                choices=clock(time(7, 0), time(7, 30), time(8, 0)),
            ),
            Field(
                "how",
                FieldKind.LINE,
                _("How can a family tell us?"),
                choices=(
                    ("chat", _("With a message here")),
                    ("letter", _("With a letter")),
                    ("phone", _("With a call to the school")),
                ),
            ),
        ),
    ),
    UpdateTemplate(
        "house_rule",
        Group.CARE,
        _("Phones and class rules"),
        (
            Field(
                "rule",
                FieldKind.LINE,
                _("What has been agreed?"),
                choices=(
                    ("bag", _("Phones stay in the bag in lessons")),
                    ("shelf", _("Phones rest on the class shelf")),
                    ("asked", _("Phones only when the teacher asks")),
                    ("uniform", _("Uniforms as the school asks")),
                ),
            ),
            Field("since", FieldKind.DATE, _("From which day?"), optional=True),
            Field(
                "reason",
                FieldKind.LINE,
                _("For what reason?"),
                optional=True,
                choices=(
                    ("focus", _("So that everyone can concentrate")),
                    ("talk", _("So that friends talk together")),
                    ("safe", _("So that belongings stay safe")),
                ),
            ),
        ),
        TALK,
    ),
    UpdateTemplate(
        "support_at_home",
        Group.CARE,
        _("Support at home"),
        (
            Field(
                "habit",
                FieldKind.LINE,
                _("What do you ask of families?"),
                choices=(
                    ("read", _("Reading for fifteen minutes a day")),
                    ("sleep", _("Going to bed before ten")),
                    ("breakfast", _("Breakfast before school")),
                    ("notes", _("A look at the notes each evening")),
                ),
            ),
            Field("reason", FieldKind.TEXT, _("Why does it help?"), optional=True),
        ),
        TALK,
    ),
    UpdateTemplate(
        "condolence",
        Group.CARE,
        _("Condolence and solidarity"),
        (
            Field(
                "family",
                FieldKind.LINE,
                _("Who is in mourning? (no pupil's name)"),
                choices=(
                    ("pupil", _("The family of a pupil")),
                    ("teacher", _("The family of a teacher")),
                    ("school", _("Our whole school")),
                ),
            ),
            Field(
                "support",
                FieldKind.LINE,
                _("How does the class show its sympathy?"),
                optional=True,
                choices=(
                    ("prayer", _("A prayer together at school")),
                    ("visit", _("A visit by class representatives")),
                    ("card", _("A card from the class")),
                ),
            ),
            Field("day", FieldKind.DATE, _("On which day?"), optional=True),
        ),
    ),
)
