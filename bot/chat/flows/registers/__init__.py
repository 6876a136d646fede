"""Attendance of a class, one tap for each pupil who is not there; files of attendance come in with those of marks."""

from bot.chat.flows.registers import days, opening, pupil, recap, sheet, tapping
from bot.chat.flows.registers.draft import flow

__all__ = ["days", "flow", "opening", "pupil", "recap", "sheet", "tapping"]
