"""Families hear of marks: one short notice for each child and guardian, gathered with one that has not left yet.

Confirmed guardians only, who may hear of the child, have consented and have a chat. Nobody else is told, and no mark of
another child ever stands beside it: a notice is made for one child.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.codec import dump_screen, load_screen
from bot.domain.delivery import Lane, Op, OutboxState
from bot.domain.mark_words import assessment_words
from bot.domain.notices.marks import Line, MarksCorrected, MarksPublished
from bot.services.chats import elsewhere
from bot.services.scope import consented
from bot.storage.among import among
from bot.storage.models import (
    Assessment,
    Guardianship,
    GuardianState,
    Outgoing,
    Pupil,
    School,
    SchoolClass,
)

_SEEN, _CORRECTED = "mk:see", "mk:fix"
"""How the keys of the two notices begin: the pupil's and the person's ids follow."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """A guardian who hears of a child."""

    pupil_id: int
    person_id: int
    child: str
    class_name: str


async def hearers(session: AsyncSession, pupil_ids: Collection[int]) -> list[Hearer]:
    """Who may hear of the marks of these children: confirmed guardians who have consented; of no child that left."""
    rows = await session.execute(
        select(Pupil.id, Guardianship.person_id, Pupil.name, SchoolClass.name)
        .join(Guardianship, Guardianship.pupil_id == Pupil.id)
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(
            among(Pupil.id, pupil_ids),
            Pupil.left_at.is_(None),
            Guardianship.state == GuardianState.CONFIRMED,
            Guardianship.sees_child,
            consented(),
        )
        .order_by(Pupil.id, Guardianship.person_id)
    )
    return [Hearer(*row) for row in rows]


async def tell_published(
    session: AsyncSession,
    school: School,
    seen: Mapping[int, Sequence[Assessment]],
    now: datetime,
    due: datetime | None = None,
) -> int:
    """Tell families which marks of their child they can see (from `due` on); how many people are told."""
    said = {pupil_id: [_seen(one) for one in some] for pupil_id, some in seen.items()}
    return await _tell(session, school, said, now, _SEEN, due)


async def untell(session: AsyncSession, school: School, hidden: Mapping[int, Collection[int]]) -> None:
    """Take what is published no more out of what families were going to be told: assessments' ids, by child."""
    people = await hearers(session, hidden)
    waiting = await _waiting(session, {one.person_id for one in people}, _SEEN)
    for one in people:
        before = waiting.get((one.pupil_id, one.person_id))
        if before is not None:
            still = [mark for mark in _said(before) if mark["id"] not in hidden[one.pupil_id]]
            await _changed(session, before, one, school, still, _SEEN)


async def tell_corrected(
    session: AsyncSession,
    school: School,
    corrected: Mapping[int, Sequence[tuple[Assessment, float | None, float | None]]],
    now: datetime,
) -> int:
    """Tell families what was corrected, by child: assessment, mark before and now; how many people are told."""
    said = {
        pupil_id: [{**_seen(one), "old": old, "new": new} for one, old, new in some]
        for pupil_id, some in corrected.items()
    }
    return await _tell(session, school, said, now, _CORRECTED)


def _seen(one: Assessment) -> Line:
    return {"id": one.id, "subject": one.subject, "what": assessment_words(one.kind, one.title)}


async def _tell(
    session: AsyncSession,
    school: School,
    said: Mapping[int, Sequence[Line]],
    now: datetime,
    key: str,
    due: datetime | None = None,
) -> int:
    people = await hearers(session, [pupil_id for pupil_id, marks in said.items() if marks])
    places = await elsewhere.places_of(session, {one.person_id for one in people})
    waiting = await _waiting(session, {one.person_id for one in people}, key)
    told = 0
    for one in people:
        place = places.get(one.person_id)
        if place is None:
            continue
        before = waiting.get((one.pupil_id, one.person_id))
        marks = _gathered(before, said[one.pupil_id], key)
        told += bool(marks)
        if before is None or not await _changed(session, before, one, school, marks, key, due):
            row = _outgoing(one, school, place, _notice(one, school, said[one.pupil_id], key), now, key)
            row.due_at = due or now
            session.add(row)
    await session.flush()
    return told


async def _waiting(session: AsyncSession, people: Collection[int], key: str) -> dict[tuple[int, int], Outgoing]:
    """Notices of this kind that have not left yet, by child and person."""
    if not people:
        return {}
    rows = await session.scalars(
        select(Outgoing)
        .where(
            among(Outgoing.person_id, people),
            Outgoing.state == OutboxState.QUEUED,
            Outgoing.op == Op.SEND,
            Outgoing.dedupe.startswith(f"{key}:"),
        )
        .order_by(Outgoing.id)
        .execution_options(populate_existing=True)
    )
    found: dict[tuple[int, int], Outgoing] = {}
    for row in rows:
        assert row.dedupe is not None
        _kind, _what, pupil_id, person_id, *_at = row.dedupe.split(":")
        found[int(pupil_id), int(person_id)] = row
    return found


def _gathered(before: Outgoing | None, marks: Sequence[Line], key: str) -> list[Line]:
    """What a waiting notice says and what is new, each assessment once; what was corrected back is not spoken of."""
    gathered: dict[Any, Line] = {}
    if before is not None:
        gathered = {one["id"]: one for one in _said(before)}
    for mark in marks:
        earlier = gathered.get(mark["id"])
        gathered[mark["id"]] = {**mark, "old": earlier["old"]} if earlier and "old" in earlier else mark
    if key == _CORRECTED:
        return [mark for mark in gathered.values() if mark["old"] != mark["new"]]
    return list(gathered.values())


def _said(before: Outgoing) -> list[Line]:
    """The marks that a waiting notice tells of."""
    kept = load_screen(before.payload).values["marks"] if before.payload is not None else []
    assert isinstance(kept, Sequence)
    return [one for one in kept if isinstance(one, Mapping)]


def _notice(one: Hearer, school: School, marks: Sequence[Line], key: str) -> MarksPublished | MarksCorrected:
    kind = MarksPublished if key == _SEEN else MarksCorrected
    return kind(pupil_id=one.pupil_id, child=one.child, class_name=one.class_name, school=school.name, marks=marks)


async def _changed(
    session: AsyncSession,
    before: Outgoing,
    one: Hearer,
    school: School,
    marks: Sequence[Line],
    key: str,
    due: datetime | None = None,
) -> bool:
    """Let a waiting notice say this instead (`due` at the earliest), or nothing and not leave; whether it was still
    waiting."""
    values: dict[str, Any] = {"payload": dump_screen(_notice(one, school, marks, key).screen())}
    if due is not None:
        values["due_at"] = max(before.due_at, due)
    if not marks:
        values["state"] = OutboxState.DROPPED
    found = await session.scalars(
        update(Outgoing)
        .where(Outgoing.id == before.id, Outgoing.state == OutboxState.QUEUED)
        .values(**values)
        .returning(Outgoing.id)
        .execution_options(synchronize_session=False)
    )
    return found.first() is not None


def _outgoing(
    one: Hearer,
    school: School,
    place: elsewhere.Place,
    notice: MarksPublished | MarksCorrected,
    now: datetime,
    key: str,
) -> Outgoing:
    return Outgoing(
        school_id=school.id,
        bot_id=place.bot_id,
        account_id=place.account_id,
        person_id=one.person_id,
        lane=Lane.BULK,
        due_at=now,
        weight=notice.weight,
        personal=notice.personal,
        payload=dump_screen(notice.screen()),
        dedupe=f"{key}:{one.pupil_id}:{one.person_id}:{token_hex(8)}",
        created_at=now,
    )
