"""From one update to its recipients, in chunks: each is one short transaction, and doing one twice changes nothing."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import BESIDE_CHANNELS, Lane, OutboxState, Reason, Rung
from bot.domain.policy import Weight
from bot.services.updates import readers
from bot.storage.among import among
from bot.storage.many import rows_found
from bot.storage.models import (
    ClassUpdate,
    Outgoing,
    Recipient,
    RecipientPupil,
    UpdateState,
)
from bot.storage.upsert import insert_new

CHUNK = 200
"""People per transaction: whoever waits for the writer waits a few milliseconds."""

URGENT_PRIORITY = 0
ROUTINE_PRIORITY = 10


async def start_due(session: AsyncSession, now: datetime) -> list[int]:
    """Begin the updates whose time has come; the ids. Of two processes only one gets each."""
    rows = await session.scalars(
        update(ClassUpdate)
        .where(ClassUpdate.state == UpdateState.SCHEDULED, ClassUpdate.send_at <= now)
        .values(state=UpdateState.SENDING)
        .returning(ClassUpdate.id)
    )
    return list(rows)


async def unfinished(session: AsyncSession) -> list[int]:
    """Updates whose fanning out has begun and not ended."""
    return list(await session.scalars(select(ClassUpdate.id).where(ClassUpdate.state == UpdateState.SENDING)))


async def begin_due(session: AsyncSession, now: datetime) -> list[int]:
    """Begin what is due; the updates to be fanned out, those of a process that died in the middle included."""
    await start_due(session, now)
    return await unfinished(session)


async def fan_out(session: AsyncSession, update_id: int, now: datetime, chunk: int = CHUNK) -> bool:
    """Make the next chunk of recipients and their outbox rows; whether there is more to do."""
    row = await session.get(ClassUpdate, update_id, with_for_update=True, populate_existing=True)
    if row is None or row.state is not UpdateState.SENDING:
        return False
    people = await readers.next_people(session, row, chunk)
    if people:
        await add_recipients(session, row, people, now)
        row.fanned_to = people[-1]
        row.fanned += len(people)
    if len(people) < chunk:
        row.state = UpdateState.SENT
    await session.flush()
    return len(people) == chunk


async def add_recipients(
    session: AsyncSession, row: ClassUpdate, people: list[int], now: datetime, weight: Weight | None = None
) -> None:
    """Make these people recipients, each with the own children in the update's classes, and queue their messages.

    `weight` is how the policy sees these messages; as it sees the update, unless said otherwise.
    """
    accounts = await readers.chats_of(session, people)
    new = [_recipient(row, person, accounts.get(person)) for person in people]
    await insert_new(session, Recipient, new)
    recipients: dict[int, int] = {}
    told: set[int] = set()  # who has it from the teacher's own WhatsApp, or on paper, does not get it a second time
    for person, recipient, via in await rows_found(session, _RECIPIENTS, {"update": row.id, "people": people}):
        recipients[person] = recipient
        told |= {person} if via in BESIDE_CHANNELS else set()
    await insert_new(
        session,
        RecipientPupil,
        [
            {"recipient_id": recipients[person], "pupil_id": pupil}
            for person, children in (await readers.consented_children(session, row, people)).items()
            for pupil in children
        ],
    )
    outgoing = [
        _outgoing(row, person, recipients[person], account, weight or row.weight, now)
        for person, account in accounts.items()
        if person not in told
    ]
    if weight is None:
        await _take_turns(session, row, outgoing)
    await insert_new(session, Outgoing, outgoing)


async def _take_turns(session: AsyncSession, row: ClassUpdate, outgoing: list[dict[str, Any]]) -> None:
    """Give each message its place: an update's tenth message comes with the tenth of any other that began with it.

    So a message to a whole province and one to a class share the bot alike, and the class has its own at once. Counted
    from where the bot is now, for whoever begins late has waited for nobody yet (start-time fair queueing).
    """
    bots = {message["bot_id"] for message in outgoing}
    start: dict[int, int] = {}
    for bot, turn in await rows_found(session, _BOTS_AT, {"bots": bots, "priority": _priority(row)}):
        start[bot] = turn
    for place, message in enumerate(outgoing, row.fanned + 1):
        message["turn"] = start.get(message["bot_id"], 0) + place


async def queue_again(
    session: AsyncSession, row: ClassUpdate, recipient: Recipient, now: datetime, weight: Weight
) -> None:
    """Queue an update that did not arrive once more, for the chat its recipient uses now."""
    account = (await readers.chats_of(session, [recipient.person_id])).get(recipient.person_id)
    if account is None:
        return
    recipient.rung, recipient.reason, recipient.waits_until = Rung.QUEUED, None, None
    recipient.account_id = account.account_id
    await session.flush()
    before = await session.scalar(select(func.count(Outgoing.id)).where(Outgoing.recipient_id == recipient.id))
    outgoing = _outgoing(row, recipient.person_id, recipient.id, account, weight, now)
    if before:
        outgoing["dedupe"] = f"{outgoing['dedupe']}:{before}"
    await insert_new(session, Outgoing, [outgoing])


_RECIPIENTS = select(Recipient.person_id, Recipient.id, Recipient.via).where(
    Recipient.update_id == bindparam("update"), among(Recipient.person_id, "people")
)
_BOTS_AT = (
    select(Outgoing.bot_id, func.min(Outgoing.turn))
    .where(
        among(Outgoing.bot_id, "bots"),
        Outgoing.lane == Lane.BULK,
        Outgoing.priority == bindparam("priority"),
        text("outbox.state = 'queued' AND NOT outbox.waits"),
        Outgoing.turn > 0,
    )
    .group_by(Outgoing.bot_id)
)


def _recipient(row: ClassUpdate, person: int, account: readers.Chat | None) -> dict[str, object]:
    return {
        "update_id": row.id,
        "person_id": person,
        "account_id": account.account_id if account else None,
        "rung": Rung.QUEUED if account else Rung.UNREACHED,
        "reason": None if account else Reason.NOT_LINKED,
    }


def _priority(row: ClassUpdate) -> int:
    return URGENT_PRIORITY if row.weight is Weight.URGENT else ROUTINE_PRIORITY


def _outgoing(
    row: ClassUpdate, person: int, recipient: int, account: readers.Chat, weight: Weight, now: datetime
) -> dict[str, Any]:
    return {
        "school_id": row.school_id,
        "bot_id": account.bot_id,
        "account_id": account.account_id,
        "person_id": person,
        "lane": Lane.BULK,
        "priority": _priority(row),
        "turn": 0,
        "due_at": now,
        "state": OutboxState.QUEUED,
        "weight": weight,
        "personal": row.personal,
        "update_id": row.id,
        "recipient_id": recipient,
        "dedupe": f"u:{row.id}:{person}",
        "created_at": now,
    }
