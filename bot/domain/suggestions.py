"""What can be tapped in the weekly round: from the pupil's own course first, then what holds for any child."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from bot.domain import strengths
from bot.domain.observations import CONCERNS, STRENGTHS, Observation, ObservationKind
from bot.domain.sentences import Part, Said, Sentence, key_of, one_of, own, said_alike
from bot.domain.text import Label, Phrase, _

SEEN = 3
"""So many facts of one kind are offered; with more, buttons are read and not tapped."""
STRETCH = "stretch"
"""To improve where nothing is weak: a harder exercise in a subject that goes well."""
HABIT = "habit"
TYPED = "typed"


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: its face, and what is said when it is tapped."""

    face: Label
    said: Said


def facts(seen: Sequence[Observation]) -> list[Said]:
    """What is known of the pupil, strengths first; `about` is the part of the sentence in which each belongs."""
    strong = [Said(one.fact, about=Part.STRENGTH, fact=True) for one in seen if one.kind in STRENGTHS]
    weak = [Said(one.fact, about=Part.IMPROVE, fact=True) for one in seen if one.kind in CONCERNS]
    return [*strong, *weak]


def choices(part: Part, seen: Sequence[Observation], improve: Said | None = None) -> list[Choice]:
    """What can be tapped for a part; next steps follow from what is to be improved."""
    match part:
        case Part.STRENGTH:
            return [*_strong(seen), *(Choice(one.face, Said(one.said, one.key)) for one in strengths.STRENGTHS)]
        case Part.IMPROVE:
            return [
                *_weak(seen),
                *_stretch(seen),
                *(Choice(face, Said(said, key, HABIT)) for key, face, said in _HABITS),
            ]
        case Part.STEP:
            return list(_steps(improve))


def chosen(part: Part, key: str, seen: Sequence[Observation], improve: Said | None = None) -> Said | None:
    """The choice that a button names; None when it is not offered (any more)."""
    return next((one.said for one in choices(part, seen, improve) if one.said.key == key), None)


def suggest(seen: Sequence[Observation], taken: Collection[tuple[Any, ...]] = ()) -> Sentence | None:
    """A whole sentence from the pupil's course, different from those `taken`; None where too little is known: praise is
    never invented."""
    for strength in _strong(seen):
        for improve in (*_weak(seen), *_stretch(seen)):
            for step in _fitting(strength.said, improve.said, taken):
                sentence = own((strength.said, improve.said, step.said), facts(seen), taken)
                if said_alike(sentence) not in taken:
                    return sentence
    return None


def _strong(seen: Sequence[Observation]) -> Iterator[Choice]:
    return islice((_observed(one) for one in seen if one.kind in STRENGTHS), SEEN)


def _weak(seen: Sequence[Observation]) -> Iterator[Choice]:
    return islice((_observed(one) for one in seen if one.kind in CONCERNS), SEEN)


def _observed(one: Observation) -> Choice:
    return Choice(one.fact, Said(one.fact, key_of(one.fact), one.kind, one.subject, fact=True))


def _stretch(seen: Sequence[Observation]) -> Iterator[Choice]:
    subjects = dict.fromkeys(one.subject for one in seen if one.kind in STRENGTHS and one.subject)
    for subject in islice(subjects, 1):
        said = _("trying harder exercises in %(subject)s", subject=subject)
        yield Choice(_("Harder: %(subject)s", subject=subject), Said(said, key_of(said), STRETCH, subject))


_HABITS: tuple[tuple[str, Phrase, Phrase], ...] = (
    ("asking", _("Asking in time"), _("the habit of asking when something is not clear yet")),
    ("notes", _("Reading notes"), _("the habit of reading the notes again each evening")),
    ("handing", _("Tasks in time"), _("the habit of handing in tasks in time")),
    ("focus", _("Attention"), _("attention from the beginning of a lesson to its end")),
    ("daily", _("Daily practice"), _("the habit of practising a little every day")),
    ("courage", _("Confidence"), _("confidence in saying an opinion")),
)


@dataclass(frozen=True, slots=True)
class _Step:
    """A next step: for which things to improve it is offered; `subject` is whether it names one."""

    key: str
    face: Phrase
    said: Phrase
    about: frozenset[str]
    subject: bool = False


