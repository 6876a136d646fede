"""`titian marks import` and `titian marks publish`: marks from the school's own files, and made visible to families."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.mark_files import Said, take_over
from bot.cli.options import Class, SchoolName
from bot.cli.words import say, source
from bot.domain.errors import InvalidValue
from bot.domain.mark_words import assessment_words, term_words
from bot.domain.text import _

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.services.marks import Published
    from bot.storage.models import School, SchoolClass

app = typer.Typer(help=source(_("Marks: taken over from files, and published to families.")))

MarkFiles = Annotated[
    list[Path], typer.Argument(metavar="FILE…", help=source(_("Legers, final marks, scope tests, grids, own sheets.")))
]
ItsClass = Annotated[str | None, typer.Option("--class", help=source(_("The class of sheets that do not say which.")))]
DryRun = Annotated[bool, typer.Option("--dry-run", help=source(_("Only show what would change.")))]
LeaveOut = Annotated[
    bool, typer.Option("--leave-out", help=source(_("Leave out rows of which it is not certain whose they are.")))
]
_TERM = re.compile(r"20\d\d[12]")


@app.command("import", help=source(_("Take over what the files say: all of them, or none when one cannot be read.")))
def import_files(
    files: MarkFiles,
    dry_run: DryRun = False,
    class_name: ItsClass = None,
    subject: Annotated[
        str | None, typer.Option("--subject", help=source(_("The subject of sheets that do not say which.")))
    ] = None,
    term: Annotated[
        str | None, typer.Option("--term", help=source(_("The half of the year of such sheets, like 20261.")))
    ] = None,
    leave_out: LeaveOut = False,
    school: SchoolName = None,
) -> None:
    """Print what is to be looked at, then the totals. Families see nothing before it is published."""
    if term is not None and not _TERM.fullmatch(term):
        raise InvalidValue("term", "unknown")
    said = Said(class_name, subject, term, None, leave_out)
    work.do(take_over(files, said, school, days_only=False, dry_run=dry_run))
    if dry_run:
        typer.echo(say(_("Nothing was changed: this was a dry run.")))


@app.command("publish", help=source(_("Let families see marks that were taken over; they are told.")))
def publish(
    class_name: Class = None,
    everything: Annotated[bool, typer.Option("--all", help=source(_("The marks of all classes.")))] = False,
    subject: Annotated[str | None, typer.Option("--subject", help=source(_("Only this subject.")))] = None,
    dry_run: DryRun = False,
    school: SchoolName = None,
) -> None:
    """Print what becomes visible, and how many people are told."""
    if not class_name and not everything:
        raise InvalidValue("marks", "which")
    done = work.do(_publish(class_name, subject, school, dry_run))
    told = _(
        "published: %(assessments)s, of %(pupils)s pupils; %(told)s people are told",
        assessments=done.assessments,
        pupils=done.pupils,
        told=done.told,
    )
    typer.echo(say(told))
    if dry_run:
        typer.echo(say(_("Nothing was changed: this was a dry run.")))


async def _publish(
    class_names: Collection[str] | None, subject: str | None, school: str | None, dry_run: bool
) -> "Published":
    from bot.domain.subject_names import subject_key
    from bot.services import schools
    from bot.services.marks.publishing import publish_all, unpublished_in

    async with work.session(keep=not dry_run) as session:
        here = await schools.school_named(session, school)
        ids: list[int] = []
        for of in await _classes(session, here, class_names):
            for one in await unpublished_in(session, of.id):
                if subject is None or subject_key(subject) == subject_key(one.subject):
                    ids.append(one.id)
                    named = say(assessment_words(one.kind, one.title))
                    typer.echo(f"{of.name}: {say(term_words(one.term))}: {one.subject}: {named}")
        return await publish_all(session, here, ids, work.now(), by=None)


async def _classes(session: "AsyncSession", here: "School", class_names: Collection[str] | None) -> "list[SchoolClass]":
    from bot.services import schools, scope

    if class_names:
        return [await schools.class_named(session, here, name) for name in class_names]
    return list(await session.scalars(scope.classes_in(here)))
