"""Put messages into the outbox, within the caller's transaction; what is not committed is never sent."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.domain.codec import dump_screen
from bot.domain.delivery import Lane, Op, OutboxState
from bot.domain.notices import Notice
from bot.domain.parts import SEPARATOR
from bot.domain.policy import Weight
from bot.domain.screens import Screen
from bot.services.chats import elsewhere
from bot.storage.among import among
from bot.storage.models import Account, AccountState, Outgoing, Person, Recipient


def names(message: InstrumentedAttribute[str | None], part: str) -> ColumnElement[bool]:
    """Whether a column of message ids names this message, or a message of which this is a part."""
    within = (SEPARATOR + message + SEPARATOR).contains(f"{SEPARATOR}{part}{SEPARATOR}", autoescape=True)
    return or_(message == part, within)


async def accounts_of(session: AsyncSession, person_id: int) -> list[Account]:
    """The person's chats that can be written to: the preferred one, then the one used last, first."""
    rows = await session.scalars(
        select(Account)
        .where(Account.person_id == person_id, Account.state != AccountState.BLOCKED)
        .order_by(*elsewhere.ORDER)
    )
    return list(rows)


def show(
    session: AsyncSession,
    account: Account,
    school_id: int,
    screen: Screen,
    now: datetime,
    *,
    edit: str | None = None,
    refresh: bool = False,
    dedupe: str | None = None,
) -> Outgoing:
    """Show a screen to someone who is waiting for it; with `edit`, in place of the message of that id. With `refresh`
    that is left out where the message cannot be changed: nothing new is said."""
    row = Outgoing(
        school_id=school_id,
        bot_id=account.bot_id,
        account_id=account.id,
        person_id=account.person_id,
        lane=Lane.INTERACTIVE,
        due_at=now,
        op=_op(edit, refresh=refresh),
        target=edit,
        payload=dump_screen(screen),
        dedupe=dedupe,
        created_at=now,
    )
    session.add(row)
    return row


def show_update(
    session: AsyncSession,
    account: Account,
    school_id: int,
    recipient: Recipient,
    now: datetime,
    *,
    edit: str | None = None,
    refresh: bool = False,
) -> Outgoing:
    """Show an update to its recipient, who is waiting for it; with `edit` and `refresh`, as `show`.

    What it says and which marks it bears is found out when it leaves, however late that is.
    """
    row = Outgoing(
        school_id=school_id,
        bot_id=account.bot_id,
        account_id=account.id,
        person_id=recipient.person_id,
        lane=Lane.INTERACTIVE,
        due_at=now,
        op=_op(edit, refresh=refresh),
        target=edit,
        update_id=recipient.update_id,
        recipient_id=recipient.id,
        created_at=now,
    )
    session.add(row)
    return row


def _op(edit: str | None, *, refresh: bool) -> Op:
    if not edit:
        return Op.SEND
    return Op.REFRESH if refresh else Op.EDIT


async def hurry(session: AsyncSession, account: Account, recipient: Recipient, now: datetime) -> bool:
    """Let an update's message that is still to leave come to this chat at once; whether one was on its way."""
    waiting = (Outgoing.recipient_id == recipient.id, Outgoing.op == Op.SEND)
    here = {"account_id": account.id, "bot_id": account.bot_id, "due_at": now, "waits": False, "weight": Weight.ANSWER}
    hurried = await session.scalars(
        update(Outgoing)
        .where(*waiting, Outgoing.state == OutboxState.QUEUED)
        .values(here)
        .returning(Outgoing.id)
        .execution_options(synchronize_session=False)
    )
    if hurried.first() is not None:
        return True
    leaving = select(Outgoing.id).where(*waiting, Outgoing.state == OutboxState.SENDING).limit(1)
    return await session.scalar(leaving) is not None


async def follow(session: AsyncSession, person: Person, account: Account) -> None:
    """Let the updates that wait for this person leave to a new chat, where the old one is theirs no more."""
    own = select(Account.id).where(Account.person_id == person.id)
    await session.execute(
        update(Outgoing)
        .where(
            Outgoing.person_id == person.id,
            Outgoing.state == OutboxState.QUEUED,
            Outgoing.op == Op.SEND,
            Outgoing.recipient_id.is_not(None),
            Outgoing.account_id.not_in(own),
        )
        .values(account_id=account.id, bot_id=account.bot_id)
        .execution_options(synchronize_session=False)
    )


async def tell(
    session: AsyncSession,
    person: Person,
    notice: Notice,
    now: datetime,
    *,
    dedupe: str | None = None,
    silent: bool = False,
) -> Outgoing | None:
    """Tell a person something; None when no chat is linked.

    Answers leave in the lane of those who wait, everything else in the other; `dedupe` makes a second telling of the
    same event impossible. `silent`: without a sound, where the channel can do so.
    """
    accounts = await accounts_of(session, person.id)
    if not accounts:
        return None
    account = accounts[0]
    row = Outgoing(
        school_id=person.school_id,
        bot_id=account.bot_id,
        account_id=account.id,
        person_id=person.id,
        lane=Lane.INTERACTIVE if notice.weight is Weight.ANSWER else Lane.BULK,
        due_at=now,
        weight=notice.weight,
        personal=notice.personal,
        payload=dump_screen(replace(notice.screen(), silent=silent)),
        dedupe=dedupe,
        created_at=now,
    )
    if dedupe and await session.scalar(select(Outgoing.id).where(Outgoing.dedupe == dedupe)):
        return None
    session.add(row)
    return row


ENDED = (OutboxState.SENT, OutboxState.FAILED, OutboxState.DROPPED, OutboxState.UNKNOWN)


async def prune(session: AsyncSession, before: datetime, after: int, many: int = 1000) -> int | None:
    """Forget messages that were queued before that time and have come to their end; what was said stays in the log.

    Looks at the next `many` rows after an id, oldest first; the id to go on from, None where the rest is newer.
    """
    rows = (
        await session.execute(
            select(Outgoing.id, Outgoing.state, Outgoing.created_at)
            .where(Outgoing.id > after)
            .order_by(Outgoing.id)
            .limit(many)
        )
    ).all()
    old = [row_id for row_id, state, created_at in rows if created_at < before and state in ENDED]
    await session.execute(delete(Outgoing).where(among(Outgoing.id, old)))
    return rows[-1].id if len(rows) == many and rows[-1].created_at < before else None
