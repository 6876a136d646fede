"""What stands out in one child's course, as clauses that a teacher's sentence can hold: the child is compared with
itself and with the school's line, never with another child."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.attendance import DayState
from bot.domain.courses import Course, Day, Score
from bot.domain.mark_words import DONE_AT_HOME, amount, brief, rounded
from bot.domain.subjects import Moved, SubjectStanding, share, standings_of
from bot.domain.text import Phrase, _, n_


class ObservationKind(StrEnum):
    """REACHED and OPEN are learning objectives; PRESENT is on every day on which a register was taken. ABSENT is
    without a word; SICK and EXCUSED are days lately that the family explained, AWAY all days of the half-year."""

    IMPROVED = "improved"
    STRONG = "strong"
    STEADY = "steady"
    DROPPED = "dropped"
    BELOW = "below"
    MISSING = "missing"
    REACHED = "reached"
    OPEN = "open"
    PRESENT = "present"
    ABSENT = "absent"
    LATE = "late"
    SICK = "sick"
    EXCUSED = "excused"
    AWAY = "away"


STRENGTHS = frozenset(
    {
        ObservationKind.IMPROVED,
        ObservationKind.STRONG,
        ObservationKind.STEADY,
        ObservationKind.REACHED,
        ObservationKind.PRESENT,
    }
)
"""What a family is glad to hear."""
EXPLAINED = frozenset({ObservationKind.SICK, ObservationKind.EXCUSED})
"""Days of which the family gave word: thanks are due, and nothing is to be improved."""
CONCERNS = frozenset(ObservationKind) - STRENGTHS - EXPLAINED - {ObservationKind.AWAY}
"""What can be improved."""

NOTABLE = 5.0
"""From so many points of 100 on a mark has risen or fallen; less is steady."""
FRESH = 20
"""What is new since the day asked for weighs so much more."""
ENOUGH_SUBJECTS = 3
"""With marks in fewer subjects a child's own best one says little."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One thing that stands out. `fact` is a clause with its own subject, without a capital or a full stop: “nilai
    Matematika naik dari 72 menjadi 81”. `at` is the day it became known, None where it is of the whole half-year."""

    kind: ObservationKind
    weight: int
    fact: Phrase
    subject: str = ""
    at: date | None = None


def observe(course: Course, since: date) -> list[Observation]:
    """What stands out, the heaviest first; what became known on `since` or later weighs more."""
    found = [seen for look in _LOOKS for seen in look(course, since)]
    return sorted(found, key=lambda one: (-one.weight, _ORDER.index(one.kind), one.subject))


def _marks(course: Course, since: date) -> Iterator[Observation]:
    """Of each subject's newest mark: where it has come from, and where the school's line is."""
    standings = standings_of(course)
    best = _own_best(standings)
    for one in standings:
        if one.score is None:
            continue
        seen = [*_moved(one, one.score), *_below(one.score)]
        if not any(found.kind in STRENGTHS for found in seen):
            seen = [*seen, *_good(one, one.score, own_best=one.subject == best)]
        for found in seen:
            yield _dated(found, _day(one.score), since)


def _own_best(standings: list[SubjectStanding]) -> str | None:
    marked = {one.subject: share(one.score) for one in standings if one.score}
    return max(marked, key=lambda subject: marked[subject]) if len(marked) >= ENOUGH_SUBJECTS else None


def _moved(one: SubjectStanding, score: Score) -> Iterator[Observation]:
    if one.before is None or abs(one.points) < NOTABLE:
        return
    values = {"subject": one.subject, "before": amount(one.before), "after": amount(score)}
    weight = 60 + min(round(abs(one.points)), 30)
    if one.moved is Moved.UP:
        risen = _("the mark in %(subject)s rose from %(before)s to %(after)s", **values)
        yield Observation(ObservationKind.IMPROVED, weight, risen, one.subject)
    else:
        fallen = _("the mark in %(subject)s went from %(before)s to %(after)s", **values)
        yield Observation(ObservationKind.DROPPED, weight, fallen, one.subject)


def _below(score: Score) -> Iterator[Observation]:
    if not score.below or score.line is None:
        return
    fact = _(
        "the mark in %(subject)s is %(score)s and has not reached the school's line of %(line)s yet",
        subject=score.subject,
        score=amount(score),
        line=rounded(score.line),
    )
    gap = (score.line / score.best * 100) - share(score)
    yield Observation(ObservationKind.BELOW, 55 + min(round(gap), 30), fact, score.subject)


def _good(one: SubjectStanding, score: Score, *, own_best: bool) -> Iterator[Observation]:
    if score.below:
        return
    values = {"subject": score.subject, "score": amount(score)}
    if own_best:
        fact = _("of all subjects the highest mark is in %(subject)s, with %(score)s", **values)
        yield Observation(ObservationKind.STRONG, 55, fact, score.subject)
    elif score.line is not None and (score.score or 0) >= (score.line + score.best) / 2:
        fact = _("the mark in %(subject)s is very good, with %(score)s", **values)
        yield Observation(ObservationKind.STRONG, 50, fact, score.subject)
    elif one.before is not None and abs(one.points) < NOTABLE:
        fact = _("the mark in %(subject)s is holding steady at about %(score)s", **values)
        yield Observation(ObservationKind.STEADY, 30, fact, score.subject)


def _missing(course: Course, since: date) -> Iterator[Observation]:
    """What was not handed in or not taken, by subject."""
    for one in standings_of(course):
        at_home = [score for score in one.owed if score.kind in DONE_AT_HOME]
        at_school = [score for score in one.owed if score.kind not in DONE_AT_HOME]
        for scores in filter(None, (at_home, at_school)):
            fact = _owed(one.subject, scores is at_home, scores)
            weight = 80 + 5 * min(len(scores), 4)
            yield _dated(Observation(ObservationKind.MISSING, weight, fact, one.subject), _latest(scores), since)


def _owed(subject: str, at_home: bool, scores: list[Score]) -> Phrase:
    title = scores[0].title
    if len(scores) == 1 and title and at_home:
        return _("the task “%(title)s” in %(subject)s has not been handed in yet", title=title, subject=subject)
    if len(scores) == 1 and title:
        return _("the test “%(title)s” in %(subject)s has not been taken yet", title=title, subject=subject)
    if at_home:
        return n_(
            "%(count)s task in %(subject)s has not been handed in yet",
            "%(count)s tasks in %(subject)s have not been handed in yet",
            len(scores),
            subject=subject,
        )
    return n_(
        "%(count)s test in %(subject)s has not been taken yet",
        "%(count)s tests in %(subject)s have not been taken yet",
        len(scores),
        subject=subject,
    )


def _objectives(course: Course, since: date) -> Iterator[Observation]:
    """Objectives that are reached, and those that are open; what was said last of each."""
    said = {
        (score.subject, objective.text): (objective.reached, score)
        for score in course.scores
        if not score.earlier
        for objective in score.objectives
        if objective.reached is not None
    }
    for (subject, text), (reached, score) in said.items():
        values = {"subject": subject, "objective": brief(text)}
        if reached:
            fact = _("in %(subject)s the goal “%(objective)s” is reached", **values)
            seen = Observation(ObservationKind.REACHED, 35, fact, subject)
        else:
            fact = _("in %(subject)s the goal “%(objective)s” still needs practice", **values)
            seen = Observation(ObservationKind.OPEN, 45, fact, subject)
        yield _dated(seen, _day(score), since)


def _attendance(course: Course, since: date) -> Iterator[Observation]:
    totals = course.totals
    if totals.recorded and not totals.missed and not totals.late:
        fact = n_(
            "attendance has been full, on %(count)s school day",
            "attendance has been full, on all %(count)s school days",
            totals.recorded,
        )
        yield Observation(ObservationKind.PRESENT, 20 + min(totals.recorded, 25), fact)
    lately = {state: [day for day in course.days if day.state is state and day.day >= since] for state in DayState}
    yield from _absent(lately[DayState.UNEXPLAINED], course, since)
    yield from _explained(lately, since)
    if totals.missed:
        fact = n_(
            "there has been %(count)s day of absence in this half of the year",
            "there have been %(count)s days of absence in this half of the year",
            totals.missed,
        )
        yield Observation(ObservationKind.AWAY, min(totals.missed, 9), fact)
    if late := lately[DayState.LATE]:
        fact = n_(
            "there has been %(count)s late arrival since %(since)s",
            "there have been %(count)s late arrivals since %(since)s",
            len(late),
            since=since,
        )
        yield Observation(ObservationKind.LATE, 25 + FRESH + 5 * min(len(late), 5), fact, at=late[0].day)


def _absent(missed: list[Day], course: Course, since: date) -> Iterator[Observation]:
    """Days without a word, of the time asked for, or else of all the half-year."""
    if missed:
        fact = n_(
            "there has been %(count)s day without word since %(since)s",
            "there have been %(count)s days without word since %(since)s",
            len(missed),
            since=since,
        )
        weight = 10 + FRESH + min(12 * len(missed), 40)
        yield Observation(ObservationKind.ABSENT, weight, fact, at=missed[0].day)
    elif unexplained := course.totals.unexplained:
        fact = n_(
            "there has been %(count)s day without word in this half of the year",
            "there have been %(count)s days without word in this half of the year",
            unexplained,
        )
        yield Observation(ObservationKind.ABSENT, 10 + min(12 * unexplained, 30), fact)


def _explained(lately: Mapping[DayState, list[Day]], since: date) -> Iterator[Observation]:
    if ill := lately[DayState.SICK]:
        fact = n_(
            "there has been %(count)s day of illness since %(since)s",
            "there have been %(count)s days of illness since %(since)s",
            len(ill),
            since=since,
        )
        yield Observation(ObservationKind.SICK, 10 + min(2 * len(ill), 20), fact, at=ill[0].day)
    if excused := lately[DayState.EXCUSED]:
        fact = n_(
            "there has been %(count)s day of leave since %(since)s",
            "there have been %(count)s days of leave since %(since)s",
            len(excused),
            since=since,
        )
        yield Observation(ObservationKind.EXCUSED, 10 + min(2 * len(excused), 20), fact, at=excused[0].day)


_ORDER = tuple(ObservationKind)
_LOOKS: tuple[Callable[[Course, date], Iterator[Observation]], ...] = (_marks, _missing, _objectives, _attendance)


def _dated(seen: Observation, day: date | None, since: date) -> Observation:
    fresh = FRESH if day is not None and day >= since else 0
    return Observation(seen.kind, seen.weight + fresh, seen.fact, seen.subject, day)


def _day(score: Score) -> date | None:
    """The day a mark became known: when it was entered, which may be long after the test."""
    return score.changed_at.date() if score.changed_at else score.on


def _latest(scores: list[Score]) -> date | None:
    return max((day for score in scores if (day := _day(score))), default=None)
