"""A grid of attendance → each pupil's days that were not simply present, and the days on which anything was entered."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.attendance import DayState
from bot.domain.marksheets import CellCode, MarkSheet, SheetRow
from bot.domain.roster import Place
from bot.marks.days import PRESENT, is_holiday, sign, state_of
from bot.marks.layouts import Plan
from bot.marks.notes import Notes
from bot.marks.pages import Label, NumberedRow, Page
from bot.marks.pupils import People, Who
from bot.marks.reading import at
from bot.marks.scores import count, is_number
from bot.marks.titles import Titles
from bot.sheets.cells import Cell, text

NO_MONTH = date(1, 1, 1)
"""Stands for the month where the sheet does not say which: January of the year 1 has all days there can be."""


def read_grid(page: Page, plan: Plan, titles: Titles, rows: Sequence[NumberedRow], notes: Notes) -> MarkSheet:
    """The sheet of a grid. A blank cell is a pupil who was present, on a day on which anything stands for anybody."""
    people = People(page, notes)
    pupils = []
    for number, row in rows:
        if people.is_pupil(row, any(sign(at(row, label)) for label, _day in plan.days)):
            pupils.append((number, row, people.who(number, row)))
    month = _month(plan, titles)
    entered = _entered(page, plan, month, [(number, row) for number, row, _who in pupils], notes)
    found = []
    for number, row, who in pupils:
        days = _days(page, entered, number, row, who, notes)
        _compare_totals(page, plan, number, row, who, days, notes)
        place = Place(page.name, number)
        found.append(SheetRow(place, who.name, who.nisn, who.nipd, who.class_name, days=tuple(days.items())))
    return MarkSheet(
        page.name,
        plan.layout,
        rows=tuple(found),
        class_name=titles.class_name,
        year=titles.year,
        half=titles.half,
        npsn=titles.npsn,
        subject=titles.subject,
        month=None if month == NO_MONTH else month,
        registers=tuple(entered),
    )


def is_of_numbers(plan: Plan, rows: Sequence[NumberedRow]) -> bool:
    """Whether numbers stand where signs would: columns called 1, 2, 3 … that are no days."""
    cells = [cell for _number, row in rows for label, _day in plan.days if text(cell := at(row, label))]
    return bool(cells) and 2 * sum(1 for cell in cells if is_number(cell) and text(cell) not in "01") > len(cells)


def _month(plan: Plan, titles: Titles) -> date:
    dates = [day for _label, day in plan.days if isinstance(day, date)]
    return dates[0].replace(day=1) if dates else titles.month or NO_MONTH


def _entered(page: Page, plan: Plan, month: date, rows: Sequence[NumberedRow], notes: Notes) -> Mapping[date, Label]:
    """The days on which anything is entered, each with its column; holidays are none."""
    last = monthrange(month.year, month.month)[1]
    entered = {}
    for label, day in plan.days:
        signs = [sign(at(row, label)) for _number, row in rows]
        if not any(said not in ("", "false") for said in signs) or is_holiday(signs):
            continue
        if isinstance(day, int) and day > last:
            notes.column(CellCode.DAY_OUTSIDE, page, label, _first(label, rows))
            continue
        entered[day if isinstance(day, date) else month.replace(day=day)] = label
    return entered


def _first(label: Label, rows: Sequence[NumberedRow]) -> Cell:
    return next((cell for _number, row in rows if sign(cell := at(row, label))), None)


def _days(
    page: Page, entered: Mapping[date, Label], number: int, row: Sequence[Cell], who: Who, notes: Notes
) -> dict[date, DayState]:
    days = {}
    for day, label in entered.items():
        said = sign(at(row, label))
        state = state_of(said) if said else PRESENT
        if state is None:
            notes.cell(CellCode.DAY_UNKNOWN, page, number, label, at(row, label), who.name)
        elif isinstance(state, DayState):
            days[day] = state
    return days


def _compare_totals(
    page: Page,
    plan: Plan,
    number: int,
    row: Sequence[Cell],
    who: Who,
    days: Mapping[date, DayState],
    notes: Notes,
) -> None:
    for state, label in plan.totals.items():
        stated = count(at(row, label))
        if stated is not None and stated != sum(1 for found in days.values() if found is state):
            notes.cell(CellCode.TOTAL_DIFFERS, page, number, label, at(row, label), who.name)
