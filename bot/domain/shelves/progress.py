"""What a teacher tells single families of their own child: strengths first, one next step, and no blame.

These stand on no shelf of class updates: the flow of individual updates offers them by topic (`domain/individual.py`).
Their fields hold for one child each, so the prose goes through `about`.
"""

from datetime import time

from bot.domain.individual import AWAY, GOOD, HARD, LATE, MARKS, OWED, TO_IMPROVE, Occasion, Topic
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


_GOOD_NEWS = (
    about("good_news", Topic.GOOD, _("Good news"), fact(_("What is the good news?")), step(steps.PRAISE), fact=GOOD),
    about(
        "improvement",
        Topic.GOOD,
        _("Improvement seen"),
        fact(_("What has become better?")),
        step(steps.PRAISE),
        fact=frozenset({Kind.IMPROVED}),
    ),
    about(
        "effort",
        Topic.GOOD,
        _("Effort seen"),
        line("effort", _("Which effort did you see?"), steps.EFFORTS),
        step(steps.PRAISE),
    ),
    about(
        "character",
        Topic.GOOD,
        _("Character seen"),
        line("trait", _("What did you see?"), steps.TRAITS),
        step(steps.PRAISE),
    ),
    about(
        "strong_subject",
        Topic.GOOD,
        _("Strong in a subject"),
        fact(_("What is the strength?")),
        step(steps.STRETCH),
        fact=frozenset({Kind.STRONG, Kind.STEADY, Kind.REACHED}),
    ),
    about(
        "full_attendance",
        Topic.GOOD,
        _("Always present"),
        fact(_("What can be said of attendance?")),
        step(steps.PRAISE),
        fact=frozenset({Kind.PRESENT}),
    ),
    about(
        "thanks_home",
        Topic.GOOD,
        _("Thanks for help at home"),
        line("support", _("What has the family done?"), steps.SUPPORT),
        step(steps.PRAISE),
    ),
)

_BY_KIND = {
    Kind.DROPPED: "daily",
    Kind.BELOW: "test",
    Kind.OPEN: "explain",
    Kind.MISSING: "finish",
    Kind.LATE: "early",
    Kind.IMPROVED: "keep",
    Kind.STRONG: "keep",
    Kind.STEADY: "keep",
}

_LEARNING = (
    about(
        "strength_and_step",
        Topic.LEARNING,
        _("Strength and next step"),
        STRENGTH,
        IMPROVE,
        step(steps.STUDY),
        answers=TALK,
        by=_BY_KIND,
        strength=GOOD,
        improve=TO_IMPROVE,
    ),
    about(
        "assessment_result",
        Topic.LEARNING,
        _("Result of an assessment"),
        fact(_("What is the result?")),
        step(steps.STUDY),
        by=_BY_KIND,
        fact=MARKS,
    ),
    about(
        "goal_reached",
        Topic.LEARNING,
        _("Learning goal reached"),
        fact(_("Which goal is reached?")),
        step(steps.STRETCH),
        fact=frozenset({Kind.REACHED}),
    ),
    about(
        "goal_open",
        Topic.LEARNING,
        _("Learning goal in practice"),
        fact(_("Which goal is being practised?")),
        step(steps.STUDY),
        answers=TALK,
        by=_BY_KIND,
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
        fact=OWED,
    ),
    about(
        "work_received",
        Topic.TASKS,
        _("Late work received"),
        line("task", _("Which work was handed in?")),
        step(steps.PRAISE),
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
        fact=AWAY,
    ),
    about(
        "absence_excused",
        Topic.ATTENDANCE,
        _("Excused: catching up"),
        fact(_("What does the register say?")),
        step(steps.CATCH_UP),
        answers=TALK,
        fact=AWAY,
    ),
    about(
        "absence_no_word",
        Topic.ATTENDANCE,
        _("Absent, no word yet"),
        fact(_("What does the register say?")),
        step(steps.LET_US_KNOW),
        answers=_WHY_AWAY,
        fact=AWAY,
    ),
    about(
        "absence_total",
        Topic.ATTENDANCE,
        _("Days missed so far"),
        fact(_("What does the register say?")),
        step(steps.CATCH_UP),
        answers=TALK,
        fact=AWAY,
    ),
    about(
        "late",
        Topic.ATTENDANCE,
        _("Starting the day calmly"),
        fact(_("What does the register say?")),
        step(steps.MORNING),
        answers=TALK,
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


def _term(key: str, title: Phrase, next_steps: Choices) -> Occasion:
    return about(
        key, Topic.TERM, title, STRENGTH, IMPROVE, step(next_steps), answers=TALK, strength=GOOD, improve=TO_IMPROVE
    )


_TERM = (
    _term("half_term", _("Half-way through the term"), steps.STUDY),
    _term("end_of_term", _("End of the term"), steps.HOLIDAY),
    _term("end_of_year", _("End of the school year"), steps.HOLIDAY),
)

OCCASIONS = (*_GOOD_NEWS, *_LEARNING, *_TASKS, *_ATTENDANCE, *_CONCERN, *_TERM)
PROGRESS = tuple(occasion.template for occasion in OCCASIONS)
