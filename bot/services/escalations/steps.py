"""Silence, step by step. Rows say what comes next and when; a step is taken in one transaction with its message."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Select, exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import OutboxState, Reason
from bot.domain.escalation import End, Move, Plan, StepKind, load_plan, next_move
from bot.domain.meetings import FOLDER
from bot.domain.notices import Notice
from bot.domain.notices.escalations import AnswerAwaited, CallsDue
from bot.domain.shelf import SHELF
from bot.services.escalations.facts import GOING, KEY, families_of
from bot.services.meetings import asking, planning
from bot.services.queue import outbox
from bot.services.updates import load_values
from bot.services.updates.meant import is_meant
from bot.storage.among import among
from bot.storage.models import (
    Account,
    ClassUpdate,
    Escalation,
    EscalationState,
    Outgoing,
    Person,
    Pupil,
    Recipient,
    School,
    SchoolClass,
    UpdateTarget,
)
from bot.storage.upsert import insert_new

ZERO = timedelta()
CHUNK = 200
"""Families in one transaction."""
_STATES = {
    End.STOPPED: EscalationState.STOPPED,
    End.LISTED: EscalationState.LISTED,
    End.ENDED: EscalationState.ENDED,
}


async def without_steps(session: AsyncSession, now: datetime) -> list[tuple[int, int]]:
    """Updates that ask for an answer, with children for whom nothing is written down yet; a bounded number."""
    rows = await session.execute(_missing(now).limit(CHUNK))
    return [(update_id, pupil_id) for update_id, pupil_id in rows]


def _missing(now: datetime) -> Select[int, int]:
    known = exists().where(Escalation.update_id == ClassUpdate.id, Escalation.pupil_id == Pupil.id)
    return (
        select(ClassUpdate.id, Pupil.id)
        .join(UpdateTarget, UpdateTarget.update_id == ClassUpdate.id)
        .join(Pupil, Pupil.class_id == UpdateTarget.class_id)
        .where(
            ClassUpdate.state.in_(GOING),
            ClassUpdate.escalation.is_not(None),
            ClassUpdate.current_until > now,
            Pupil.left_at.is_(None),
            is_meant(ClassUpdate.id),
            ~known,
        )
    )


async def begin(session: AsyncSession, missing: Sequence[tuple[int, int]], now: datetime) -> None:
    """Write down for each of these children what comes first; one that is written down already stays as it is."""
    ids = {update_id for update_id, _pupil in missing}
    updates = {row.id: row for row in await session.scalars(select(ClassUpdate).where(among(ClassUpdate.id, ids)))}
    plans = {update_id: load_plan(row.escalation) for update_id, row in updates.items()}
    await insert_new(
        session,
        Escalation,
        [
            {
                "school_id": updates[update_id].school_id,
                "update_id": update_id,
                "pupil_id": pupil_id,
                "step": 0,
                "state": EscalationState.WAITING,
                "due_at": updates[update_id].send_at + (plans[update_id][0].after if plans[update_id] else ZERO),
                "changed_at": now,
            }
            for update_id, pupil_id in missing
        ],
    )


async def due(session: AsyncSession, now: datetime) -> list[int]:
    """The updates with a step that is due."""
    rows = await session.scalars(
        select(Escalation.update_id)
        .where(Escalation.state == EscalationState.WAITING, Escalation.due_at <= now)
        .group_by(Escalation.update_id)
        .order_by(Escalation.update_id)
    )
    return list(rows)


async def advance(session: AsyncSession, update_id: int, now: datetime) -> bool:
    """Take the steps of an update that are due, some at a time; whether there may be more. The caller commits.

    The rows are locked, and move on together with what they bring about: a step is taken once, by one process.
    """
    rows = list(
        await session.scalars(
            select(Escalation)
            .where(
                Escalation.update_id == update_id,
                Escalation.state == EscalationState.WAITING,
                Escalation.due_at <= now,
            )
            .order_by(Escalation.id)
            .limit(CHUNK)
            .with_for_update(skip_locked=True)
        )
    )
    if not rows:
        return False
    row = await session.get_one(ClassUpdate, update_id)
    plan = await _plan(session, row)
    families = await families_of(session, row, rows, now)
    asked = _Asked()
    listed = 0
    for one in rows:
        move = next_move(plan, one.step, families[one.id], now)
        asked.add(one, move)
        listed += move.end is End.LISTED
        _go_on(one, move, now)
    await session.flush()
    await _remind(session, row, plan, asked, now)
    if listed:
        await _tell_teacher(session, row, listed, now)
    await session.flush()
    return True


async def _plan(session: AsyncSession, row: ClassUpdate) -> Plan:
    """The steps as they were when the update was made; none any more where the school has put them off altogether, but
    for meetings: somebody waits for each family there."""
    school = await session.get_one(School, row.school_id)
    return load_plan(row.escalation) if school.escalation or _meets(row) else ()


def _meets(row: ClassUpdate) -> bool:
    return SHELF.get(row.template).folder == FOLDER


def _go_on(one: Escalation, move: Move, now: datetime) -> None:
    if move.remind:
        one.told_at, one.told_id = now, move.remind[0].person_id
    one.step, one.due_at, one.changed_at = move.step, move.due_at, now
    if move.end is not None:
        one.state = _STATES[move.end]


@dataclass(slots=True)
class _Asked:
    """Whom to remind: by person and step, the chat where that is not the usual one, and the children."""

    chats: dict[tuple[int, int], int | None] = field(default_factory=dict)
    children: defaultdict[tuple[int, int], list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, one: Escalation, move: Move) -> None:
        """Note what a move asks for; siblings share a reminder."""
        for reader in move.remind:
            key = (reader.person_id, move.step - 1)
            self.chats[key] = reader.other_chat if move.elsewhere else None
            self.children[key].append(one.pupil_id)


async def _remind(session: AsyncSession, row: ClassUpdate, plan: Plan, asked: _Asked, now: datetime) -> None:
    people = {person for person, _step in asked.chats}
    if not people:
        return
    recipients = {
        one.person_id: one
        for one in await session.scalars(
            select(Recipient).where(Recipient.update_id == row.id, among(Recipient.person_id, people))
        )
    }
    for (person_id, step), chat in asked.chats.items():
        pupils = sorted(asked.children[person_id, step])
        once = _meets(row) and plan[step].kind is StepKind.ASK
        key = asking.key_of(row.id, person_id) if once else key_of(row.id, person_id, step, pupils[0])
        if once and await asking.was_asked(session, row.id, person_id):
            continue
        await _supersede(session, row.id, person_id)
        notice = await _notice(session, row, recipients[person_id], pupils)
        person = await session.get_one(Person, person_id)
        said = await outbox.tell(session, person, notice, now, dedupe=key)
        if said is not None:
            said.update_id = row.id
            await _send_to(session, said, chat)
            await session.flush()


def key_of(update_id: int, person_id: int, step: int, pupil_id: int) -> str:
    """What makes a second reminder for the same step impossible."""
    return f"{KEY}{update_id}:{person_id}:{step}:{pupil_id}"


async def _supersede(session: AsyncSession, update_id: int, person_id: int) -> None:
    """A reminder of an earlier step that still waits for a good hour makes way for this one."""
    await session.execute(
        update(Outgoing)
        .where(
            Outgoing.update_id == update_id,
            Outgoing.person_id == person_id,
            Outgoing.dedupe.startswith(f"{KEY}{update_id}:{person_id}:", autoescape=True),
            Outgoing.state == OutboxState.QUEUED,
        )
        .values(state=OutboxState.DROPPED, reason=Reason.EXPIRED)
        .execution_options(synchronize_session=False)
    )


async def _send_to(session: AsyncSession, said: Outgoing, chat: int | None) -> None:
    account = await session.get(Account, chat) if chat is not None else None
    if account is not None:
        said.account_id, said.bot_id = account.id, account.bot_id


async def _notice(session: AsyncSession, row: ClassUpdate, recipient: Recipient, pupils: Sequence[int]) -> Notice:
    meeting = await planning.behind(session, row.id) if _meets(row) else None
    if meeting is not None:
        return await asking.words_for(session, meeting, recipient.id, pupils)
    form = SHELF.get(row.template)
    children = await session.execute(
        select(Pupil.id, Pupil.name, SchoolClass.name)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(among(Pupil.id, pupils))
        .order_by(Pupil.name, Pupil.id)
    )
    day = load_values(row.values).get(form.until or "")
    author = await session.get_one(Person, row.author_id)
    school = await session.get_one(School, row.school_id)
    return AnswerAwaited(
        title=form.title,
        children=[{"id": pupil, "name": name, "class_name": of} for pupil, name, of in children],
        sent_at=row.send_at,
        day=day if isinstance(day, date) else None,
        teacher=author.name,
        school=school.name,
        recipient_id=recipient.id,
        answers=form.answers,
    )


async def _tell_teacher(session: AsyncSession, row: ClassUpdate, count: int, now: datetime) -> None:
    """Once a day for each update: more on that day are on the list all the same."""
    author = await session.get_one(Person, row.author_id)
    notice = CallsDue(title=SHELF.get(row.template).title, count=count, update_id=row.id)
    await outbox.tell(session, author, notice, now, dedupe=f"calls:{row.id}:{now:%Y%m%d}")
