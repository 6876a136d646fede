"""Why a table holds no marks. Of the file only `headers` is quoted: for the sender's eyes, and never for a log."""

from dataclasses import dataclass

from bot.sheets.errors import FileError


@dataclass(eq=False)
class MarksLayoutUnknown(FileError):
    """No sheet has pupils and columns of marks or days. `headers` are those seen, at most 30."""

    headers: tuple[str, ...] = ()
