"""The one next step at home that a child's course suggests: small, kind, and something a parent can do this week."""

from collections.abc import Iterable

from bot.domain.observations import CONCERNS, STRENGTHS, Observation, ObservationKind
from bot.domain.text import Phrase, _


def step_at_home(seen: Iterable[Observation]) -> Phrase:
    """What the family can do; `seen` has the heaviest first. Where nothing is amiss it is a word of praise."""
    observed = list(seen)
    for one in observed:
        if one.kind in CONCERNS and (step := _towards(one)):
            return step
    for one in observed:
        if one.kind in STRENGTHS:
            return _praise(one)
    return _("Please ask your child what was most interesting at school this week.")


def _towards(one: Observation) -> Phrase | None:
    match one.kind:
        case ObservationKind.MISSING:
            return _(
                "Please ask your child what is still to be done in %(subject)s, and agree on a day for it.",
                subject=one.subject,
            )
        case ObservationKind.DROPPED:
            return _(
                "Please look at the last test in %(subject)s together: what was easy, and what was not yet?",
                subject=one.subject,
            )
        case ObservationKind.BELOW:
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
        case ObservationKind.ABSENT:
            return _("When your child cannot come, please tell us here before school begins.")
    return None


def _praise(one: Observation) -> Phrase:
    match one.kind:
        case ObservationKind.IMPROVED:
            return _(
                "Please ask your child how the mark in %(subject)s could rise; it is worth going on like that.",
                subject=one.subject,
            )
        case ObservationKind.STEADY:
            return _(
                "Please let your child tell you what is going well in %(subject)s at the moment.", subject=one.subject
            )
    return _("Please tell your child that the effort shows: %(fact)s.", fact=one.fact)
