"""All that a member of staff has to phone families about, from wherever it comes, by family.

What lists of their own say is asked of them anew each time; `Call` keeps what was tried, and what is on no other list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.alerts import AlertKind
from bot.domain.boards import Step
from bot.domain.calls import ABOUT_ABSENT, ABOUT_CONCERN, Reason, number_of, reason_of
from bot.domain.codec import load_value
from bot.domain.courtesy import Child
from bot.domain.meetings import KINDS, MeetingState
from bot.domain.shelf import SHELF
from bot.domain.text import Label, _
from bot.services import scope
from bot.services.alerts import whom
from bot.services.alerts.matters import matters
from bot.services.answers.reports import ids_of
from bot.services.assisted import unreached
from bot.services.calendar import quiet_rule
from bot.services.escalations import views
from bot.services.escalations.views import Callee, people_of
from bot.services.meetings import attendance, board
from bot.storage.among import among
from bot.storage.models import (
    Call,
    CallOutcome,
    CallState,
    Concern,
    Meeting,
    MeetingHost,
    Person,
    Pupil,
    School,
    SchoolClass,
)

MANY = 500
"""Families of one source that a list holds."""
BEFORE = timedelta(days=2)
"""How long before a meeting whoever has not answered is phoned."""
_STEPS = {
    Step.INVITE: _("the invitation has not arrived"),
    Step.ANSWER: _("no answer yet"),
    Step.BRING: _("the summary has not arrived"),
    Step.TELL: _("was not there and has not read the summary yet"),
}


@dataclass(frozen=True, slots=True)
class About:
    """One thing to phone about. `key` as `Call.about` has it; `step` of a meeting's board."""

    key: str
    pupil_id: int
    said: Label
    step: Step | None = None

    @property
    def reason(self) -> Reason:
        """Why."""
        return reason_of(self.key)


@dataclass(slots=True)
class Family:
    """A child whose family is to be phoned: what about, whom, and what was tried."""

    pupil_id: int
    child: Child
    about: list[About] = field(default_factory=list)
    people: list[Callee] = field(default_factory=list)
    tries: int = 0
    outcome: CallOutcome | None = None
    due_on: date | None = None

    @property
    def later(self) -> date:
        """The day from which on it is due; at once where nothing was agreed."""
        return self.due_on or date.min


async def families(session: AsyncSession, staff: Person, now: datetime) -> list[Family]:
    """Whom she has to call, what is due first; of each everything at once."""
    found = [
        *await _escalations(session, staff, now),
        *await _meetings(session, staff, now),
        *await _absent(session, staff, now),
    ]
    rows = await _rows(session, staff, {one.pupil_id for one in found})
    known = {(row.pupil_id, row.about): row for row in rows}
    open_ = [one for one in found if (row := known.get((one.pupil_id, one.key))) is None or row.state is CallState.OPEN]
    have = {(one.pupil_id, one.key) for one in found}
    kept = [row for row in rows if row.state is CallState.OPEN and (row.pupil_id, row.about) not in have]
    open_ += await _kept(session, staff, kept)
    return await _by_family(session, open_, known)


async def family(session: AsyncSession, staff: Person, pupil_id: int, now: datetime) -> Family | None:
    """One of them; None where there is nothing to phone this family about."""
    return next((one for one in await families(session, staff, now) if one.pupil_id == pupil_id), None)


async def _escalations(session: AsyncSession, staff: Person, now: datetime) -> list[About]:
    return [
        About(f"{Reason.ESCALATION.value}:{one.escalation_id}", one.pupil_id, SHELF.get(one.update.template).title)
        for one in await views.calls(session, staff, now, 0, MANY)
    ]


