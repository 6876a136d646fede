"""The one next step at home that a child's course suggests: small, kind, and something a parent can do this week."""

from collections.abc import Iterable

from bot.domain.courses import Course
from bot.domain.observations import STRENGTHS, Observation, ObservationKind
from bot.domain.text import Phrase, _


def step_at_home(course: Course, seen: Iterable[Observation]) -> Phrase:
    """What the family can do; `seen` has the heaviest first. Where nothing is amiss it is a word of praise."""
    observed = list(seen)
    for one in observed:
        if one.kind not in STRENGTHS and (step := _towards(course, one)):
            return step
    for one in observed:
        if one.kind in STRENGTHS:
            return _("Please tell your child that the effort shows: %(fact)s.", fact=one.fact)
    return _("Please ask your child what was most interesting at school this week.")


def _towards(course: Course, one: Observation) -> Phrase | None:
    match one.kind:
        case ObservationKind.MISSING:
            return _(
                "Please ask your child what is still to be done in %(subject)s, and agree on a day for it.",
                subject=one.subject,
            )
        case ObservationKind.BELOW | ObservationKind.DROPPED:
            return _(
                "Please take fifteen minutes this week to hear which part of %(subject)s is still difficult.",
                subject=one.subject,
            )
        case ObservationKind.OPEN:
            return _(
                "Please let your child explain to you what is being learned in %(subject)s at the moment.",
                subject=one.subject,
            )
        case ObservationKind.LATE:
            return _("Please let your child pack for school in the evening, so that the morning is calmer.")
        case ObservationKind.ABSENT if course.totals.unexplained:
            return _("When your child cannot come, please tell us here before school begins.")
    return None
