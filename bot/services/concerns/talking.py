"""School and family talk about a concern: the first message, times to talk, words of either side."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.concerns import WORDS_LIMIT, ConcernState, Event, good_days
from bot.domain.errors import InvalidValue, StaleScreen
from bot.services.calendar import quiet_rule
from bot.services.concerns import history, reaching, rights, telling, times
from bot.services.concerns.keeping import reopened
from bot.services.concerns.raising import soon
from bot.services.concerns.wording import for_family
from bot.services.safety import holding
from bot.storage.models import Concern, LogEntry, LogKind, Person, Pupil, School

OFFERED = 2
LOOK_AFTER = 5
"""School days after an answer on which the school looks again."""


async def check_times(session: AsyncSession, school: School, at: Sequence[datetime], now: datetime) -> None:
    """Raises InvalidValue for times that are not two different ones to come, or when the school does not write."""
    rule = await quiet_rule(session, school, now)
    if len(set(at)) != OFFERED:
        raise InvalidValue("times", "two")
    if any(one <= now for one in at):
        raise InvalidValue("times", "past")
    if any(rule.reason(one) is not None for one in at):
        raise InvalidValue("times", "closed")


async def ask(
    session: AsyncSession, staff: Person, concern_id: int, at: Sequence[datetime], now: datetime
) -> tuple[Concern, bool]:
    """Write to the family for the first time, or offer it other times; whether a chat reaches it.

    Raises NotAllowed, StaleScreen for a closed one, InvalidValue as `check_times` does.
    """
    concern = await rights.for_staff(session, staff, concern_id, is_open=True)
    school = await session.get_one(School, concern.school_id)
    await check_times(session, school, at, now)
    first = concern.told_at is None
    concern.told_at = concern.told_at or now
    concern.times, concern.chosen_at = [one.isoformat() for one in sorted(at)], None
    concern.next_step, concern.next_on = ":talk", _day(min(at), school)
    event = Event.ASKED if first else Event.OFFERED
    await history.note(session, concern, LogKind.CONCERN_STEP, now, event, staff_id=staff.id)
    if first:
        return concern, await reaching.asked(session, concern, staff, now)
    return concern, await reaching.times(session, concern, staff, now, told=concern.by_family)


async def reply(
    session: AsyncSession, staff: Person, concern_id: int, words: Words, now: datetime, *, certain: bool = False
) -> tuple[Concern, bool]:
    """Words to the family, in a voice or with a picture as well; whether a chat reaches it.

    Raises NotAllowed, StaleScreen where it is closed or the family does not know of it, and what `for_family` raises.
    """
    concern = await rights.for_staff(session, staff, concern_id, is_open=True)
    if concern.told_at is None:
        raise StaleScreen
    pupil = await session.get_one(Pupil, concern.pupil_id)
    said = history.spoken(words)
    if words.text:
        said["text"] = await for_family(session, pupil, "words", words.text, WORDS_LIMIT, certain=certain)
    return concern, await _replied(session, concern, staff, said, now)


async def reply_to(session: AsyncSession, staff: Person, entry: LogEntry, words: Words, now: datetime) -> bool:
    """Ready words to the guardian who wrote this entry, and to nobody else; whether a chat reaches them.

    The caller has seen to it that this member of staff decides about the entry: she need not be in the concern.
    """
    concern = await rights.locked(session, entry)
    return await _replied(session, concern, staff, history.spoken(words), now, to=entry.person_id)


async def _replied(
    session: AsyncSession, concern: Concern, staff: Person, said: dict[str, Any], now: datetime, to: int | None = None
) -> bool:
    entry = await history.note(session, concern, LogKind.CONCERN_STEP, now, Event.REPLIED, staff_id=staff.id, **said)
    await holding.answered_in(session, concern.id, now)
    if concern.next_step == ":answer":
        school = await session.get_one(School, concern.school_id)
        rule = await quiet_rule(session, school, now)
        concern.next_step = ":look"
        concern.next_on = good_days(_day(now, school), rule, LOOK_AFTER)[-1]
        await session.flush()
    return await reaching.said(session, concern, staff, entry, now, to=to)


async def choose(session: AsyncSession, guardian: Person, concern_id: int, at: datetime, now: datetime) -> Concern:
    """The family takes one of the times; the same again changes nothing, another one is taken instead.

    Raises NotAllowed, and StaleScreen for a time that is not offered any more, or is past.
    """
    concern = await rights.for_guardian(session, guardian, concern_id)
    if at not in reaching.times_of(concern) or at <= now or concern.state is ConcernState.CLOSED:
        raise StaleScreen
    if concern.chosen_at == at:
        return concern
    school = await session.get_one(School, concern.school_id)
    concern.chosen_at, concern.next_step, concern.next_on = at, ":talk", _day(at, school)
    await times.take(session, concern.keeper_id, at)
    await _from_family(session, concern, guardian, Event.CHOSE, now, text=at.isoformat())
    await telling.chose(session, concern, guardian, now)
    await reaching.fixed(session, concern, guardian, now)
    return concern


async def ask_for_another(session: AsyncSession, guardian: Person, concern_id: int, now: datetime) -> Concern:
    """None of the times suits the family; it is asked which would. Raises NotAllowed, StaleScreen for a closed one."""
    concern = await rights.for_guardian(session, guardian, concern_id)
    if concern.state is ConcernState.CLOSED:
        raise StaleScreen
    if concern.next_step == ":answer" and concern.chosen_at is None:
        return concern
    concern.chosen_at = None
    await _owe(session, concern, now)
    await _from_family(session, concern, guardian, Event.OTHER, now)
    await telling.chose(session, concern, guardian, now)
    return concern


async def write(session: AsyncSession, guardian: Person, concern_id: int, words: Words, now: datetime) -> Concern:
    """The family's words; a closed concern is open again, and an answer is due by the next open day.

    Raises NotAllowed.
    """
    concern = await rights.for_guardian(session, guardian, concern_id)
    closed = concern.state is ConcernState.CLOSED
    if closed:
        await reopened(session, concern, now, person_id=guardian.id)
    entry = await history.note(
        session, concern, LogKind.CONCERN_STEP, now, Event.WROTE, person_id=guardian.id, **history.spoken(words)
    )
    if concern.chosen_at is None or concern.chosen_at <= now:
        await _owe(session, concern, now)
    await telling.wrote(session, concern, entry, now, reopened=closed)
    return concern


async def _owe(session: AsyncSession, concern: Concern, now: datetime) -> None:
    concern.next_step = ":answer"
    concern.next_on = await soon(session, concern.school_id, now)
    await session.flush()


async def _from_family(
    session: AsyncSession, concern: Concern, guardian: Person, event: Event, now: datetime, text: str | None = None
) -> None:
    await history.note(session, concern, LogKind.CONCERN_STEP, now, event, person_id=guardian.id, text=text)


def _day(at: datetime, school: School) -> date:
    return at.astimezone(ZoneInfo(school.timezone)).date()
