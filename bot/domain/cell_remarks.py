"""The words for what was noticed in a file of marks: one sentence for a cell, a row, a column or a sheet.

Where it stands is shown beside the sentence, so only what stands there is said, and what became of it.
"""

from collections.abc import Mapping

from bot.domain.marksheets import CellCode, CellRemark
from bot.domain.text import Phrase, _

UNCOMPUTED = "#?"
"""What stands for a formula that no spreadsheet has computed yet."""


def cell_text(remark: CellRemark) -> Phrase:
    """The sentence for a remark, with what it quotes from the file."""
    if remark.code is CellCode.TEXT_AS_NUMBER and not remark.row:
        return _("The numbers of this column are stored as text. They were read as numbers all the same.")
    if remark.code is CellCode.FORMULA_ERROR and remark.said == UNCOMPUTED:
        return _(
            "The formula for %(name)s has no result yet. Open the file in a spreadsheet program, save it and send it"
            " again.",
            name=_name(remark),
        )
    if remark.code is CellCode.HEADER_SHIFTED and not remark.said:
        return _(
            "There are no names below the header for names: it has shifted. The sheet was left out; put each header"
            " above its column and send the file again."
        )
    return _texts(remark.said, _name(remark), remark.header)[remark.code]


def _name(remark: CellRemark) -> str | Phrase:
    return remark.name or _("this pupil")


def _texts(said: str, name: str | Phrase, header: str) -> Mapping[CellCode, Phrase]:
    return {
        CellCode.TEXT_AS_NUMBER: _(
            "“%(said)s” for %(name)s is stored as text. It was read as a number all the same.", said=said, name=name
        ),
        CellCode.NOT_A_NUMBER: _("“%(said)s” for %(name)s is not a number, so it was left out.", said=said, name=name),
        CellCode.OUT_OF_RANGE: _(
            "%(said)s for %(name)s does not lie between 0 and 100, so it was left out.", said=said, name=name
        ),
        CellCode.FORMULA_ERROR: _(
            "The formula for %(name)s shows an error (%(said)s), so there is no mark to take.", said=said, name=name
        ),
        CellCode.DAY_UNKNOWN: _(
            "The sign “%(said)s” for %(name)s is not known, so nothing was noted for that day.", said=said, name=name
        ),
        CellCode.DAY_OUTSIDE: _("The month has no day %(header)s, so what stands there was left out.", header=header),
        CellCode.TOTAL_DIFFERS: _(
            "For %(name)s the sheet says %(header)s = %(said)s, but its days add up differently. The days count.",
            said=said,
            name=name,
            header=header,
        ),
        CellCode.NAME_MISSING: _("Marks without a name (%(said)s): the row was left out.", said=said),
        CellCode.DUPLICATE_ROW: _(
            "%(name)s already stands in row %(said)s and differs there, so this row was left out.",
            said=said,
            name=name,
        ),
        CellCode.NISN_INVALID: _(
            "The NISN “%(said)s” for %(name)s does not have ten digits, so the name is used.", said=said, name=name
        ),
        CellCode.NISN_SHARED: _(
            "The NISN %(said)s stands beside several names, so for %(name)s the name is used.", said=said, name=name
        ),
        CellCode.HEADER_SHIFTED: _(
            "Below the header for names stands “%(said)s”: it has shifted. The sheet was left out; put each header"
            " above its column and send the file again.",
            said=said,
        ),
        CellCode.COLUMN_UNCLEAR: _(
            "There are numbers here (%(said)s) below no header, so the column was left out.", said=said
        ),
        CellCode.SHEET_IGNORED: _("This sheet has no pupils with marks or days beside them; it was not read."),
        CellCode.SHEET_EMPTY: _("This sheet is still blank."),
    }
