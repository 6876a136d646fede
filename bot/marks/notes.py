"""What is noticed while a file of marks is read, cell by cell."""

from dataclasses import dataclass, field

from bot.domain.marksheets import CellCode, CellRemark
from bot.marks.pages import Label, Page
from bot.sheets.cells import Cell, cut, text

QUOTED = 40
"""Characters of a cell that a remark quotes."""


@dataclass(slots=True)
class Notes:
    """The remarks of a file, in the order in which they were made."""

    remarks: list[CellRemark] = field(default_factory=list)

    def sheet(self, code: CellCode, page: Page, said: str = "") -> None:
        """Something about a whole sheet."""
        self.remarks.append(CellRemark(code, page.name, said=cut(said, QUOTED)))

    def row(self, code: CellCode, page: Page, number: int, name: str = "", said: str = "") -> None:
        """Something about a whole row."""
        self.remarks.append(CellRemark(code, page.name, number, said=cut(said, QUOTED), name=name))

    def column(self, code: CellCode, page: Page, label: Label, cell: Cell = None) -> None:
        """Something about a whole column: its row is 0."""
        letter = page.letter(label.index)
        self.remarks.append(CellRemark(code, page.name, 0, letter, label.text[:QUOTED], cut(said_by(cell), QUOTED)))

    def cell(self, code: CellCode, page: Page, number: int, label: Label, cell: Cell, name: str = "") -> None:
        """Something about one cell."""
        letter, header = page.letter(label.index), cut(label.text, QUOTED)
        self.remarks.append(CellRemark(code, page.name, number, letter, header, cut(said_by(cell), QUOTED), name))


def said_by(cell: Cell) -> str:
    """A cell as a remark quotes it: also what otherwise counts as empty."""
    return text(cell) or ("" if cell is None else " ".join(str(cell).split()))
