"""Schools, classes, who works there, and families with words that are theirs alone."""

from datetime import timedelta

from bot.domain.courtesy import Address
from bot.domain.invitations import hashed
from bot.storage.models import (
    Account,
    AccountState,
    Bot,
    Consent,
    Guardianship,
    GuardianState,
    Invitation,
    Person,
    Pupil,
    Relation,
    Role,
    RoleKind,
    School,
    SchoolClass,
)
from tests.hostile.world import Family, Who, World

CODE = "7K3M9QXA2BCD"
"""A code that is out, for the other guardian of the first family."""


async def add_school(world: World, name: str, address: str) -> tuple[School, Bot]:
    school = await world.add(School(name=name, timezone="Asia/Jakarta", created_at=world.now))
    bot = await world.add(Bot(school_id=school.id, channel="telegram", address=address, username=f"bot{address}"))
    return school, bot


async def add_class(world: World, school: School, name: str, homeroom: Person) -> SchoolClass:
    return await world.add(SchoolClass(school_id=school.id, year="2026/2027", name=name, homeroom_id=homeroom.id))


async def add_person(world: World, school_id: int, name: str, address: Address = Address.IBU) -> Person:
    row = Person(
        school_id=school_id, name=name, address=address, phone=f"+62812000{len(world.secrets)}", created_at=world.now
    )
    return await world.add(row)


async def _account(world: World, bot: Bot, person: Person, who: str) -> Account:
    world.chat += 1
    account = await world.add(
        Account(
            bot_id=bot.id,
            person_id=person.id,
            address=str(world.chat),
            name=person.name,
            state=AccountState.ACTIVE,
            state_since=world.now,
            created_at=world.now,
            seen_at=world.now,
        )
    )
    world.people[who] = Who(who, bot.id, account.address, set(), person.id, account.id, {account.id})
    return account


async def add_staff(world: World, school: School, bot: Bot, who: str, kind: RoleKind = RoleKind.TEACHER) -> Person:
    person = await add_person(world, school.id, f"Pengajar {who.title().replace('_', '')}")
    await world.add(Role(school_id=school.id, person_id=person.id, kind=kind, since=world.now))
    await _account(world, bot, person, who)
    return person


async def add_family(
    world: World, of: SchoolClass, bot: Bot, who: str, word: str, state: GuardianState = GuardianState.CONFIRMED
) -> Family:
    child, mother_name, nisn = (world.secret(f"{word}{part}") for part in ("anak", "ibu", "nisn"))
    pupil = await world.add(
        Pupil(school_id=of.school_id, class_id=of.id, name=f"{child} Putra", nisn=nisn[-10:], created_at=world.now)
    )
    mother = await add_person(world, of.school_id, f"{mother_name} Rahayu")
    account = await _account(world, bot, mother, who)
    tie = await add_tie(world, pupil, mother, state)
    await _consent(world, mother, pupil)
    world.meant("pupil_id", pupil.id)
    return Family(pupil, mother, account, tie, {child, mother_name, nisn, f"{word}words", f"{word}reply"})


async def add_tie(
    world: World, pupil: Pupil, person: Person, state: GuardianState, *, sees_child: bool = True
) -> Guardianship:
    linked = state is not GuardianState.LISTED
    tie = await world.add(
        Guardianship(
            pupil_id=pupil.id,
            person_id=person.id,
            relation=Relation.MOTHER,
            state=state,
            sees_child=sees_child,
            linked_at=world.now - timedelta(days=3) if linked else None,
            confirmed_at=world.now if state is GuardianState.CONFIRMED else None,
            ended_at=world.now if state is GuardianState.ENDED else None,
        )
    )
    world.meant("guardianship_id", tie.id)
    return tie


async def _consent(world: World, person: Person, pupil: Pupil) -> None:
    await world.add(
        Consent(
            person_id=person.id,
            pupil_id=pupil.id,
            channel="telegram",
            locale="id",
            wording="(kata)",
            given_at=world.now,
        )
    )


async def add_second(
    world: World, family: Family, bot: Bot, who: str, state: GuardianState, *, sees_child: bool = True
) -> None:
    """A guardian of the same child who is told nothing (any more)."""
    person = await add_person(world, family.pupil.school_id, f"{world.secret(f'Wq{who}')} Wijaya", Address.BAPAK)
    await _account(world, bot, person, who)
    await add_tie(world, family.pupil, person, state, sees_child=sees_child)
    await _consent(world, person, family.pupil)


async def add_listed(world: World, family: Family) -> Guardianship:
    """The father, whose letter lies at home."""
    father = await add_person(world, family.pupil.school_id, f"{world.secret('Wqfather')} Hasan", Address.BAPAK)
    tie = await add_tie(world, family.pupil, father, GuardianState.LISTED)
    invitation = await world.add(
        Invitation(
            school_id=family.pupil.school_id,
            person_id=father.id,
            guardianship_id=tie.id,
            code_hash=hashed(CODE),
            issued_at=world.now,
            expires_at=world.now + timedelta(days=10),
        )
    )
    world.meant("invitation_id", invitation.id)
    return tie
