"""Every table and every column is classified, and whatever erasure and retention leave has a reason to stay."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import JSON, String, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.attendance import Source
from bot.domain.delivery import OutboxState
from bot.services.privacy import erasing, expiring, following
from bot.services.privacy.registry import ALL, ELSEWHERE, REGISTRY
from bot.services.privacy.tables import Erase, Kept, Whose
from bot.storage.base import Base, table_of
from bot.storage.models import (
    Complaint,
    ComplaintState,
    Concern,
    GuardianState,
    InboxState,
    LogEntry,
    Outgoing,
    PrivacyKind,
    PrivacyRequest,
    PrivacyState,
)
from tests.support.marked_rows import Filled, fill_school, found

MARK, OTHER, SCHOOL = "Mawar~mark", "Melati~mark", "Sekolah~mark"
LINKED: dict[str, Any] = {
    "guardianships.state": GuardianState.CONFIRMED,
    "inbox.state": InboxState.DONE,
    "complaints.state": ComplaintState.ANSWERED,
    "absences.source": Source.TAP,
    "outbox.payload": {"file": None, "values": {"name": MARK}},
}
OPEN = {"concerns.closed_at": None, "complaints.state": ComplaintState.OPEN}


@pytest.mark.structure
def test_every_table_and_every_column_is_classified_once() -> None:
    assert {table.name for table in Base.metadata.sorted_tables} == REGISTRY.keys()
    assert len(ALL) == len(REGISTRY)
    for kept in ALL:
        named = [*kept.facts.split(), *kept.words.split()]
        columns = {column.name for column in table_of(kept.model).columns}
        assert sorted(named) == sorted(set(named)), f"{kept.name}: a column twice"
        assert columns - {*named, *kept.refs} == set(), f"{kept.name}: say whether these are facts or words"
        assert {*named} - columns == set(), f"{kept.name} has no such columns"


@pytest.mark.structure
@pytest.mark.parametrize("kept", ALL, ids=lambda kept: kept.name)
def test_every_familys_table_is_found_erased_or_kept_for_a_reason_and_ends(kept: Kept) -> None:
    assert bool(kept.ends) != bool(kept.elsewhere)
    assert kept.ends or kept.elsewhere in ELSEWHERE
    assert (kept.whose is Whose.FAMILY) == bool(kept.parts)
    for part in kept.parts:
        assert (part.erase is Erase.KEEP) == (part.why is not None)
        assert not part.unless or kept.since or all(reason.value == "works" for _rows, reason in part.unless)


@pytest.mark.structure
def test_no_text_of_any_length_passes_for_a_fact() -> None:
    """Free text is words wherever a person can type it; codes of the program are short."""
    loose = {
        f"{kept.name}.{column.name}"
        for kept in ALL
        if kept.whose is Whose.FAMILY
        for column in table_of(kept.model).columns
        if column.name in kept.facts.split() and type(column.type).__name__ in ("Text", "JSON")
    }
    assert loose == {"privacy_requests.result"}, "numbers and ids alone"


async def test_after_an_erasure_the_mark_stands_only_where_there_is_a_reason(
    session: AsyncSession, now: datetime
) -> None:
    family, _school = await filled(session, now)
    others, schools = await found(session, OTHER), await found(session, SCHOOL)
    assert await found(session, MARK) >= all_words()
    request = await erased(session, family, now)
    assert await found(session, MARK) - {"accounts.address"} == kept_words()
    assert others ^ await found(session, OTHER) == set()
    assert schools ^ await found(session, SCHOOL) == {"outbox.payload"}  # the last word names the school
    assert await follow(session, request, now)
    assert await found(session, MARK) == kept_words()
    assert request.result is not None
    assert (request.state, request.result["open"]) == (PrivacyState.DONE, False)
    assert {"roster", "record", "proof"} <= request.result["kept"].keys()


async def test_what_is_open_waits_until_it_is_closed_and_is_erased_then(session: AsyncSession, now: datetime) -> None:
    family, _school = await filled(session, now, **OPEN)
    request = await erased(session, family, now)
    waiting = await found(session, MARK) - kept_words()
    assert {"log.text", "concerns.agreed", "complaints.text"} <= waiting
    assert not await follow(session, request, now)
    await session.execute(update(Concern).values(closed_at=now))
    await session.execute(update(Complaint).values(state=ComplaintState.ANSWERED))
    assert await follow(session, request, now)
    assert await found(session, MARK) == kept_words()


async def test_a_last_word_that_cannot_leave_does_not_keep_the_chat(session: AsyncSession, now: datetime) -> None:
    family, _school = await filled(session, now)
    request = await erased(session, family, now)
    assert not await following.follow(session, request.id, now + timedelta(days=2))
    assert "accounts.address" in await found(session, MARK)
    assert await following.follow(session, request.id, now + timedelta(days=4))
    assert "accounts.address" not in await found(session, MARK)


async def test_erasing_twice_or_following_again_touches_nothing_that_came_after(
    session: AsyncSession, now: datetime
) -> None:
    family, _school = await filled(session, now)
    request = await erased(session, family, now)
    assert await erasing.erase(session, request.id, now) is None
    later = now + timedelta(days=1)
    entry = LogEntry(
        school_id=request.school_id, at=later, kind="question", person_id=family.rows["people"]["id"], text="Halo lagi"
    )
    session.add(entry)
    assert await follow(session, request, later)
    await session.refresh(entry)
    assert entry.text == "Halo lagi"


async def test_retention_leaves_no_familys_words_when_their_time_is_over(session: AsyncSession, now: datetime) -> None:
    long_ago = now - timedelta(days=11 * 366)
    given = {"pupils.left_at": long_ago, "privacy_requests.state": PrivacyState.DONE, "access_requests.state": "linked"}
    family, school = await filled(session, long_ago, **given)
    await expire_all(session, school["schools"], now)
    remains = {place for place in await found(session, MARK) if REGISTRY[place.split(".")[0]].ends}
    assert remains == set()
    assert {place.split(".")[0] for place in await found(session, MARK)} <= {"drafts", "inbox", "outbox", "invitations"}
    assert family.rows["pupils"]["id"]


async def test_retention_leaves_what_is_recent_or_open(session: AsyncSession, now: datetime) -> None:
    _family, school = await filled(session, now - timedelta(days=40), **OPEN)
    before = await found(session, MARK)
    await expire_all(session, school["schools"], now)
    assert await found(session, MARK) == before


async def filled(session: AsyncSession, at: datetime, **given: Any) -> tuple[Filled, dict[str, int]]:
    """Two families of one school, of which one is marked."""
    school = await fill_school(session, SCHOOL, at)
    family = await Filled(MARK, at, 1, school, {**LINKED, **given}).fill(session)
    await Filled(
        OTHER, at, 2, school, {**LINKED, "outbox.payload": {"file": None, "values": {"name": OTHER}}, **given}
    ).fill(session)
    await session.commit()
    return family, school


async def erased(session: AsyncSession, family: Filled, now: datetime) -> PrivacyRequest:
    """The marked guardian asked a day ago."""
    request = PrivacyRequest(
        school_id=family.school["schools"],
        person_id=family.rows["people"]["id"],
        kind=PrivacyKind.ERASE,
        receipt="D-TEST-0001",
        at=now - timedelta(days=1),
        due_at=now,
    )
    session.add(request)
    await session.flush()
    assert await erasing.due(session, now) == [request.id]
    assert await erasing.erase(session, request.id, now) is request
    await session.commit()
    return request


async def follow(session: AsyncSession, request: PrivacyRequest, now: datetime) -> bool:
    """Once the last word has left."""
    await session.execute(update(Outgoing).values(state=OutboxState.SENT))
    done = await following.follow(session, request.id, now)
    await session.commit()
    assert (request.id in await following.unfinished(session)) != done
    return done


async def expire_all(session: AsyncSession, school_id: int, now: datetime) -> None:
    for over in expiring.ways():
        while await expiring.is_due(session, school_id, over, now):
            await expiring.expire(session, school_id, over, now)
        await session.commit()


def all_words() -> set[str]:
    """Every column of words of the family's tables that a mark fits into."""
    return {place for kept in ALL if kept.whose is Whose.FAMILY for place in places(kept, kept.words.split())}


def kept_words() -> set[str]:
    """Those that erasure leaves, by what the registry says of the guardian's own rows, else of the child's."""
    left: set[str] = set()
    for kept in ALL:
        part = kept.own or kept.childs
        if part is not None:
            left |= places(kept, kept.words.split() if part.erase is Erase.KEEP else part.keeps)
    return (left | {"absences.note"}) - {"pupils.phone"}  # a teacher typed it; it is the guardian's number


def places(kept: Kept, names: Iterable[str]) -> set[str]:
    columns = table_of(kept.model).columns
    texts = [name for name in names if isinstance(columns[name].type, String | JSON)]
    return {f"{kept.name}.{name}" for name in texts if (getattr(columns[name].type, "length", None) or 99) >= len(MARK)}
