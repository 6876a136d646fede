"""`titian invites list` and `titian invites issue`: how far each invitation has come, and fresh codes."""

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.files import whole_file
from bot.cli.options import Class, Force, LetterFormat, ListFormat, Output, SchoolName, Staff
from bot.cli.words import say, source
from bot.domain.errors import NotFound
from bot.domain.text import _, n_

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.domain.letters import Invitee
    from bot.services.links.invitations import Issued
    from bot.storage.models import School

app = typer.Typer(help=source(_("Invitations for families and staff.")))

LISTED = ("class", "pupil", "person", "relation", "state")
ISSUED = ("class", "pupil", "person", "relation", "code", "link")


@app.command("list", help=source(_("How far each invitation has come. Codes are never shown.")))
def listed(
    class_name: Class = None,
    staff: Staff = False,
    form: Annotated[ListFormat, typer.Option("--format", help=source(_("The form of the list.")))] = ListFormat.CSV,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=source(_("A file rather than the screen.")))
    ] = None,
    force: Force = False,
    school: SchoolName = None,
) -> None:
    """Print or write the list."""
    from bot.services.log.sheets import write_csv

    rows = work.do(_states(class_name, staff, school))
    if output is None:
        write_csv(sys.stdout, LISTED, rows)
        return
    with whole_file(output, force=force) as made, made.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, LISTED, rows)


@app.command("issue", help=source(_("Make fresh codes; those that nobody has used yet stop working.")))
def issue(
    form: Annotated[LetterFormat, typer.Option("--format", help=source(_("A table, or letters to print.")))],
    output: Output,
    class_name: Class = None,
    staff: Staff = False,
    language: Annotated[
        str | None, typer.Option("--language", help=source(_("Language of the letters: id or en.")))
    ] = None,
    force: Force = False,
    school: SchoolName = None,
) -> None:
    """Write the codes into a file: the one moment at which they can be read."""
    with whole_file(output, force=force) as made:
        count = work.do(_issue(made, form, class_name, staff, language, school))
    done = n_(
        "%(count)s invitation written to %(path)s", "%(count)s invitations written to %(path)s", count, path=str(output)
    )
    typer.echo(say(done), err=True)
    if form is LetterFormat.CSV and not staff:
        typer.echo(
            say(_("The file holds codes: keep it like a key, and delete it when the letters are out.")), err=True
        )


async def _states(classes: list[str] | None, staff: bool, school: str | None) -> list[Sequence[str]]:
    from bot.services import schools
    from bot.services.links import invitation_states

    async with work.session() as session:
        here = await schools.school_named(session, school)
        ids = await _class_ids(session, here, classes)
        rows = await invitation_states.states(session, here, classes=ids, staff=staff, now=work.now())
    return [
        (row.class_name or "", row.pupil or "", row.person, row.relation.value if row.relation else "", row.state.value)
        for row in rows
    ]


async def _issue(
    made: Path, form: LetterFormat, classes: list[str] | None, staff: bool, language: str | None, school: str | None
) -> int:
    from bot.services import schools
    from bot.services.links import invitations
    from bot.storage.engine import make_readers, make_sessions

    # The file is whole before the codes are kept, and takes its place after: codes without a file help nobody. Letters
    # for a school take a minute, so they are made of a session that only reads and keeps no bot from writing.
    now = work.now()
    async with work.database() as engine:
        async with make_readers(engine)() as reader:
            here = await schools.school_named(reader, school)
            ids = await _class_ids(reader, here, classes)
            issued = await invitations.draw(reader, here, classes=ids, staff=staff)
            if form is LetterFormat.PDF:
                _write(made, await _letters(reader, here, issued, language or here.locale, now))
            else:
                _write_table(made, issued)
        async with make_sessions(engine)() as writer:
            await invitations.keep(writer, here, issued, now=now)
            await writer.commit()
    if any(row.link is None for row in issued):
        typer.echo(say(_("The links are empty: the bot's name is not known yet. Run once: titian doctor")), err=True)
    return len(issued)


async def _class_ids(session: "AsyncSession", school: "School", names: list[str] | None) -> list[int] | None:
    from bot.services import schools

    return [(await schools.class_named(session, school, name)).id for name in names] if names else None


def _write(made: Path, content: bytes) -> None:
    made.write_bytes(content)


def _write_table(made: Path, issued: Sequence["Issued"]) -> None:
    from bot.services.log.sheets import write_csv

    rows = (
        (
            row.class_name or "",
            row.pupil or "",
            row.person,
            row.relation.value if row.relation else "",
            row.code,
            row.link or "",
        )
        for row in issued
    )
    with made.open("w", encoding="utf-8", newline="") as file:
        write_csv(file, ISSUED, rows)


async def _letters(
    session: "AsyncSession", school: "School", issued: Sequence["Issued"], language: str, now: datetime
) -> bytes:
    from zoneinfo import ZoneInfo

    from bot.domain.invitations import LIFETIME
    from bot.domain.letters import FamilyLetter, Signer, StaffLetter
    from bot.messages import letters
    from bot.services import staff
    from bot.services.letters import letterheads

    head = await letterheads.letterhead_of(session, school)
    if not head.ways:
        raise NotFound("username")
    if not issued:
        raise NotFound("invitee")
    zone = ZoneInfo(school.timezone)
    dates = (now.astimezone(zone).date(), (now + LIFETIME).astimezone(zone).date())
    principal = await staff.principal_signs(session, school)
    if issued[0].pupil_id is None:
        pages = [StaffLetter(_invitee(row), principal) for row in issued]
        return letters.staff_letters(head, pages, *dates, language)
    signers = {
        class_id: Signer("homeroom", person.name, person.nip)
        for class_id, person in (await staff.homerooms(session, school)).items()
    }
    families = [
        FamilyLetter(
            rows[0].pupil or "",
            rows[0].class_name or "",
            tuple(map(_invitee, rows)),
            signers.get(rows[0].class_id or 0, principal),
        )
        for rows in _by_family(issued)
    ]
    return letters.family_letters(head, families, *dates, language)


def _by_family(issued: Sequence["Issued"]) -> Iterator[list["Issued"]]:
    for _pupil, rows in groupby(issued, key=lambda row: row.pupil_id):
        yield list(rows)


def _invitee(row: "Issued") -> "Invitee":
    from bot.domain.letters import Invitee

    return Invitee(row.person, row.code, row.ways, row.relation.value if row.relation else None)
