"""`titian school reminders`: when families are reminded of a meeting."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.options import SchoolName
from bot.cli.words import say, source
from bot.domain.errors import InvalidValue
from bot.domain.text import _

if TYPE_CHECKING:
    from bot.domain.reminding import Ahead


def reminders(
    ahead: Annotated[
        str | None,
        typer.Argument(
            metavar="[RULE|DAYS:HOURS]",
            help=source(_("usual, day, early or off; or days and hours before a meeting such as 1:2 (0: not at all).")),
        ),
    ] = None,
    school: SchoolName = None,
) -> None:
    """Say when, or change it."""
    name, kept = work.do(_kept(school, _read(ahead) if ahead else None))
    from bot.domain.reminding import ahead_phrases

    lines = ahead_phrases(kept)
    if not lines:
        typer.echo(say(_("%(school)s: nobody is reminded of a meeting", school=name)))
    for line in lines:
        typer.echo(say(_("%(school)s: a reminder of a meeting, %(when)s", school=name, when=line)))


def _read(word: str) -> "Ahead":
    from bot.domain.reminding import PRESETS, checked

    if word.lower() in PRESETS:
        return PRESETS[word.lower()]
    days, colon, hours = word.partition(":")
    if not colon or not all(part.isascii() and part.isdigit() and len(part) < 3 for part in (days, hours)):
        raise InvalidValue("reminders", "unknown")
    return checked(int(days), int(hours))


async def _kept(name: str | None, ahead: "Ahead | None") -> "tuple[str, Ahead]":
    from bot.domain.reminding import load_ahead
    from bot.services import schools
    from bot.services.meetings.reminders import set_ahead

    async with work.session() as session:
        school = await schools.school_named(session, name)
        if ahead is not None:
            await set_ahead(session, school, ahead, work.now())
        return school.name, load_ahead(school.reminders)
