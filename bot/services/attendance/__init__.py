"""Attendance of pupils: registers of classes, days of single pupils, what files say of them, and how days add up."""

from bot.services.attendance.importing import changes_of, import_days, import_totals, total_changes_of
from bot.services.attendance.registers import family_says, mark, take
from bot.services.attendance.totals import days_of, totals_of

__all__ = [
    "changes_of",
    "days_of",
    "family_says",
    "import_days",
    "import_totals",
    "mark",
    "take",
    "total_changes_of",
    "totals_of",
]
