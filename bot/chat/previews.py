"""A message as the families of some classes will see it, and whom it reaches: looked at before it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.turns import Turn
from bot.domain.answers import answer_rows
from bot.domain.delivery import Via
from bot.domain.escalation import Plan, step_phrase
from bot.domain.openers import NEWS, QUESTION
from bot.domain.provider import CHANNEL_NAMES
from bot.domain.reasons import REASONS
from bot.domain.screens import Button, Fact, Press, Row, Screen, screen
from bot.services.calendar import quiet_rule
from bot.services.updates.audience import Audience, audience_of
from bot.services.updates.forecasts import Forecast, forecast
from bot.services.updates.screens import Prose
from bot.storage.models import SchoolClass

SHOWN_MISSED = 8
"""Families named as not reached; the rest is a number."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a message to some classes reaches, by which ways, and when it would leave."""

    classes: Sequence[SchoolClass]
    audience: Audience
    ways: Forecast
    quiet: bool
    send_at: datetime


async def reach_of(turn: Turn, classes: Sequence[SchoolClass], *, asks: bool) -> Reach:
    """As things stand; `asks` is whether the message asks for an answer."""
    ids = [found.id for found in classes]
    rule = await quiet_rule(turn.session, turn.school, turn.now)
    at = rule.next_good(turn.now)
    ways = await forecast(turn.session, turn.school, ids, QUESTION if asks else NEWS, at, turn.now)
    audience = await audience_of(turn.session, ids, turn.now)
    return Reach(classes, audience, ways, rule.reason(turn.now) is not None, at)


def as_parents(prose: Prose, audience: Audience, facts: Mapping[str, Fact] | None = None) -> list[Screen]:
    """The message in each language that is read there; its buttons do nothing here."""
    children = [audience.example] if audience.example else []
    rows = tuple(
        tuple(Button(given.label, Press("u.sample")) for given in row)
        for row in answer_rows(0, prose.template.answers, prose.template.leads)
    )
    return [
        replace(prose.screen(locale, children, rows, facts=facts), locale=locale, kin=None)
        for locale in audience.locales
    ]


def card(turn: Turn, reach: Reach, *rows: Row, untranslated: str | None = None, plan: Plan = ()) -> Screen:
    """Whom it reaches and when, above what is to be decided; `plan` is what follows on silence."""
    audience, ways = reach.audience, reach.ways
    return screen(
        "updates/preview",
        *rows,
        classes=[found.name for found in reach.classes],
        children=audience.children,
        reached=audience.reached,
        missed=[
            {"name": child.name, "class_name": child.class_name, "reason": REASONS[reason]}
            for child, reason in audience.missed[:SHOWN_MISSED]
        ],
        missed_more=max(0, len(audience.missed) - SHOWN_MISSED),
        languages=audience.locales,
        capped=audience.capped,
        capped_until=audience.capped_until,
        quiet=reach.quiet,
        next_good=reach.send_at,
        untranslated=untranslated,
        steps=[step_phrase(step) for step in plan],
        ways=_ways(ways) if ways.matters else [],
        openers=ways.openers,
        unapproved=ways.unapproved,
        beyond=ways.beyond,
        is_set=ways.is_set,
        until=ways.until,
        cost=ways.cost,
        country=turn.school.country,
    )


def _ways(ways: Forecast) -> list[dict[str, str | int]]:
    return [{"name": CHANNEL_NAMES[Via(channel)], "families": count} for channel, count in ways.families.items()]
