"""`titian school escalation`: what follows when a family does not answer."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.options import SchoolName
from bot.cli.words import say, source
from bot.domain.errors import InvalidValue
from bot.domain.text import _

if TYPE_CHECKING:
    from bot.domain.escalation import Plan


def escalation(
    steps: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[PACE|STEP:HOURS…]",
            help=source(_("gentle, usual, quick or off; or steps such as guardian:48 channel:72 call:96.")),
        ),
    ] = None,
    school: SchoolName = None,
) -> None:
    """Say what follows, or change it."""
    plan = _read(steps) if steps else None
    name, kept = work.do(_kept(school, plan))
    from bot.domain.escalation import step_phrase

    if not kept:
        typer.echo(say(_("%(school)s: nobody is reminded when no answer comes", school=name)))
    for step in kept:
        typer.echo(say(_("%(school)s: %(step)s", school=name, step=step_phrase(step))))


def _read(words: list[str]) -> "Plan":
    from bot.domain.escalation import PRESETS, Step, StepKind, checked

    if len(words) == 1 and words[0].lower() in PRESETS:
        return PRESETS[words[0].lower()]
    steps = []
    for word in words:
        kind, _colon, hours = word.lower().partition(":")
        if kind not in list(StepKind) or not (hours.isascii() and hours.isdigit()):
            raise InvalidValue("escalation", "unknown")
        steps.append(Step(int(hours), StepKind(kind)))
    return checked(steps)


async def _kept(name: str | None, plan: "Plan | None") -> "tuple[str, Plan]":
    from bot.domain.escalation import load_plan
    from bot.services import schools
    from bot.services.escalations.views import set_plan

    async with work.session() as session:
        school = await schools.school_named(session, name)
        if plan is not None:
            set_plan(school, plan)
        return school.name, load_plan(school.escalation)
