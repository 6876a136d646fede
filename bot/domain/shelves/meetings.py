"""What a meeting says to families: its invitation, by kind, and afterwards what was said and agreed.

These stand on no shelf: the meeting fills them. Besides their fields they know what only the reader is told
(`services/meetings/facts.py`): `talks`, `came`, `introduction`.
"""

from bot.domain.meetings import FOLDER
from bot.domain.text import Phrase, _
from bot.domain.updates import COMING, RSVP, Field, FieldKind, Lead, QuickAnswer, UpdateTemplate

TIMES = Lead(_("Choose a time"), "mi.times", again=_("Choose or change times"), first=True)
HOPES = Lead(_("Our hopes for our child"), "mi.hope")
TEACHER = Lead(_("Get to know the teacher"), "mi.intro")
CALENDAR = Lead(_("Save in the calendar"), "mi.cal")


def _facts(*more: Field) -> tuple[Field, ...]:
    return (
        Field("day", FieldKind.DATE, _("On which day?")),
        Field("starts", FieldKind.TIME, _("From what time?")),
        Field("ends", FieldKind.TIME, _("Until what time?")),
        Field("place", FieldKind.LINE, _("Where?"), optional=True),
        Field("link", FieldKind.LINE, _("Link"), optional=True),
        *more,
    )


def _invitation(
    key: str, title: Phrase, fields: tuple[Field, ...], leads: tuple[Lead, ...], answers: tuple[QuickAnswer, ...]
) -> UpdateTemplate:
    return UpdateTemplate(key, None, title, fields, answers, until="day", folder=FOLDER, leads=leads)


_CANNOT = (COMING[1],)
_UNTIL = Field("until", FieldKind.DATE, _("Until when can a time be chosen?"), optional=True)

MEETINGS = (
    _invitation(
        "meeting_invitation",
        _("Class meeting"),
        _facts(Field("agenda", FieldKind.LINES, _("What is on the agenda?"), optional=True)),
        (HOPES, TEACHER, CALENDAR),
        RSVP,
    ),
    _invitation(
        "talks_invitation",
        _("Individual talk"),
        _facts(_UNTIL),
        (TIMES, HOPES, TEACHER),
        _CANNOT,
    ),
    _invitation(
        "report_invitation",
        _("Collecting report cards"),
        _facts(_UNTIL),
        (TIMES, CALENDAR),
        _CANNOT,
    ),
    UpdateTemplate(
        "meeting_summary",
        None,
        _("What the meeting agreed"),
        (
            Field("day", FieldKind.DATE, _("On which day?")),
            Field("summary", FieldKind.TEXT, _("What was said?")),
            Field("agreements", FieldKind.LINES, _("What was agreed?"), optional=True),
        ),
        folder=FOLDER,
        leads=(TEACHER,),
    ),
)
