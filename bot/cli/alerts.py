"""`titian school alerts`: what the bot asks families by itself."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.options import SchoolName
from bot.cli.words import say, source
from bot.domain.errors import InvalidValue
from bot.domain.text import _

if TYPE_CHECKING:
    from bot.domain.alerts import AlertKind, AlertRule


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be changed: kinds on (with a grace or as before) and off, and the number of days missed."""

    on: "dict[AlertKind, timedelta | None]" = field(default_factory=dict)
    off: "list[AlertKind]" = field(default_factory=list)
    total: int | None = None


def alerts(
    on: Annotated[
        list[str] | None,
        typer.Option(
            "--on",
            metavar="KIND[:MINUTES]",
            help=source(_("not_yet, missing, below or total; with the teacher's time to correct. May be given again.")),
        ),
    ] = None,
    off: Annotated[
        list[str] | None, typer.Option("--off", metavar="KIND", help=source(_("Not any more; may be given again.")))
    ] = None,
    total: Annotated[int | None, typer.Option("--total", help=source(_("Tell of so many days missed.")))] = None,
    school: SchoolName = None,
) -> None:
    """Say what is asked, or change it."""
    name, rule, line = work.do(_kept(school, _read(on or [], off or [], total)))
    from bot.domain.alert_words import NAMES, pause_phrase

    if not rule.grace:
        typer.echo(say(_("%(school)s: families are asked nothing automatically", school=name)))
    for kind, pause in rule.grace.items():
        words = _("%(school)s: %(name)s, after %(pause)s", school=name, name=NAMES[kind], pause=pause_phrase(pause))
        typer.echo(say(words))
    if rule.grace:
        typer.echo(say(_("%(school)s: days missed are told of at each %(total)s", school=name, total=rule.total)))
    if line is not None:
        typer.echo(say(_("%(school)s: the line for marks is %(line)s of 100", school=name, line=line)))


def _read(on: list[str], off: list[str], total: int | None) -> _Wanted:
    wanted = _Wanted(total=total)
    for word in on:
        kind, colon, minutes = word.partition(":")
        if colon and not (minutes.isascii() and minutes.isdigit() and len(minutes) < 6):
            raise InvalidValue("alerts", "unknown")
        wanted.on[_kind(kind)] = timedelta(minutes=int(minutes)) if colon else None
    wanted.off.extend(_kind(word) for word in off)
    return wanted


def _kind(word: str) -> "AlertKind":
    from bot.domain.alerts import AlertKind

    try:
        return AlertKind(word.strip().lower().replace("-", "_"))
    except ValueError:
        raise InvalidValue("alerts", "unknown") from None


async def _kept(name: str | None, wanted: _Wanted) -> "tuple[str, AlertRule, float | None]":
    from bot.domain.alerts import load_rule
    from bot.services import schools
    from bot.services.alerts import rules

    async with work.session() as session:
        school = await schools.school_named(session, name)
        if wanted.total is not None:
            rules.set_total(school, wanted.total)
        for kind, grace in wanted.on.items():
            rules.switch_on(school, kind, work.now(), grace)
        for kind in wanted.off:
            rules.switch_off(school, kind)
        return school.name, load_rule(school.alerts), school.pass_line
