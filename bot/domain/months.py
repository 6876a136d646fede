"""Months as they are named on a button: August 2026."""

from datetime import date

from bot.domain.text import Phrase, _

MONTHS: tuple[Phrase, ...] = (
    _("January"),
    _("February"),
    _("March"),
    _("April"),
    _("May"),
    _("June"),
    _("July"),
    _("August"),
    _("September"),
    _("October"),
    _("November"),
    _("December"),
)


def month_words(day: date) -> Phrase:
    """The month in which a day lies."""
    return _("%(month)s %(year)s", month=MONTHS[day.month - 1], year=str(day.year))
