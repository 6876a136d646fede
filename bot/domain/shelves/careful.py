"""What is told of single children with the most care: days missed or late, and a concern with an invitation to talk."""

from datetime import time

from bot.domain.individual import AWAY, EXCUSED, GOOD, HARD, LATE, NO_WORD, OWED, SICK, Topic
from bot.domain.shelves import following, steps
from bot.domain.shelves.common import TALK, at, day, place
from bot.domain.shelves.declared import IMPROVE, STRENGTH, about, fact, line
from bot.domain.shelves.steps import step
from bot.domain.text import _
from bot.domain.updates import COMING, QuickAnswer

_FINE = (QuickAnswer("well", _("All well at home")), QuickAnswer("talk", _("We would like to talk")))
_WHY_AWAY = (
    QuickAnswer("ill", _("Our child was ill")),
    QuickAnswer("excused", _("There was another reason")),
    QuickAnswer("talk", _("We would like to talk")),
)

ATTENDANCE = (
    about(
        "absence_sick",
        Topic.ATTENDANCE,
        _("Ill: get well soon"),
        fact(_("What does the register say?")),
        step(steps.RECOVER),
        answers=TALK,
        fact=SICK,
    ),
    about(
        "absence_excused",
        Topic.ATTENDANCE,
        _("Excused: catching up"),
        fact(_("What does the register say?")),
        step(steps.CATCH_UP),
        answers=TALK,
        by=following.DAYS,
        fact=EXCUSED,
    ),
    about(
        "absence_no_word",
        Topic.ATTENDANCE,
        _("Absent, no word yet"),
        fact(_("What does the register say?")),
        step(steps.LET_US_KNOW),
        answers=_WHY_AWAY,
        fact=NO_WORD,
    ),
    about(
        "absence_total",
        Topic.ATTENDANCE,
        _("Days missed so far"),
        fact(_("What does the register say?")),
        step(steps.CATCH_UP),
        answers=TALK,
        by=following.DAYS,
        fact=AWAY,
    ),
    about(
        "late",
        Topic.ATTENDANCE,
        _("Starting the day calmly"),
        fact(_("What does the register say?")),
        step(steps.MORNING),
        answers=TALK,
        by=following.DAYS,
        fact=LATE,
    ),
    about(
        "welcome_back",
        Topic.ATTENDANCE,
        _("Back in class"),
        line("lesson", _("What is there to catch up on?"), steps.LESSONS),
        step(steps.CATCH_UP),
    ),
)

CONCERN = (
    about(
        "concern_learning",
        Topic.CONCERN,
        _("Concern about learning"),
        STRENGTH,
        IMPROVE,
        step(steps.MEET),
        answers=TALK,
        by=following.TALKED,
        strength=GOOD,
        improve=HARD | OWED,
    ),
    about(
        "concern_wellbeing",
        Topic.CONCERN,
        _("Concern about wellbeing"),
        line("sign", _("What did you notice?"), steps.SIGNS),
        step(steps.MEET),
        answers=_FINE,
    ),
    about(
        "concern_agreement",
        Topic.CONCERN,
        _("A class agreement"),
        line("agreement", _("Which agreement needs help?"), steps.AGREEMENTS),
        step(steps.MEET),
        answers=TALK,
    ),
    about(
        "talk_invitation",
        Topic.CONCERN,
        _("Invitation to talk"),
        line("topic", _("What would you talk about?"), steps.TALK_TOPICS),
        day(),
        at(time(8, 0), time(10, 0), time(13, 0), time(14, 0)),
        place(),
        answers=COMING,
    ),
)
