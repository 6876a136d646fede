"""Why a table is no roster. Of the file only `headers` is quoted: for the sender's eyes, and never for a log."""

from dataclasses import dataclass

from bot.sheets.errors import FileError


@dataclass(eq=False)
class RosterLayoutUnknown(FileError):
    """No sheet has headers that name a pupil, a teacher or a class. `headers` are those seen, at most 30."""

    headers: tuple[str, ...] = ()
