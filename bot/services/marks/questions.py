"""What a file of marks leaves open, and how an answer becomes a choice."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.services.marks.choices import Choices


class Asked(StrEnum):
    """What a question asks for: which class, which subject, which half of the year, which month, which pupil."""

    CLASS = "class"
    SUBJECT = "subject"
    TERM = "term"
    MONTH = "month"
    PUPIL = "pupil"


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer. `value` is a class's or pupil's id, a subject, a term (`20261`) or a month (`2026-08-01`);
    `label` the name to show, empty for terms and months; `hint` what tells two pupils of one name apart."""

    value: str | int
    label: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What the file leaves open. `said` is what it says: the class's name, the pupil's; `also` are other rows of the
    sheet in which that name stands, the first few. `answered()` takes the value of an option, another subject (typed),
    or None: the row or the sheet is left out."""

    asked: Asked
    sheet: str
    row: int = 0
    said: str = ""
    options: tuple[Option, ...] = ()
    also: tuple[int, ...] = ()

    def answered(self, choices: Choices, value: str | int | None) -> Choices:
        """The choices with this answer."""
        if self.asked is Asked.PUPIL:
            return choices.with_row(self.sheet, self.row, None if value is None else int(value))
        if value is None:
            return choices.with_sheet(self.sheet, left_out=True)
        match self.asked:
            case Asked.CLASS:
                return choices.with_sheet(self.sheet, class_id=int(value))
            case Asked.SUBJECT:
                return choices.with_sheet(self.sheet, subject=str(value))
            case Asked.TERM:
                return choices.with_sheet(self.sheet, term=str(value))
        return choices.with_sheet(self.sheet, month=date.fromisoformat(str(value)))
