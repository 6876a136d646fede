"""A concern about one child: a case that has a next step and a date until it is closed.

What can be tapped is said here, in words that describe and judge nobody: what was seen, what comes next, how it ended.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.quiet import QuietRule
from bot.domain.text import Label, Phrase, _, p_

SEEN_LIMIT, STEP_LIMIT, AGREED_LIMIT, WORDS_LIMIT = 300, 200, 600, 2000
"""Characters: what was seen, a next step, what was agreed, words of either side."""


class ConcernArea(StrEnum):
    LEARNING = "learning"
    BEHAVIOUR = "behaviour"
    WELLBEING = "wellbeing"


AREAS: Mapping[ConcernArea, Phrase] = {
    ConcernArea.LEARNING: p_("area of a concern", "learning"),
    ConcernArea.BEHAVIOUR: p_("area of a concern", "getting along"),
    ConcernArea.WELLBEING: p_("area of a concern", "wellbeing"),
}
"""How an area is called, to families and teachers alike: it blames nobody."""


class ConcernState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


STATES: Mapping[ConcernState, Phrase] = {
    ConcernState.OPEN: p_("state of a concern", "open"),
    ConcernState.CLOSED: p_("state of a concern", "closed"),
}

SEEN: Mapping[ConcernArea, Mapping[str, Phrase]] = {
    ConcernArea.LEARNING: {
        "tasks": p_("seen at school", "some tasks have not been handed in yet"),
        "hard": p_("seen at school", "the lessons seem hard to follow lately"),
        "lower": p_("seen at school", "the latest marks are lower than before"),
        "asks": p_("seen at school", "fewer questions and answers in class than before"),
    },
    ConcernArea.BEHAVIOUR: {
        "friends": p_("seen at school", "a disagreement with friends that is not settled yet"),
        "late": p_("seen at school", "several lessons were begun late"),
        "restless": p_("seen at school", "it is hard to stay with the lesson until its end"),
        "phone": p_("seen at school", "the phone is often in hand during lessons"),
    },
    ConcernArea.WELLBEING: {
        "quiet": p_("seen at school", "quieter than usual"),
        "tired": p_("seen at school", "often looks tired"),
        "alone": p_("seen at school", "often alone during the breaks"),
        "sad": p_("seen at school", "seems to carry something on the mind"),
    },
}
"""What a teacher can have seen, with a tap: clauses that a sentence to the family can hold."""

SEEN_FACES: Mapping[str, Phrase] = {
    "tasks": p_("seen at school, on a button", "Some tasks not handed in yet"),
    "hard": p_("seen at school, on a button", "The lessons seem hard lately"),
    "lower": p_("seen at school, on a button", "Marks are lower than before"),
    "asks": p_("seen at school, on a button", "Fewer questions in class"),
    "friends": p_("seen at school, on a button", "A disagreement with friends"),
    "late": p_("seen at school, on a button", "Several lessons begun late"),
    "restless": p_("seen at school, on a button", "Hard to stay with the lesson"),
    "phone": p_("seen at school, on a button", "Phone often in hand"),
    "quiet": p_("seen at school, on a button", "Quieter than usual"),
    "tired": p_("seen at school, on a button", "Often looks tired"),
    "alone": p_("seen at school, on a button", "Often alone in the breaks"),
    "sad": p_("seen at school, on a button", "Something on the mind"),
}
"""The same, short enough for a button on a phone: at most 30 letters."""

STEPS: Mapping[str, Phrase] = {
    ":family": p_("next step", "write to the family"),
    ":talk": p_("next step", "talk with the family"),
    ":pupil": p_("next step", "talk with the pupil"),
    ":team": p_("next step", "think it over with colleagues"),
    ":look": p_("next step", "see how things are going"),
    ":answer": p_("next step", "answer the family"),
}
"""Next steps that can be tapped; none that is typed begins with a colon."""
OFFERED_STEPS = (":family", ":pupil", ":team", ":look")

ENDINGS: Mapping[str, Phrase] = {
    "better": p_("how a concern ended", "things are going well again"),
    "agreed": p_("how a concern ended", "what was agreed is being kept"),
    "elsewhere": p_("how a concern ended", "others are looking after it now"),
    "mistaken": p_("how a concern ended", "it turned out to be nothing"),
}


class Event(StrEnum):
    """What an entry in a concern's log tells, as its `choice`; a `LogKind` alone would not say it."""

    ASKED = "asked"
    """The school wrote to the family for the first time, and offered two times."""
    CHOSE = "chose"
    OTHER = "other"
    """The family asks for another time."""
    WROTE = "wrote"
    REPLIED = "replied"
    OFFERED = "offered"
    """The school offered other times."""
    NOTE = "note"
    """Among colleagues."""
    STEP = "step"
    JOINED = "joined"
    LEFT = "left"
    KEEPS = "keeps"
    """A colleague sees to the next step from now on."""
    REOPENED = "reopened"


TAPS = frozenset({Event.CHOSE.value, Event.OTHER.value})
"""What a family says with a tap."""
TO_FAMILY = frozenset({Event.ASKED.value, Event.REPLIED.value, Event.OFFERED.value})
"""Of these the family is told."""

TOLD: Mapping[Event, Phrase] = {
    Event.ASKED: _("wrote to the family"),
    Event.CHOSE: _("chose a time"),
    Event.OTHER: _("asks for another time"),
    Event.WROTE: _("wrote"),
    Event.REPLIED: _("answered the family"),
    Event.OFFERED: _("offered the family two times"),
    Event.NOTE: _("noted"),
    Event.STEP: _("set the next step"),
    Event.JOINED: _("took a colleague in"),
    Event.LEFT: _("is no more in it"),
    Event.KEEPS: _("handed it on"),
    Event.REOPENED: _("opened it again"),
}


def step_words(step: str) -> Label:
    """A next step as it is read: tapped ones in the reader's language, typed ones as they are."""
    return STEPS.get(step, step)


def seen_words(area: ConcernArea, key: str | None, text: str | None) -> Label:
    """What was seen, tapped or typed; empty where it was spoken or photographed, or erased."""
    return SEEN[area].get(key or "", text or "")


def logged(choice: str | None, text: str | None) -> Label | None:
    """What a row of a concern's log says where a tap or a key stands in it; None where its words say it all."""
    tapped = {**ENDINGS, **{key: face for known in SEEN.values() for key, face in known.items()}}
    if text is None:
        return tapped.get(choice or "") or TOLD.get(Event(choice) if choice in set(Event) else Event.NOTE)
    if choice == Event.STEP:
        return step_words(text)
    return _("%(at)s", at=datetime.fromisoformat(text)) if choice == Event.CHOSE else None


def good_days(today: date, rule: QuietRule, many: int, ahead: int = 1) -> list[date]:
    """The first days on which the school is open, from `ahead` days on; Saturdays are for families."""
    found: list[date] = []
    day = today + timedelta(days=ahead)
    for _each in range(120):
        if len(found) == many:
            break
        if not rule.is_closed(day) and day.weekday() < 5:
            found.append(day)
        day += timedelta(days=1)
    return found or [today + timedelta(days=ahead)]
