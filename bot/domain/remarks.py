"""The words for what was noticed in a roster file: one sentence per remark, and the names of the known layouts."""

from collections.abc import Mapping

from bot.domain.roster import Remark, RemarkCode, RosterFormat, Severity
from bot.domain.text import Phrase, _

SEVERITIES: Mapping[Severity, Phrase] = {
    Severity.SKIPPED: _("Left out"),
    Severity.DOUBTFUL: _("Please check"),
    Severity.NOTE: _("For information"),
}

FORMATS: Mapping[RosterFormat, Phrase] = {
    RosterFormat.DAPODIK_PUPILS: _("Dapodik: list of pupils"),
    RosterFormat.DAPODIK_LEAVERS: _("Dapodik: pupils who left"),
    RosterFormat.DAPODIK_STAFF: _("Dapodik: list of teachers and staff"),
    RosterFormat.DAPODIK_HOMEROOMS: _("Dapodik: attendance lists with homeroom teachers"),
    RosterFormat.DAPODIK_TEACHINGS: _("Dapodik: who teaches what"),
    RosterFormat.EMIS: _("EMIS: list of pupils"),
    RosterFormat.ONEROSTER_1_1: _("OneRoster 1.1"),
    RosterFormat.ONEROSTER_1_2: _("OneRoster 1.2"),
    RosterFormat.OWN: _("A sheet of the school's own"),
}


def remark_text(remark: Remark) -> Phrase:
    """The sentence for a remark, with what it quotes from the file."""
    first, second, third, *_more = (*remark.values, "", "", "")
    return _texts(first, second, third)[remark.code]


def _texts(first: str, second: str, third: str) -> Mapping[RemarkCode, Phrase]:
    return {
        RemarkCode.NAME_MISSING: _("There is no name in this row, so it was left out."),
        RemarkCode.NOT_A_PERSON: _(
            "“%(first)s” does not look like a person's name, so this row was left out.", first=first
        ),
        RemarkCode.DUPLICATE_ROW: _(
            "%(first)s already stands in row %(second)s, so this row was left out.", first=first, second=second
        ),
        RemarkCode.NISN_SHARED: _(
            "The NISN %(first)s stands beside several names; it was not kept for %(second)s.",
            first=first,
            second=second,
        ),
        RemarkCode.NISN_INVALID: _(
            "“%(first)s” is not a NISN: it must have ten digits. The pupil is kept without it.", first=first
        ),
        RemarkCode.NISN_PADDED: _(
            "The NISN “%(first)s” is too short; zeros were put in front. Please check it.", first=first
        ),
        RemarkCode.NISN_ZEROS_RESTORED: _(
            "The zeros in front of the NISN %(first)s had been lost; they are back.", first=first
        ),
        RemarkCode.NIP_INVALID: _(
            "“%(first)s” is not a NIP: it must have eighteen digits. It was not kept.", first=first
        ),
        RemarkCode.NIP_ROUNDED: _("The spreadsheet has rounded the NIP %(first)s, so it was not kept.", first=first),
        RemarkCode.PHONE_INVALID: _("“%(first)s” is not a telephone number, so it was not kept.", first=first),
        RemarkCode.PHONES_SEVERAL: _("There are several numbers in “%(first)s”; the first one was kept.", first=first),
        RemarkCode.SEX_UNKNOWN: _("“%(first)s” is neither L nor P, so it was not kept.", first=first),
        RemarkCode.CLASS_MISSING: _("No class is given for %(first)s.", first=first),
        RemarkCode.ROLE_UNKNOWN: _(
            "The duty “%(second)s” of %(first)s is not known here; nothing was assigned.", first=first, second=second
        ),
        RemarkCode.TEXT_CUT: _("“%(first)s” is very long and was shortened.", first=first),
        RemarkCode.SHEET_IGNORED: _(
            "This sheet has no header that names pupils, teachers or classes; it was not read."
        ),
        RemarkCode.HOMEROOM_CONTRADICTED: _(
            "Class %(first)s has two homeroom teachers in the file: %(second)s and %(third)s.",
            first=first,
            second=second,
            third=third,
        ),
        RemarkCode.REFERENCE_UNKNOWN: _("The file refers to “%(first)s”, which does not exist in it.", first=first),
        RemarkCode.PUPIL_DIFFERS: _(
            "The NISN of %(first)s belongs to %(second)s at this school, so this row was left out.",
            first=first,
            second=second,
        ),
        RemarkCode.PUPIL_TAKEN: _(
            "%(first)s and an earlier row both seem to be %(second)s, so this row was left out.",
            first=first,
            second=second,
        ),
        RemarkCode.NISN_DIFFERS: _(
            "%(second)s has another NISN at this school, so the row of %(first)s was left out.",
            first=first,
            second=second,
        ),
        RemarkCode.LEAVER_UNKNOWN: _("%(first)s has left according to the file and is not known here.", first=first),
        RemarkCode.GUARDIAN_DIFFERS: _(
            "For %(first)s the file names %(third)s, the school has %(second)s. Nothing was changed.",
            first=first,
            second=second,
            third=third,
        ),
        RemarkCode.GUARDIAN_ENDED: _(
            "%(second)s is no longer guardian of %(first)s here. It stays so.", first=first, second=second
        ),
        RemarkCode.STAFF_AMBIGUOUS: _(
            "There are several colleagues called %(first)s; nothing was assigned.", first=first
        ),
        RemarkCode.STAFF_DIFFERS: _(
            "The file calls %(first)s “%(second)s”. The name was left as it is.", first=first, second=second
        ),
        RemarkCode.STAFF_LEFT: _(
            "%(first)s has left according to the file. Roles are ended by an administrator.", first=first
        ),
    }
