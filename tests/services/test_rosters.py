"""Importing rosters: what a plan says, what applying it does, and what no roster may touch."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.roster import (
    Duty,
    Homeroom,
    Place,
    RemarkCode,
    Roster,
    RosterFormat,
    RosterGuardian,
    RosterPupil,
    RosterStaff,
    Sex,
    Teaching,
)
from bot.domain.roster import Relation as Stated
from bot.roster import read_roster
from bot.services.rosters import (
    Action,
    HeldBack,
    ImportOutdated,
    ImportReport,
    RosterYearPast,
    apply_import,
    plan_import,
    school_year_of,
)
from bot.storage import models
from bot.storage.engine import Sessions
from bot.storage.models import (
    Account,
    Bot,
    Guardianship,
    GuardianState,
    Origin,
    Person,
    Pupil,
    Relation,
    Role,
    RoleKind,
    School,
    SchoolClass,
)
from tests.roster import forms
from tests.roster.forms import Child

FATHER = RosterGuardian(Stated.FATHER, "Agus Santoso")
MOTHER = RosterGuardian(Stated.MOTHER, "Siti Aminah")


def budi(**changes: object) -> RosterPupil:
    """A pupil of X-1 with both parents."""
    pupil = RosterPupil(
        *(Place("Siswa", 7), "Budi Santoso", "0081234567", "1001", Sex.MALE, "X-1", 10),
        guardians=(FATHER, MOTHER),
        phone="+6281234567890",
    )
    return replace(pupil, **changes)  # type: ignore[arg-type]


def many(number: int, class_name: str = "X-1", first: int = 0) -> list[RosterPupil]:
    """Pupils without guardians, each with a NISN of their own."""
    names = ("Adi", "Bima", "Citra", "Dewi", "Eka", "Fajar", "Gita", "Hana", "Indra", "Joko")
    return [
        RosterPupil(
            *(Place(class_name, 7 + n), f"{names[n % 10]} {names[n // 10 % 10]} {names[n // 100 % 10]}"),
            nisn=f"{90_000_000 + n:010}",
            class_name=class_name,
            grade=10,
        )
        for n in range(first, first + number)
    ]


def listing(pupils: Iterable[RosterPupil], **said: object) -> Roster:
    """A whole Dapodik list of these pupils."""
    roster = Roster(RosterFormat.DAPODIK_PUPILS, "2026/2027", complete=True, pupils=tuple(pupils))
    return replace(roster, **said)  # type: ignore[arg-type]


async def a_school(session: AsyncSession, now: datetime) -> School:
    school = School(name="SMA Negeri 1 Contoh", timezone="Asia/Jakarta", created_at=now)
    session.add(school)
    await session.commit()
    return school


async def imported(session: AsyncSession, school: School, roster: Roster, now: datetime, **how: bool) -> ImportReport:
    plan = await plan_import(session, school, roster, now, **how)
    report = await apply_import(session, plan, now)
    await session.commit()
    return report


async def the_pupil(session: AsyncSession, name: str = "Budi Santoso") -> Pupil:
    return (await session.scalars(select(Pupil).where(Pupil.name == name))).one()


async def guardians_of(session: AsyncSession, name: str = "Budi Santoso") -> dict[Relation, Person]:
    rows = await session.execute(
        select(Guardianship.relation, Person)
        .join(Person, Person.id == Guardianship.person_id)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .where(Pupil.name == name)
    )
    return {row[0]: row[1] for row in rows}


async def link(session: AsyncSession, person: Person, pupil: Pupil, now: datetime) -> None:
    """The guardian's chat is linked and confirmed."""
    tie = (await session.scalars(select(Guardianship).where(Guardianship.person_id == person.id))).one()
    tie.state, tie.linked_at = GuardianState.CONFIRMED, now
    bot = Bot(school_id=pupil.school_id, channel="telegram")
    session.add(bot)
    await session.flush()
    session.add(Account(bot_id=bot.id, person_id=person.id, address="7", state_since=now, created_at=now, seen_at=now))
    await session.commit()


