"""Which rows of the log may be read: what belongs to a concern is for who is in it alone."""

from sqlalchemy import ColumnElement, or_

from bot.services import scope
from bot.storage.models import Concern, LogEntry, Person


def of_no_concern() -> ColumnElement[bool]:
    """The rows that belong to no concern."""
    return LogEntry.concern_id.is_(None)


def readable_by(staff: Person) -> ColumnElement[bool]:
    """Those, and the rows of the concerns that this member of staff is in."""
    mine = scope.concerns_of(staff).with_only_columns(Concern.id)
    return or_(LogEntry.concern_id.is_(None), LogEntry.concern_id.in_(mine))
