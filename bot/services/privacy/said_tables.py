"""What was said: the log, threads, concerns, notes of absence, messages on their way, and who looked at it."""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from bot.domain.delivery import OutboxState
from bot.domain.privacy import Reason
from bot.domain.retention import Term
from bot.services.privacy.tables import (
    Ends,
    Erase,
    Family,
    Kept,
    Part,
    Whose,
    aged,
    by,
    of_chat,
    of_child,
    of_only_child,
    works,
)
from bot.storage.models import (
    AbsenceNote,
    Access,
    Complaint,
    ComplaintState,
    Concern,
    ConcernMember,
    Held,
    HeldState,
    LogEntry,
    Outgoing,
    PrivacyRequest,
    PrivacyState,
    Thread,
)

_CONCERN_OPEN = exists().where(Concern.id == LogEntry.concern_id, Concern.closed_at.is_(None))
_REPORT_OPEN = exists().where(Complaint.entry_id == LogEntry.id, Complaint.state == ComplaintState.OPEN)
_HANDED_OVER = exists().where(Held.entry_id == LogEntry.id, Held.state == HeldState.HANDED_OVER)
_STILL_OPEN = or_(_CONCERN_OPEN, _REPORT_OPEN)


def _said_with(family: Family) -> ColumnElement[bool]:
    threads = select(Thread.id).where(Thread.person_id == family.person_id)
    return or_(LogEntry.person_id == family.person_id, LogEntry.thread_id.in_(threads))


def _of_child_alone(family: Family) -> ColumnElement[bool]:
    return and_(of_child(LogEntry.pupil_id)(family), LogEntry.person_id.is_(None), LogEntry.thread_id.is_(None))


def _raised_or_only(family: Family) -> ColumnElement[bool]:
    return or_(Concern.raised_by == family.person_id, of_only_child(Concern.pupil_id)(family))


def _to_them(family: Family) -> ColumnElement[bool]:
    return or_(Outgoing.person_id == family.person_id, of_chat(Outgoing.account_id)(family))


def _for_work(family: Family) -> ColumnElement[bool]:
    return and_(works(family), Outgoing.recipient_id.is_(None))


SAID = (
    Kept(
        LogEntry,
        Whose.FAMILY,
        facts="at kind channel erased_at",
        words="text choice file message locale",
        own=Part(
            _said_with,
            Erase.BLANK,
            unless=(
                (lambda family: _STILL_OPEN, Reason.OPEN),
                (lambda family: _HANDED_OVER, Reason.SAFETY),
            ),
        ),
        childs=Part(_of_child_alone, Erase.KEEP, Reason.RECORD),
        ends=(
            Ends(Term.WORDS, aged(LogEntry.at, ~_STILL_OPEN, ~_HANDED_OVER), Erase.BLANK),
            Ends(Term.LOG, aged(LogEntry.at, ~_STILL_OPEN), Erase.DELETE),
        ),
        sheet="log",
        since="at",
    ),
    Kept(
        Thread,
        Whose.FAMILY,
        facts="addressed subject state promised_at step step_at messages opened_at last_at answered_at closed_at",
        own=Part(by(Thread.person_id), Erase.KEEP, Reason.PROOF),
        elsewhere="pointers",
        sheet="threads",
    ),
    Kept(
        Concern,
        Whose.FAMILY,
        facts="area state next_on reminded_on by_family told_at chosen_at opened_at closed_at erased_at",
        words="next_step times agreed",
        own=Part(
            _raised_or_only,
            Erase.BLANK,
            values={"times": []},
            unless=((lambda family: Concern.closed_at.is_(None), Reason.OPEN),),
        ),
        childs=Part(of_child(Concern.pupil_id), Erase.KEEP, Reason.SHARED),
        ends=(Ends(Term.CONCERNS, aged(Concern.closed_at), Erase.BLANK, {"times": []}),),
        sheet="concerns",
        since="opened_at",
    ),
    Kept(ConcernMember, Whose.STAFF, facts="since", elsewhere="pointers"),
    Kept(
        AbsenceNote,
        Whose.FAMILY,
        facts="first through reason state handled_at at erased_at",
        words="text file",
        own=Part(by(AbsenceNote.person_id), Erase.BLANK),
        ends=(Ends(Term.ABSENCES, aged(AbsenceNote.at), Erase.BLANK),),
        sheet="attendance",
    ),
    Kept(
        Outgoing,
        Whose.FAMILY,
        facts="lane priority turn due_at waits state op weight personal owner attempts resent reason error created_at "
        "sent_at",
        words="target payload message text dedupe",
        own=Part(
            _to_them,
            Erase.DELETE,
            unless=(
                (_for_work, Reason.WORKS),
                (lambda family: Outgoing.state == OutboxState.SENDING, Reason.LEAVING),
            ),
        ),
        elsewhere="sent",
        since="created_at",
    ),
    Kept(
        Access,
        Whose.FAMILY,
        facts="at action what",
        words="reason details",
        own=Part(by(Access.person_id), Erase.KEEP, Reason.PROOF),
        childs=Part(of_child(Access.pupil_id), Erase.KEEP, Reason.PROOF),
        ends=(Ends(Term.ACCESSES, aged(Access.at), Erase.DELETE),),
        sheet="accesses",
    ),
    Kept(
        PrivacyRequest,
        Whose.FAMILY,
        facts="kind state receipt result at due_at handled_at",
        words="text",
        own=Part(by(PrivacyRequest.person_id), Erase.BLANK),
        ends=(Ends(Term.REQUESTS, aged(PrivacyRequest.at, PrivacyRequest.state != PrivacyState.OPEN), Erase.DELETE),),
        sheet="requests",
    ),
    Kept(
        Held,
        Whose.STAFF,
        facts="why state decided_at",
        elsewhere="log",
    ),
    Kept(
        Complaint,
        Whose.FAMILY,
        facts="state at handled_at",
        words="text outcome",
        own=Part(
            by(Complaint.person_id),
            Erase.BLANK,
            unless=((lambda family: Complaint.state == ComplaintState.OPEN, Reason.OPEN),),
        ),
        ends=(Ends(Term.COMPLAINTS, aged(Complaint.handled_at), Erase.DELETE),),
        sheet="requests",
        since="at",
    ),
)
