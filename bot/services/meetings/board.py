"""The board of a meeting: one line per family, from one question for each column, however many families there are."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.boards import Board, Came, Line, Reach, Said, Stage, TalkLine, reach_of
from bot.domain.courtesy import Child
from bot.domain.delivery import ReadBy, Rung
from bot.domain.meetings import MeetingKind, TalkState
from bot.services import updates
from bot.services.meetings import attendance, phoning, rsvp
from bot.services.updates import reports
from bot.services.updates.reports import FamilyLine
from bot.storage.among import among
from bot.storage.models import (
    Attendance,
    ClassUpdate,
    Guardianship,
    LogEntry,
    Meeting,
    MeetingClass,
    MeetingHost,
    Person,
    Pupil,
    SchoolClass,
    Talk,
    TalkNeed,
    UpdateState,
    Wish,
)

OUT = (UpdateState.SENDING, UpdateState.SENT)


async def board(session: AsyncSession, meeting: Meeting, now: datetime, staff: Person | None = None) -> Board:
    """Every family of the meeting; for a member of staff those whom she may see. Who has left is not among them."""
    classes = await attendance.classes_for(session, staff, meeting) if staff else select(SchoolClass)
    summary = await _update(session, meeting.summary_id)
    lines = await _families(session, meeting, classes)
    await _reached(session, meeting, classes, lines, summary)
    await _answers(session, meeting, lines)
    if meeting.kind is not MeetingKind.CLASS:
        await _talks(session, meeting, lines)
    await _came(session, meeting, lines)
    return Board(stage_of(meeting, now, summary), list(lines.values()))


async def follows_up(session: AsyncSession, staff: Person, update_id: int | None) -> bool:
    """Whether this person sees how far an invitation or a summary has come: its author, the homeroom teacher, an
    administrator; not every host."""
    if update_id is None:
        return False
    return await session.scalar(updates.visible_to(staff).where(ClassUpdate.id == update_id)) is not None


def stage_of(meeting: Meeting, now: datetime, summary: ClassUpdate | None) -> Stage:
    """How far the meeting has come. Individual talks have outcomes of their own and need no summary for all."""
    return Stage(
        meeting.kind,
        now,
        meeting.starts_at,
        meeting.ends_at,
        summarises=meeting.kind is MeetingKind.CLASS,
        summarised=summary is not None,
    )


async def _update(session: AsyncSession, update_id: int | None) -> ClassUpdate | None:
    """An update that is out or going out."""
    row = await session.get(ClassUpdate, update_id, populate_existing=True) if update_id else None
    return row if row is not None and row.state in (*OUT, UpdateState.SCHEDULED) else None


async def _families(session: AsyncSession, meeting: Meeting, classes: Select[SchoolClass]) -> dict[int, Line]:
    rows = await session.execute(
        select(Pupil.id, SchoolClass.id, Pupil.name, SchoolClass.name, Pupil.created_at)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .join(MeetingClass, MeetingClass.class_id == Pupil.class_id)
        .where(
            MeetingClass.meeting_id == meeting.id,
            Pupil.left_at.is_(None),
            SchoolClass.id.in_(classes.with_only_columns(SchoolClass.id).order_by(None)),
        )
        .order_by(SchoolClass.name, Pupil.name, Pupil.id)
    )
    return {
        pupil: Line(pupil, class_id, Child(name, of), joined_late=created > meeting.ends_at)
        for pupil, class_id, name, of, created in rows
    }


async def _reached(
    session: AsyncSession,
    meeting: Meeting,
    classes: Select[SchoolClass],
    lines: Mapping[int, Line],
    summary: ClassUpdate | None,
) -> None:
    invitation = await _update(session, meeting.invitation_id)
    if invitation is not None:
        for family in await reports.families_in(session, invitation, classes):
            if (line := lines.get(family.pupil_id)) is not None:
                line.invited = _reach(family, invitation)
    if summary is None:
        return
    told = await _told(session, meeting)
    for family in await reports.families_in(session, summary, classes):
        if (line := lines.get(family.pupil_id)) is not None:
            line.summary = _reach(family, summary)
            tapped = any(one.read_by is ReadBy.TAP for one in family.guardians)
            line.acknowledged = tapped or family.pupil_id in told


def _reach(family: FamilyLine, row: ClassUpdate) -> Reach:
    """An update that has not gone out to everybody yet has reached nobody in vain."""
    going = row.state is not UpdateState.SENT
    return reach_of(
        sent=True,
        letter=family.has_only_letter,
        by_hand=family.by_hand,
        needs=family.needs_letter and not going,
        queued=family.rung is Rung.QUEUED or (going and not family.guardians),
    )


async def _told(session: AsyncSession, meeting: Meeting) -> set[int]:
    """The children whose families were told on the phone what was agreed."""
    rows = await session.scalars(select(LogEntry.pupil_id).where(*phoning.was_told(meeting)))
    return {pupil for pupil in rows if pupil is not None}


async def _answers(session: AsyncSession, meeting: Meeting, lines: Mapping[int, Line]) -> None:
    """By child the answer that counts, and which guardian gave it."""
    answers = await rsvp.of(session, meeting)
    people = {one.person_id for one in answers.values()}
    rows = await session.execute(
        select(Guardianship.pupil_id, Guardianship.person_id, Guardianship.relation).where(
            among(Guardianship.person_id, people)
        )
    )
    relations = {(pupil, person): relation.value for pupil, person, relation in rows}
    for pupil, answer in answers.items():
        if (line := lines.get(pupil)) is not None:
            line.said = Said(answer.choice, relations.get((pupil, answer.person_id)))


async def _talks(session: AsyncSession, meeting: Meeting, lines: Mapping[int, Line]) -> None:
    """Times of their own, who waits for one, and who needs none."""
    rows = await session.execute(
        select(Talk, Person.name)
        .join(Person, Person.id == Talk.host_id)
        .where(Talk.meeting_id == meeting.id, Talk.state != TalkState.RELEASED)
        .order_by(Talk.starts_at, Talk.id)
        .execution_options(populate_existing=True)
    )
    for talk, host in rows:
        if (line := lines.get(talk.pupil_id)) is not None:
            line.talks.append(TalkLine(talk.id, host, talk.starts_at, talk.ends_at, talk.state))
    for pupil in await session.scalars(select(Wish.pupil_id).where(Wish.meeting_id == meeting.id).distinct()):
        if (line := lines.get(pupil)) is not None:
            line.wishes = True
    for pupil in await _unneeded(session, meeting):
        if (line := lines.get(pupil)) is not None:
            line.unneeded = True


async def _unneeded(session: AsyncSession, meeting: Meeting) -> list[int]:
    """The children of whom every host says that no talk is needed; in a joint meeting one word of the leader's does."""
    hosts = await session.scalar(select(func.count()).where(MeetingHost.meeting_id == meeting.id)) or 1
    said: dict[int, list[bool]] = defaultdict(list)
    for pupil, needed in await session.execute(
        select(TalkNeed.pupil_id, TalkNeed.needed).where(TalkNeed.meeting_id == meeting.id)
    ):
        said[pupil].append(needed)
    enough = 1 if meeting.joint else hosts
    return [pupil for pupil, words in said.items() if not any(words) and len(words) >= enough]


async def _came(session: AsyncSession, meeting: Meeting, lines: Mapping[int, Line]) -> None:
    rows = await session.execute(
        select(Attendance, Guardianship.relation)
        .outerjoin(
            Guardianship,
            (Guardianship.pupil_id == Attendance.pupil_id) & (Guardianship.person_id == Attendance.person_id),
        )
        .where(Attendance.meeting_id == meeting.id)
        .execution_options(populate_existing=True)
    )
    for row, relation in rows:
        if (line := lines.get(row.pupil_id)) is not None:
            line.came = Came(row.came, row.by, relation.value if relation else None)
