"""Members of staff: added twice they stay one person."""

from datetime import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import InvalidValue, NotFound
from bot.domain.staff import StaffRole
from bot.services import staff
from bot.services.scope import classes_of, roles_of
from bot.storage.models import Person, Role, RoleKind, Teaching
from tests.support.demo import ADMIN, TEACHER, demo_school

NIP = "197805122005012003"


async def test_a_homeroom_teacher_gets_her_class(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    added = await staff.add(
        session, demo.school, "Ratna Dewi", [StaffRole.HOMEROOM], class_name=" x-2 ", nip=NIP, now=now
    )
    assert (await demo.school_class("X-2")).homeroom_id == added.id
    assert await roles_of(session, added) == {RoleKind.TEACHER}
    assert [row.name for row in await session.scalars(classes_of(added))] == ["X-2"]


async def test_the_same_name_gets_another_role_rather_than_a_second_person(
    session: AsyncSession, now: datetime
) -> None:
    demo = await demo_school(session, now)
    before = await session.scalar(select(func.count(Person.id)))
    again = await staff.add(session, demo.school, TEACHER.name.upper(), [StaffRole.PRINCIPAL], now=now)
    assert again.id == (await demo.person(TEACHER)).id
    assert again.name == TEACHER.name
    assert await roles_of(session, again) == {RoleKind.TEACHER, RoleKind.PRINCIPAL}
    assert await session.scalar(select(func.count(Person.id))) == before


async def test_two_people_of_one_name_are_told_apart_by_nip(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    one = await staff.add(session, demo.school, "Ratna Dewi", [StaffRole.COUNSELLOR], nip=NIP, now=now)
    other = await staff.add(session, demo.school, "Ratna Dewi", [StaffRole.COUNSELLOR], nip=NIP[:-1] + "9", now=now)
    renamed = await staff.add(session, demo.school, "Ratna Dewi, M.Pd.", [StaffRole.ADMIN], nip=NIP, now=now)
    assert one.id != other.id
    assert renamed.id == one.id
    with pytest.raises(InvalidValue) as refused:
        await staff.add(session, demo.school, "ratna dewi", [StaffRole.ADMIN], now=now)
    assert refused.value == InvalidValue("nip", "ambiguous")


async def test_a_guardian_of_the_same_name_is_somebody_else(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    guardian = await session.scalar(select(Person).where(Person.name == "Agus Salim"))
    added = await staff.add(session, demo.school, "Agus Salim", [StaffRole.ADMIN], now=now)
    assert guardian is not None
    assert added.id != guardian.id


async def test_teaching_is_kept_once_per_class_and_subject(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    for subject in ("Fisika", " fisika", "Kimia"):
        added = await staff.add(
            session, demo.school, "Ratna Dewi", [StaffRole.TEACHER], class_name="X-1", subject=subject, now=now
        )
    subjects = await session.scalars(select(Teaching.subject).where(Teaching.person_id == added.id))
    assert sorted(subjects) == ["Fisika", "Kimia"]


@pytest.mark.parametrize(
    ("roles", "class_name", "subject", "field"),
    [
        ([], None, None, "role"),
        ([StaffRole.HOMEROOM], None, None, "class"),
        ([StaffRole.TEACHER], None, "Fisika", "subject"),
        ([StaffRole.TEACHER], "X-1", None, "subject"),
        ([StaffRole.PRINCIPAL], "X-1", "Fisika", "subject"),
    ],
)
async def test_what_does_not_go_together_is_refused(
    session: AsyncSession,
    now: datetime,
    roles: list[StaffRole],
    class_name: str | None,
    subject: str | None,
    field: str,
) -> None:
    demo = await demo_school(session, now)
    with pytest.raises(InvalidValue) as refused:
        await staff.add(session, demo.school, "Ratna Dewi", roles, class_name=class_name, subject=subject, now=now)
    assert refused.value.field == field


async def test_an_unknown_class_is_not_found_and_makes_nobody(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    with pytest.raises(NotFound):
        await staff.add(session, demo.school, "Ratna Dewi", [StaffRole.HOMEROOM], class_name="XII-9", now=now)
    assert await session.scalar(select(Person).where(Person.name == "Ratna Dewi")) is None


async def test_a_nip_is_digits(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    spaced = await staff.add(session, demo.school, "Ratna", [StaffRole.ADMIN], nip="19780512 200501 2 003", now=now)
    assert spaced.nip == NIP
    with pytest.raises(InvalidValue):
        await staff.add(session, demo.school, "Dewi", [StaffRole.ADMIN], nip="none", now=now)


async def test_administrators_are_those_who_still_are(session: AsyncSession, now: datetime) -> None:
    demo = await demo_school(session, now)
    added = await staff.add(session, demo.school, "Ratna Dewi", [StaffRole.ADMIN], now=now)
    first = await demo.person(ADMIN)
    assert [found.id for found in await staff.administrators(session, demo.school.id)] == [first.id, added.id]
    (role,) = await session.scalars(select(Role).where(Role.person_id == first.id, Role.kind == RoleKind.ADMIN))
    role.ended_at = now
    await session.flush()
    assert [found.id for found in await staff.administrators(session, demo.school.id)] == [added.id]
