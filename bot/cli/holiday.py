"""`titian holiday`: the school's own word on single days."""

from datetime import date, datetime
from typing import Annotated

import typer

from bot.cli import work
from bot.cli.options import SchoolName
from bot.cli.words import say, source
from bot.domain.text import _

app = typer.Typer(help=source(_("Days on which the school is closed, or open in spite of a public holiday.")))

Day = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="DATE", help=source(_("Such as 2026-12-21.")))]


@app.command("add", help=source(_("Close the school on a day, or open it with --open.")))
def add(
    day: Day,
    name: Annotated[str, typer.Argument(help=source(_("What the day is called.")))],
    is_open: Annotated[bool, typer.Option("--open", help=source(_("The school works on this day.")))] = False,
    school: SchoolName = None,
) -> None:
    """Say what holds on the day; a second word on it replaces the first."""
    work.do(_add(day.date(), name, is_open, school))
    typer.echo(_line(day.date(), is_open, name))


@app.command("list", help=source(_("The school's own days.")))
def listed(school: SchoolName = None) -> None:
    """One line per day."""
    for day, is_open, name in work.do(_listed(school)):
        typer.echo(_line(day, is_open, name))


@app.command("remove", help=source(_("Take back the school's own word on a day.")))
def remove(day: Day, school: SchoolName = None) -> None:
    """The day is again what the public calendar says."""
    work.do(_remove(day.date(), school))
    typer.echo(say(_("%(day)s is again what the public calendar says.", day=day.date().isoformat())))


def _line(day: date, is_open: bool, name: str) -> str:
    kind = say(_("open")) if is_open else say(_("closed"))
    return f"{day.isoformat()}  {kind}  {name}"


async def _add(day: date, name: str, is_open: bool, school: str | None) -> None:
    from bot.services import calendar, schools

    async with work.session() as session:
        here = await schools.school_named(session, school)
        await calendar.set_day(session, here, day, name, is_open=is_open)


async def _listed(school: str | None) -> list[tuple[date, bool, str]]:
    from bot.services import calendar, schools
    from bot.storage.models import DayKind

    async with work.session() as session:
        here = await schools.school_named(session, school)
        return [(row.day, row.kind is DayKind.OPEN, row.name) for row in await calendar.own_days(session, here)]


async def _remove(day: date, school: str | None) -> None:
    from bot.services import calendar, schools

    async with work.session() as session:
        await calendar.forget_day(session, await schools.school_named(session, school), day)
