"""Who hears of a talk: the log, and those of its guardians who did not do it themselves.

A talk that guardians share is told to each whose link is confirmed; of one apart only its own guardian hears. What has
not left yet when more happens to the talk is not said any more: only what holds in the end.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import load_screen
from bot.domain.delivery import OutboxState
from bot.domain.notices import Notice
from bot.domain.notices.talks import (
    TalkBooked,
    TalkCalledOff,
    TalkFell,
    TalkMoved,
    TalkPassedOn,
    TalkReleased,
    TalkToCall,
    TalkYours,
)
from bot.domain.talks import How, Why
from bot.domain.text import Phrase
from bot.services import log
from bot.services.meetings import planning
from bot.services.queue import outbox
from bot.services.talks import showing, taking
from bot.storage.among import among
from bot.storage.models import Guardianship, GuardianState, LogKind, Meeting, Outgoing, Person, Pupil, Talk


class What(StrEnum):
    """What a guardian is told; it stands in the key that keeps it from being told twice."""

    BOOKED = "booked"
    PASSED = "passed"
    MOVED = "moved"
    RELEASED = "released"


_KINDS = {
    What.BOOKED: LogKind.BOOKED,
    What.PASSED: LogKind.BOOKED,
    What.MOVED: LogKind.MOVED,
    What.RELEASED: LogKind.RELEASED,
}


async def tell(
    session: AsyncSession,
    talk: Talk,
    what: What,
    by: Person,
    how: How,
    now: datetime,
    before: datetime | None = None,
    word: Phrase | str = "",
) -> None:
    """Log what became of a talk, and tell the guardians who did not do it (`by`); `before` is when a moved one was.

    `word` is said with a talk that is given back.
    """
    pupil = await session.get_one(Pupil, talk.pupil_id)
    note(session, talk, what, pupil, how, now)
    if what is What.PASSED:  # nobody of the family has a hand in this, so that nothing else shows it to them
        await showing.refresh(session, await session.get_one(Meeting, talk.meeting_id), pupil.id, now)
    unsaid = {} if what in (What.BOOKED, What.PASSED) else await _unsaid(session, talk)
    people = [one for one in await guardians(session, talk) if one.id != by.id or what is What.PASSED]
    if not people:
        return
    facts = await _facts(session, talk, pupil, word)
    for person in people:
        own = What.BOOKED if what is What.PASSED and person.id != by.id else what
        if (say := _instead(own, before, unsaid.get(person.id))) is not None:
            notice = facts.notice(say, by.name)
            if not await outbox.tell(session, person, notice, now, dedupe=_key(talk, person.id, say.what)):
                await _ask_to_call(session, talk, facts, person, own, now)


async def called_off(session: AsyncSession, talk: Talk, why: Why, now: datetime) -> None:
    """Log that a talk cannot be, and tell its guardians and its host; of a meeting called off they hear from it."""
    pupil = await session.get_one(Pupil, talk.pupil_id)
    note(session, talk, What.RELEASED, pupil, How.COURSE, now)
    unsaid = await _unsaid(session, talk)
    if why is Why.CANCELLED:
        return
    facts = await _facts(session, talk, pupil)
    child, hosts, at = facts.child, facts.hosts, talk.starts_at
    for person in await guardians(session, talk):
        never_heard = person.id in unsaid and unsaid[person.id].what in (What.BOOKED, What.PASSED)
        if not never_heard and not (why is Why.GUARDIAN and person.id == talk.person_id):
            off = TalkCalledOff(child=child, hosts=hosts, at=at, why=why.value)
            await outbox.tell(session, person, off, now, dedupe=f"talk:{talk.id}:{person.id}:released:off")
    if why is not Why.HOST:
        host = await session.get_one(Person, talk.host_id)
        fell = TalkFell(child=child, hosts=hosts, at=at, why=why.value)
        await outbox.tell(session, host, fell, now, dedupe=f"talk:{talk.id}:{host.id}:released:fell")


async def shifted(session: AsyncSession, talk: Talk, by: Person, now: datetime) -> None:
    """Log that a talk went to another day with its meeting, which tells it to everybody; whoever has not heard yet what
    became of the talk before hears that of the new time."""
    pupil = await session.get_one(Pupil, talk.pupil_id)
    note(session, talk, What.MOVED, pupil, How.COURSE, now)
    unsaid = await _unsaid(session, talk)
    facts = await _facts(session, talk, pupil)
    for person in await guardians(session, talk):
        if (say := unsaid.get(person.id)) is not None:
            await outbox.tell(session, person, facts.notice(say, by.name), now, dedupe=_key(talk, person.id, say.what))


async def kept_for(session: AsyncSession, talk: Talk, person: Person, now: datetime) -> None:
    """Tell a guardian that the talk which the other one booked is theirs now."""
    facts = await _facts(session, talk, await session.get_one(Pupil, talk.pupil_id))
    notice = TalkYours(child=facts.child, hosts=facts.hosts, at=talk.starts_at, place=facts.place, talk_id=talk.id)
    key = f"talk:{talk.id}:{person.id}:booked:kept{talk.sequence}"
    await outbox.tell(session, person, notice, now, dedupe=key)


async def keep_from_others(session: AsyncSession, talk: Talk) -> None:
    """What was to be told of a talk to anybody but whose it is does not leave any more."""
    await session.execute(
        delete(Outgoing).where(
            Outgoing.dedupe.startswith(f"talk:{talk.id}:"),
            Outgoing.state == OutboxState.QUEUED,
            Outgoing.person_id.not_in((talk.person_id, talk.host_id)),
        )
    )


def note(session: AsyncSession, talk: Talk, what: What, pupil: Pupil, how: How, now: datetime) -> None:
    """Keep in the log what became of a talk: with whom, of which child, and how it came."""
    log.note(
        session,
        talk.school_id,
        _KINDS[what],
        now,
        person_id=talk.person_id,
        staff_id=talk.host_id,
        pupil_id=pupil.id,
        class_id=pupil.class_id,
        meeting_id=talk.meeting_id,
        choice=how.value,
    )


@dataclass(frozen=True, slots=True)
class _Say:
    what: What
    before: datetime | None = None


def _instead(what: What, before: datetime | None, unsaid: _Say | None) -> _Say | None:
    """What is to be said where this was still unsaid: to who has not heard of a talk, it was never moved."""
    if unsaid is None:
        return _Say(what, before)
    if unsaid.what in (What.BOOKED, What.PASSED):
        return None if what is What.RELEASED else unsaid
    return _Say(what, unsaid.before)


async def _unsaid(session: AsyncSession, talk: Talk) -> dict[int, _Say]:
    """What was to be told of this talk and has not left, by person; it will not be."""
    rows = await session.execute(
        delete(Outgoing)
        .where(Outgoing.dedupe.startswith(f"talk:{talk.id}:"), Outgoing.state == OutboxState.QUEUED)
        .returning(Outgoing.person_id, Outgoing.dedupe, Outgoing.payload)
    )
    unsaid: dict[int, _Say] = {}
    for person_id, key, payload in rows:
        before = load_screen(payload).values.get("before")
        unsaid[person_id] = _Say(What(key.split(":")[3]), before if isinstance(before, datetime) else None)
    return unsaid


def _key(talk: Talk, person_id: int, what: What) -> str:
    return f"talk:{talk.id}:{person_id}:{what.value}:{talk.sequence}"


@dataclass(frozen=True, slots=True)
class _Facts:
    """What every telling of a talk says."""

    talk: Talk
    child: str
    hosts: tuple[str, ...]
    place: Phrase | str
    word: Phrase | str

    def notice(self, say: _Say, by: str) -> Notice:
        child, hosts, at, talk_id = self.child, self.hosts, self.talk.starts_at, self.talk.id
        if say.what is What.PASSED:
            return TalkPassedOn(child=child, hosts=hosts, at=at, place=self.place, talk_id=talk_id)
        if say.what is What.MOVED:
            assert say.before is not None
            return TalkMoved(child=child, hosts=hosts, at=at, place=self.place, by=by, before=say.before)
        if say.what is What.RELEASED:
            return TalkReleased(child=child, hosts=hosts, at=say.before or at, by=by, word=self.word)
        return TalkBooked(child=child, hosts=hosts, at=at, place=self.place, by=by)


async def _facts(session: AsyncSession, talk: Talk, pupil: Pupil, word: Phrase | str = "") -> _Facts:
    meeting = await session.get_one(Meeting, talk.meeting_id)
    ids = await taking.hosts_of(session, meeting, talk.host_id)
    hosts = await session.scalars(select(Person.name).where(among(Person.id, ids)).order_by(Person.name, Person.id))
    return _Facts(talk, pupil.name, tuple(hosts), planning.place_of(meeting) or "", word)


async def guardians(session: AsyncSession, talk: Talk) -> list[Person]:
    """Whose talk it is."""
    theirs = Person.id == talk.person_id
    if talk.party == 0:
        theirs = or_(theirs, Guardianship.state == GuardianState.CONFIRMED)
    rows = await session.scalars(
        select(Person)
        .join(Guardianship, Guardianship.person_id == Person.id)
        .where(
            Guardianship.pupil_id == talk.pupil_id,
            Guardianship.state != GuardianState.ENDED,
            Guardianship.sees_child,
            theirs,
        )
        .order_by(Person.id)
    )
    return list(rows)


async def _ask_to_call(
    session: AsyncSession, talk: Talk, facts: _Facts, guardian: Person, what: What, now: datetime
) -> None:
    """A family that waited and has no chat is to be phoned."""
    if what is What.PASSED:
        notice = TalkToCall(child=facts.child, hosts=facts.hosts, at=talk.starts_at, guardian=guardian.name)
        host = await session.get_one(Person, talk.host_id)
        await outbox.tell(session, host, notice, now, dedupe=_key(talk, host.id, what))
