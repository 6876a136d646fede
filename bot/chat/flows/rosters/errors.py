"""Why a file could not be taken, said so that the next step is clear."""

from bot.chat.apologies import apologises
from bot.chat.flows.rosters.draft import MENU
from bot.chat.turns import Turn
from bot.chat.unreadable import why
from bot.domain.errors import AppError
from bot.domain.screens import Screen, button, screen
from bot.domain.text import _
from bot.services.rosters import ImportOutdated, RosterYearPast
from bot.sheets.errors import FileError
from bot.storage.models import RoleKind


@apologises(FileError)
def _unreadable(turn: Turn, error: AppError) -> Screen:
    assert isinstance(error, FileError)
    # An administrator's file may have been either; the others send marks only.
    helps = "r.help" if RoleKind.ADMIN in turn.roles else "mk.file"
    return screen("rosters/unreadable", (button(_("Which files are understood"), helps),), MENU, why=why(error))


@apologises(RosterYearPast)
def _year_past(turn: Turn, error: AppError) -> Screen:
    assert isinstance(error, RosterYearPast)
    return screen("rosters/year_past", MENU, year=error.year, newest=error.newest)


@apologises(ImportOutdated)
def _outdated(turn: Turn, error: AppError) -> Screen:
    return screen("rosters/outdated", (button(_("Look again"), "r.again"),), MENU)
