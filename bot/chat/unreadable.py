"""Why nothing was read from a file, in words for whoever sent it: one place for every flow that takes files."""

from collections.abc import Mapping

from bot.domain.text import Phrase, _
from bot.marks.errors import MarksLayoutUnknown
from bot.roster.errors import RosterLayoutUnknown
from bot.sheets.errors import (
    FileDamaged,
    FileEmpty,
    FileEncrypted,
    FileError,
    FileKind,
    FileTooLarge,
    FileUnsafe,
    FileWrongKind,
    Limit,
)

MEGABYTE = 1_000_000

KINDS: Mapping[FileKind, Phrase] = {
    FileKind.PICTURE: _("This is a picture, not a table."),
    FileKind.PDF: _("This is a PDF, not a table. Please send the spreadsheet that it was made from."),
    FileKind.DOCUMENT: _("This is a text document, not a table."),
    FileKind.ARCHIVE: _("This is a packed file of a kind that is not understood here. A .zip would be."),
    FileKind.MEDIA: _("This is a recording, not a table."),
    FileKind.PROGRAM: _("This is a program and not a table. It was not opened."),
    FileKind.BINARY: _("This file is not a table."),
}


def too_much(limit: Limit, allowed: int) -> Phrase:
    """Which limit was passed; bytes are told in megabytes."""
    if limit in (Limit.BYTES, Limit.UNPACKED):
        allowed //= MEGABYTE
    texts: Mapping[Limit, Phrase] = {
        Limit.BYTES: _(
            "The file is larger than %(allowed)s megabytes. On the school's computer it can be larger.", allowed=allowed
        ),
        Limit.UNPACKED: _("Unpacked, the file is larger than %(allowed)s megabytes.", allowed=allowed),
        Limit.RATIO: _("The file is packed so tightly that it was not opened."),
        Limit.MEMBERS: _("There are more than %(allowed)s files in it.", allowed=allowed),
        Limit.SHEETS: _("There are more than %(allowed)s sheets in it.", allowed=allowed),
        Limit.ROWS: _("A sheet has more than %(allowed)s rows.", allowed=allowed),
        Limit.COLUMNS: _("A sheet has more than %(allowed)s columns.", allowed=allowed),
        Limit.CELLS: _("There are more than %(allowed)s cells in it.", allowed=allowed),
    }
    return texts[limit]


def why(error: FileError) -> Phrase:
    """Why nothing was read from the file."""
    match error:
        case FileEmpty():
            return _("There is nothing in the file.")
        case FileEncrypted():
            return _("The file wants a password. Please save it without one and send it again.")
        case FileDamaged(part=part):
            return _("The file is damaged at “%(part)s”. Please save it anew and send it again.", part=part)
        case FileUnsafe():
            return _("The file holds things that no honest program writes, so it was not opened.")
        case FileWrongKind(kind=kind):
            return KINDS[kind]
        case FileTooLarge(limit=limit, allowed=allowed):
            return too_much(limit, allowed)
        case RosterLayoutUnknown(headers=headers) if headers:
            seen = ", ".join(headers[:6])
            return _("No sheet has a header that names pupils, teachers or classes. Seen: %(seen)s.", seen=seen)
        case MarksLayoutUnknown(headers=headers) if headers:
            seen = ", ".join(headers[:6])
            return _("No sheet has pupils' names with marks or days beside them. Seen: %(seen)s.", seen=seen)
        case MarksLayoutUnknown():
            return _("No sheet has pupils' names with marks or days beside them.")
    return _("No sheet has a header that names pupils, teachers or classes.")
