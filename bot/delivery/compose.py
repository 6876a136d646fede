"""Claimed rows become messages: may each still leave, and what does it say to its reader now?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.chats import Chat, chats_of, is_anothers
from bot.delivery.claims import Claimed
from bot.delivery.kit import Kit, Memory
from bot.delivery.outcomes import Again, Dropped, Failed, Outcome, Shut, is_opener
from bot.delivery.shut import LOOK_AGAIN, opener_for
from bot.domain.codec import load_screen
from bot.domain.delivery import Lane, Op, Reason
from bot.domain.errors import UnrenderableScreen
from bot.domain.policy import Go, Refuse, Standing, Wait, Weight, may_send
from bot.domain.rendered import Rendered
from bot.domain.screens import Screen
from bot.services.alerts import leaving as alerts
from bot.services.calendar import quiet_rule
from bot.services.chats.windows import is_open
from bot.services.concerns import leaving as concerns
from bot.services.escalations.leaving import is_reminder, still_awaited
from bot.services.marks.leaving import is_of_marks, still_heard
from bot.services.meetings.leaving import as_things_stand, is_of_meeting
from bot.services.provider import meter
from bot.services.queue.standing import standings
from bot.storage.among import among
from bot.storage.many import rows_found
from bot.storage.models import (
    AccountState,
    ClassUpdate,
    Recipient,
    RecipientPupil,
    School,
    UpdateState,
)

TOO_LATE = timedelta(days=14)
"""What waits for a window that nobody opens is old news by then."""
_CONCERNED = (
    select(Recipient.person_id, RecipientPupil.pupil_id)
    .join(RecipientPupil, RecipientPupil.recipient_id == Recipient.id)
    .where(among(Recipient.id, "recipients"))
)
_UPDATES = select(ClassUpdate).where(among(ClassUpdate.id, "updates"))
_TAKEN_BACK = (UpdateState.WITHDRAWN, UpdateState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Ready:
    """May leave. `message` is None for a deletion; `shown` is the update's version; `withdrawn` that it is no more;
    `locale` is the reader's."""

    row: Claimed
    address: str
    message: Rendered | None
    shown: int | None = None
    withdrawn: bool = False
    locale: str | None = None


@dataclass(slots=True)
class Context:
    """What a batch of rows needs to know, by id; loaded in a few queries."""

    memory: Memory
    chats: Mapping[int, Chat]
    updates: Mapping[int, ClassUpdate]
    standings: Mapping[int, Standing] = field(default_factory=dict)
    screens: Mapping[int, Screen] = field(default_factory=dict)
    spent: Collection[int] = ()
    awaited: Collection[int] = ()
    """Reminders whose answer has not come."""
    heard: Collection[int] = ()
    """Notices of a child's marks, or of a concern, whose reader may still hear of that child."""
    reminders: Mapping[int, Screen] = field(default_factory=dict)
    """What reminders of meetings and talks, and the school's own questions, say by now, by row: of those that are still
    true."""


async def compose(
    session: AsyncSession, rows: Sequence[Claimed], now: datetime, kit: Kit, memory: Memory
) -> list[Ready | Outcome]:
    """For each row, in order: ready to leave, to wait, or not to leave at all."""
    context = await _load(session, rows, now, memory)
    context.spent = await _spent(session, rows, now, kit)
    judged = [_judged(row, context, now, kit) for row in rows]
    leaving = [row for row, outcome in zip(rows, judged, strict=True) if outcome is None]
    recipients = [row.recipient_id for row in leaving if row.payload is None and row.recipient_id is not None]
    if recipients:
        context.screens = await kit.update_screens(session, recipients, memory.updates)
    return [outcome or _words(row, context, now, kit) for row, outcome in zip(rows, judged, strict=True)]


async def _load(session: AsyncSession, rows: Sequence[Claimed], now: datetime, memory: Memory) -> Context:
    await _remember(session, memory, {row.school_id for row in rows}, now)
    context = Context(
        memory,
        await chats_of(session, rows, memory),
        await _updates(session, {row.update_id for row in rows if row.update_id is not None}),
    )
    unasked = [row for row in rows if row.weight is not Weight.ANSWER]
    if unasked:
        concerned = await _concerned(session, unasked)
        asked = {row.person_id for row in unasked if row.person_id is not None}
        context.standings = await standings(session, asked, now, concerned)
    if reminders := [row for row in rows if is_reminder(row)]:
        context.awaited = await still_awaited(session, reminders, now)
    if of_marks := [row for row in rows if is_of_marks(row)]:
        context.heard = await still_heard(session, of_marks)
    if of_concerns := [row for row in rows if _tells_of_concern(row)]:
        context.heard = {*context.heard, *await concerns.still_heard(session, of_concerns)}
    if of_meetings := [row for row in rows if is_of_meeting(row)]:
        context.reminders = await as_things_stand(session, of_meetings, now)
    if asked_by_rule := [row for row in rows if alerts.is_alert(row)]:
        context.reminders = {**context.reminders, **await alerts.as_things_stand(session, asked_by_rule, now)}
    return context


async def _spent(session: AsyncSession, rows: Sequence[Claimed], now: datetime, kit: Kit) -> set[int]:
    """The bots whose money for this month is spent, of those whose provider bills."""
    billed = {row.bot_id for row in rows if (limits := kit.limits.get(row.bot_id)) is not None and limits.window}
    return {bot_id for bot_id in billed if await meter.is_spent(session, bot_id, now)}


async def _remember(session: AsyncSession, memory: Memory, schools: set[int], now: datetime) -> None:
    if new := schools - memory.schools.keys():
        for school in await session.scalars(select(School).where(among(School.id, new))):
            memory.rules[school.id] = await quiet_rule(session, school, now)
            memory.schools[school.id] = school


