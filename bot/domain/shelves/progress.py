"""What a teacher tells single families of their own child: strengths first, one next step, and no blame.

These stand on no shelf of class updates: the flow of individual updates offers them by topic (`domain/individual.py`).
Their fields hold for one child each, so the prose goes through `about`.
"""

from collections.abc import Mapping, Sequence
from datetime import time

from bot.domain.individual import (
    AWAY,
    EXCUSED,
    GOOD,
    HARD,
    LATE,
    MARKS,
    NO_WORD,
    OWED,
    SICK,
    TO_IMPROVE,
    Occasion,
    Topic,
)
from bot.domain.observations import ObservationKind as Kind
from bot.domain.shelves import steps
from bot.domain.shelves.common import TALK, Choices, at, day, place
from bot.domain.shelves.declared import IMPROVE, STRENGTH, about, fact, line
from bot.domain.shelves.steps import step
from bot.domain.text import Phrase, _
from bot.domain.updates import COMING, Field, FieldKind, QuickAnswer

_FINE = (QuickAnswer("well", _("All well at home")), QuickAnswer("talk", _("We would like to talk")))
_TASK = (
    QuickAnswer("done", _("Already handed in")),
    QuickAnswer("help", _("We will help")),
    QuickAnswer("talk", _("We would like to talk")),
)
_WHY_AWAY = (
    QuickAnswer("ill", _("Our child was ill")),
    QuickAnswer("excused", _("There was another reason")),
    QuickAnswer("talk", _("We would like to talk")),
)
_JOINS = (QuickAnswer("joins", _("Our child will join")), QuickAnswer("not_now", _("Not this time")))


_PRAISED = {
    Kind.IMPROVED: ("how", "keep"),
    Kind.STRONG: ("proud", "listen"),
    Kind.STEADY: ("keep", "listen"),
    Kind.REACHED: ("listen", "proud"),
    Kind.PRESENT: ("keep", "proud"),
}
_FURTHER = {
    Kind.STRONG: ("harder", "share", "read"),
    Kind.STEADY: ("explain", "read"),
    Kind.REACHED: ("explain", "share", "read"),
}
_STUDIED = {
    Kind.DROPPED: ("daily", "test"),
    Kind.BELOW: ("test", "explain"),
    Kind.OPEN: ("explain", "notes"),
    Kind.MISSING: ("finish", "teacher"),
    Kind.LATE: ("early",),
    Kind.IMPROVED: ("keep",),
    Kind.STRONG: ("keep",),
    Kind.STEADY: ("keep",),
}
_PREPARED = {Kind.BELOW: ("test", "daily"), Kind.DROPPED: ("test", "daily"), Kind.MISSING: ("notes", "daily")}
_HANDED_IN = {Kind.MISSING: ("finish", "parts", "teacher")}
_DAYS = {
    Kind.EXCUSED: ("notes", "teacher"),
    Kind.AWAY: ("ahead", "notes"),
    Kind.LATE: ("early", "bag", "sleep"),
}
_TALKED = dict.fromkeys((Kind.DROPPED, Kind.BELOW, Kind.OPEN, Kind.MISSING), ("suits", "call"))
_RESTED = {
    **dict.fromkeys((Kind.DROPPED, Kind.BELOW, Kind.OPEN, Kind.MISSING), ("goal", "read")),
    Kind.LATE: ("rest", "goal"),
}
"""Next steps that fit what was observed, by the kinds of steps a template has."""

_GOOD_NEWS = (
    about(
        "good_news",
        Topic.GOOD,
        _("Good news"),
        fact(_("What is the good news?")),
        step(steps.PRAISE),
        by=_PRAISED,
        fact=GOOD,
    ),
    about(
        "improvement",
        Topic.GOOD,
        _("Improvement seen"),
        fact(_("What has become better?")),
        step(steps.PRAISE),
        by=_PRAISED,
        fact=frozenset({Kind.IMPROVED}),
    ),
    about(
        "effort",
        Topic.GOOD,
        _("Effort seen"),
        line("effort", _("Which effort did you see?"), steps.EFFORTS),
        step(steps.PRAISE),
        usual="how",
    ),
    about(
        "character",
        Topic.GOOD,
        _("Character seen"),
        line("trait", _("What did you see?"), steps.TRAITS),
        step(steps.PRAISE),
        usual="proud",
    ),
    about(
        "strong_subject",
        Topic.GOOD,
        _("Strong in a subject"),
        fact(_("What is the strength?")),
        step(steps.STRETCH),
        by=_FURTHER,
        fact=frozenset({Kind.STRONG, Kind.STEADY, Kind.REACHED}),
    ),
    about(
        "full_attendance",
        Topic.GOOD,
        _("Always present"),
        fact(_("What can be said of attendance?")),
        step(steps.PRAISE),
        by=_PRAISED,
        fact=frozenset({Kind.PRESENT}),
    ),
    about(
        "thanks_home",
        Topic.GOOD,
        _("Thanks for help at home"),
        line("support", _("What has the family done?"), steps.SUPPORT),
        step(steps.PRAISE),
        usual="keep",
    ),
)


