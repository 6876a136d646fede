"""Founding a school, and finding the one that is meant."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue, NotFound
from bot.services import schools
from bot.services.links import invitations
from bot.storage.models import Bot, Role, RoleKind, School

NAME, ZONE, ADMIN = "SMA Tunas Harapan", "Asia/Jakarta", "Joko Santoso"


async def test_founding_makes_school_administrator_bot_and_an_invitation_that_opens(
    session: AsyncSession, now: datetime
) -> None:
    founded = await schools.found(
        session, f"  {NAME} ", ZONE, ADMIN, lines=["Jalan  Melati 1", " "], city="Kampar", now=now
    )
    assert founded.school.name == NAME
    assert founded.school.letterhead == {"lines": ["Jalan Melati 1"], "city": "Kampar", "number": ""}
    role = (await session.scalars(select(Role))).one()
    assert (role.person_id, role.kind) == (founded.admin.id, RoleKind.ADMIN)
    bot = (await session.scalars(select(Bot))).one()
    assert (bot.school_id, bot.channel, bot.address) == (founded.school.id, "telegram", None)
    opened = await invitations.find(session, founded.invitation.code, now)
    assert opened is not None
    assert opened.person_id == founded.admin.id
    assert founded.invitation.link is None


@pytest.mark.parametrize("zone", ["Asia/Tambang", "", "../etc/passwd", "WIB"])
async def test_an_unknown_zone_is_refused(session: AsyncSession, now: datetime, zone: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        await schools.found(session, NAME, zone, ADMIN, now=now)
    assert refused.value == InvalidValue("timezone", "unknown")
    assert await schools.every(session) == []


async def test_a_second_school_is_founded_only_when_asked_for(session: AsyncSession, now: datetime) -> None:
    await schools.found(session, NAME, ZONE, ADMIN, now=now)
    with pytest.raises(InvalidValue):
        await schools.found(session, "SMA Lain", ZONE, ADMIN, now=now)
    with pytest.raises(InvalidValue):
        await schools.found(session, NAME.upper(), ZONE, ADMIN, another=True, now=now)
    await schools.found(session, "SMA Lain", ZONE, ADMIN, another=True, now=now)
    assert len(await schools.every(session)) == 2


async def test_the_only_school_need_not_be_named_but_one_of_two_must(session: AsyncSession, now: datetime) -> None:
    with pytest.raises(NotFound):
        await schools.only_school(session)
    first = (await schools.found(session, NAME, ZONE, ADMIN, now=now)).school
    assert await schools.school_named(session, None) == first
    second = (await schools.found(session, "SMA Lain", ZONE, ADMIN, another=True, now=now)).school
    with pytest.raises(InvalidValue) as refused:
        await schools.school_named(session, None)
    assert refused.value == InvalidValue("school", "ambiguous")
    assert await schools.school_named(session, "sma  lain") == second
    with pytest.raises(NotFound):
        await schools.school_named(session, "SMA Ketiga")


async def test_a_name_of_two_hundred_characters_fits_and_one_more_does_not(
    session: AsyncSession, now: datetime
) -> None:
    with pytest.raises(InvalidValue):
        await schools.found(session, "S" * 201, ZONE, ADMIN, now=now)
    with pytest.raises(InvalidValue):
        await schools.found(session, NAME, ZONE, " ", now=now)
    school: School = (await schools.found(session, "S" * 200, ZONE, "A" * 200, now=now)).school
    assert len(school.name) == 200
