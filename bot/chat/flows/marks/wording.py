"""What a file of marks was understood as and would change, as the values of its screens."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bot.chat.flows.marks.listing import said
from bot.domain.attendance import STATES
from bot.domain.cell_remarks import cell_text
from bot.domain.mark_words import assessment_words, term_words
from bot.domain.marksheets import SKIPPED, CellRemark, SheetLayout
from bot.domain.months import month_words
from bot.domain.text import Label, Phrase, _
from bot.services.marks import Asked, ColumnPlan, LeftOut, MarkChange, MarkPlan, Option, Question, SheetPlan
from bot.services.marks.wording import left_out_words

SHEETS = 6
CHANGES = 5
REMARKS = 6
SUBJECTS = 6
"""Of each so many are told; the report has all of them."""
LACKING = 3
"""So many pupils whom a file does not have are named; more are a number."""
SWEEPING = 10
"""With fewer marks that change, a look at each of them is enough."""

LAYOUTS: Mapping[SheetLayout, Phrase] = {
    SheetLayout.LEGER: _("Overview of marks (leger)"),
    SheetLayout.FINAL: _("Final marks of a subject"),
    SheetLayout.SCOPE: _("Tests of a subject"),
    SheetLayout.GRID: _("Attendance list"),
    SheetLayout.OWN: _("Own table of marks"),
}

Told = Mapping[str, Any]


def preview(plan: MarkPlan, name: str) -> dict[str, Any]:
    """All that the preview says."""
    changes = [(sheet, one) for sheet in plan.sheets for one in sheet.marks if one.old is not None]
    remarks = list(doubts(plan))
    return {
        "name": name,
        "sheets": [_sheet(one, len(plan.sheets) > 1) for one in plan.sheets[:SHEETS]],
        "more_sheets": max(0, len(plan.sheets) - SHEETS),
        "changed": [_change(sheet, one) for sheet, one in changes[:CHANGES]],
        "more_changed": max(0, len(changes) - CHANGES),
        "sweeping": _is_sweeping(plan),
        "told": any(_is_seen(sheet, one) for sheet, one in changes),
        "remarks": remarks[:REMARKS],
        "more_remarks": max(0, len(remarks) - REMARKS),
        "changes": plan.changes,
    }


def question(plan: MarkPlan, one: Question, count: int, name: str) -> dict[str, Any]:
    """All that a question says; `left` is how many there are in all."""
    sheet = next((part for part in plan.sheets if one in part.questions), None)
    return {
        "name": name,
        "asked": one.asked.value,
        "said": one.said,
        "sheet": one.sheet if len(plan.sheets) > 1 else None,
        "class_name": sheet.class_name if sheet else "",
        "row": one.row,
        "also": list(one.also),
        "count": count,
        "options": len(one.options),
        "left": len(plan.questions),
    }


def option(asked: Question, one: Option) -> Label:
    """An answer as its button says it."""
    if asked.asked is Asked.TERM:
        return term_words(str(one.value))
    if asked.asked is Asked.MONTH:
        return month_words(date.fromisoformat(str(one.value)))
    return _("%(name)s (%(hint)s)", name=one.label, hint=one.hint) if one.hint else one.label


def doubts(plan: MarkPlan) -> Iterator[Told]:
    """What somebody should look at: what was left out of the file first, then what was not sure."""
    remarks = sorted(plan.file.remarks, key=lambda one: one.code not in SKIPPED)
    left_out = [sheet.left_out for sheet in plan.sheets if sheet.trouble is None]
    yield from (_remark(one) for one in remarks if one.code in SKIPPED)
    yield from (_left_out(one) for some in left_out for one in some)
    yield from (_remark(one) for one in remarks if one.code not in SKIPPED)


def _sheet(one: SheetPlan, several: bool) -> Told:
    subjects = list(dict.fromkeys(column.subject for column in one.columns))
    return {
        "sheet": one.sheet if several else None,
        "layout": LAYOUTS[one.layout],
        "class_name": one.class_name,
        "term": term_words(one.term) if one.term else None,
        "month": month_words(one.month) if one.month else None,
        "subjects": subjects[:SUBJECTS],
        "more_subjects": max(0, len(subjects) - SUBJECTS),
        "columns": [_column(column) for column in one.columns[:SUBJECTS]] if len(subjects) == 1 else [],
        "pupils": len(one.names),
        "new": one.new,
        "changed": one.changed,
        "same": one.same,
        "registers": len(one.days.fresh),
        "days": len(one.days.changes),
        "totals": len(one.totals),
        "states": _states(one),
        "absent": len(one.absent),
        "lacking": list(one.absent) if len(one.absent) <= LACKING else [],
        "trouble": left_out_words(one.trouble) if one.trouble else None,
    }


def _states(one: SheetPlan) -> list[Told]:
    """What a grid says of the days that are new, by how often."""
    fresh = set(one.days.fresh)
    said = Counter(state for days in one.file_days.values() for day, state in days.items() if day in fresh)
    return [{"count": said[state], "name": STATES[state]} for state in STATES if said[state]]


def _column(one: ColumnPlan) -> Label:
    return assessment_words(one.kind, one.title)


def _change(sheet: SheetPlan, one: MarkChange) -> Told:
    column = sheet.columns[one.column]
    return {
        "name": one.name,
        "subject": column.subject,
        "what": _column(column),
        "old": said(one.old),
        "new": said(one.new),
    }


def _is_sweeping(plan: MarkPlan) -> bool:
    """Whether most marks that are there would change: a corrected file changes few, another subject's nearly all."""
    changed, same = sum(one.changed for one in plan.sheets), sum(one.same for one in plan.sheets)
    return changed >= SWEEPING and changed > 3 * same


def _is_seen(sheet: SheetPlan, one: MarkChange) -> bool:
    return sheet.columns[one.column].published


def _remark(one: CellRemark) -> Told:
    place = {"sheet": one.sheet, "row": one.row or None, "column": one.column or None}
    return {**place, "text": cell_text(one), "bare": False}


def _left_out(one: LeftOut) -> Told:
    place = {"sheet": one.sheet, "row": one.row or None, "column": one.column or None}
    return {**place, "text": left_out_words(one), "bare": True}
