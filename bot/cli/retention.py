"""`titian school retention`: how long what is kept."""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.options import SchoolName
from bot.cli.words import say, source
from bot.domain.errors import InvalidValue
from bot.domain.text import _, n_

if TYPE_CHECKING:
    from bot.domain.retention import Retention, Term


def retention(
    months: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NOUN:MONTHS…|usual]",
            help=source(_("such as words:12 accesses:60; or usual. Without any, say how long what is kept and why.")),
        ),
    ] = None,
    school: SchoolName = None,
) -> None:
    """Say how long, or change it."""
    name, rule = work.do(_kept(school, months or []))
    from bot.domain.retention import NAMES, USUAL, WHY

    for term, number in rule.months.items():
        span = n_("%(count)s month", "%(count)s months", number)
        why = WHY[term] if number == USUAL[term] else _("as the school decided")
        typer.echo(
            say(
                _(
                    "%(school)s: %(noun)s (%(name)s), %(span)s. %(why)s",
                    school=name,
                    noun=term.value,
                    name=NAMES[term],
                    span=span,
                    why=why,
                )
            )
        )


async def _kept(name: str | None, wanted: list[str]) -> "tuple[str, Retention]":
    from bot.domain.retention import load_retention, with_months
    from bot.services import schools
    from bot.services.privacy import expiring

    async with work.session() as session:
        school = await schools.school_named(session, name)
        rule = load_retention(None if wanted == ["usual"] else school.retention)
        for term, months in _read(wanted if wanted != ["usual"] else []):
            rule = with_months(rule, term, months)
        if wanted:
            expiring.set_months(school, rule)
        return school.name, rule


def _read(words: list[str]) -> "list[tuple[Term, int]]":
    from bot.domain.retention import Term

    found = []
    for word in words:
        noun, _colon, months = word.lower().partition(":")
        if noun not in list(Term) or not (months.isascii() and months.isdigit() and len(months) < 6):
            raise InvalidValue("retention", "unknown")
        found.append((Term(noun), int(months)))
    return found