async def _updates(session: AsyncSession, ids: set[int]) -> dict[int, ClassUpdate]:
    if not ids:
        return {}
    found = await session.scalars(_UPDATES, {"updates": ids})
    return {row.id: row for row in found}


async def _concerned(session: AsyncSession, rows: Sequence[Claimed]) -> dict[int, set[int]]:
    recipients = [row.recipient_id for row in rows if row.recipient_id is not None]
    concerned: defaultdict[int, set[int]] = defaultdict(set)
    if recipients:
        for person, pupil in await rows_found(session, _CONCERNED, {"recipients": recipients}):
            concerned[person].add(pupil)
    return concerned


def _judged(row: Claimed, context: Context, now: datetime, kit: Kit) -> Outcome | None:
    """What stands against the row's leaving; None where nothing does."""
    account = context.chats[row.id]
    if is_anothers(row, account):
        return Dropped(row, Reason.NOT_LINKED)
    if row.op is Op.DELETE:
        return None
    update = context.updates.get(row.update_id or 0)
    if row.op is Op.SEND and row.payload is None and (update is None or update.state in _TAKEN_BACK):
        return Dropped(row, Reason.WITHDRAWN)
    if row.op is Op.SEND and row.payload is None and row.lane is Lane.BULK and update and _is_over(update, now):
        return Dropped(row, Reason.EXPIRED)
    if (reason := _untrue(row, context)) is not None:
        return Dropped(row, reason)
    if row.weight is Weight.ANSWER:
        return Dropped(row, _closed(row, kit)) if account.state is AccountState.BLOCKED else None
    standing = _in_chat(context.standings.get(row.person_id or 0, Standing(linked=False)), account.state)
    match may_send(standing, row.weight, now, context.memory.rules[row.school_id], personal=row.personal):
        case Go():
            return None
        case Wait(until, reason):
            return Again(row, until, reason, tried=False)
        case Refuse(reason):
            return Dropped(row, _closed(row, kit) if reason is Reason.BLOCKED else reason)


def _in_chat(standing: Standing, state: AccountState) -> Standing:
    """Where a person stands towards a message to one chat of theirs."""
    if state is AccountState.ACTIVE and not standing.blocked:
        return standing
    stopped = standing.stopped or state is AccountState.STOPPED
    return replace(standing, blocked=state is AccountState.BLOCKED, stopped=stopped)


def _tells_of_concern(row: Claimed) -> bool:
    """What is told unasked; who is shown a screen has asked for it, and was let in or not."""
    return row.weight is not Weight.ANSWER and concerns.is_of_concern(row)


def _untrue(row: Claimed, context: Context) -> Reason | None:
    """Why a reminder is none any more, or a child's marks not the reader's to hear of; None for whatever is neither."""
    if (is_of_marks(row) or _tells_of_concern(row)) and row.id not in context.heard:
        return Reason.NOT_LINKED
    if is_reminder(row) and row.id not in context.awaited:
        return Reason.EXPIRED
    must_stand = is_of_meeting(row) or alerts.is_alert(row)
    return Reason.WITHDRAWN if must_stand and row.id not in context.reminders else None


def _closed(row: Claimed, kit: Kit) -> Reason:
    """Why a chat is closed: WhatsApp does not tell who has blocked us from who is not there."""
    limits = kit.limits.get(row.bot_id)
    return Reason.NOT_ON_CHANNEL if limits is not None and limits.window else Reason.BLOCKED


def _is_over(update: ClassUpdate, now: datetime) -> bool:
    """Whether it waited beyond its day; what was written about a day gone by was never to arrive before it."""
    return update.send_at < update.current_until <= now


def _words(row: Claimed, context: Context, now: datetime, kit: Kit) -> Ready | Outcome:
    chat, limits = context.chats[row.id], kit.limits.get(row.bot_id)
    update = context.updates.get(row.update_id or 0)
    shown = update.version if update and row.payload is None else None
    withdrawn = update is not None and update.state in _TAKEN_BACK
    if row.op is Op.DELETE and (limits is None or limits.deletes_for_hours is not None):
        return Ready(row, chat.address, None, shown, withdrawn)
    screen = _screen(row, context)
    if screen is None or (row.op is Op.REFRESH and limits is not None and not limits.edits):
        return Dropped(row, Reason.WITHDRAWN)
    if limits is not None and limits.window and not (is_opener(row) or is_open(chat.window_until, now)):
        return _shut(row, screen, update, context, now)
    if row.bot_id in context.spent and row.weight in (Weight.ROUTINE, Weight.BOOKED) and not is_opener(row):
        return Again(row, now + LOOK_AGAIN, Reason.CEILING, tried=False)
    if row.resent and row.payload is None:
        screen = replace(screen, values={**screen.values, "copy": True}, kin=None)
    try:
        message = kit.render(screen, chat.reader, now, context.memory.forms)
    except UnrenderableScreen as error:
        return Failed(row, Reason.UNRENDERABLE, error.template[:200])
    return Ready(row, chat.address, message, shown, withdrawn, chat.reader.locale)


def _screen(row: Claimed, context: Context) -> Screen | None:
    if row.payload is None:
        return context.screens.get(row.recipient_id or 0)
    return context.reminders.get(row.id) or load_screen(row.payload)


def _shut(row: Claimed, screen: Screen, update: ClassUpdate | None, context: Context, now: datetime) -> Outcome:
    """It waits for its reader, but not for ever."""
    if now - row.created_at > TOO_LATE:
        return Dropped(row, Reason.EXPIRED)
    opener = opener_for(row, screen, update, context.memory.schools[row.school_id])
    return Shut(row, replace(opener, locale=context.chats[row.id].reader.locale))
