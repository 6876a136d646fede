"""`titian privacy`: requests about data, a family's copy and its erasure, for whoever asks the school itself."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import work
from bot.cli.files import whole_file
from bot.cli.options import Force, Output, SchoolName
from bot.cli.words import language, say, source
from bot.domain.errors import NotFound
from bot.domain.text import _, n_

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.services.privacy.asking import Found, Listed
    from bot.services.privacy.parts import Tally
    from bot.storage.models import Person

app = typer.Typer(help=source(_("Requests about stored data: list them, copy or erase a family's.")))

Guardian = Annotated[int, typer.Argument(help=source(_("The guardian's number, as `privacy list --name` says it.")))]


@app.command("list", help=source(_("Requests about data; with --name, guardians whose name has that in it.")))
def requests(
    name: Annotated[str, typer.Option("--name", help=source(_("Look for guardians by name instead.")))] = "",
    school: SchoolName = None,
) -> None:
    """Newest first; nothing is written down for looking at the list of requests, for a name it is."""
    if name:
        for found in work.do(_find(school, name)):
            typer.echo(f"{found.person_id}\t{found.name}\t{', '.join(found.children)}")
        return
    from bot.services.privacy.copies_of_talking import REQUESTS, STATES

    for row in work.do(_list(school)):
        states = f"{say(REQUESTS[row.kind])}\t{say(STATES[row.state])}"
        typer.echo(f"{row.receipt}\t{states}\t{row.at:%Y-%m-%d}\t{row.due_at:%Y-%m-%d %H:%M} UTC\t{row.person_id}")


@app.command("copy", help=source(_("All that is stored about a guardian's family, as a spreadsheet.")))
def copy(guardian: Guardian, output: Output, force: Force = False, school: SchoolName = None) -> None:
    """The same file as the guardian can take in the chat; that it was taken is noted."""
    with whole_file(output, force=force) as made:
        rows = work.do(_copy(made, guardian, school))
    done = n_("%(count)s row written to %(path)s", "%(count)s rows written to %(path)s", rows, path=str(output))
    typer.echo(say(done), err=True)


@app.command("erase", help=source(_("Erase what can be erased of a guardian; without --yes, say what that is.")))
def erase(
    guardian: Guardian,
    yes: Annotated[bool, typer.Option("--yes", help=source(_("Do it; it cannot be undone.")))] = False,
    school: SchoolName = None,
) -> None:
    """At once: whoever asks in writing has thought it over."""
    from bot.domain.privacy import REASONS

    tally, receipt = work.do(_erase(guardian, school, yes))
    count = sum(tally.erased.values())
    if receipt:
        typer.echo(say(n_("%(count)s row is erased.", "%(count)s rows are erased.", count)))
    else:
        typer.echo(say(n_("%(count)s row would be erased.", "%(count)s rows would be erased.", count)))
    for reason, kept in tally.kept.items():
        words = n_("%(count)s row is kept: %(why)s", "%(count)s rows are kept: %(why)s", kept, why=REASONS[reason])
        typer.echo(say(words))
    if receipt:
        typer.echo(say(_("The receipt: %(receipt)s", receipt=receipt)))


async def _list(name: str | None) -> "list[Listed]":
    from bot.services import schools
    from bot.services.privacy import asking

    async with work.session() as session:
        return await asking.all_of(session, await schools.school_named(session, name))


async def _find(school_name: str | None, name: str) -> "list[Found]":
    from bot.services import schools
    from bot.services.privacy import asking

    async with work.session() as session:
        return await asking.find(session, await schools.school_named(session, school_name), name, work.now())


async def _copy(made: Path, guardian: int, name: str | None) -> int:
    import asyncio

    from bot.chat.family_copies import write
    from bot.domain.courtesy import Reader
    from bot.messages.voice import Voice
    from bot.services.privacy import asking, copying, whose

    async with work.session() as session:
        person, timezone = await _guardian(session, guardian, name)
        voice = Voice(Reader(person.locale or language(), timezone), work.now())
        copied = await copying.gather_of(session, person, await whose.listed_family(session, person))
        asking.note_copy(session, person, copied.rows, work.now())
        await asyncio.to_thread(write, made, copied, voice)
        return copied.rows


async def _erase(guardian: int, name: str | None, yes: bool) -> "tuple[Tally, str]":
    from bot.chat import files
    from bot.jobs import privacy_ticks
    from bot.services.privacy import asking, parts, whose
    from bot.storage.engine import make_sessions
    from bot.storage.work import work_of

    files.use(work.settings().titian_data_dir)
    async with work.database() as engine:
        sessions = make_sessions(engine)
        async with sessions() as session:
            person, _zone = await _guardian(session, guardian, name)
            family = await whose.whole_family(session, person)
            tally = await parts.count_rows(session, family)
            if not yes:
                return tally, ""
            request = await asking.erase_now(session, person, work.now())
            await session.commit()
            request_id = request.id
        await privacy_ticks.erase(work_of(sessions), request_id, work.now)
        async with sessions() as session:
            return await asking.result_of(session, request_id)


async def _guardian(session: "AsyncSession", guardian: int, name: str | None) -> "tuple[Person, str]":
    """The guardian of this school, and its zone; raises NotFound."""
    from bot.services import schools
    from bot.storage.models import Person

    school = await schools.school_named(session, name)
    person = await session.get(Person, guardian)
    if person is None or person.school_id != school.id:
        raise NotFound("guardian")
    return person, school.timezone
