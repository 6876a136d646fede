"""Files of marks and attendance on the command line: read, asked about, shown, taken over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.cli import work
from bot.cli.files import FileRefused
from bot.cli.words import say
from bot.domain.errors import AppError, InvalidValue
from bot.domain.mark_words import term_words
from bot.domain.text import Phrase, _

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from bot.domain.marksheets import CellRemark, MarkFile, MarkSheet
    from bot.services.marks import Choices, LeftOut, MarkPlan, MarkReport, Question
    from bot.storage.models import School


@dataclass(frozen=True, slots=True)
class Said:
    """What the operator says of sheets that do not say it themselves; `leave_out`: rows whose pupil is not certain."""

    class_name: str | None = None
    subject: str | None = None
    term: str | None = None
    month: date | None = None
    leave_out: bool = False


async def take_over(files: Sequence[Path], said: Said, school: str | None, *, days_only: bool, dry_run: bool) -> None:
    """Take over what the files say: all of them, or none when one cannot be. What was noticed is printed."""
    from bot.services import schools

    async with work.session(keep=not dry_run) as session:
        here = await schools.school_named(session, school)
        for file in files:
            try:
                await _one(session, here, file, said, days_only)
            except (AppError, OSError) as error:
                raise FileRefused(file.name, error) from error


async def _one(session: "AsyncSession", school: "School", path: Path, said: Said, days_only: bool) -> None:
    from bot.marks import read_marks
    from bot.services.marks import apply_marks

    file = read_marks(path, path.name)
    if days_only:
        file = _days_of(file)
    plan = await _planned(session, school, file, said)
    _show(path.name, plan)
    report = await apply_marks(session, plan, work.now(), None)
    for words in _totals(report):
        typer.echo(f"{path.name}: {say(words)}")


def _days_of(file: "MarkFile") -> "MarkFile":
    """The attendance of a file, without its marks; raises InvalidValue where it has none."""
    from bot.domain.marksheets import SheetLayout

    sheets = [
        replace(sheet, columns=()) for sheet in file.sheets if sheet.layout is SheetLayout.GRID or sheet.has_totals
    ]
    if not sheets:
        raise InvalidValue("attendance", "none")
    return replace(file, sheets=tuple(sheets))


async def _planned(session: "AsyncSession", school: "School", file: "MarkFile", said: Said) -> "MarkPlan":
    """The plan, with what the operator said put in where the file leaves it open."""
    from bot.services.marks import Choices, plan_marks
    from bot.services.schools import class_named

    class_id = (await class_named(session, school, said.class_name)).id if said.class_name else None
    choices = Choices()
    for sheet in file.sheets:
        choices = _beforehand(choices, sheet, said)
    plan = await plan_marks(session, school, file, choices, work.now(), None)
    while (more := _answered(plan.questions, choices, said, class_id)) != choices:
        choices = more
        plan = await plan_marks(session, school, file, choices, work.now(), None)
    return plan


def _beforehand(choices: "Choices", sheet: "MarkSheet", said: Said) -> "Choices":
    """What would else be supposed: the half of a sheet that names none."""
    return choices.with_sheet(sheet.name, term=said.term) if said.term and sheet.half is None else choices


def _answered(questions: "Sequence[Question]", choices: "Choices", said: Said, class_id: int | None) -> "Choices":
    """The choices with the answers that the operator gave; those to other questions stay open."""
    from bot.services.marks import Asked

    given: dict[Asked, int | str | None] = {
        Asked.CLASS: class_id,
        Asked.SUBJECT: said.subject,
        Asked.TERM: said.term,
        Asked.MONTH: said.month.isoformat() if said.month else None,
    }
    for question in questions:
        if question.asked is Asked.PUPIL:
            choices = question.answered(choices, None) if said.leave_out else choices
        elif (answer := given[question.asked]) is not None:
            choices = question.answered(choices, answer)
    return choices


def _show(file: str, plan: "MarkPlan") -> None:
    """What the file holds that is doubtful, what is left out, what is open: row by row; then what each sheet is."""
    for remark in plan.file.remarks:
        typer.echo(_remark(file, remark))
    for left in plan.left_out:
        typer.echo(_left_out(file, left))
    for question in plan.questions:
        typer.echo(_question(file, question))
    for sheet in plan.sheets:
        if sheet.trouble is None and sheet.class_id is not None:
            subjects = ", ".join(dict.fromkeys(column.subject for column in sheet.columns))
            about = [sheet.class_name, say(term_words(sheet.term)) if sheet.term else "", subjects]
            typer.echo(f"{file}: {sheet.sheet}: {'; '.join(part for part in about if part)}")


def _place(sheet: str, row: int, column: str) -> str:
    """Sheet, row and column, as far as they are known."""
    line = say(_("row %(row)s", row=row)) if row else ""
    letter = say(_("column %(column)s", column=column)) if column else ""
    return ", ".join(part for part in (sheet, line, letter) if part)


def _remark(file: str, remark: "CellRemark") -> str:
    from bot.domain.cell_remarks import cell_text

    return f"{file}: {_place(remark.sheet, remark.row, remark.column)}: {say(cell_text(remark))}"


def _left_out(file: str, left: "LeftOut") -> str:
    from bot.services.marks.wording import left_out_words

    why = say(_("Left out: %(why)s", why=left_out_words(left)))
    return f"{file}: {_place(left.sheet, left.row, left.column)}: {why}"


def _question(file: str, question: "Question") -> str:
    from bot.services.marks import Asked

    asked: dict[Asked, Phrase] = {
        Asked.CLASS: _("Which class is it? (--class)"),
        Asked.SUBJECT: _("Which subject is it? (--subject)"),
        Asked.TERM: _("Which half of the school year is it? (--term)"),
        Asked.MONTH: _("Which month is it? (--month)"),
        Asked.PUPIL: _("Which pupil is %(name)s? (--leave-out leaves the row out)", name=question.said),
    }
    also = say(_("the same name in row %(rows)s", rows=", ".join(map(str, question.also)))) if question.also else ""
    names = [" ".join(filter(None, (one.label or str(one.value), one.hint))) for one in question.options]
    line = f"{file}: {_place(question.sheet, question.row, '')}: {say(asked[question.asked])}"
    told = f" ({also})" if also else ""
    return f"{line} {', '.join(names)}".rstrip() + told


def _totals(report: "MarkReport") -> tuple[Phrase, ...]:
    marks = _(
        "marks: %(new)s new, %(changed)s changed, %(same)s same; %(told)s people hear of a correction",
        new=report.marks_new,
        changed=report.marks_changed,
        same=report.marks_same,
        told=report.told,
    )
    days = _(
        "attendance: %(registers)s days new, %(days)s entries, %(totals)s totals; left out: %(left_out)s",
        registers=report.registers_new,
        days=report.days,
        totals=report.totals,
        left_out=report.left_out,
    )
    return marks, days
