"""A file that somebody of the school takes out is noted: in the log, and with families' data in the register of
access as well."""

from bot.chat.turns import Turn
from bot.domain.accesses import AccessAction
from bot.domain.screens import FileRef
from bot.services import accesses, log
from bot.storage.models import LogKind


def note(turn: Turn, file: FileRef, **about: int | None) -> None:
    """In the log; `about` are columns of `LogEntry`. Raises NotAllowed for whoever is not of the staff."""
    log.note(
        turn.session,
        turn.school.id,
        LogKind.EXPORTED,
        turn.now,
        staff_id=turn.staff().id,
        channel=turn.bot.channel,
        text=file.name,
        **about,
    )


def register(turn: Turn, what: str, rows: int | None = None, **whose: int | None) -> None:
    """In the register of access: what it holds, of how many rows where it is a list, and by columns of `Access` whose
    data it is. Raises NotAllowed for whoever is not of the staff."""
    accesses.note(
        turn.session,
        turn.school.id,
        AccessAction.EXPORTED,
        turn.now,
        by_id=turn.staff().id,
        what=what,
        details=None if rows is None else {"rows": rows},
        **whose,
    )
