"""Why a file could not be read as a roster. Each says enough for a polite sentence to the sender.

Of the file itself only `RosterLayoutUnknown.headers` is quoted: for the sender's eyes, and never for a log.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.errors import AppError


class FileKind(StrEnum):
    """What a file turned out to be instead of a roster."""

    PICTURE = "picture"
    PDF = "pdf"
    DOCUMENT = "document"
    ARCHIVE = "archive"
    MEDIA = "media"
    PROGRAM = "program"
    BINARY = "binary"


class Limit(StrEnum):
    """Which limit of `bot.roster.limits` was passed."""

    BYTES = "bytes"
    UNPACKED = "unpacked"
    RATIO = "ratio"
    MEMBERS = "members"
    SHEETS = "sheets"
    ROWS = "rows"
    COLUMNS = "columns"
    CELLS = "cells"


class RosterError(AppError):
    """Nothing was read from the file."""


@dataclass(eq=False)
class RosterEmpty(RosterError):
    """The file holds no bytes, or no cell with text."""


@dataclass(eq=False)
class RosterLayoutUnknown(RosterError):
    """No sheet has headers that name a pupil, a teacher or a class. `headers` are those seen, at most 30."""

    headers: tuple[str, ...] = ()


@dataclass(eq=False)
class RosterEncrypted(RosterError):
    """The workbook or zip wants a password."""


@dataclass(eq=False)
class RosterDamaged(RosterError):
    """The file starts like a roster and breaks off or contradicts itself. `part` is the sheet or member."""

    part: str = ""


@dataclass(eq=False)
class RosterTooLarge(RosterError):
    """A limit was passed: `allowed` of the unit that `limit` names."""

    limit: Limit
    allowed: int


@dataclass(eq=False)
class RosterUnsafe(RosterError):
    """A zip that no honest program writes: a member outside its folder (`path`), or an archive within (`nested`)."""

    reason: str


@dataclass(eq=False)
class RosterWrongKind(RosterError):
    """Not a table at all: a photo, a PDF, a letter."""

    kind: FileKind
