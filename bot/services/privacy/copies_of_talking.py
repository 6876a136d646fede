"""What a family and the school had to do with each other, as its guardian takes it; the words are in the log."""

from collections.abc import Mapping

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain import concerns as concern_words
from bot.domain import threads as thread_words
from bot.domain.meetings import KINDS, TalkState
from bot.domain.text import Phrase, _, p_
from bot.services.privacy.copies import INTERNAL, CopySheet
from bot.services.privacy.tables import Family
from bot.storage.models import (
    AccessRequest,
    Attendance,
    Call,
    CallOutcome,
    Complaint,
    ComplaintState,
    Concern,
    Meeting,
    Person,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
    Pupil,
    RequestState,
    Talk,
    Thread,
    Wish,
)

TALKS: Mapping[TalkState, Phrase] = {
    TalkState.BOOKED: p_("state of a talk", "booked"),
    TalkState.RELEASED: p_("state of a talk", "given back"),
    TalkState.DONE: p_("state of a talk", "took place"),
    TalkState.MISSED: p_("state of a talk", "missed"),
}
OUTCOMES: Mapping[CallOutcome, Phrase] = {
    CallOutcome.REACHED: p_("outcome of a call", "reached"),
    CallOutcome.NO_ANSWER: p_("outcome of a call", "no answer"),
    CallOutcome.CALL_BACK: p_("outcome of a call", "asked to call back"),
    CallOutcome.WRONG_NUMBER: p_("outcome of a call", "wrong number"),
    CallOutcome.VISITED: p_("outcome of a call", "visited"),
}
REQUESTS: Mapping[PrivacyKind, Phrase] = {
    PrivacyKind.COPY: p_("request about data", "copy"),
    PrivacyKind.CORRECT: p_("request about data", "correction"),
    PrivacyKind.ERASE: p_("request about data", "erasure"),
}
STATES: Mapping[PrivacyState, Phrase] = {
    PrivacyState.OPEN: p_("state of a request", "open"),
    PrivacyState.DONE: p_("state of a request", "done"),
    PrivacyState.REFUSED: p_("state of a request", "not done"),
    PrivacyState.TAKEN_BACK: p_("state of a request", "taken back"),
}
ACCESS: Mapping[RequestState, Phrase] = {
    RequestState.OPEN: p_("state of a request", "open"),
    RequestState.APPROVED: p_("state of a request", "approved"),
    RequestState.REFUSED: p_("state of a request", "refused"),
    RequestState.LINKED: p_("state of a request", "linked"),
}


async def threads(session: AsyncSession, family: Family) -> CopySheet:
    """The guardian's own threads."""
    sheet = CopySheet(
        p_("sheet", "Questions"),
        (_("Pupil"), _("Asked"), _("With"), _("State"), _("First answer"), _("Closed"), _("Messages")),
    )
    rows = await session.execute(
        select(Thread, Pupil.name, Person.name)
        .join(Pupil, Pupil.id == Thread.pupil_id)
        .join(Person, Person.id == Thread.responsible_id)
        .where(Thread.person_id == family.person_id)
        .order_by(Thread.opened_at)
    )
    for one, child, staff in rows:
        state = thread_words.STATES[one.state]
        sheet.add(child, one.opened_at, staff, state, one.answered_at, one.closed_at, one.messages)
    return sheet


