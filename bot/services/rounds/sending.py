"""The kept sentences of a round on their way to the families: one personal update, to be undone for ten seconds."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.sentences import values_of
from bot.domain.shelves.rounds import WEEKLY_NOTE
from bot.services import calendar, updates
from bot.services.progress.guarding import first_leak, guard_of
from bot.services.progress.individual import NamesAnother
from bot.services.rounds.opening import current, opened
from bot.services.rounds.turns import turns_of
from bot.services.updates import NewUpdate
from bot.storage.models import ClassUpdate, Person, Round, RoundState, School, TurnState


async def send(session: AsyncSession, teacher: Person, round_id: int, words_locale: str, now: datetime) -> ClassUpdate:
    """Send what is kept at the first good moment. `words_locale` is the language in which the teacher types.

    Raises StaleScreen where nothing is kept, or it was sent already, and NamesAnother where the guard finds what is
    another child's: then nothing is sent.
    """
    row = await opened(session, teacher, round_id)
    kept = {
        turn.pupil_id: values_of(turn.sentence)
        for turn in await turns_of(session, row)
        if turn.row.state is TurnState.KEPT and turn.sentence is not None
    }
    if not kept:
        raise StaleScreen
    school = await session.get_one(School, row.school_id)
    if leak := first_leak(await guard_of(session, school, [row.class_id]), kept):
        raise NamesAnother(*leak)
    rule = await calendar.quiet_rule(session, school, now)
    new = NewUpdate([row.class_id], WEEKLY_NOTE, {}, words_locale, pupils=kept, reminds=False)
    sent = await updates.create(session, teacher, new, rule.next_good(now + updates.UNDO), now)
    changed = await session.scalar(
        update(Round)
        .where(Round.id == row.id, Round.state == RoundState.OPEN)
        .values(state=RoundState.SENT, update_id=sent.id, closed_at=now)
        .returning(Round.id)
    )
    if changed is None:  # sent from the teacher's other chat at this very moment; the caller undoes the rest
        raise StaleScreen
    await session.refresh(row)
    return sent


async def undo(session: AsyncSession, teacher: Person, round_id: int, now: datetime) -> Round:
    """Take a round back before it leaves: it is open again, and all its sentences are there.

    Raises StaleScreen once it is leaving, or when another round has been begun meanwhile.
    """
    row = await session.scalar(select(Round).where(Round.id == round_id, Round.teacher_id == teacher.id))
    if row is None:
        raise NotAllowed
    if row.state is not RoundState.SENT or row.update_id is None or await current(session, teacher, row.class_id):
        raise StaleScreen
    await updates.cancel(session, teacher, row.update_id, now)
    row.state, row.update_id, row.closed_at = RoundState.OPEN, None, None
    await session.flush()
    return row
