"""A family answers what it was asked: the homeroom teacher reads it, and a word about the day explains that day."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.alert_answers import Reply, replies
from bot.domain.alerts import AlertKind, AlertState
from bot.domain.answers import Words
from bot.domain.attendance import DayState
from bot.domain.errors import NotAllowed, StaleScreen
from bot.services import answers, scope
from bot.services.alerts import whom
from bot.services.answers import About, Said
from bot.services.answers.conversations import FROM_FAMILY
from bot.services.attendance.registers import family_says
from bot.storage.models import Absence, Alert, LogEntry, Person, Pupil

EXPLAINS: Mapping[str, DayState | None] = {
    "sick": DayState.SICK,
    "leave": DayState.EXCUSED,
    "coming": None,
    "left": None,
}
"""What an answer about the day makes of it; None: it stays open, with the family's word beside it."""


async def asked_of(session: AsyncSession, guardian: Person, alert_id: int) -> tuple[Alert, Pupil]:
    """What this guardian was asked, and about which child; raises NotAllowed for what nobody asked them."""
    alert = await session.get(Alert, alert_id)
    if alert is None or alert.state is not AlertState.TOLD:
        raise NotAllowed
    return alert, await child_of(session, guardian, alert.pupil_id)


async def child_of(session: AsyncSession, guardian: Person, pupil_id: int) -> Pupil:
    """A child of whom this guardian may be told; raises NotAllowed."""
    pupil = await scope.child_of(session, guardian, pupil_id)
    if not await whom.may_hear(session, guardian, pupil.id):
        raise NotAllowed
    return pupil


def reply_of(alert: Alert, key: str) -> Reply:
    """The answer that was tapped; raises StaleScreen for one that is not offered."""
    offered = (*replies(alert.kind, several=False), *replies(alert.kind, several=True))
    found = next((one for one in offered if one.key == key), None)
    if found is None:
        raise StaleScreen
    return found


async def answer(
    session: AsyncSession, guardian: Person, alert: Alert, reply: Reply, words: Words, now: datetime
) -> Said | None:
    """Pass a tapped answer on, in the words of the guardian's language, and note it beside the day it is about.

    None where the same was said before: a second tap adds nothing.
    """
    pupil = await child_of(session, guardian, alert.pupil_id)
    if await _was_said(session, guardian, alert, words.text):
        return None
    if alert.kind is AlertKind.NOT_YET and await _is_open(session, alert):
        day = date.fromisoformat(alert.about)
        await family_says(session, guardian, pupil.id, day, EXPLAINS[reply.key], words.text, now)
    said = await answers.say(session, guardian, About([pupil]), words, now)
    if not reply.asks:
        said.entry.choice = reply.key
    await session.flush()
    return said


async def _is_open(session: AsyncSession, alert: Alert) -> bool:
    """Whether the day is still put down as missed: who came after all is not noted away again."""
    row = await session.get(Absence, (alert.pupil_id, date.fromisoformat(alert.about)), populate_existing=True)
    return row is not None


async def _was_said(session: AsyncSession, guardian: Person, alert: Alert, text: str) -> bool:
    last = await session.scalar(
        select(LogEntry.text)
        .where(
            LogEntry.person_id == guardian.id,
            LogEntry.pupil_id == alert.pupil_id,
            LogEntry.kind.in_(FROM_FAMILY),
            LogEntry.at >= (alert.told_at or alert.found_at),
        )
        .order_by(LogEntry.id.desc())
        .limit(1)
    )
    return last == text
