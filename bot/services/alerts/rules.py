"""The school's rule, changed: each kind on or off, its grace, the number of days, and the line of marks."""

from datetime import datetime, timedelta

from bot.domain.alerts import AlertKind, dump_rule, load_rule, switched_off, switched_on, with_total
from bot.domain.errors import InvalidValue
from bot.domain.marks import BEST
from bot.storage.models import School


def switch_on(school: School, kind: AlertKind, now: datetime, grace: timedelta | None = None) -> None:
    """From now on families are asked, after that grace; what was known before stays untold. Raises InvalidValue, also
    where marks are to be told of and the school has no line."""
    if kind is AlertKind.BELOW and school.pass_line is None:
        raise InvalidValue("line", "missing")
    school.alerts = dump_rule(switched_on(load_rule(school.alerts), kind, grace, now))


def switch_off(school: School, kind: AlertKind) -> None:
    """Nothing of this kind any more, not even what waits to leave."""
    school.alerts = dump_rule(switched_off(load_rule(school.alerts), kind))


def set_total(school: School, total: int) -> None:
    """Of so many days missed families are told; raises InvalidValue."""
    school.alerts = dump_rule(with_total(load_rule(school.alerts), total))


def set_line(school: School, line: float) -> None:
    """The mark, of a hundred, that the school hopes for; raises InvalidValue."""
    if not 0 < line <= BEST:
        raise InvalidValue("line", "range")
    school.pass_line = line
