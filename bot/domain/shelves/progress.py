"""What a teacher tells single families of their own child: strengths first, one next step, and no blame.

These stand on no shelf of class updates: the flow of individual updates offers them by topic (`domain/individual.py`).
Their fields hold for one child each, so the prose goes through `about`.
"""

from collections.abc import Mapping, Sequence
from datetime import time

from bot.domain.individual import (
    GOOD,
    HARD,
    MARKS,
    OWED,
    TO_IMPROVE,
    Occasion,
    Topic,
)
from bot.domain.observations import ObservationKind as Kind
from bot.domain.shelves import following, steps
from bot.domain.shelves.careful import ATTENDANCE, CONCERN
from bot.domain.shelves.common import TALK, Choices, at, day
from bot.domain.shelves.declared import IMPROVE, STRENGTH, about, fact, line
from bot.domain.shelves.steps import step
from bot.domain.text import Phrase, _
from bot.domain.updates import Field, FieldKind, QuickAnswer

_TASK = (
    QuickAnswer("done", _("Already handed in")),
    QuickAnswer("help", _("We will help")),
    QuickAnswer("talk", _("We would like to talk")),
)
_JOINS = (QuickAnswer("joins", _("Our child will join")), QuickAnswer("not_now", _("Not this time")))


_GOOD_NEWS = (
    about(
        "good_news",
        Topic.GOOD,
        _("Good news"),
        fact(_("What is the good news?")),
        step(steps.PRAISE),
        by=following.PRAISED,
        fact=GOOD,
    ),
    about(
        "improvement",
        Topic.GOOD,
        _("Improvement seen"),
        fact(_("What has become better?")),
        step(steps.PRAISE),
        by=following.PRAISED,
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
        by=following.FURTHER,
        fact=frozenset({Kind.STRONG, Kind.STEADY, Kind.REACHED}),
    ),
    about(
        "full_attendance",
        Topic.GOOD,
        _("Always present"),
        fact(_("What can be said of attendance?")),
        step(steps.PRAISE),
        by=following.PRAISED,
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
        by=following.STUDIED,
        strength=GOOD,
        improve=TO_IMPROVE,
    ),
    about(
        "assessment_result",
        Topic.LEARNING,
        _("Result of an assessment"),
        fact(_("What is the result?")),
        step(steps.STUDY),
        by=following.STUDIED,
        fact=MARKS,
    ),
    about(
        "goal_reached",
        Topic.LEARNING,
        _("Learning goal reached"),
        fact(_("Which goal is reached?")),
        step(steps.STRETCH),
        by=following.FURTHER,
        fact=frozenset({Kind.REACHED}),
    ),
    about(
        "goal_open",
        Topic.LEARNING,
        _("Learning goal in practice"),
        fact(_("Which goal is being practised?")),
        step(steps.STUDY),
        answers=TALK,
        by=following.STUDIED,
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
        by=following.PREPARED,
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
        by=following.HANDED_IN,
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
        by=following.PREPARED,
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
    _term("half_term", _("Half-way through the term"), steps.STUDY, following.STUDIED),
    _term("end_of_term", _("End of the term"), steps.HOLIDAY, following.RESTED),
    _term("end_of_year", _("End of the school year"), steps.HOLIDAY, following.RESTED),
)

OCCASIONS = (*_GOOD_NEWS, *_LEARNING, *_TASKS, *ATTENDANCE, *CONCERN, *_TERM)
PROGRESS = tuple(occasion.template for occasion in OCCASIONS)
