"""One cell → a mark. Nothing is guessed: what is no number within the range is left out, with the reason."""

import re
from math import isfinite
from typing import NamedTuple

from bot.domain.marksheets import Cell as Mark
from bot.domain.marksheets import CellCode
from bot.sheets.cells import Cell, key, text

_NUMBER = re.compile(r"['’`]?\s*(\d{1,4}(?:[.,]\d{1,6})?)\s*")
_ERROR = re.compile(r"#[A-Z0-9/?!]+[!?]?|#\?|Err:\d{3}")
_NOT_HANDED_IN_SAID = """
belum; bm; tm; tidak mengumpulkan; belum mengumpulkan; tidak mengerjakan; belum mengerjakan; belum
dikumpulkan; tidak dikumpulkan; tidak ada; not submitted; missing; x
"""
_NOT_HANDED_IN = frozenset(word.strip() for word in _NOT_HANDED_IN_SAID.split(";"))


class Reading(NamedTuple):
    """A cell's mark, and what is to be said of the cell."""

    mark: Mark
    code: CellCode | None = None


EMPTY = Mark(None)


def score(cell: Cell, best: float) -> Reading:
    """The mark in a cell of a column whose best mark is `best`; blank and `-` are no mark yet."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _within(float(cell), best)
    said = text(cell)
    if not said:
        return Reading(EMPTY)
    if is_error(said):
        return Reading(EMPTY, CellCode.FORMULA_ERROR)
    if isinstance(cell, str) and (number := _NUMBER.fullmatch(said)):
        found = _within(float(number[1].replace(",", ".")), best)
        return Reading(found.mark, found.code or CellCode.TEXT_AS_NUMBER)
    if key(said) in _NOT_HANDED_IN:
        return Reading(Mark(None, missing=True))
    return Reading(EMPTY, CellCode.NOT_A_NUMBER)


def _within(number: float, best: float) -> Reading:
    if not isfinite(number) or not 0 <= number <= best:
        return Reading(EMPTY, CellCode.OUT_OF_RANGE)
    return Reading(Mark(round(number, 2)))


def is_error(said: str) -> bool:
    """Whether a cell holds the error of a formula."""
    return _ERROR.fullmatch(said) is not None


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, as one or as text."""
    if isinstance(cell, int | float):
        return not isinstance(cell, bool)
    return isinstance(cell, str) and _NUMBER.fullmatch(text(cell)) is not None


def count(cell: Cell) -> int | None:
    """Days in a cell of totals: a whole number up to 366; `-` is none at all. None where it says nothing."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    said = text(cell)
    if not said:
        return 0
    return int(said) if said.isascii() and said.isdecimal() and int(said) <= 366 else None
