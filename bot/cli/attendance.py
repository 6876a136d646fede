"""`titian attendance import`: days and totals of pupils from the school's own files."""

from datetime import date
from typing import Annotated

import typer

from bot.cli import work
from bot.cli.mark_files import Said, take_over
from bot.cli.marks import DryRun, ItsClass, LeaveOut, MarkFiles
from bot.cli.options import SchoolName
from bot.cli.words import say, source
from bot.domain.errors import InvalidValue
from bot.domain.text import _

app = typer.Typer(help=source(_("Attendance of pupils.")))


@app.callback()
def attendance() -> None:
    """Keeps `import` a command of its own, also while it is the only one."""


@app.command("import", help=source(_("Take over days and totals: of all files, or of none when one cannot be read.")))
def import_files(
    files: MarkFiles,
    month: Annotated[
        str | None, typer.Option("--month", help=source(_("The month of grids that do not say which, like 2026-08.")))
    ] = None,
    dry_run: DryRun = False,
    class_name: ItsClass = None,
    leave_out: LeaveOut = False,
    school: SchoolName = None,
) -> None:
    """Print what is to be looked at, then the totals; marks in the same files stay out."""
    said = Said(class_name, month=_month(month) if month else None, leave_out=leave_out)
    work.do(take_over(files, said, school, days_only=True, dry_run=dry_run))
    if dry_run:
        typer.echo(say(_("Nothing was changed: this was a dry run.")))


def _month(said: str) -> date:
    try:
        return date.fromisoformat(f"{said.strip()}-01")
    except ValueError:
        raise InvalidValue("month", "unknown") from None
