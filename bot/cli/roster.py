"""`titian roster import`: pupils, guardians, staff and classes from the school's own files."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.files import FileRefused
from bot.cli.options import SchoolName
from bot.cli.words import say, source
from bot.domain.errors import AppError
from bot.domain.text import Phrase, _

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.domain.roster import Roster
    from bot.services.rosters import ImportPlan, ImportReport
    from bot.storage.models import School

app = typer.Typer(help=source(_("The school's list of pupils, guardians, teachers and classes.")))


@app.callback()
def rosters() -> None:
    """Keeps `import` a command of its own, also while it is the only one."""


@app.command("import", help=source(_("Take over what the files say: all of them, or none when one cannot be read.")))
def import_files(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE…", help=source(_("Dapodik, EMIS, OneRoster, own sheets.")))
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=source(_("Only show what would change.")))] = False,
    allow_leavers: Annotated[
        bool, typer.Option("--allow-leavers", help=source(_("Mark as left also when much of a class is missing.")))
    ] = False,
    school: SchoolName = None,
) -> None:
    """Print what is to be looked at row by row, then the totals."""
    work.do(_import(files, dry_run, allow_leavers, school))
    if dry_run:
        typer.echo(say(_("Nothing was changed: this was a dry run.")))


async def _import(files: Sequence[Path], dry_run: bool, allow_leavers: bool, name: str | None) -> None:
    from bot.services import schools

    # Each file is planned on top of those before it; a dry run does the same and then lets go of it all.
    async with work.session(keep=not dry_run) as session:
        school = await schools.school_named(session, name)
        for file in files:
            try:
                await _one(session, school, file, allow_leavers)
            except (AppError, OSError) as error:
                raise FileRefused(file.name, error) from error


async def _one(session: "AsyncSession", school: "School", file: Path, allow_leavers: bool) -> None:
    from bot.services.rosters import apply_import, plan_import

    roster = _read(file, school.country)
    plan = await plan_import(session, school, roster, work.now(), allow_leavers=allow_leavers)
    _show_remarks(file.name, plan)
    report = await apply_import(session, plan, work.now())
    for words in _totals(report):
        typer.echo(f"{file.name}: {say(words)}")


def _read(file: Path, country: str) -> "Roster":
    from bot.roster import read_roster

    return read_roster(file, file.name, country)


def _show_remarks(file: str, plan: "ImportPlan") -> None:
    from bot.cli.remarks import line
    from bot.domain.roster import Severity

    for severity in (Severity.SKIPPED, Severity.DOUBTFUL):
        for remark in plan.remarked(severity):
            typer.echo(line(file, remark))
    for held in plan.held_back:
        missing = _(
            "class %(name)s: %(missing)s of %(size)s pupils are missing; nobody is marked as left (--allow-leavers)",
            name=held.class_name,
            missing=len(held.names),
            size=held.size,
        )
        typer.echo(f"{file}: {say(missing)}")


def _totals(report: "ImportReport") -> tuple[Phrase, ...]:
    return (
        _(
            "pupils: %(new)s new, %(changed)s changed, %(moved)s moved, %(left)s left, %(back)s back, %(same)s same",
            new=report.pupils_new,
            changed=report.pupils_changed,
            moved=report.pupils_moved,
            left=report.pupils_left,
            back=report.pupils_returned,
            same=report.pupils_unchanged,
        ),
        _("guardians: %(new)s new, %(changed)s changed", new=report.guardians_new, changed=report.guardians_changed),
        _(
            "classes: %(classes)s new; homeroom teachers: %(homerooms)s set; subjects: %(teachings)s added",
            classes=report.classes,
            homerooms=report.homerooms,
            teachings=report.teachings,
        ),
        _("staff: %(new)s new, %(changed)s changed", new=report.staff_new, changed=report.staff_changed),
        _("rows: %(skipped)s skipped, %(doubtful)s to check", skipped=report.skipped, doubtful=report.doubtful),
    )
