"""Options that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.words import source
from bot.domain.text import _

SchoolName = Annotated[
    str | None, typer.Option("--school", help=source(_("Which school, where there is more than one.")))
]
Class = Annotated[list[str] | None, typer.Option("--class", help=source(_("Only this class; may be given again.")))]
Staff = Annotated[bool, typer.Option("--staff", help=source(_("Staff rather than families.")))]
Output = Annotated[Path, typer.Option("-o", "--output", help=source(_("The file to write.")))]
Force = Annotated[bool, typer.Option("--force", help=source(_("Replace the file when it is there already.")))]


class ListFormat(StrEnum):
    CSV = "csv"


class LetterFormat(StrEnum):
    CSV = "csv"
    PDF = "pdf"


class SheetFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"
