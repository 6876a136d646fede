"""What is due is said: a row is locked, and moves on in the transaction that queues its messages.

So whoever dies in between has said nothing and changed nothing, and of two processes only one says it. What is true may
change until the message leaves; that is asked again then (`leaving.py`).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.meetings import GOES_ON, MeetingState, ReminderKind, ReminderState, TalkState
from bot.domain.notices import Notice
from bot.domain.reminding import APART
from bot.services.meetings import asking, reminders, saying, whom
from bot.services.queue import outbox
from bot.storage.among import among
from bot.storage.models import Account, AccountState, Meeting, MeetingReminder, Outgoing, Person, Talk

CHUNK = 50
"""People, or talks, in one transaction."""
TOGETHER = {ReminderKind.DAY: APART, ReminderKind.HOUR: timedelta(hours=2)}
"""A family's talks that come up within that time are told of in one message."""
KEY = "mtg:"


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """The meetings of which something is to be said."""
    rows = await session.scalars(
        select(MeetingReminder.meeting_id)
        .where(MeetingReminder.state == ReminderState.WAITING, MeetingReminder.due_at <= now)
        .group_by(MeetingReminder.meeting_id)
        .order_by(MeetingReminder.meeting_id)
    )
    return list(rows)


async def to_look_after(session: AsyncSession, now: datetime) -> list[int]:
    """The meetings whose reminders are looked after: those to come, and those with a talk to follow up."""
    follows = exists().where(Talk.meeting_id == Meeting.id, Talk.follow_up >= now.date() - timedelta(days=1))
    comes = and_(Meeting.state == MeetingState.INVITED, Meeting.ends_at > now)
    later = exists().where(Talk.meeting_id == Meeting.id, Talk.state == TalkState.BOOKED, Talk.starts_at > now)
    rows = await session.scalars(select(Meeting.id).where(or_(comes, later, follows)).order_by(Meeting.id))
    return list(rows)


async def look_after(session: AsyncSession, meeting_id: int, now: datetime) -> None:
    """Plan anew, for holidays that were added meanwhile, and whatever nobody called the planning for."""
    meeting = await session.get(Meeting, meeting_id, populate_existing=True)
    if meeting is not None:
        await reminders.plan(session, meeting, now)


async def remind(session: AsyncSession, meeting_id: int, now: datetime, chunk: int = CHUNK) -> bool:
    """Say something of what is due about a meeting; whether there may be more. The caller commits."""
    rows = await _locked(session, meeting_id, now, chunk)
    if not rows:
        return False
    meeting = await session.get_one(Meeting, meeting_id, populate_existing=True)
    await reminders.plan(session, meeting, now)  # nobody may have said that things have changed
    rows = [row for row in rows if row.state is ReminderState.WAITING and row.due_at <= now]
    if rows:
        await _say(session, meeting, [row for row in rows if row.kind is rows[0].kind], now, chunk)
        await session.flush()
    return True


