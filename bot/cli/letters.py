"""`titian letters list` and `titian letters update`: updates on paper, for the families that nothing else reaches."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.files import whole_file
from bot.cli.options import Class, Force, Output, SchoolName
from bot.cli.words import say, source
from bot.domain.errors import NotFound
from bot.domain.text import _, n_

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.domain.letters import Letterhead, MessageLetter
    from bot.services.updates.reports import FamilyLine
    from bot.storage.models import ClassUpdate, School

app = typer.Typer(help=source(_("Updates on paper, for families that nothing else reaches.")))

LISTED = ("update", "sent", "title", "classes", "families", "letters needed", "letters handed out")


@app.command("list", help=source(_("The updates, the newest first, and how many letters each still needs.")))
def listed(
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help=source(_("How many updates.")))] = 20,
    school: SchoolName = None,
) -> None:
    """Print the list as CSV."""
    from bot.services.log.sheets import write_csv

    write_csv(sys.stdout, LISTED, work.do(_updates(limit, school)))


@app.command("update", help=source(_("The letters of one update as a PDF to print, one for each child.")))
def update(
    number: Annotated[
        int, typer.Argument(metavar="UPDATE", min=1, help=source(_("Its number in: titian letters list")))
    ],
    output: Output,
    class_name: Class = None,
    everybody: Annotated[
        bool, typer.Option("--all", help=source(_("For every family, also those that have it already.")))
    ] = False,
    force: Force = False,
    school: SchoolName = None,
) -> None:
    """Write the file."""
    with whole_file(output, force=force) as made:
        count = work.do(_letters(made, number, class_name, everybody, school))
    done = n_("%(count)s letter written to %(path)s", "%(count)s letters written to %(path)s", count, path=str(output))
    typer.echo(say(done), err=True)


async def _updates(limit: int, school: str | None) -> list[Sequence[str]]:
    from zoneinfo import ZoneInfo

    from sqlalchemy import select

    from bot.domain.shelf import SHELF
    from bot.services import schools, scope, updates
    from bot.services.updates import reports
    from bot.storage.models import ClassUpdate, UpdateState

    async with work.session(keep=False) as session:
        here = await schools.school_named(session, school)
        rows = await session.scalars(
            select(ClassUpdate)
            .where(ClassUpdate.school_id == here.id, ClassUpdate.state == UpdateState.SENT)
            .order_by(ClassUpdate.send_at.desc(), ClassUpdate.id.desc())
            .limit(limit)
        )
        found: list[Sequence[str]] = []
        for row in rows.all():
            lines = await reports.families_in(session, row, scope.classes_in(here))
            classes = [of.name for of in await updates.classes_of(session, row.id)]
            sent = row.send_at.astimezone(ZoneInfo(here.timezone)).isoformat(sep=" ", timespec="minutes")
            title = say(SHELF.get(row.template).title) if row.template in SHELF else row.template
            counts = (len(lines), sum(line.needs_letter for line in lines), sum(bool(line.letter_at) for line in lines))
            found.append((str(row.id), sent, title, ", ".join(classes), *map(str, counts)))
    return found


async def _letters(made: Path, number: int, classes: list[str] | None, everybody: bool, school: str | None) -> int:
    import asyncio

    from bot.messages.message_letters import message_letters
    from bot.services.log import note
    from bot.storage.engine import make_readers, make_sessions
    from bot.storage.models import LogKind

    now = work.now()
    async with work.database() as engine:
        async with make_readers(engine)() as reader:
            here, row = await _found(reader, number, school)
            head, letters = await _gathered(reader, here, row, classes, everybody)
        await asyncio.to_thread(lambda: made.write_bytes(message_letters(head, letters, now)))
        async with make_sessions(engine)() as writer:
            note(writer, here.id, LogKind.EXPORTED, now, update_id=row.id, text="letters.pdf")
            await writer.commit()
    return len(letters)


async def _found(session: "AsyncSession", number: int, name: str | None) -> "tuple[School, ClassUpdate]":
    from bot.services import schools
    from bot.storage.models import ClassUpdate, UpdateState

    here = await schools.school_named(session, name)
    row = await session.get(ClassUpdate, number)
    if row is None or row.school_id != here.id:
        raise NotFound("update")
    if row.state is not UpdateState.SENT:
        raise NotFound("sent update")
    return here, row


async def _gathered(
    session: "AsyncSession", here: "School", row: "ClassUpdate", classes: list[str] | None, everybody: bool
) -> "tuple[Letterhead, list[MessageLetter]]":
    from bot.services import schools, scope
    from bot.services.letters import letterheads
    from bot.services.letters import of_updates as update_letters
    from bot.services.updates import reports

    ids = {(await schools.class_named(session, here, name)).id for name in classes or ()}
    lines: list[FamilyLine] = [
        line
        for line in await reports.families_in(session, row, scope.classes_in(here))
        if (everybody or line.needs_letter) and (not ids or line.class_id in ids)
    ]
    if not lines:
        raise NotFound("letter")
    letters = await update_letters.letters(session, row, lines, work.now())
    return await letterheads.letterhead_of(session, here), letters
