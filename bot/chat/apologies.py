"""Where every error a person can meet in the chat becomes a kind screen that says what to do next.

Why it exists: a button can be pressed a month later, twice, or by someone who forged it; a value can be mistyped; a
matter can have moved on meanwhile. Each deserves a true answer that gives nothing away.
"""

from collections.abc import Callable

from bot.chat.turns import Turn
from bot.domain.errors import AppError, InvalidValue, NotAllowed, NotFound, StaleScreen
from bot.domain.screens import Screen, button, screen
from bot.domain.text import _

_MENU = (button(_("Menu"), "home.menu"),)

_own: dict[type[AppError], Callable[[Turn, AppError], Screen]] = {}


def apologises(
    kind: type[AppError],
) -> Callable[[Callable[[Turn, AppError], Screen]], Callable[[Turn, AppError], Screen]]:
    """Give an error a screen of its own; without one it gets the common screen of its base class."""

    def register(make: Callable[[Turn, AppError], Screen]) -> Callable[[Turn, AppError], Screen]:
        _own[kind] = make
        return make

    return register


async def apology(turn: Turn, error: AppError) -> Screen:
    """The screen for an error, by the nearest class that has one."""
    for kind in type(error).__mro__:
        if kind in _own:
            return _own[kind](turn, error)
    return screen("home/trouble", _MENU)


@apologises(NotAllowed)
def _not_yours(turn: Turn, error: AppError) -> Screen:
    return screen("home/not_yours", _MENU)


@apologises(NotFound)
@apologises(StaleScreen)
def _stale(turn: Turn, error: AppError) -> Screen:
    return screen("home/stale", _MENU)


@apologises(InvalidValue)
def _invalid(turn: Turn, error: AppError) -> Screen:
    assert isinstance(error, InvalidValue)
    return screen("home/invalid", field=error.field, reason=error.reason)
