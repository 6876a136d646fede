"""`titian backup`: one whole file with everything in it."""

import shlex
from pathlib import Path

import typer

from bot.cli import work
from bot.cli.files import whole_file
from bot.cli.options import Force, Output
from bot.cli.words import say
from bot.domain.text import _


def backup(output: Output, force: Force = False) -> None:
    """Copy a SQLite database; for PostgreSQL, say how its own tool does it."""
    from sqlalchemy.engine import URL, make_url

    url = make_url(work.settings().database)
    if url.get_backend_name() != "sqlite":
        address = URL.create(
            "postgresql", url.username, host=url.host, port=url.port, database=url.database, query=url.query
        ).render_as_string()
        command = f"pg_dump --format=custom --file={shlex.quote(str(output))} {shlex.quote(address)}"
        typer.echo(say(_("PostgreSQL is copied by its own tool: %(command)s", command=command)), err=True)
        raise typer.Exit(1)
    work.do(_copy(Path(url.database or ""), output, force))
    size = f"{output.stat().st_size / 1_000_000:.1f} MB"
    typer.echo(say(_("Copied and checked: %(path)s (%(size)s)", path=str(output), size=size)))


async def _copy(source: Path, output: Path, force: bool) -> None:
    from bot.services.backups import copy_database

    async with work.database():
        with whole_file(output, force=force) as made:
            copy_database(source, made)
