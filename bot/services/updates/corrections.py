"""Saying something else than was sent, or taking it back."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Lane, Op, OutboxState, Reason, Rung
from bot.domain.errors import StaleScreen
from bot.domain.policy import Weight
from bot.domain.updates import Values
from bot.services import log, scope
from bot.services.updates import classes_of, current_until, dump_values, written_by
from bot.services.updates.meant import CORRECTED
from bot.services.updates.readers import reading_guardians
from bot.storage.models import (
    Account,
    ClassUpdate,
    Guardianship,
    LogKind,
    Outgoing,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    School,
    UpdatePupil,
    UpdateState,
    UpdateVersion,
)
from bot.storage.upsert import insert_new

DELETE_WITHIN = timedelta(hours=47)
"""Telegram deletes for everyone within 48 hours; an hour is kept for the queue."""


async def correct(session: AsyncSession, author: Person, update_id: int, values: Values, now: datetime) -> ClassUpdate:
    """Say something else from now on: chats that show the update are changed, the others get the new words."""
    return await _correct(session, author, await written_by(session, author, update_id), values, now)


async def rewrite(session: AsyncSession, by: Person, row: ClassUpdate, values: Values, now: datetime) -> ClassUpdate:
    """The same for an update that a flow of its own has written and answers for, whoever of the staff changes it: one
    that has not left yet simply says something else."""
    school = await session.get_one(School, row.school_id)
    waiting = await session.scalar(
        update(ClassUpdate)
        .where(ClassUpdate.id == row.id, ClassUpdate.state == UpdateState.SCHEDULED)
        .values(
            values=dump_values(values),
            other_words=_still_true(row, dump_values(values)),
            current_until=current_until(row.template, values, row.send_at, school),
        )
        .returning(ClassUpdate.id)
    )
    await session.refresh(row)
    return row if waiting is not None else await _correct(session, by, row, values, now)


async def _correct(session: AsyncSession, by: Person, row: ClassUpdate, values: Values, now: datetime) -> ClassUpdate:
    if row.state not in (UpdateState.SENDING, UpdateState.SENT):
        raise StaleScreen
    for of in await classes_of(session, row.id):
        await scope.class_of(session, by, of.id)  # who no longer teaches there can take back, and say nothing new
    session.add(UpdateVersion(update_id=row.id, number=row.version, values=row.values, by=by.id, at=now))
    row.other_words = _still_true(row, dump_values(values))
    row.values = dump_values(values)
    school = await session.get_one(School, row.school_id)
    row.current_until = current_until(row.template, values, row.send_at, school)
    row.version += 1
    row.corrected_at = now
    await session.flush()  # locks the update, so that what is recorded as sent meanwhile is seen here, or sees this
    log.note(session, row.school_id, LogKind.CORRECTED, now, staff_id=by.id, update_id=row.id)
    await _to_shown(session, row, Op.EDIT, f"e:{row.id}:{row.version}", now)
    await session.flush()
    return row


async def correct_pupil(
    session: AsyncSession, author: Person, update_id: int, pupil_id: int, values: Values, now: datetime
) -> ClassUpdate:
    """Say something else of one pupil of a personal update: only the chats of this family are changed.

    Raises NotAllowed for another's update or class, StaleScreen before it is out, or where it is not about this pupil.
    """
    row = await written_by(session, author, update_id)
    one = await session.get(UpdatePupil, (row.id, pupil_id), with_for_update=True)
    pupil = await session.get(Pupil, pupil_id)
    if one is None or pupil is None or row.state not in (UpdateState.SENDING, UpdateState.SENT):
        raise StaleScreen
    await scope.class_of(session, author, pupil.class_id or 0)
    before = {"pupil": pupil_id, "values": {"$map": one.values}}
    session.add(UpdateVersion(update_id=row.id, number=row.version, values=before, by=author.id, at=now))
    one.values = {**dump_values(values), CORRECTED: True}
    row.version += 1
    await session.flush()  # as above
    log.note(session, row.school_id, LogKind.CORRECTED, now, staff_id=author.id, update_id=row.id, pupil_id=pupil_id)
    await _to_shown(session, row, Op.EDIT, f"e:{row.id}:{row.version}", now, pupil_id)
    await session.flush()
    return row


def _still_true(row: ClassUpdate, values: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The other languages' words for the facts that have not changed."""
    kept = {
        locale: {name: text for name, text in words.items() if values.get(name) == row.values.get(name)}
        for locale, words in row.other_words.items()
    }
    return {locale: words for locale, words in kept.items() if words}