_LOW = frozenset({ObservationKind.DROPPED.value, ObservationKind.BELOW.value, ObservationKind.OPEN.value})
_OWED = frozenset({ObservationKind.MISSING.value})
_AWAY = frozenset({ObservationKind.ABSENT.value})
_LATE = frozenset({ObservationKind.LATE.value})
_HER_TIME = frozenset({"with_me", "meet"})
_OTHER = frozenset({STRETCH, HABIT, TYPED})
_STEPS: tuple[_Step, ...] = (
    _Step(
        "collect",
        _("Finish it at home"),
        _("please help your child to finish it at home and hand it in this week"),
        _OWED,
    ),
    _Step(
        "agree",
        _("Agree on a day"),
        _("please agree with your child on a day this week for it"),
        _OWED,
    ),
    _Step(
        "practise",
        _("15 minutes a day"),
        _("please sit with your child for fifteen minutes of %(subject)s a day", subject=""),
        _LOW,
        subject=True,
    ),
    _Step(
        "which",
        _("Ask what is hard"),
        _("please ask your child which part of %(subject)s feels hard, and let me know", subject=""),
        _LOW,
        subject=True,
    ),
    _Step(
        "harder",
        _("Let the child explain"),
        _("please let your child explain one exercise in %(subject)s to you", subject=""),
        frozenset({STRETCH}),
        subject=True,
    ),
    _Step(
        "catch_up",
        _("Copy missed notes"),
        _("please ask your child to copy the notes of the lessons that were missed"),
        _AWAY,
    ),
    _Step(
        "tell",
        _("A word in the morning"),
        _("please send me a word before lessons begin when your child cannot come"),
        _AWAY,
    ),
    _Step(
        "early",
        _("Leave 10 min. earlier"),
        _("please help your child to leave home ten minutes earlier"),
        _LATE,
    ),
    _Step(
        "sleep",
        _("To bed before ten"),
        _("please help your child to be in bed before ten in the evening"),
        _LATE,
    ),
    _Step(
        "story",
        _("Talk about the day"),
        _("please ask your child each day to tell you one thing learnt at school"),
        _OTHER,
    ),
    _Step(
        "look",
        _("Look at the notes"),
        _("please look at the school notes together for ten minutes a day"),
        _LOW | _OTHER,
    ),
    _Step(
        "with_me",
        _("Practise with me"),
        _("please remind your child to come to me after school, so that we practise together"),
        _LOW | _OWED | frozenset({HABIT, TYPED}),
    ),
    _Step(
        "proud",
        _("Tell them we are proud"),
        _("please tell your child that we are proud of the effort"),
        _OTHER,
    ),
    _Step(
        "meet",
        _("Meet and talk"),
        _("please write to me when it suits you to meet, so that we look for the best way together"),
        _LOW | _OWED | _AWAY | _LATE | frozenset({HABIT, TYPED}),
    ),
)


def _fitting(strength: Said, improve: Said, taken: Collection[tuple[Any, ...]]) -> Sequence[Choice]:
    """The steps in the order in which they are suggested: of the lighter ones first what is said least (`taken`),
    then what follows from the sentence itself. An offer of the teacher's own time is hers to make."""
    offered = list(_steps(improve))
    light = [one for one in offered if one.said.key not in _HER_TIME][:SEEN]
    if not light:
        return offered
    said = Counter(step[0] for *_parts, step in taken if isinstance(step, tuple))
    first = light.index(one_of(light, strength.words, improve.words))
    turned = [*light[first:], *light[:first]]
    spread = sorted(turned, key=lambda one: said[_msgid(one)])
    return [*spread, *(one for one in offered if one not in light)]


def _msgid(one: Choice) -> str:
    words = one.said.words
    return words.msgid if isinstance(words, Phrase) else words


def _steps(improve: Said | None) -> Iterator[Choice]:
    """The steps that fit what is to be improved; where nothing is known of it, those that fit any child."""
    about = improve.about if improve and improve.about else HABIT
    subject = improve.subject if improve else ""
    for step in _STEPS:
        if about not in step.about or (step.subject and not subject):
            continue
        said = replace(step.said, values={"subject": subject}) if step.subject else step.said
        yield Choice(step.face, Said(said, step.key, step.key, subject))
