"""`titian school promise`: by when families' questions are answered."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.options import SchoolName
from bot.cli.words import say, source
from bot.domain.text import _, n_

if TYPE_CHECKING:
    from bot.domain.promises import OfficeHours, PromiseRule


def promise(
    within: Annotated[int | None, typer.Option("--within", metavar="HOURS", help=source(_("Working hours.")))] = None,
    hours: Annotated[
        str | None,
        typer.Option(
            "--hours", metavar="HOURS", help=source(_("The school's hours, such as Monday-Friday 07:30-15:30."))
        ),
    ] = None,
    settled: Annotated[
        int | None,
        typer.Option(
            "--settled-after",
            metavar="DAYS",
            help=source(_("Days without a word, then an answered question is settled.")),
        ),
    ] = None,
    school: SchoolName = None,
) -> None:
    """Say what is promised, or change it."""
    name, rule = work.do(_kept(school, within, hours, settled))
    from bot.domain.promise_words import days_phrase, within_phrase

    typer.echo(say(_("%(school)s: questions are answered %(within)s", school=name, within=within_phrase(rule))))
    office = rule.office
    clock = {"start": f"{office.start:%H:%M}", "end": f"{office.end:%H:%M}"}
    hours_said = _("%(days)s, %(start)s–%(end)s", days=days_phrase(office.weekdays), **clock)
    typer.echo(say(_("%(school)s: hours are %(hours)s", school=name, hours=hours_said)))
    days = n_(
        "%(school)s: an answered question is settled after %(count)s quiet day",
        "%(school)s: an answered question is settled after %(count)s quiet days",
        rule.settled_days,
        school=name,
    )
    typer.echo(say(days))


async def _kept(
    name: str | None, within: int | None, hours: str | None, settled: int | None
) -> "tuple[str, PromiseRule]":
    from bot.domain.promises import load_promise, with_settled_after, with_within
    from bot.services import schools
    from bot.services.hours import setting

    async with work.session() as session:
        school = await schools.school_named(session, name)
        if within is not None:
            setting.set_promise(school, with_within(load_promise(school.promise), within))
        if settled is not None:
            setting.set_promise(school, with_settled_after(load_promise(school.promise), settled))
        if hours is not None:
            await setting.set_office(session, school, _read(hours, load_promise(school.promise)), work.now())
        return school.name, load_promise(school.promise)


def _read(hours: str, rule: "PromiseRule") -> "OfficeHours":
    from bot.chat.typed_office import parse_office
    from bot.chat.typed_parts import Misread
    from bot.domain.errors import InvalidValue
    from bot.domain.promises import checked_hours

    try:
        days, start, end = parse_office(hours)
    except Misread:
        raise InvalidValue("hours", "unknown") from None
    return checked_hours(days or rule.office.weekdays, start, end)
