"""`titian doctor`: is everything in order, and if not, what to do; one line per check."""

from collections.abc import AsyncIterator

import typer

from bot.cli import work
from bot.cli.checkups import Finding, Mark, of_database, of_machine, of_telegram
from bot.cli.whatsapp_checks import of_whatsapp
from bot.cli.words import say

_SIGNS = {Mark.OK: "✓ ", Mark.CARE: "! ", Mark.BAD: "✗ "}


def doctor() -> None:
    """Print every finding; exit code 1 when something is wrong."""
    marks = list(work.do(_all()))
    if Mark.BAD in marks:
        raise typer.Exit(1)


async def _all() -> list[Mark]:
    return [mark async for mark in _shown()]


async def _shown() -> AsyncIterator[Mark]:
    settings = work.settings()
    for finding in of_machine(settings):
        yield _show(finding)
    async for finding in of_database(settings):
        yield _show(finding)
    async for finding in of_telegram(settings):
        yield _show(finding)
    async for finding in of_whatsapp(settings):
        yield _show(finding)


def _show(finding: Finding) -> Mark:
    typer.echo(f"{_SIGNS[finding.mark]}  {say(finding.words)}")
    return finding.mark