async def _meetings(session: AsyncSession, staff: Person, now: datetime) -> list[About]:
    """Of meetings that she holds: whom no invitation or summary reached, and who has not answered shortly before."""
    holds = exists().where(MeetingHost.meeting_id == Meeting.id, MeetingHost.person_id == staff.id)
    recent = (Meeting.state == MeetingState.CANCELLED) & (Meeting.starts_at > now)
    rows = await session.scalars(
        select(Meeting)
        .where(
            Meeting.school_id == staff.school_id,
            or_(Meeting.host_id == staff.id, holds),
            Meeting.invitation_id.is_not(None),
            or_(Meeting.state.in_((MeetingState.INVITED, MeetingState.HELD)), recent),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    found: list[About] = []
    for meeting in rows:
        if meeting.state is MeetingState.CANCELLED:
            found += await _called_off(session, staff, meeting)
        else:
            found += await _of_board(session, staff, meeting, now)
    return found


async def _called_off(session: AsyncSession, staff: Person, meeting: Meeting) -> list[About]:
    said = _("%(meeting)s: it is called off", meeting=KINDS[meeting.kind])
    mine = set(await session.scalars(ids_of(await attendance.classes_for(session, staff, meeting))))
    return [
        About(f"{Reason.MEETING.value}:{meeting.id}", pupil.id, said)
        for pupil, _of in await still_to_call(session, meeting)
        if pupil.class_id in mine
    ]


async def still_to_call(session: AsyncSession, meeting: Meeting) -> list[tuple[Pupil, str]]:
    """The children of a meeting's invitation whose family no chat and no call has reached, each with its class."""
    done = set(
        await session.scalars(
            select(Call.pupil_id).where(
                Call.school_id == meeting.school_id,
                Call.about == f"{Reason.MEETING.value}:{meeting.id}",
                Call.state != CallState.OPEN,
            )
        )
    )
    found = await unreached(session, meeting.invitation_id or 0)
    return [(pupil, of) for pupil, of in found if pupil.id not in done]


async def _of_board(session: AsyncSession, staff: Person, meeting: Meeting, now: datetime) -> list[About]:
    steps = set(_STEPS) if meeting.starts_at - now <= BEFORE else {Step.INVITE}
    return [
        About(
            f"{Reason.MEETING.value}:{meeting.id}",
            line.pupil_id,
            _("%(meeting)s: %(step)s", meeting=KINDS[meeting.kind], step=_STEPS[step]),
            step,
        )
        for step, line in (await board.board(session, meeting, now, staff)).open
        if step in steps
    ]


async def _absent(session: AsyncSession, staff: Person, now: datetime) -> list[About]:
    """Of her homeroom: not yet recorded present today, where the school lets the bot ask and no chat is there."""
    school = await session.get_one(School, staff.school_id)
    pupils = set(
        await session.scalars(
            select(Pupil.id)
            .join(SchoolClass, SchoolClass.id == Pupil.class_id)
            .where(SchoolClass.homeroom_id == staff.id, SchoolClass.archived_at.is_(None), Pupil.left_at.is_(None))
        )
    )
    if not pupils:
        return []
    stands = [one for one in await matters(session, school, now, pupils) if one[1] is AlertKind.NOT_YET]
    missing = {pupil for pupil, _kind, _about in stands}
    readers = await whom.readers_of(session, missing, await quiet_rule(session, school, now), now)
    reached = {pupil for children in readers.values() for pupil in children}
    today = now.astimezone(ZoneInfo(school.timezone)).date()
    return [
        About(f"{Reason.ABSENT.value}:{today:%Y%m%d}", pupil, ABOUT_ABSENT)
        for pupil, _kind, about in stands
        if pupil not in reached and about == today.isoformat()
    ]


async def _rows(session: AsyncSession, staff: Person, pupils: Iterable[int]) -> Sequence[Call]:
    rows = await session.scalars(
        select(Call)
        .where(
            Call.school_id == staff.school_id,
            or_(
                among(Call.pupil_id, sorted(pupils)),
                (Call.staff_id == staff.id) & (Call.state == CallState.OPEN),
            ),
        )
        .order_by(Call.due_on, Call.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


async def _kept(session: AsyncSession, staff: Person, rows: Sequence[Call]) -> list[About]:
    """What is on no other list; of concerns only those that she is in."""
    mine = set(await session.scalars(scope.concerns_of(staff).with_only_columns(Concern.id)))
    ours = (Reason.CONCERN, Reason.THREAD, Reason.OWN)
    return [
        About(row.about, row.pupil_id, ABOUT_CONCERN if reason is Reason.CONCERN else _words(row))
        for row in rows
        if row.staff_id == staff.id
        and (reason := reason_of(row.about)) in ours
        and (reason is not Reason.CONCERN or number_of(row.about) in mine)
    ]


def _words(row: Call) -> Label:
    found = load_value((row.said or {}).get("words", ""))
    return found if found is not None else ""


async def _by_family(
    session: AsyncSession, found: Sequence[About], known: Mapping[tuple[int, str], Call]
) -> list[Family]:
    pupils = {
        pupil.id: (pupil, of)
        for pupil, of in await session.execute(
            select(Pupil, SchoolClass.name)
            .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
            .where(among(Pupil.id, {one.pupil_id for one in found}), Pupil.left_at.is_(None))
        )
    }
    people = await people_of(session, list(pupils))
    by_pupil: dict[int, Family] = {}
    for one in found:
        if one.pupil_id not in pupils:
            continue
        pupil, of = pupils[one.pupil_id]
        line = by_pupil.setdefault(
            pupil.id, Family(pupil.id, Child(pupil.name, of or ""), people=_callees(pupil, people[pupil.id]))
        )
        line.about.append(one)
        if (row := known.get((one.pupil_id, one.key))) is not None and row.outcome is not None:
            line.tries, line.outcome = max(line.tries, row.tries), row.outcome
            line.due_on = max(line.later, row.due_on)
    return sorted(by_pupil.values(), key=lambda line: (line.later, line.child.class_name, line.child.name))


def _callees(pupil: Pupil, people: Sequence[Callee]) -> list[Callee]:
    if pupil.phone and pupil.phone not in {person.phone for person in people}:
        return [*people, Callee("", None, pupil.phone, False)]
    return list(people)
