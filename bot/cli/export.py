"""`titian export log`: everything said between school and families, as a table."""

from collections.abc import AsyncIterable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from bot.cli import work
from bot.cli.files import whole_file
from bot.cli.options import Force, Output, SchoolName, SheetFormat
from bot.cli.words import say, source
from bot.domain.text import _, n_

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.services.accesses import AccessRow
    from bot.services.log.exports import LogRow

R = TypeVar("R")

app = typer.Typer(help=source(_("Take data out.")))

COLUMNS = (
    "time",
    "class",
    "pupil",
    "person",
    "relation",
    "direction",
    "kind",
    "about",
    "text",
    "channel",
    "state",
    "source",
)


ACCESSES = ("time", "action", "by", "pupil", "person", "class", "what", "reason", "entries")


@app.callback()
def exports() -> None:
    """Each table is a command of its own."""


@app.command("log", help=source(_("The log of everything said, as a table; the export itself is noted in the log.")))
def log(
    form: Annotated[SheetFormat, typer.Option("--format", help=source(_("The form of the table.")))],
    output: Output,
    force: Force = False,
    school: SchoolName = None,
) -> None:
    """Write the table page by page."""
    _write(output, lambda made: _export(made, form, school), force=force)


async def _export(made: Path, form: SheetFormat, name: str | None) -> int:
    from zoneinfo import ZoneInfo

    from bot.domain.accesses import LOG, AccessAction
    from bot.services import accesses, schools
    from bot.services.log import exports, note
    from bot.storage.engine import make_readers, make_sessions
    from bot.storage.models import LogKind

    async with work.database() as engine:
        async with make_readers(engine)() as reader:
            school = await schools.school_named(reader, name)
            reader.expunge(school)
            zone = ZoneInfo(school.timezone)
            pages = exports.log_pages(reader, school)
            count = await _fill(made, form, COLUMNS, pages, lambda row: _cells(row, zone))
        async with make_sessions(engine)() as writer:
            note(writer, school.id, LogKind.EXPORTED, work.now(), text=f"log.{form.value}")
            accesses.note(writer, school.id, AccessAction.EXPORTED, work.now(), what=LOG, details={"rows": count})
            await writer.commit()
    return count


def _cells(row: "LogRow", zone: "ZoneInfo") -> tuple[str, ...]:
    return (
        row.at.astimezone(zone).isoformat(sep=" ", timespec="seconds"),
        row.class_name,
        row.pupil,
        row.person,
        row.relation.value if row.relation else "",
        row.direction.value,
        row.kind.value,
        say(row.about),
        say(row.text),
        row.channel,
        row.state,
        row.source.value,
    )


@app.command("accesses", help=source(_("Who looked at, took out, corrected or erased what, as a table.")))
def accesses(
    form: Annotated[SheetFormat, typer.Option("--format", help=source(_("The form of the table.")))],
    output: Output,
    force: Force = False,
    school: SchoolName = None,
) -> None:
    """Write the register of access page by page."""
    _write(output, lambda made: _accesses(made, form, school), force=force)


async def _accesses(made: Path, form: SheetFormat, name: str | None) -> int:
    from zoneinfo import ZoneInfo

    from bot.services import accesses, schools
    from bot.storage.engine import make_readers

    async with work.database() as engine, make_readers(engine)() as reader:
        school = await schools.school_named(reader, name)
        zone = ZoneInfo(school.timezone)
        return await _fill(made, form, ACCESSES, accesses.pages(reader, school), lambda row: _access(row, zone))


def _access(row: "AccessRow", zone: "ZoneInfo") -> tuple[str, ...]:
    at = row.at.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    count = "" if row.count is None else str(row.count)
    return (at, row.action.value, row.by, row.pupil, row.person, row.class_name, row.what, row.reason, count)


def _write(output: Path, fill: Callable[[Path], Coroutine[None, None, int]], *, force: bool) -> None:
    """All of a table or nothing, and how many entries it has."""
    with whole_file(output, force=force) as made:
        count = work.do(fill(made))
    done = n_("%(count)s entry written to %(path)s", "%(count)s entries written to %(path)s", count, path=str(output))
    typer.echo(say(done), err=True)


async def _fill(
    made: Path,
    form: SheetFormat,
    columns: Sequence[str],
    pages: AsyncIterable[Sequence[R]],
    cells: Callable[[R], Sequence[str]],
) -> int:
    """Write a table page by page; how many rows."""
    from bot.services.log.sheets import Sheet, XlsxSheet, csv_file

    count = 0
    sheet: Sheet = XlsxSheet(made, columns) if form is SheetFormat.XLSX else csv_file(made, columns)
    async for page in pages:
        for row in page:
            sheet.add(cells(row))
        count += len(page)
    sheet.close()
    return count
