"""Why something of a file is not taken over, in words that a teacher understands; for the chat and the commands."""

from collections.abc import Callable, Mapping
from datetime import date

from bot.domain.text import Phrase, _
from bot.services.marks.values import LeftOut, Why

_OF_SHEET: Mapping[Why, Callable[[LeftOut], Phrase]] = {
    Why.CLASS_OTHER: lambda one: _("most pupils of this sheet are in %(told)s", told=one.told),
    Why.PUPIL_UNKNOWN: lambda one: _("most names of this sheet are not in the class"),
    Why.CLASS_NOT_YOURS: lambda one: _("%(told)s is not one of your classes", told=one.told),
    Why.CHOSEN: lambda one: _("left out, as you wished"),
    Why.NOTHING: lambda one: _("nothing is filled in"),
}
_OF_ROW: Mapping[Why, Callable[[LeftOut], Phrase]] = {
    Why.CHOSEN: lambda one: _("%(name)s: left out, as you wished", name=one.name),
    Why.CLASS_OTHER: lambda one: _("%(name)s is in %(told)s now", name=one.name, told=one.told),
    Why.CLASS_UNKNOWN: lambda one: _("%(told)s is not a class of the school", told=one.told or one.name),
    Why.CLASS_NOT_YOURS: lambda one: _("%(told)s is not one of your classes", told=one.told),
    Why.SUBJECT_NOT_YOURS: lambda one: _("%(name)s is taught by a colleague, who enters it", name=one.name),
    Why.DAYS_NOT_YOURS: lambda one: _("attendance is taken over from the homeroom teacher's file"),
    Why.PUPIL_UNKNOWN: lambda one: _("nobody in the class is called %(name)s", name=one.name),
    Why.PUPIL_LEFT: lambda one: _("%(name)s is no longer at the school", name=one.name),
    Why.PUPIL_TWICE: lambda one: _("another row is already that of %(name)s", name=one.name),
    Why.COLUMN_TWICE: lambda one: _(
        "%(name)s: the same marks stand on the sheet %(told)s", name=one.name, told=one.told
    ),
    Why.NOTHING: lambda one: _("nothing is filled in"),
}


def left_out_words(one: LeftOut) -> Phrase:
    """Why it is left out; where it stands is told beside it."""
    if one.why is Why.DAY_AHEAD:
        return _ahead(one.name)
    if not one.row and not one.column and one.why in _OF_SHEET:
        return _OF_SHEET[one.why](one)
    return _OF_ROW[one.why](one)


def _ahead(said: str) -> Phrase:
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return _("a day that the month does not have")
    return _("%(day)s has not come yet", day=day)