async def test_a_first_import_makes_classes_pupils_and_listed_guardians(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    report = await imported(session, school, listing([budi()]), now)
    assert (report.classes, report.pupils_new, report.guardians_new, report.doubtful) == (1, 1, 2, 0)
    pupil = await the_pupil(session)
    school_class = (await session.scalars(select(SchoolClass))).one()
    assert (school_class.name, school_class.year, school_class.grade) == ("X-1", "2026/2027", "10")
    assert (pupil.class_id, pupil.nisn, pupil.nipd) == (school_class.id, "0081234567", "1001")
    assert (pupil.sex, pupil.phone, pupil.left_at) == ("m", "+6281234567890", None)
    people = await guardians_of(session)
    assert {relation: person.name for relation, person in people.items()} == {
        Relation.FATHER: "Agus Santoso",
        Relation.MOTHER: "Siti Aminah",
    }
    ties = await session.scalars(select(Guardianship))
    assert {(tie.state, tie.origin) for tie in ties} == {(GuardianState.LISTED, Origin.ROSTER)}


async def test_planning_changes_nothing(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    plan = await plan_import(session, school, listing([budi()]), now)
    assert plan.changes == 4
    assert list(await session.scalars(select(Pupil))) == []


async def test_importing_the_same_file_again_changes_nothing(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    roster = listing([budi(), *many(5)])
    await imported(session, school, roster, now)
    plan = await plan_import(session, school, roster, now)
    assert (plan.changes, plan.unchanged, plan.remarks) == (0, 6, ())


async def test_a_newer_file_corrects_moves_and_keeps_what_it_does_not_state(
    session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi(), *many(9)]), now)
    newer = budi(name="Budi Santosa", class_name="X-2", nipd=None, phone=None, guardians=())
    plan = await plan_import(session, school, listing([newer, *many(9)]), now)
    (change,) = plan.pupils
    assert (change.action, change.moved_from, change.class_name) == (Action.CHANGED, "X-1", "X-2")
    assert [(field.field, field.old, field.new) for field in change.fields] == [
        ("name", "Budi Santoso", "Budi Santosa")
    ]
    await apply_import(session, plan, now)
    pupil = await the_pupil(session, "Budi Santosa")
    assert (pupil.nipd, pupil.phone) == ("1001", "+6281234567890")
    assert len(await guardians_of(session, "Budi Santosa")) == 2


@pytest.mark.parametrize(
    "row",
    [
        budi(nipd=None),
        budi(nisn=None),
        budi(nisn=None, nipd=None),
        budi(nisn=None, nipd=None, class_name="XI-3"),
    ],
    ids=["nisn", "nipd", "name and class", "a name only he bears"],
)
async def test_a_pupil_is_found_again_by_the_best_key_there_is(
    session: AsyncSession, now: datetime, row: RosterPupil
) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi(), *many(9)]), now)
    plan = await plan_import(session, school, listing([row, *many(9)]), now)
    assert plan.of(Action.NEW) == ()
    assert plan.of(Action.LEFT) == ()