async def meetings(session: AsyncSession, family: Family) -> CopySheet:
    """Talks of this guardian, what is wished for, and whether the family came to meetings."""
    sheet = CopySheet(
        p_("sheet", "Meetings"), (_("Pupil"), _("Time"), _("What it is"), _("With"), _("State"), _("Words"))
    )
    own = or_(Talk.person_id == family.person_id, Talk.party == 0)
    talks = await session.execute(
        select(Talk, Pupil.name, Person.name)
        .join(Pupil, Pupil.id == Talk.pupil_id)
        .join(Person, Person.id == Talk.host_id)
        .where(or_(Talk.person_id == family.person_id, Talk.pupil_id.in_(family.pupils)), own)
        .order_by(Talk.starts_at)
    )
    for talk, child, host in talks:
        words = INTERNAL if talk.outcome else ""
        sheet.add(child, talk.starts_at, _("Talk"), host, TALKS[talk.state], words)
    came = await session.execute(
        select(Attendance, Meeting, Pupil.name)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .join(Pupil, Pupil.id == Attendance.pupil_id)
        .where(Attendance.pupil_id.in_(family.pupils))
        .order_by(Meeting.starts_at)
    )
    for row, meeting, child in came:
        sheet.add(child, meeting.starts_at, KINDS[meeting.kind], "", _("came") if row.came else _("did not come"), "")
    wishes = await session.execute(
        select(Wish, Pupil.name, Person.name)
        .join(Pupil, Pupil.id == Wish.pupil_id)
        .join(Person, Person.id == Wish.host_id)
        .where(Wish.person_id == family.person_id)
    )
    for wish, child, host in wishes:
        sheet.add(child, wish.since, _("Wish for a talk"), host, "", "")
    return sheet


async def concerns(session: AsyncSession, family: Family) -> CopySheet:
    """Concerns about the children: that there are any, what was agreed, and how they ended."""
    sheet = CopySheet(
        p_("sheet", "Concerns"),
        (_("Pupil"), _("Opened"), _("Area"), _("With"), _("State"), _("Agreed"), _("Next step")),
    )
    rows = await session.execute(
        select(Concern, Pupil.name, Person.name)
        .join(Pupil, Pupil.id == Concern.pupil_id)
        .join(Person, Person.id == Concern.keeper_id)
        .where(Concern.pupil_id.in_(family.pupils))
        .order_by(Concern.opened_at)
    )
    for one, child, keeper in rows:
        area, state = concern_words.AREAS[one.area], concern_words.STATES[one.state]
        sheet.add(child, one.opened_at, area, keeper, state, one.agreed, INTERNAL if one.next_step else "")
    return sheet


async def calls(session: AsyncSession, family: Family) -> CopySheet:
    """Calls and visits about the children, except those in which another guardian was reached."""
    sheet = CopySheet(p_("sheet", "Calls"), (_("Pupil"), _("Time"), _("By"), _("Outcome"), _("Tries")))
    rows = await session.execute(
        select(Call, Pupil.name, Person.name)
        .join(Pupil, Pupil.id == Call.pupil_id)
        .join(Person, Person.id == Call.staff_id)
        .where(Call.pupil_id.in_(family.pupils), or_(Call.reached_id.is_(None), Call.reached_id == family.person_id))
        .order_by(Call.made_at)
    )
    for call, child, staff in rows:
        sheet.add(child, call.made_at, staff, OUTCOMES[call.outcome] if call.outcome else "", call.tries)
    return sheet


async def requests(session: AsyncSession, family: Family) -> CopySheet:
    """Requests about data and for access, and messages that were reported."""
    sheet = CopySheet(
        p_("sheet", "Requests"), (_("Time"), _("What it is"), _("Receipt"), _("State"), _("Words"), _("Done"))
    )
    asked = await session.scalars(
        select(PrivacyRequest).where(PrivacyRequest.person_id == family.person_id).order_by(PrivacyRequest.at)
    )
    for row in asked:
        sheet.add(row.at, REQUESTS[row.kind], row.receipt, STATES[row.state], row.text, row.handled_at)
    access = await session.scalars(select(AccessRequest).where(AccessRequest.account_id.in_(family.chats)))
    for one in access:
        words = f"{one.own_name}, {one.child_name}"
        sheet.add(one.created_at, _("Access without a code"), "", ACCESS[one.state], words, one.decided_at)
    about = aliased(Person)
    reports = await session.execute(
        select(Complaint, about.name)
        .join(about, about.id == Complaint.about_id)
        .where(Complaint.person_id == family.person_id)
    )
    for report, staff in reports:
        state = STATES[PrivacyState.DONE if report.state is ComplaintState.ANSWERED else PrivacyState.OPEN]
        sheet.add(report.at, _("Report about a message of %(staff)s", staff=staff), "", state, report.text, None)
        if report.outcome:
            sheet.add(report.handled_at, _("Answer to it"), "", state, report.outcome, report.handled_at)
    return sheet
