"""A child's school record, and what teachers and families have to do with each other because of it."""

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain.attendance import Source
from bot.domain.privacy import Reason
from bot.domain.retention import Term
from bot.services.privacy.tables import (
    Due,
    Ends,
    Erase,
    Family,
    Found,
    Kept,
    Part,
    Whose,
    aged,
    by,
    childs_age,
    left,
    of_child,
    of_only_child,
    works,
)
from bot.storage.models import (
    Absence,
    AbsenceTotal,
    Alert,
    Attendance,
    Busy,
    Call,
    ClassUpdate,
    Escalation,
    Mark,
    Meeting,
    PupilNote,
    Recipient,
    RecipientPupil,
    Round,
    RoundPupil,
    Talk,
    TalkNeed,
    TalkSlot,
    UpdatePupil,
    Wish,
)

_RECORD = Reason.RECORD


def _record(found: Found) -> Part:
    return Part(found, Erase.KEEP, _RECORD)


def _from_family(family: Family) -> ColumnElement[bool]:
    return and_(of_only_child(Absence.pupil_id)(family), Absence.source == Source.NOTE)


def _received(family: Family) -> ColumnElement[bool]:
    own = select(Recipient.id).where(Recipient.person_id == family.person_id)
    return RecipientPupil.recipient_id.in_(own)


def _meetings_age(meeting: InstrumentedAttribute[int]) -> Due:
    return lambda school, before: exists().where(
        Meeting.id == meeting, Meeting.school_id == school, Meeting.starts_at < before
    )


def _updates_age(update: InstrumentedAttribute[int]) -> Due:
    return lambda school, before: exists().where(
        ClassUpdate.id == update, ClassUpdate.school_id == school, ClassUpdate.send_at < before
    )


