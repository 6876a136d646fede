"""What a person has said about a file that does not say it itself: answers to questions, kept between two taps."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from bot.domain.marks import MarkKind


@dataclass(frozen=True, slots=True)
class SheetChoice:
    """What was said of one sheet; None and empty: nothing. `kind` is that of all its columns, `month` the first of a
    grid's month, `left_out` that the sheet is not to be taken over."""

    class_id: int | None = None
    subject: str = ""
    kind: MarkKind | None = None
    term: str = ""
    month: date | None = None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Choices:
    """All that was said. `rows`: by sheet and row the pupil's id, None to leave the row out."""

    sheets: Mapping[str, SheetChoice] = field(default_factory=dict)
    rows: Mapping[tuple[str, int], int | None] = field(default_factory=dict)

    def of(self, sheet: str) -> SheetChoice:
        """What was said of a sheet."""
        return self.sheets.get(sheet, SheetChoice())

    def with_sheet(self, sheet: str, **said: Any) -> "Choices":
        """The choices with something more said of a sheet."""
        return replace(self, sheets={**self.sheets, sheet: replace(self.of(sheet), **said)})

    def with_row(self, sheet: str, row: int, pupil_id: int | None) -> "Choices":
        """The choices with it said whose row this is; None: nobody's, it is left out."""
        return replace(self, rows={**self.rows, (sheet, row): pupil_id})


def dump_choices(choices: Choices) -> dict[str, Any]:
    """The choices as JSON."""
    sheets = {name: asdict(said) for name, said in choices.sheets.items()}
    for said in sheets.values():
        said["kind"] = said["kind"].value if said["kind"] else None
        said["month"] = said["month"].isoformat() if said["month"] else None
    return {"sheets": sheets, "rows": [[*place, pupil_id] for place, pupil_id in choices.rows.items()]}


def load_choices(raw: Mapping[str, Any] | None) -> Choices:
    """The choices that `dump_choices` wrote; None: none yet."""
    kept = raw or {}
    return Choices(
        {name: _loaded(said) for name, said in kept.get("sheets", {}).items()},
        {(sheet, row): pupil_id for sheet, row, pupil_id in kept.get("rows", ())},
    )


def _loaded(said: Mapping[str, Any]) -> SheetChoice:
    kind, month = said["kind"], said["month"]
    kept = {**said, "kind": MarkKind(kind) if kind else None, "month": date.fromisoformat(month) if month else None}
    return SheetChoice(**kept)
