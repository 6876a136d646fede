"""All commands, put together; each file adds its own noun."""

from typing import Annotated

import typer

from bot.cli import (
    attendance,
    backup,
    doctor,
    export,
    holiday,
    invites,
    letters,
    marks,
    meetings,
    privacy,
    roster,
    schools,
    staff,
    start,
    status,
    whatsapp,
)
from bot.cli.root import Root
from bot.cli.words import LANGUAGES, source
from bot.domain.text import _

app = typer.Typer(
    name="titian",
    cls=Root,
    help=source(_("Titian, a footbridge between a school and its families.")),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def common(
    lang: Annotated[
        str, typer.Option("--lang", metavar="|".join(LANGUAGES), help=source(_("Language of the words.")))
    ] = "",
    debug: Annotated[
        bool, typer.Option("--debug", help=source(_("After a failure, say where in the program it happened.")))
    ] = False,
) -> None:
    """Both options are acted on around the command; they are here so that they are known and shown."""


app.command("run", help=source(_("Run the bot; without a token, the playground in your browser.")))(start.run)
app.command("playground", help=source(_("Try everything with a made-up school in your browser.")))(start.playground)
app.command("init", help=source(_("Found a school with its first administrator.")))(schools.init)
app.add_typer(schools.app, name="school")
app.add_typer(roster.app, name="roster")
app.add_typer(marks.app, name="marks")
app.add_typer(attendance.app, name="attendance")
app.add_typer(staff.app, name="staff")
app.add_typer(invites.app, name="invites")
app.add_typer(letters.app, name="letters")
app.add_typer(meetings.app, name="meetings")
app.add_typer(holiday.app, name="holiday")
app.add_typer(export.app, name="export")
app.add_typer(privacy.app, name="privacy")
app.add_typer(whatsapp.app, name="whatsapp")
app.command("status", help=source(_("What waits to be sent or handled, who sends, and what went wrong.")))(
    status.status
)
app.command("backup", help=source(_("Copy the database into one file, while the bot runs.")))(backup.backup)
app.command("doctor", help=source(_("Look whether everything is in order, and say what to do.")))(doctor.doctor)