CHILD = (
    Kept(
        Mark,
        Whose.FAMILY,
        facts="changed_at",
        words="score missing words objectives",
        childs=_record(of_child(Mark.pupil_id)),
        ends=(Ends(Term.PUPILS, left(Mark.pupil_id), Erase.DELETE),),
        sheet="marks",
    ),
    Kept(
        Absence,
        Whose.FAMILY,
        facts="state source at",
        words="note",
        own=Part(_from_family, Erase.BLANK),
        childs=_record(of_child(Absence.pupil_id)),
        ends=(
            Ends(Term.PUPILS, left(Absence.pupil_id), Erase.DELETE),
            Ends(Term.ABSENCES, childs_age(Absence.pupil_id, Absence.at, Absence.note != ""), Erase.BLANK),
        ),
        sheet="attendance",
    ),
    Kept(
        AbsenceTotal,
        Whose.FAMILY,
        facts="sick excused unexplained through at",
        childs=_record(of_child(AbsenceTotal.pupil_id)),
        ends=(Ends(Term.PUPILS, left(AbsenceTotal.pupil_id), Erase.DELETE),),
        sheet="attendance",
    ),
    Kept(
        PupilNote,
        Whose.FAMILY,
        facts="shown at erased_at",
        words="text",
        childs=_record(of_child(PupilNote.pupil_id)),
        ends=(
            Ends(Term.NOTES, aged(PupilNote.at), Erase.BLANK),
            Ends(Term.PUPILS, left(PupilNote.pupil_id), Erase.DELETE),
        ),
        sheet="notes",
    ),
    Kept(
        RoundPupil,
        Whose.FAMILY,
        facts="position state",
        words="why strength improve step",
        childs=_record(of_child(RoundPupil.pupil_id)),
        ends=(
            Ends(
                Term.NOTES,
                lambda school, before: exists().where(
                    Round.id == RoundPupil.round_id, Round.school_id == school, Round.created_at < before
                ),
                Erase.DELETE,
            ),
            Ends(Term.PUPILS, left(RoundPupil.pupil_id), Erase.DELETE),
        ),
        sheet="notes",
    ),
    Kept(
        Alert,
        Whose.FAMILY,
        facts="kind about found_at due_at state told_at",
        words="facts",
        childs=_record(of_child(Alert.pupil_id)),
        ends=(
            Ends(Term.NOTES, aged(Alert.found_at), Erase.DELETE),
            Ends(Term.PUPILS, left(Alert.pupil_id), Erase.DELETE),
        ),
        sheet="notes",
    ),
    Kept(
        Call,
        Whose.FAMILY,
        facts="about state tries outcome due_on made_at done_at",
        words="said",
        own=Part(by(Call.reached_id), Erase.BLANK, values={"reached_id": None}),
        childs=_record(of_child(Call.pupil_id)),
        ends=(Ends(Term.CALLS, aged(Call.made_at), Erase.DELETE),),
        sheet="calls",
    ),
    Kept(
        Escalation,
        Whose.FAMILY,
        facts="step state due_at changed_at told_at",
        childs=_record(of_child(Escalation.pupil_id)),
        ends=(Ends(Term.WORDS, aged(Escalation.changed_at), Erase.DELETE),),
    ),
    Kept(
        UpdatePupil,
        Whose.FAMILY,
        words="values",
        childs=_record(of_child(UpdatePupil.pupil_id)),
        ends=(Ends(Term.WORDS, _updates_age(UpdatePupil.update_id), Erase.DELETE),),
        sheet="updates",
    ),
    Kept(
        Recipient,
        Whose.FAMILY,
        facts="rung reason waits_until via accepted_at delivered_at read_at read_by answered_at possibly_twice "
        "shown_version",
        words="answer message",
        own=Part(by(Recipient.person_id), Erase.BLANK, values={"account_id": None}),
        ends=(
            Ends(
                Term.WORDS,
                lambda school, before: and_(
                    _updates_age(Recipient.update_id)(school, before),
                    or_(Recipient.answer.is_not(None), Recipient.message.is_not(None)),
                ),
                Erase.BLANK,
            ),
        ),
        sheet="updates",
    ),
    Kept(
        RecipientPupil,
        Whose.FAMILY,
        own=Part(_received, Erase.KEEP, Reason.PROOF),
        elsewhere="pointers",
    ),
    Kept(
        Attendance,
        Whose.FAMILY,
        facts="came by at",
        own=Part(by(Attendance.person_id), Erase.BLANK, values={"person_id": None}),
        childs=_record(of_child(Attendance.pupil_id)),
        ends=(Ends(Term.MEETINGS, _meetings_age(Attendance.meeting_id), Erase.DELETE),),
        sheet="meetings",
    ),
    Kept(
        Talk,
        Whose.FAMILY,
        facts="party starts_at ends_at state sequence created_at changed_at",
        words="outcome follow_up",
        own=Part(by(Talk.person_id), Erase.BLANK),
        childs=_record(of_child(Talk.pupil_id)),
        ends=(
            Ends(
                Term.MEETINGS,
                aged(Talk.ends_at, or_(Talk.outcome.is_not(None), Talk.follow_up.is_not(None))),
                Erase.BLANK,
            ),
        ),
        sheet="meetings",
    ),
    Kept(TalkSlot, Whose.MACHINE, elsewhere="pointers"),
    Kept(
        Busy,
        Whose.FAMILY,
        facts="at",
        own=Part(by(Busy.person_id), Erase.DELETE, unless=((works, Reason.WORKS),)),
        elsewhere="pointers",
    ),
    Kept(
        Wish,
        Whose.FAMILY,
        facts="party since wanted",
        own=Part(by(Wish.person_id), Erase.DELETE),
        childs=_record(of_child(Wish.pupil_id)),
        ends=(Ends(Term.MEETINGS, _meetings_age(Wish.meeting_id), Erase.DELETE),),
        sheet="meetings",
    ),
    Kept(
        TalkNeed,
        Whose.FAMILY,
        facts="needed at",
        childs=_record(of_child(TalkNeed.pupil_id)),
        ends=(Ends(Term.MEETINGS, _meetings_age(TalkNeed.meeting_id), Erase.DELETE),),
    ),
)
