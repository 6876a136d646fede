"""From one update to its recipients, in chunks: each is one short transaction, and doing one twice changes nothing."""

from collections import defaultdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, exists, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import BESIDE_CHANNELS, Lane, OutboxState, Reason, Rung
from bot.domain.policy import Weight
from bot.services.chats import elsewhere
from bot.services.updates.meant import is_meant
from bot.storage.among import among
from bot.storage.many import rows_found
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    ClassUpdate,
    Consent,
    Guardianship,
    Outgoing,
    Pupil,
    Recipient,
    RecipientPupil,
    UpdateState,
    UpdateTarget,
)
from bot.storage.upsert import insert_new

CHUNK = 200
"""People per transaction: whoever waits for the writer waits a few milliseconds."""
MANY = 1_000
"""More pupils than these in an update's classes are not looked through anew for each chunk."""

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
    people = await _next_people(session, row, chunk)
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
    accounts = await _accounts(session, people)
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
            for person, children in (await _consented_children(session, row, people)).items()
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
    found = await rows_found(session, _BOTS_AT, {"bots": bots, "priority": _priority(row)})
    start = {bot: turn for bot, turn in found}  # noqa: C416  # mypy cannot tell that each is a pair
    for place, message in enumerate(outgoing, row.fanned + 1):
        message["turn"] = start.get(message["bot_id"], 0) + place


async def queue_again(
    session: AsyncSession, row: ClassUpdate, recipient: Recipient, now: datetime, weight: Weight
) -> None:
    """Queue an update that did not arrive once more, for the chat its recipient uses now."""
    account = (await _accounts(session, [recipient.person_id])).get(recipient.person_id)
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


def reading_guardians(update_id: int) -> Select[Guardianship]:
    """The linked guardians of the pupils in an update's classes who may hear of the child."""
    return (
        select(Guardianship)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .join(UpdateTarget, UpdateTarget.class_id == Pupil.class_id)
        .where(UpdateTarget.update_id == update_id, is_meant(update_id), *_MAY_HEAR)
    )


_MAY_HEAR = (Pupil.left_at.is_(None), Guardianship.state.in_(LINKED), Guardianship.sees_child)


# The statements of a chunk are put together once: that costs more than running them.
_AFTER = Guardianship.person_id > bindparam("after")
_TARGETED = (UpdateTarget.update_id == bindparam("update"), UpdateTarget.class_id == Pupil.class_id)
_MEANT = is_meant(bindparam("update"))
_MANY = (
    select(Pupil.id)
    .join(UpdateTarget, _TARGETED[1])
    .where(_TARGETED[0])
    .offset(bindparam("many", type_=Integer()))
    .limit(1)
)
_NEXT_OF_CLASSES = (
    select(Guardianship.person_id)
    .join(Pupil, Pupil.id == Guardianship.pupil_id)
    .join(UpdateTarget, _TARGETED[1])
    .where(_TARGETED[0], _MEANT, _AFTER, *_MAY_HEAR)
    .group_by(Guardianship.person_id)
    .order_by(Guardianship.person_id)
    .limit(bindparam("chunk", type_=Integer()))
)
_NEXT_OF_ALL = (
    select(Guardianship.person_id)
    .where(
        _AFTER,
        Guardianship.state.in_(LINKED),
        Guardianship.sees_child,
        exists().where(Pupil.id == Guardianship.pupil_id, Pupil.left_at.is_(None), *_TARGETED, _MEANT),
    )
    .group_by(Guardianship.person_id)
    .order_by(Guardianship.person_id)
    .limit(bindparam("chunk", type_=Integer()))
)
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
_CONSENTED = exists().where(
    Consent.person_id == Guardianship.person_id,
    Consent.pupil_id == Guardianship.pupil_id,
    Consent.withdrawn_at.is_(None),
)
# Asked from the people's side: SQLite would else go through all families of the classes for each few of them.
_IN_CLASS = exists().where(*_TARGETED)
_CHILDREN = (
    select(Guardianship.person_id, Guardianship.pupil_id, _CONSENTED)
    .join(Pupil, Pupil.id == Guardianship.pupil_id)
    .where(among(Guardianship.person_id, "people"), _IN_CLASS, _MEANT, *_MAY_HEAR)
)


async def _next_people(session: AsyncSession, row: ClassUpdate, chunk: int) -> list[int]:
    """The next of those who hear of it, by id: of few classes all are looked through each time, of many only as many
    families as a chunk needs."""
    many = await session.scalar(_MANY, {"update": row.id, "many": MANY}) is not None
    statement = _NEXT_OF_ALL if many else _NEXT_OF_CLASSES
    found = await rows_found(session, statement, {"update": row.id, "after": row.fanned_to, "chunk": chunk})
    return [person for (person,) in found]


async def _consented_children(session: AsyncSession, row: ClassUpdate, people: list[int]) -> dict[int, list[int]]:
    """By person: the children whom the message names. Consent is given per child, so a child without it is left out.

    Where there is none at all, the message will be refused when it is about to leave; the report still needs to know
    whom it was about.
    """
    named: defaultdict[int, list[int]] = defaultdict(list)
    unnamed: defaultdict[int, list[int]] = defaultdict(list)
    for person, pupil, agreed in await rows_found(session, _CHILDREN, {"update": row.id, "people": people}):
        (named if agreed else unnamed)[person].append(pupil)
    return {**unnamed, **named}


_RANKED = (
    select(
        Account.person_id,
        Account.id.label("account_id"),
        Account.bot_id,
        func.row_number()
        .over(
            partition_by=Account.person_id,
            order_by=((Account.state == AccountState.BLOCKED), *elsewhere.ORDER),
        )
        .label("rank"),
    )
    .where(among(Account.person_id, "people"))
    .subquery()
)
_CHATS = select(_RANKED.c.person_id, _RANKED.c.account_id, _RANKED.c.bot_id).where(_RANKED.c.rank == 1)


class _Account(NamedTuple):
    """The chat to write to."""

    account_id: int
    bot_id: int


async def _accounts(session: AsyncSession, people: list[int]) -> dict[int, _Account]:
    """By person: the chat to write to, one that is not blocked before one that is."""
    found = await rows_found(session, _CHATS, {"people": people})
    return {person: _Account(account, bot) for person, account, bot in found}


def _recipient(row: ClassUpdate, person: int, account: _Account | None) -> dict[str, object]:
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
    row: ClassUpdate, person: int, recipient: int, account: _Account, weight: Weight, now: datetime
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
