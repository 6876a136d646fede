"""`titian meetings list` and `titian meetings papers`: what meets when, and what is printed for it."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.files import whole_file
from bot.cli.options import Class, Force, Output, SchoolName
from bot.cli.words import say, source
from bot.domain.courtesy import LOCALES
from bot.domain.errors import InvalidValue, NotFound
from bot.domain.papers import BY_CLASS, NAMES, PAPERS, Paper
from bot.domain.text import _

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.storage.models import Meeting, School

app = typer.Typer(help=source(_("Meetings with families, and their papers.")))

LISTED = ("meeting", "day", "starts", "ends", "kind", "state", "classes", "host", "families", "came")


@app.command("list", help=source(_("The meetings, the newest first.")))
def listed(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help=source(_("How many meetings.")))] = 20,
    school: SchoolName = None,
) -> None:
    """Print the list as CSV."""
    from bot.services.log.sheets import write_csv

    write_csv(sys.stdout, LISTED, work.do(_meetings(limit, school)))


@app.command("papers", help=source(_("One paper of a meeting as a PDF to print.")))
def papers(
    number: Annotated[
        int, typer.Argument(metavar="MEETING", min=1, help=source(_("Its number in: titian meetings list")))
    ],
    paper: Annotated[Paper, typer.Option("--paper", help=source(_("Which paper.")))],
    output: Output,
    class_name: Class = None,
    language: Annotated[
        str | None, typer.Option("--language", help=source(_("Language of the paper: id or en.")))
    ] = None,
    force: Force = False,
    school: SchoolName = None,
) -> None:
    """Write the file."""
    if language not in (None, *LOCALES):
        raise typer.BadParameter(say(_("papers are written in: %(languages)s", languages=", ".join(LOCALES))))
    if class_name and paper not in BY_CLASS:
        raise typer.BadParameter(say(_("this paper is of the whole meeting")), param_hint="--class")
    with whole_file(output, force=force) as made:
        work.do(_paper(made, number, paper, class_name, language, school))
    typer.echo(say(_("%(paper)s written to %(path)s", paper=NAMES[paper], path=str(output))), err=True)


async def _meetings(limit: int, school: str | None) -> list[Sequence[str]]:
    from sqlalchemy import select

    from bot.services import schools
    from bot.storage.models import Meeting

    async with work.session(keep=False) as session:
        here = await schools.school_named(session, school)
        rows = await session.scalars(
            select(Meeting)
            .where(Meeting.school_id == here.id)
            .order_by(Meeting.starts_at.desc(), Meeting.id.desc())
            .limit(limit)
        )
        return [await _line(session, row) for row in rows.all()]


async def _line(session: "AsyncSession", row: "Meeting") -> Sequence[str]:
    from bot.services.meetings import planning
    from bot.services.meetings.attendance_papers import turnout_of
    from bot.storage.models import Person

    turnout = await turnout_of(session, row)
    return (
        str(row.id),
        row.day.isoformat(),
        f"{row.starts:%H:%M}",
        f"{row.ends:%H:%M}",
        row.kind.value,
        row.state.value,
        ", ".join(found.name for found in await planning.classes_of(session, row.id)),
        (await session.get_one(Person, row.host_id)).name,
        str(turnout.invited),
        "" if turnout.came is None else str(turnout.came),
    )


async def _paper(
    made: Path, number: int, paper: Paper, classes: list[str] | None, language: str | None, school: str | None
) -> None:
    import asyncio

    from bot.messages.papers import paper_pdf
    from bot.services import schools
    from bot.services.log import note
    from bot.services.meetings.paper_views import WHOLE, View
    from bot.services.meetings.papers import gather
    from bot.storage.engine import make_readers, make_sessions
    from bot.storage.models import LogKind

    async with work.database() as engine:
        async with make_readers(engine)() as reader:
            here, row = await _found(reader, number, paper, school)
            only = frozenset([(await schools.class_named(reader, here, name)).id for name in classes or ()])
            gathered = await gather(reader, row, paper, View(only) if only else WHOLE, language)
        if gathered is None:
            raise NotFound("paper")
        await asyncio.to_thread(lambda: made.write_bytes(paper_pdf(gathered.head, gathered.paper)))
        async with make_sessions(engine)() as writer:
            note(writer, here.id, LogKind.EXPORTED, work.now(), meeting_id=row.id, text=f"{paper}.pdf")
            await writer.commit()


async def _found(session: "AsyncSession", number: int, paper: Paper, name: str | None) -> "tuple[School, Meeting]":
    from bot.services import schools
    from bot.storage.models import Meeting

    here = await schools.school_named(session, name)
    row = await session.get(Meeting, number)
    if row is None or row.school_id != here.id:
        raise NotFound("meeting")
    if paper not in PAPERS[row.kind]:
        raise InvalidValue("paper", "kind")
    return here, row