async def test_a_number_that_belongs_to_a_child_of_another_name_is_not_believed(
    session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    stranger = budi(name="Citra Lestari", nipd="2002", sex=Sex.FEMALE, guardians=())
    plan = await plan_import(session, school, listing([stranger]), now)
    assert plan.changes == 0
    assert [(remark.row, remark.column, remark.code, remark.values) for remark in plan.remarks] == [
        (7, "NISN", RemarkCode.PUPIL_DIFFERS, ("Citra Lestari", "Budi Santoso"))
    ]


async def test_the_same_name_in_the_same_class_with_another_nisn_is_left_to_a_person(
    session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    plan = await plan_import(session, school, listing([budi(nisn="0099999999", nipd=None)]), now)
    assert plan.changes == 0
    assert [remark.code for remark in plan.remarks] == [RemarkCode.NISN_DIFFERS]


async def test_a_few_missing_from_a_whole_list_are_named_as_left_and_come_back_later(
    session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    everyone = many(10)
    await imported(session, school, listing(everyone), now)
    plan = await plan_import(session, school, listing(everyone[1:]), now)
    assert [(change.name, change.class_name) for change in plan.of(Action.LEFT)] == [("Adi Adi Adi", "X-1")]
    await apply_import(session, plan, now)
    await session.commit()
    assert (await the_pupil(session, "Adi Adi Adi")).left_at == now
    report = await imported(session, school, listing(everyone), now)
    assert report.pupils_returned == 1
    assert (await the_pupil(session, "Adi Adi Adi")).left_at is None


async def test_more_than_a_fifth_of_a_class_missing_is_held_back_until_it_is_meant(
    session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    everyone = many(10)
    await imported(session, school, listing(everyone), now)
    partial = listing(everyone[3:])
    plan = await plan_import(session, school, partial, now)
    assert plan.changes == 0
    assert plan.held_back == (HeldBack("X-1", ("Adi Adi Adi", "Bima Adi Adi", "Citra Adi Adi"), 10),)
    report = await imported(session, school, partial, now, allow_leavers=True)
    assert report.pupils_left == 3


async def test_a_list_of_one_class_says_nothing_of_the_others(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([*many(10), *many(10, "X-2", 20)]), now)
    plan = await plan_import(session, school, listing(many(10)), now)
    assert (plan.changes, plan.held_back) == (0, ())


async def test_an_own_sheet_of_some_classes_drops_nobody(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([*many(10), *many(10, "X-2", 20)]), now)
    own = listing(many(9), format=RosterFormat.OWN, complete=False)
    assert (await plan_import(session, school, own, now)).changes == 0


async def test_the_list_of_leavers_marks_them_as_left(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    leavers = read_roster(
        forms.dapodik_leavers([Child("BUDI SANTOSO", "0081234567"), Child("ORANG LAIN", "0070000000")]), "keluar.xlsx"
    )
    plan = await plan_import(session, school, leavers, now)
    assert [(change.action, change.name) for change in plan.pupils] == [(Action.LEFT, "Budi Santoso")]
    assert [remark.code for remark in plan.remarks] == [RemarkCode.LEAVER_UNKNOWN]


async def test_siblings_share_their_parents_only_if_names_and_phone_agree(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    brother = budi(place=Place("Siswa", 8), name="Rudi Santoso", nisn="0081230000", nipd="1002")
    namesake = budi(
        place=Place("Siswa", 9), name="Wati", nisn="0081230001", nipd="1003", phone="+6281234567899", sex=Sex.FEMALE
    )
    await imported(session, school, listing([budi(), brother, namesake]), now)
    first, second = await guardians_of(session), await guardians_of(session, "Rudi Santoso")
    assert first == second
    other = await guardians_of(session, "Wati")
    assert {person.id for person in other.values()}.isdisjoint(person.id for person in first.values())


async def test_a_sibling_who_comes_later_gets_the_parents_that_are_known(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    sister = budi(name="Ani Santoso", nisn="0081230000", nipd="1002", sex=Sex.FEMALE, class_name="X-2")
    await imported(session, school, listing([budi(place=Place("Siswa", 8)), sister]), now)
    assert await guardians_of(session, "Ani Santoso") == await guardians_of(session)


async def test_the_sources_own_ids_tie_siblings_whatever_their_phones(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    agent = RosterGuardian(Stated.GUARDIAN, "Agus Santoso", source_id="g-1")
    children = [
        budi(guardians=(agent,), phone=None),
        budi(place=Place("Siswa", 8), name="Ani", nisn="0081230000", nipd="1002", guardians=(agent,), phone=None),
    ]
    await imported(session, school, listing(children), now)
    assert (await guardians_of(session))[Relation.GUARDIAN] == (await guardians_of(session, "Ani"))[Relation.GUARDIAN]


async def test_an_unlinked_guardian_is_corrected_by_a_newer_roster(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    corrected = replace(MOTHER, name="Siti Aminah Lubis", phone="+6281234567891")
    report = await imported(session, school, listing([budi(guardians=(FATHER, corrected))]), now)
    assert (report.guardians_new, report.guardians_changed) == (0, 1)
    mother = (await guardians_of(session))[Relation.MOTHER]
    assert (mother.name, mother.phone) == ("Siti Aminah Lubis", "+6281234567891")


async def test_a_linked_guardian_keeps_name_and_phone_and_the_difference_is_remarked(
    session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    father = (await guardians_of(session))[Relation.FATHER]
    await link(session, father, await the_pupil(session), now)
    other = RosterGuardian(Stated.FATHER, "Bambang Wijaya", "+6281111111111")
    plan = await plan_import(session, school, listing([budi(guardians=(other, MOTHER))]), now)
    assert plan.guardians == ()
    assert [(remark.code, remark.values) for remark in plan.remarks] == [
        (RemarkCode.GUARDIAN_DIFFERS, ("Budi Santoso", "Agus Santoso", "Bambang Wijaya"))
    ]


async def test_a_number_that_was_confirmed_as_a_guardians_does_not_become_the_pupils_again(
    session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    father, pupil = (await guardians_of(session))[Relation.FATHER], await the_pupil(session)
    father.phone, father.phone_confirmed, pupil.phone = pupil.phone, True, None
    await session.flush()
    plan = await plan_import(session, school, listing([budi(), *many(1)]), now)
    assert [change.name for change in plan.pupils] == ["Adi Adi Adi"]
    plan = await plan_import(session, school, listing([budi(phone="+6281111111111")]), now)
    assert [field.new for change in plan.pupils for field in change.fields] == ["+6281111111111"]


async def test_a_guardianship_that_a_person_ended_is_not_brought_back(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    father = (await guardians_of(session))[Relation.FATHER]
    tie = (await session.scalars(select(Guardianship).where(Guardianship.person_id == father.id))).one()
    tie.state, tie.ended_at = GuardianState.ENDED, now
    await session.commit()
    plan = await plan_import(session, school, listing([budi()]), now)
    assert plan.changes == 0
    assert [remark.code for remark in plan.remarks] == [RemarkCode.GUARDIAN_ENDED]


async def test_staff_homerooms_and_lessons_come_together(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    place = Place("Guru", 6)
    roster = listing(
        many(3),
        staff=(
            RosterStaff(place, "Nurmala Dewi, S.Pd.", "198001012005012001", roles=frozenset({Duty.TEACHER})),
            RosterStaff(Place("Guru", 7), "Udin"),
        ),
        homerooms=(Homeroom(place, "X-1", "Nurmala Dewi"),),
        teachings=(Teaching(place, "X-1", "NURMALA DEWI, S.Pd", "Fisika"), Teaching(place, "X-1", "Rina", "Kimia")),
    )
    report = await imported(session, school, roster, now)
    assert (report.staff_new, report.homerooms, report.teachings) == (2, 1, 2)
    rows = await session.execute(select(Person.name, Role.kind).join(Role, Role.person_id == Person.id))
    assert {row[0]: row[1] for row in rows} == {"Nurmala Dewi, S.Pd.": RoleKind.TEACHER, "Rina": RoleKind.TEACHER}
    school_class = (await session.scalars(select(SchoolClass))).one()
    teacher = (await session.scalars(select(Person).where(Person.nip.is_not(None)))).one()
    assert school_class.homeroom_id == teacher.id
    lessons = await session.scalars(select(models.Teaching).order_by(models.Teaching.subject))
    assert [lesson.subject for lesson in lessons] == ["Fisika", "Kimia"]
    assert (await plan_import(session, school, roster, now)).changes == 0


async def test_a_roster_never_makes_an_administrator_nor_gives_an_ended_role_back(
    session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    member = RosterStaff(Place("Guru", 6), "Rina Sari", roles=frozenset({Duty.TEACHER}))
    await imported(session, school, listing([], staff=(member,)), now)
    role = (await session.scalars(select(Role))).one()
    role.ended_at = now
    await session.commit()
    assert (await plan_import(session, school, listing([], staff=(member,)), now)).changes == 0
    assert "admin" not in {role.value for role in Duty}


async def test_a_new_school_year_makes_new_classes_and_moves_the_pupils(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi(), *many(9)]), now)
    risen = [replace(row, class_name="XI-1", grade=11) for row in [budi(), *many(9)]]
    later = now + timedelta(days=365)
    report = await imported(session, school, listing(risen, school_year="2027/2028"), later)
    assert (report.classes, report.pupils_moved, report.pupils_new, report.pupils_left) == (1, 10, 0, 0)


async def test_a_file_of_a_past_school_year_is_refused(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    with pytest.raises(RosterYearPast):
        await plan_import(session, school, listing([budi()], school_year="2025/2026"), now)


async def test_a_plan_made_before_another_import_is_refused_and_applies_nothing(
    sessions: Sessions, session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    mine = await plan_import(session, school, listing([budi()]), now)
    await session.commit()
    async with sessions() as other:
        theirs = (await other.scalars(select(School))).one()
        await imported(other, theirs, listing(many(3)), now)
    with pytest.raises(ImportOutdated):
        await apply_import(session, mine, now)
    await session.rollback()
    assert len(list(await session.scalars(select(Pupil)))) == 3


async def test_of_two_who_import_at_once_one_is_told_to_look_again(
    sessions: Sessions, session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    plan = await plan_import(session, school, listing(many(20)), now)
    await session.commit()

    async def confirm() -> str:
        async with sessions() as mine:
            try:
                await apply_import(mine, plan, now)
            except ImportOutdated:
                return "outdated"
            await mine.commit()
            return "done"

    assert sorted(await asyncio.gather(confirm(), confirm(), confirm())) == ["done", "outdated", "outdated"]
    assert len(list(await session.scalars(select(Pupil)))) == 20


async def test_a_plan_made_before_a_guardian_was_linked_is_refused(
    sessions: Sessions, session: AsyncSession, now: datetime
) -> None:
    school = await a_school(session, now)
    await imported(session, school, listing([budi()]), now)
    corrected = replace(FATHER, name="Agus Salim Santoso")
    plan = await plan_import(session, school, listing([budi(guardians=(corrected, MOTHER))]), now)
    await session.commit()
    async with sessions() as other:
        father = (await guardians_of(other))[Relation.FATHER]
        await link(other, father, await the_pupil(other), now)
    with pytest.raises(ImportOutdated):
        await apply_import(session, plan, now)


async def test_two_schools_in_one_database_do_not_see_each_other(session: AsyncSession, now: datetime) -> None:
    first = await a_school(session, now)
    await imported(session, first, listing([budi()]), now)
    second = School(name="SMA Negeri 2 Contoh", timezone="Asia/Jakarta", created_at=now)
    session.add(second)
    await session.commit()
    plan = await plan_import(session, second, listing([budi()]), now)
    assert [(change.action, change.pupil_id) for change in plan.pupils] == [(Action.NEW, None)]


async def test_a_thousand_pupils_are_read_in_few_queries(session: AsyncSession, now: datetime) -> None:
    school = await a_school(session, now)
    statements: list[str] = []
    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", lambda *about: statements.append(about[2]))
    rows = [
        replace(row, guardians=(replace(FATHER, name=f"Bapak {row.name}"), replace(MOTHER, name=f"Ibu {row.name}")))
        for row in many(1000)
    ]
    report = await imported(session, school, listing(rows), now)
    assert (report.pupils_new, report.guardians_new) == (1000, 2000)
    assert len([statement for statement in statements if statement.startswith("SELECT")]) < 25


def test_the_school_year_turns_in_july(now: datetime) -> None:
    assert school_year_of(now.date()) == "2026/2027"
    assert school_year_of(now.replace(month=6).date()) == "2025/2026"
