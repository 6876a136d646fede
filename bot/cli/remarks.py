"""What was noticed in a roster file, row by row, in words."""

from collections.abc import Mapping

from bot.cli.words import say
from bot.domain.roster import Remark, RemarkCode, Severity
from bot.domain.text import Phrase, _

REASONS: Mapping[RemarkCode, Phrase] = {
    RemarkCode.NAME_MISSING: _("no name"),
    RemarkCode.NOT_A_PERSON: _("this is not a person's name"),
    RemarkCode.DUPLICATE_ROW: _("the same pupil stands in an earlier row"),
    RemarkCode.NISN_SHARED: _("several pupils have this NISN"),
    RemarkCode.NISN_INVALID: _("an NISN has ten digits"),
    RemarkCode.NISN_PADDED: _("the NISN was too short; zeros were put before it"),
    RemarkCode.NISN_ZEROS_RESTORED: _("zeros that the sheet had lost were put before the NISN"),
    RemarkCode.NIP_INVALID: _("a NIP has 18 digits"),
    RemarkCode.NIP_ROUNDED: _("the sheet has rounded the NIP; write it as text"),
    RemarkCode.PHONE_INVALID: _("this is not a phone number"),
    RemarkCode.PHONES_SEVERAL: _("several phone numbers; the first one is kept"),
    RemarkCode.SEX_UNKNOWN: _("L or P was expected"),
    RemarkCode.CLASS_MISSING: _("no class"),
    RemarkCode.ROLE_UNKNOWN: _("this duty is not known, so it gives no role"),
    RemarkCode.TEXT_CUT: _("the text was too long and was cut"),
    RemarkCode.SHEET_IGNORED: _("this sheet holds no roster and was not read"),
    RemarkCode.HOMEROOM_CONTRADICTED: _("two homeroom teachers are named for one class; the first one is kept"),
    RemarkCode.REFERENCE_UNKNOWN: _("this points to somebody who is not in the file"),
    RemarkCode.PUPIL_DIFFERS: _("the NISN belongs to a pupil of another name here"),
    RemarkCode.PUPIL_TAKEN: _("another row is this pupil already"),
    RemarkCode.NISN_DIFFERS: _("this pupil has another NISN here"),
    RemarkCode.LEAVER_UNKNOWN: _("has left and was never here"),
    RemarkCode.GUARDIAN_DIFFERS: _("the guardian has another name here and was not changed"),
    RemarkCode.GUARDIAN_ENDED: _("was guardian once and is not brought back by a file"),
    RemarkCode.STAFF_AMBIGUOUS: _("several members of staff have this name"),
    RemarkCode.STAFF_DIFFERS: _("the member of staff has another name here and was not changed"),
    RemarkCode.STAFF_LEFT: _("has left according to the file; take the role away by hand"),
}
_FATES: Mapping[Severity, Phrase] = {
    Severity.SKIPPED: _("skipped"),
    Severity.DOUBTFUL: _("please check"),
    Severity.NOTE: _("note"),
}


def line(file: str, remark: Remark) -> str:
    """One remark as a line: where, what became of it, why, and what the row says."""
    place = say(_("row %(row)s", row=remark.row)) if remark.row else ""
    where = ", ".join(part for part in (remark.sheet, place, remark.column) if part)
    said = f" ({' / '.join(remark.values)})" if remark.values else ""
    return f"{file}: {where}: {say(_FATES[remark.severity])}: {say(REASONS[remark.code])}{said}"