_LEARNING = (
    about(
        "strength_and_step",
        Topic.LEARNING,
        _("Strength and next step"),
        STRENGTH,
        IMPROVE,
        step(steps.STUDY),
        answers=TALK,
        by=_STUDIED,
        strength=GOOD,
        improve=TO_IMPROVE,
    ),
    about(
        "assessment_result",
        Topic.LEARNING,
        _("Result of an assessment"),
        fact(_("What is the result?")),
        step(steps.STUDY),
        by=_STUDIED,
        fact=MARKS,
    ),
    about(
        "goal_reached",
        Topic.LEARNING,
        _("Learning goal reached"),
        fact(_("Which goal is reached?")),
        step(steps.STRETCH),
        by=_FURTHER,
        fact=frozenset({Kind.REACHED}),
    ),
    about(
        "goal_open",
        Topic.LEARNING,
        _("Learning goal in practice"),
        fact(_("Which goal is being practised?")),
        step(steps.STUDY),
        answers=TALK,
        by=_STUDIED,
        fact=frozenset({Kind.OPEN}),
    ),
    about(
        "second_chance",
        Topic.LEARNING,
        _("Another chance at a test"),
        fact(_("Which mark may become better?")),
        day(),
        step(steps.PREPARE),
        answers=TALK,
        by=_PREPARED,
        fact=frozenset({Kind.BELOW, Kind.DROPPED}),
    ),
    about(
        "extra_help",
        Topic.LEARNING,
        _("Offer of extra help"),
        fact(_("With what would it help?")),
        day(),
        at(time(13, 30), time(14, 0), time(15, 0)),
        answers=_JOINS,
        fact=HARD,
    ),
)

_TASKS = (
    about(
        "missing_work",
        Topic.TASKS,
        _("Work not handed in yet"),
        fact(_("Which work is missing?")),
        Field("due", FieldKind.DATE, _("Until which day can it be handed in?")),
        step(steps.HAND_IN),
        answers=_TASK,
        by=_HANDED_IN,
        fact=OWED,
    ),
    about(
        "test_missed",
        Topic.TASKS,
        _("Test to be taken later"),
        fact(_("Which test was missed?")),
        day(),
        step(steps.PREPARE),
        answers=TALK,
        by=_PREPARED,
        fact=OWED,
    ),
    about(
        "work_received",
        Topic.TASKS,
        _("Late work received"),
        line("task", _("Which work was handed in?")),
        step(steps.PRAISE),
        usual="proud",
    ),
)

_ATTENDANCE = (
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
        by=_DAYS,
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
        by=_DAYS,
        fact=AWAY,
    ),
    about(
        "late",
        Topic.ATTENDANCE,
        _("Starting the day calmly"),
        fact(_("What does the register say?")),
        step(steps.MORNING),
        answers=TALK,
        by=_DAYS,
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

_CONCERN = (
    about(
        "concern_learning",
        Topic.CONCERN,
        _("Concern about learning"),
        STRENGTH,
        IMPROVE,
        step(steps.MEET),
        answers=TALK,
        by=_TALKED,
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


def _term(key: str, title: Phrase, next_steps: Choices, by: Mapping[Kind, Sequence[str]]) -> Occasion:
    return about(
        key,
        Topic.TERM,
        title,
        STRENGTH,
        IMPROVE,
        step(next_steps),
        answers=TALK,
        by=by,
        strength=GOOD,
        improve=TO_IMPROVE,
    )


_TERM = (
    _term("half_term", _("Half-way through the term"), steps.STUDY, _STUDIED),
    _term("end_of_term", _("End of the term"), steps.HOLIDAY, _RESTED),
    _term("end_of_year", _("End of the school year"), steps.HOLIDAY, _RESTED),
)

OCCASIONS = (*_GOOD_NEWS, *_LEARNING, *_TASKS, *_ATTENDANCE, *_CONCERN, *_TERM)
PROGRESS = tuple(occasion.template for occasion in OCCASIONS)
