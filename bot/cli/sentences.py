"""What went wrong, in one clear line: every error class that a command can meet has its sentence here."""

import errno
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.files import FileExists, FileRefused
from bot.domain.errors import (
    AppError,
    DeliveryError,
    ExtraMissing,
    InvalidValue,
    NotAllowed,
    NotFound,
    SettingsMissing,
)
from bot.domain.text import Phrase, _, n_

if TYPE_CHECKING:
    from bot.sheets.errors import FileError

_NOT_FOUND: Mapping[str, Phrase] = {
    "school": _("That school is not here yet. To found one: titian init"),
    "class": _("There is no such class. Classes come with the roster: titian roster import FILE"),
    "day": _("The school's calendar says nothing about this day."),
    "bot": _("Several bots are here, and this token belongs to none that has been connected. Use the token it had."),
    "username": _("The bot's name is not known yet, and letters need it. Run once: titian doctor"),
    "update": _("There is no such update. To see their numbers: titian letters list"),
    "sent update": _("This update has not gone out, or was taken back."),
    "letter": _("No letters are needed: every family is reached, or has its letter. For all of them: --all"),
    "whatsapp": _("This school has no number on WhatsApp yet. To connect one: titian whatsapp connect"),
    "meeting": _("There is no such meeting. To see their numbers: titian meetings list"),
    "paper": _("Nothing is there to print yet: no family is invited, no time is offered, or nobody has written."),
    "guardian": _("There is no such guardian. To find one: titian privacy list --name NAME"),
    "invitee": _("Nobody is left to invite: all of them have a chat already."),
}
_INVALID: Mapping[tuple[str, str], Phrase] = {
    ("timezone", "unknown"): _(
        "This time zone is not known. Write it like Asia/Jakarta, Asia/Makassar or Asia/Jayapura."
    ),
    ("school", "exists"): _("A school is here already. To add another one with a name of its own: --another"),
    ("school", "ambiguous"): _("There is more than one school here; say which with --school NAME."),
    ("school", "too_long"): _("The school's name is too long."),
    ("school", "empty"): _("The school needs a name."),
    ("admin", "too_long"): _("The administrator's name is too long."),
    ("admin", "empty"): _("The administrator needs a name."),
    ("name", "too_long"): _("The name is too long."),
    ("name", "empty"): _("The person needs a name."),
    ("role", "missing"): _("Say at least one role with --role."),
    ("class", "missing"): _("A homeroom teacher needs a class: --class NAME"),
    ("subject", "missing"): _("A teacher of a class needs a subject: --subject NAME"),
    ("subject", "needs_class"): _("A subject is taught to a class: add --class NAME to the role teacher."),
    ("subject", "too_long"): _("The subject's name is too long."),
    ("subject", "empty"): _("The subject needs a name."),
    ("nip", "digits"): _("A NIP has digits only, at most 24."),
    ("nip", "ambiguous"): _("Several people have this name; say which with --nip."),
    ("letter_number", "unknown"): _("In the scheme of letter numbers only {no}, {month} and {year} are filled in."),
    ("letter_number", "too_long"): _("The scheme of letter numbers is too long."),
    ("paper", "kind"): _("This kind of meeting has no such paper."),
    ("quiet", "time"): _("Write a time of day like 19:00."),
    ("weekdays", "unknown"): _("Write days of the week as mon,tue,wed,thu,fri,sat,sun, or none."),
    ("price", "amount"): _("Write the price of a message like 356.65."),
    ("price", "range"): _("Write the price of a message like 356.65."),
    ("ceiling", "amount"): _("Write the limit for a month like 500000."),
    ("ceiling", "range"): _("Write the limit for a month like 500000."),
    ("number", "taken"): _("This number is another school's already."),
    ("number", "other"): _("The school writes from another number already, and its chats are with that one."),
    ("escalation", "unknown"): _("Write gentle, usual, quick or off; or steps such as guardian:48 channel:72 call:96."),
    ("escalation", "range"): _("Each step follows after 12 to 336 hours."),
    ("escalation", "twice"): _("Each step can follow once only."),
    ("escalation", "order"): _("Steps need times of their own, and the call comes last."),
    ("alerts", "unknown"): _(
        "Write not_yet, missing, below or total; a time to correct such as not_yet:30 in minutes."
    ),
    ("promise", "range"): _("From 1 to 40 working hours can be promised."),
    ("settled", "range"): _("A question can be settled by itself after 3 to 365 days."),
    ("hours", "unknown"): _("Write hours like Monday-Friday 07:30-15:30."),
    ("hours", "short"): _("Hours are an hour long at least."),
    ("hours", "order"): _("The hours end before they begin."),
    ("hours", "quiet"): _("The school is quiet all through these hours."),
    ("grace", "range"): _("A teacher has at most 7 days to correct."),
    ("total", "range"): _("From 2 to 30 days missed can be told of."),
    ("line", "missing"): _("The school has no line for marks yet: titian school set --pass-line 75"),
    ("reminders", "unknown"): _("Write usual, day, early or off; or days and hours such as 1:2."),
    ("reminders", "range"): _("At most 3 days and 6 hours before."),
    ("line", "range"): _("The school's line is a number from 0 to 100, or none."),
    ("term", "unknown"): _("Write a half of the school year like 20261 (July to December) or 20262 (January to June)."),
    ("month", "unknown"): _("Write a month like 2026-08."),
    ("marks", "which"): _("Say which class's marks with --class NAME, or all of them with --all."),
    ("attendance", "none"): _("There is no attendance in this file. For marks: titian marks import FILE"),
    ("retention", "unknown"): _("Write nouns with months, such as words:12 accesses:60; or usual."),
    ("retention", "range"): _("From 1 to 240 months; and the log is kept for as long as its words, or longer."),
    ("cap", "range"): _("The weekly cap is a number from 1 to 50."),
}


