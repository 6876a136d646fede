"""How every command begins and ends: its language, its help, and one clear line instead of a traceback."""

import os
import traceback
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

from bot.cli.sentences import sentence
from bot.cli.words import choose_language, say
from bot.domain.text import Phrase, _

_PASSED_ON = (typer.Exit, typer.Abort, KeyboardInterrupt, BrokenPipeError)


class Root(TyperGroup):
    """The group of all commands."""

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Settle on a language before anything is said."""
        if choose_language(args, os.environ) != "en":
            _translate(self)
        return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; a failure becomes one line and exit code 1. Wrong usage stays code 2."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if isinstance(error, _PASSED_ON) or hasattr(error, "exit_code"):
                raise
            if ctx.params.get("debug"):
                typer.echo(traceback.format_exc(), err=True, nl=False)
            typer.echo(say(_plain(error)), err=True)
            raise typer.Exit(1) from None


def _plain(error: Exception) -> Phrase:
    # The classes of SQLAlchemy and pydantic are told by their modules: importing them here would slow every --help.
    module = type(error).__module__
    away = isinstance(error, ConnectionError | TimeoutError) or type(error).__name__ == "gaierror"
    if away or module.startswith(("sqlalchemy", "asyncpg", "sqlite3")):
        return _("The database cannot be used (%(kind)s). See: titian doctor", kind=type(error).__name__)
    if module.startswith("pydantic") and (problems := getattr(error, "errors", None)):
        names = ", ".join(sorted({str(problem["loc"][0]).upper() for problem in problems() if problem["loc"]}))
        return _("A setting does not fit: %(names)s. See .env.example for what each one takes.", names=names)
    return sentence(error)


def _translate(group: Any) -> None:
    """Put the help of a group and all below it into the language that was settled on."""
    for command in _all_of(group):
        if command.help:
            command.help = say(Phrase(command.help))
        for parameter in command.params:
            if getattr(parameter, "help", None):
                parameter.help = say(Phrase(parameter.help))


def _all_of(command: Any) -> Iterator[Any]:
    yield command
    for below in getattr(command, "commands", {}).values():
        yield from _all_of(below)
