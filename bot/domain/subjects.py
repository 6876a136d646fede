"""Where a child stands in each subject: the newest mark, the one before that it may be compared with, what is owed."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.courses import Course, Score
from bot.domain.mark_words import amount, rounded
from bot.domain.marks import MarkKind
from bot.domain.text import Phrase, Value, _

_ALIKE = (
    frozenset({MarkKind.TASK, MarkKind.FORMATIVE}),
    frozenset({MarkKind.SCOPE, MarkKind.MIDTERM, MarkKind.ENDTERM}),
    frozenset({MarkKind.FINAL}),
)
"""Marks of which one may be compared with the other."""


class Moved(StrEnum):
    """Where the newest mark has come from; NEW: there is none to compare it with."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Standing:
    """One subject: `score` is the newest mark of this half, None where there is none yet; `owed` are missing."""

    subject: str
    score: Score | None
    before: Score | None
    owed: tuple[Score, ...] = ()

    @property
    def points(self) -> float:
        """By how many points of 100 the mark has moved."""
        return share(self.score) - share(self.before) if self.score and self.before else 0.0

    @property
    def moved(self) -> Moved:
        """Which way."""
        if self.before is None:
            return Moved.NEW
        if self.points == 0:
            return Moved.SAME
        return Moved.UP if self.points > 0 else Moved.DOWN


def standings_of(course: Course) -> list[Standing]:
    """The subjects that have a mark in this half of the year, or owe one; in the course's order."""
    found = [_standing(subject, course.of(subject)) for subject in course.subjects]
    return [one for one in found if one.score or one.owed]


def share(score: Score) -> float:
    """A mark as points of 100."""
    return (score.score or 0.0) / score.best * 100


def in_words(one: Standing) -> Phrase | Value:
    """A subject's mark in a line of a list: “81, up from 72”."""
    parts = beside(one)
    if one.score is None:
        return parts[0] if parts else None
    said: Phrase | Value = amount(one.score)
    if parts:
        said = _("%(score)s, %(more)s", score=said, more=parts[0])
    for part in parts[1:]:
        said = _("%(said)s; %(more)s", said=said, more=part)
    return said


def beside(one: Standing) -> list[Phrase]:
    """What stands beside a mark: where it has come from, the school's line, what is owed."""
    return [part for part in (_come_from(one), _below(one), _owed(one)) if part]


def _come_from(one: Standing) -> Phrase | None:
    if one.before is None:
        return None
    match one.moved:
        case Moved.UP:
            return _("up from %(before)s", before=amount(one.before))
        case Moved.DOWN:
            return _("down from %(before)s", before=amount(one.before))
    return _("as before")


def _below(one: Standing) -> Phrase | None:
    if one.score is None or not one.score.below:
        return None
    return _("not yet %(line)s", line=rounded(one.score.line))


def _owed(one: Standing) -> Phrase | None:
    return _("%(count)s not handed in or taken yet", count=len(one.owed)) if one.owed else None


def _standing(subject: str, scores: tuple[Score, ...]) -> Standing:
    marked = [score for score in scores if score.score is not None]
    owed = tuple(score for score in scores if score.missing and not score.earlier)
    if not marked or marked[-1].earlier:
        return Standing(subject, None, None, owed)
    newest = marked[-1]
    alike = next(kinds for kinds in _ALIKE if newest.kind in kinds)
    before = [score for score in marked[:-1] if score.kind in alike]
    return Standing(subject, newest, before[-1] if before else None, owed)