def sentence(error: Exception) -> Phrase:
    """The one line that a person is told about `error`."""
    match error:
        case NotFound():
            return _NOT_FOUND.get(error.noun, _("Not found: %(noun)s", noun=error.noun))
        case InvalidValue():
            unknown = _("The value given for %(field)s does not fit.", field=error.field)
            return _INVALID.get((error.field, error.reason), unknown)
        case FileExists() | FileRefused():
            return _of_file(error)
        case SettingsMissing() | ExtraMissing():
            return _of_setup(error)
        case NotAllowed():
            return _("This is not allowed.")
        case DeliveryError():
            return _("The chat service could not be reached or refused: %(reason)s", reason=error.reason)
        case AppError():
            return _by_room(error)
        case OSError():
            return _of_system(error)
    return _unforeseen(error)


def _of_file(error: FileExists | FileRefused) -> Phrase:
    if isinstance(error, FileExists):
        return _("%(path)s is there already. To replace it: --force", path=error.path)
    if isinstance(error.cause, OSError):
        return _("%(path)s: %(problem)s", path=error.name, problem=error.cause.strerror or str(error.cause))
    return _("%(path)s: %(problem)s", path=error.name, problem=sentence(error.cause))


def _of_setup(error: SettingsMissing | ExtraMissing) -> Phrase:
    if isinstance(error, SettingsMissing):
        return _("WhatsApp needs these settings, too: %(names)s. See .env.example.", names=", ".join(error.names))
    return _("WhatsApp needs a package that is not installed yet. To install it: make %(extra)s", extra=error.extra)


def _of_system(error: OSError) -> Phrase:
    if error.errno == errno.EADDRINUSE:
        return _("The port is in use already. Stop what uses it, or choose another one with TITIAN_PORT.")
    problem = error.strerror or str(error)
    if error.filename is None:
        return _("The system refused: %(problem)s", problem=problem)
    return _("%(path)s: %(problem)s", path=str(error.filename), problem=problem)


def _by_room(error: AppError) -> Phrase:
    """Errors of rooms that are slow to enter; an error of theirs can only come up when somebody is in them."""
    from bot.services.backups import DamagedBackup
    from bot.services.marks import MarksOutdated, MarksUnclear
    from bot.services.rosters import ImportOutdated, RosterYearPast
    from bot.sheets.errors import FileError

    if isinstance(error, RosterYearPast):
        years = {"year": error.year, "newest": error.newest}
        return _("The file is of %(year)s, and the school has classes of %(newest)s already.", **years)
    if isinstance(error, MarksUnclear):
        return n_(
            "%(count)s question is open, so nothing was taken over. See --class, --subject, --term and --leave-out.",
            "%(count)s questions are open, so nothing was taken over. See --class, --subject, --term and --leave-out.",
            error.questions,
        )
    if isinstance(error, ImportOutdated | MarksOutdated):
        return _("The school has changed in the meantime. Please run the import again.")
    if isinstance(error, DamagedBackup):
        return _("The copy did not pass the database's own check, so it was thrown away: %(found)s", found=error.found)
    if isinstance(error, FileError):
        return _of_table(error)
    return _unforeseen(error)


def _of_table(error: "FileError") -> Phrase:
    from bot.marks.errors import MarksLayoutUnknown
    from bot.roster.errors import RosterLayoutUnknown
    from bot.sheets import errors

    match error:
        case errors.FileEmpty():
            return _("The file is empty.")
        case RosterLayoutUnknown():
            seen = ", ".join(error.headers[:8])
            return _("No column names a pupil, a teacher or a class. Columns found: %(columns)s", columns=seen or "–")
        case MarksLayoutUnknown():
            seen = ", ".join(error.headers[:8])
            return _("No sheet has pupils with marks or days. Columns found: %(columns)s", columns=seen or "–")
        case errors.FileEncrypted():
            return _("The file is locked with a password. Save it without one and try again.")
        case errors.FileDamaged():
            return _(
                "The file is damaged (%(part)s). Open it, save it again as .xlsx, and retry.", part=error.part or "–"
            )
        case errors.FileTooLarge():
            return _(
                "The file is too large: more than %(allowed)s (%(limit)s).", allowed=error.allowed, limit=error.limit
            )
        case errors.FileUnsafe():
            return _("This zip file is not one that a school system writes, so it was not opened.")
        case errors.FileWrongKind():
            return _(
                "This is not a table (%(kind)s)."
                " What can be read: .xlsx, .xls, .ods, .csv; and a OneRoster zip as a roster.",
                kind=error.kind,
            )
    return _unforeseen(error)


def _unforeseen(error: Exception) -> Phrase:
    """Our own mistake: where it happened, and nothing of what was worked on."""
    house = Path(__file__).parent.parent
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(str(house))]
    place = f"{Path(ours[-1].filename).relative_to(house.parent)}:{ours[-1].lineno}" if ours else "?"
    return _("Something went wrong that should not: %(kind)s at %(place)s", kind=type(error).__name__, place=place)
