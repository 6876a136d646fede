"""Why a file could not be read as a table. Each says enough for a polite sentence to the sender.

Each room of readers adds its own for tables whose headers it does not know.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import AppError


class FileKind(StrEnum):
    """What a file turned out to be instead of a table."""

    PICTURE = "picture"
    PDF = "pdf"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    MEDIA = "media"
    PROGRAM = "program"
    BINARY = "binary"


class Limit(StrEnum):
    """Which limit of `bot.sheets.limits` was passed."""

    BYTES = "bytes"
    UNPACKED = "unpacked"
    RATIO = "ratio"
    MEMBERS = "members"
    SHEETS = "sheets"
    ROWS = "rows"
    COLUMNS = "columns"
    CELLS = "cells"


class FileError(AppError):
    """Nothing was read from the file."""


@dataclass(eq=False)
class FileEmpty(FileError):
    """The file holds no bytes, or no cell with text."""


@dataclass(eq=False)
class FileEncrypted(FileError):
    """The workbook or zip wants a password."""


@dataclass(eq=False)
class FileDamaged(FileError):
    """The file starts like a table and breaks off or contradicts itself. `part` is the sheet or member."""

    part: str = ""


@dataclass(eq=False)
class FileTooLarge(FileError):
    """A limit was passed: `allowed` of the unit that `limit` names."""

    limit: Limit
    allowed: int


@dataclass(eq=False)
class FileUnsafe(FileError):
    """A zip that no honest program writes: a member outside its folder (`path`), or an archive within (`nested`)."""

    reason: str


@dataclass(eq=False)
class FileWrongKind(FileError):
    """Not a table at all: a photo, a PDF, a letter."""

    kind: FileKind
