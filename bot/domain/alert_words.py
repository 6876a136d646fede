"""How the kinds of what the bot asks by itself are called, and how long it waits, in the words of who decides on it."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.alerts import AlertKind
from bot.domain.text import Phrase, _, n_

NAMES: Mapping[AlertKind, Phrase] = {
    AlertKind.NOT_YET: _("Not yet present today"),
    AlertKind.MISSING: _("Missing work"),
    AlertKind.BELOW: _("Mark under the line"),
    AlertKind.TOTAL: _("Days missed"),
}

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def pause_phrase(pause: timedelta) -> Phrase:
    """How long a teacher has to correct: in days, hours or minutes, whichever it is a whole number of."""
    if not pause:
        return _("at once")
    if pause % _DAY == timedelta():
        return n_("%(count)s day", "%(count)s days", pause // _DAY)
    if pause % _HOUR == timedelta():
        return n_("%(count)s hour", "%(count)s hours", pause // _HOUR)
    return n_("%(count)s minute", "%(count)s minutes", pause // timedelta(minutes=1))