async def withdraw(session: AsyncSession, author: Person, update_id: int, now: datetime) -> ClassUpdate:
    """Take an update back: what waits is dropped, what is shown is deleted where the channel still can."""
    return await take_back(session, author, await written_by(session, author, update_id), now)


async def take_back(session: AsyncSession, by: Person, row: ClassUpdate, now: datetime) -> ClassUpdate:
    """The same for an update that a flow of its own answers for, whoever of the staff takes it back."""
    if row.state not in (UpdateState.SENDING, UpdateState.SENT):
        raise StaleScreen
    row.state = UpdateState.WITHDRAWN
    row.closed_at = now
    await session.flush()  # as above
    log.note(session, row.school_id, LogKind.WITHDRAWN, now, staff_id=by.id, update_id=row.id)
    await session.execute(
        update(Outgoing)
        .where(Outgoing.update_id == row.id, Outgoing.state == OutboxState.QUEUED, Outgoing.op != Op.DELETE)
        .values(state=OutboxState.DROPPED, reason=Reason.WITHDRAWN)
    )
    op = Op.DELETE if now - row.send_at < DELETE_WITHIN else Op.EDIT
    await _to_shown(session, row, op, f"w:{row.id}", now)
    await session.execute(update(Recipient).where(Recipient.update_id == row.id).values(rung=Rung.WITHDRAWN))
    await session.flush()
    return row


async def shown_by(session: AsyncSession, row: ClassUpdate) -> dict[int, int]:
    """By bot: how many readers have the update in their chat there, and would be told of a correction."""
    counted = await session.execute(
        select(Account.bot_id, func.count(Recipient.id))
        .join(Account, Account.id == Recipient.account_id)
        .where(Recipient.update_id == row.id, Recipient.message.is_not(None), *_may_hear(row))
        .group_by(Account.bot_id)
    )
    return {found[0]: found[1] for found in counted}


async def _to_shown(
    session: AsyncSession, row: ClassUpdate, op: Op, key: str, now: datetime, pupil_id: int | None = None
) -> None:
    """Change or delete the update wherever a chat shows it, or where one shows it to the family of one pupil. Silent on
    the phone, so it need not wait for morning."""
    theirs = exists().where(RecipientPupil.recipient_id == Recipient.id, RecipientPupil.pupil_id == pupil_id)
    shown = await session.execute(
        select(Recipient, Account.bot_id)
        .join(Account, Account.id == Recipient.account_id)
        .where(Recipient.update_id == row.id, Recipient.message.is_not(None), *_may_hear(row))
        .where(theirs if pupil_id is not None else true())
    )
    rows: list[dict[str, Any]] = [
        {
            "school_id": row.school_id,
            "bot_id": bot_id,
            "account_id": recipient.account_id,
            "person_id": recipient.person_id,
            "lane": Lane.BULK,
            "priority": 0,
            "due_at": now,
            "state": OutboxState.QUEUED,
            "op": op,
            "target": recipient.message,
            "weight": Weight.ANSWER,
            "update_id": row.id,
            "recipient_id": recipient.id,
            "dedupe": f"{key}:{recipient.id}",
            "created_at": now,
        }
        for recipient, bot_id in shown
    ]
    await insert_new(session, Outgoing, rows)


def _may_hear(row: ClassUpdate) -> list[ColumnElement[bool]]:
    """New words are for guardians who still are; that it was taken back is for everyone who has it in the chat."""
    if row.state is UpdateState.WITHDRAWN:
        return []
    return [Recipient.person_id.in_(reading_guardians(row.id).with_only_columns(Guardianship.person_id))]