async def _locked(session: AsyncSession, meeting_id: int, now: datetime, chunk: int) -> list[MeetingReminder]:
    found = await session.scalars(
        select(MeetingReminder)
        .where(
            MeetingReminder.meeting_id == meeting_id,
            MeetingReminder.state == ReminderState.WAITING,
            MeetingReminder.due_at <= now,
        )
        .order_by(MeetingReminder.due_at, MeetingReminder.id)
        .limit(chunk)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def _say(
    session: AsyncSession, meeting: Meeting, rows: Sequence[MeetingReminder], now: datetime, chunk: int
) -> None:
    """Rows of one kind."""
    match rows[0].kind:
        case ReminderKind.FOLLOW_UP:
            await _follow_up(session, rows, now)
        case ReminderKind.HOSTS:
            await _to_hosts(session, meeting, rows[0], now)
        case ReminderKind.ANSWER:
            await _ask(session, meeting, rows[0], now, chunk)
        case ReminderKind.DAY | ReminderKind.HOUR:
            of_meeting = [row for row in rows if not row.talk_id]
            if of_meeting:
                await _to_families(session, meeting, of_meeting[0], now, chunk)
            else:
                await _of_talks(session, meeting, rows, now)


async def _to_families(
    session: AsyncSession, meeting: Meeting, row: MeetingReminder, now: datetime, chunk: int
) -> None:
    if meeting.starts_at <= now or await _overtaken(session, row, now):
        row.state = ReminderState.DROPPED
        return
    keys = {person: _key(row, person) for person in await whom.coming(session, meeting)}
    waiting = await _untold(session, keys)
    recipients = await saying.recipients(session, meeting, waiting[:chunk])
    for person in waiting[:chunk]:
        notice = await saying.meeting_soon(session, meeting, recipients.get(person))
        await _tell(session, person, notice, now, keys[person], meeting.invitation_id)
    if len(waiting) <= chunk:
        row.state = ReminderState.DONE


async def _ask(session: AsyncSession, meeting: Meeting, row: MeetingReminder, now: datetime, chunk: int) -> None:
    """The question is asked once, whoever asks it: its key is that of the steps on silence."""
    if meeting.starts_at <= now:
        row.state = ReminderState.DROPPED
        return
    silent = {one.person_id: one for one in await asking.silent(session, meeting, now)}
    keys = {person: asking.key_of(one.update_id, person) for person, one in silent.items()}
    waiting = await _untold(session, keys)
    for person in waiting[:chunk]:
        one = silent[person]
        notice = await asking.words_for(session, meeting, one.recipient_id, one.pupils)
        await _tell(session, person, notice, now, keys[person], one.update_id)
    if len(waiting) <= chunk:
        row.state = ReminderState.DONE


async def _of_talks(session: AsyncSession, meeting: Meeting, rows: Sequence[MeetingReminder], now: datetime) -> None:
    """Each guardian hears in one message of all own talks that come up together."""
    rows = [*rows, *await _soon_too(session, meeting, rows, now)]
    talks = await saying.talks_by_id(session, [row.talk_id for row in rows])
    told: list[Talk] = []
    for row in rows:
        late = talks[row.talk_id].starts_at <= now or await _overtaken(session, row, now)
        row.state = ReminderState.DROPPED if late else ReminderState.DONE
        if not late:
            told.append(talks[row.talk_id])
    parties = await whom.parties(session, told)
    people = sorted({person for party in parties.values() for person in party})
    for person in people:
        own = sorted((talk for talk in told if person in parties[talk.id]), key=lambda one: (one.starts_at, one.id))
        notice = await saying.talk_soon(session, meeting, own)
        row = next(row for row in rows if row.talk_id == own[0].id)
        await _tell(session, person, notice, now, _key(row, person), None)


async def _soon_too(
    session: AsyncSession, meeting: Meeting, rows: Sequence[MeetingReminder], now: datetime
) -> list[MeetingReminder]:
    """Reminders of the same families' other talks that would follow on the heels of these."""
    talks = await saying.talks_by_id(session, [row.talk_id for row in rows])
    children = await whom.siblings(session, list(talks.values()))
    found = await session.scalars(
        select(MeetingReminder)
        .join(Talk, Talk.id == MeetingReminder.talk_id)
        .where(
            MeetingReminder.meeting_id == meeting.id,
            MeetingReminder.kind == rows[0].kind,
            MeetingReminder.state == ReminderState.WAITING,
            MeetingReminder.due_at <= now + TOGETHER[rows[0].kind],
            MeetingReminder.talk_id.not_in(list(talks)),
            among(Talk.pupil_id, children),
        )
        .order_by(MeetingReminder.id)
        .with_for_update(skip_locked=True, of=MeetingReminder)
        .execution_options(populate_existing=True)
    )
    return list(found)


async def _overtaken(session: AsyncSession, row: MeetingReminder, now: datetime) -> bool:
    """Whether a belated reminder would come just before the next one."""
    if row.kind is not ReminderKind.DAY:
        return False
    next_one = await session.scalar(
        select(MeetingReminder.due_at).where(
            MeetingReminder.meeting_id == row.meeting_id,
            MeetingReminder.talk_id == row.talk_id,
            MeetingReminder.kind == ReminderKind.HOUR,
            MeetingReminder.state == ReminderState.WAITING,
        )
    )
    return next_one is not None and next_one - now < APART / 2


async def _to_hosts(session: AsyncSession, meeting: Meeting, row: MeetingReminder, now: datetime) -> None:
    if meeting.state in GOES_ON:
        for host, notice in await saying.host_days(session, meeting, row.sequence):
            await _tell(session, host, notice, now, _key(row, host), None)
    row.state = ReminderState.DONE
    await session.flush()
    await reminders.plan(session, meeting, now)  # there may be a next day


async def _follow_up(session: AsyncSession, rows: Sequence[MeetingReminder], now: datetime) -> None:
    talks = await saying.talks_by_id(session, [row.talk_id for row in rows])
    for row in rows:
        talk = talks[row.talk_id]
        await _tell(session, talk.host_id, await saying.follow_up(session, talk), now, _key(row, talk.host_id), None)
        row.state = ReminderState.DONE


def _key(row: MeetingReminder, person_id: int) -> str:
    """What makes a second message of the same reminder impossible."""
    return f"{KEY}{row.meeting_id}:{row.talk_id}:{row.kind.value}:{row.sequence}:{person_id}"


async def _untold(session: AsyncSession, keys: dict[int, str]) -> list[int]:
    """Of these people those who have a chat and for whom nothing is queued under their key yet, by id."""
    reached = await session.scalars(
        select(Account.person_id)
        .where(among(Account.person_id, keys), Account.state != AccountState.BLOCKED)
        .group_by(Account.person_id)
    )
    told = await _queued(session, keys.values())
    return sorted(person for person in reached if person is not None and keys[person] not in told)


async def _queued(session: AsyncSession, keys: Iterable[str]) -> set[str]:
    wanted = list(keys)
    found: set[str] = set()
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        rows = await session.scalars(select(Outgoing.dedupe).where(Outgoing.dedupe.in_(some)))
        found.update(one for one in rows if one is not None)
    return found


async def _tell(
    session: AsyncSession, person_id: int, notice: Notice, now: datetime, key: str, update_id: int | None
) -> None:
    said = await outbox.tell(session, await session.get_one(Person, person_id), notice, now, dedupe=key)
    if said is not None:
        said.update_id = update_id
        await session.flush()
