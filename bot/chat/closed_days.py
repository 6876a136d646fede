"""Why a school is closed on a day, in words that stand inside a sentence."""

from bot.domain.text import Phrase, _
from bot.services.calendar import ClosedBy, Closure


def why_closed(found: Closure) -> Phrase:
    """What closes it, by name where it has one."""
    match found.by:
        case ClosedBy.SCHOOL:
            return _("the school is closed: %(name)s", name=found.name)
        case ClosedBy.HOLIDAY:
            return _("it is a public holiday: %(name)s", name=found.name)
    return _("the school is closed on this day of the week")
