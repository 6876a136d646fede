"""A made-up school to try the product with: three classes of 36 pupils, their families, five members of staff.

Everybody in it is invented; names are put together from lists with a fixed seed, so that each start shows the same
school.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import Address
from bot.domain.delivery import Via
from bot.domain.schoolyear import school_year
from bot.playground import demo_names as names
from bot.storage.models import (
    Account,
    AccountState,
    Bot,
    Consent,
    Guardianship,
    GuardianState,
    Person,
    Pupil,
    Relation,
    Role,
    RoleKind,
    School,
    SchoolClass,
    Teaching,
)

CLASSES = ("X-1", "X-2", "X-3")
PUPILS = 36
LINKED_FAMILIES = 28
"""Of each class; the others have a letter still lying at home."""
SEED = 2607
WINDOW = timedelta(hours=24)
FIRST_CHAT = 500_000
"""Chat addresses of the families that nobody plays."""


@dataclass(frozen=True, slots=True)
class Played:
    """Someone whose phone stands in the playground; `child` is (class, number in the class) for a parent."""

    user_id: int
    name: str
    role: str
    children: tuple[tuple[str, int], ...] = ()
    relation: Relation = Relation.MOTHER
    address: Address = Address.IBU
    locale: str = "id"
    linked: bool = True
    via: Via = Via.TELEGRAM
    silent_for: timedelta = timedelta(0)
    """Since the last word; on WhatsApp the school may use free words for a day after it."""


TEACHER = Played(101, "Nurmala Sari, S.Pd.", "homeroom")
ADMIN = Played(102, "Joko Santoso", "admin", address=Address.BAPAK)
COUNSELLOR = Played(103, "Ratna Wulandari, S.Psi.", "counsellor")
PARENTS = (
    Played(201, "Siti Rahayu", "parent", (("X-1", 0),)),
    Played(202, "Hendra Gunawan", "parent", (("X-1", 1),), Relation.FATHER, Address.BAPAK, "en"),
    Played(203, "Yanti Marlina", "parent", (("X-1", 2), ("X-2", 0))),
    Played(204, "Agus Salim", "parent", (("X-1", 3),), Relation.FATHER, Address.BAPAK, linked=False),
)
PLAYED = (TEACHER, *PARENTS, ADMIN, COUNSELLOR)
RINA = Played(12025550185, "Rina Kartika", "parent", (("X-1", 4),), via=Via.WHATSAPP, silent_for=timedelta(hours=2))
DODI = Played(
    12025550186,
    "Dodi Saputra",
    "parent",
    (("X-1", 5),),
    Relation.FATHER,
    Address.BAPAK,
    via=Via.WHATSAPP,
    silent_for=timedelta(days=3),
)
DEWI = Played(12025550183, "Dewi Anggraini, M.Pd.", "homeroom", via=Via.WHATSAPP, silent_for=timedelta(hours=1))
ON_WHATSAPP = (RINA, DODI, DEWI)
"""They have no chat where the playground is without WhatsApp. Their numbers are from the range kept for fiction."""
PRICE, CEILING = 35_665, 5_000_000
"""Of a utility template in Indonesia and of a month, in hundredths of a rupiah."""


@dataclass(frozen=True, slots=True)
class Number:
    """The school's number on WhatsApp: the provider's id, and the number in digits."""

    phone_id: str
    digits: str


async def found_demo(
    session: AsyncSession, bot_address: str, bot_username: str, now: datetime, number: Number | None = None
) -> School:
    """Make the school, unless it is there already; with a number, some of it is on WhatsApp. The caller commits."""
    known = await session.scalar(select(School).join(Bot, Bot.school_id == School.id).where(Bot.address == bot_address))
    if known is not None:
        return known
    school = School(
        name="SMA Titian Bangsa",
        timezone="Asia/Jakarta",
        letterhead={"lines": ["Jalan Pendidikan No. 1, Tambang, Kampar, Riau", "Sekolah contoh"], "city": "Tambang"},
        created_at=now,
    )
    session.add(school)
    await session.flush()
    bot = Bot(school_id=school.id, channel="telegram", address=bot_address, username=bot_username)
    bots = {Via.TELEGRAM: bot}
    if number is not None:
        bots[Via.WHATSAPP] = Bot(
            school_id=school.id,
            channel=Via.WHATSAPP,
            address=number.phone_id,
            username=number.digits,
            price=PRICE,
            ceiling=CEILING,
        )
    session.add_all(bots.values())
    await session.flush()
    await _Builder(session, school, bots, now).build()
    return school


class _Builder:
    """Puts the rows together; one transaction, so that a demo school is never there by half."""

    def __init__(self, session: AsyncSession, school: School, bots: dict[Via, Bot], now: datetime) -> None:
        self.session = session
        self.school = school
        self.bots = bots
        self.now = now
        self.random = Random(SEED)  # noqa: S311 - for invented names, not for secrets
        self.chats = iter(range(FIRST_CHAT, FIRST_CHAT + 10_000))
        self.played = {child: one for one in (*PARENTS, *ON_WHATSAPP) if one.via in bots for child in one.children}
        self.people: dict[int, Person] = {}

    async def build(self) -> None:
        """Staff first, then class by class."""
        teachers = [
            await self._staff(TEACHER.name, TEACHER.address, RoleKind.TEACHER, TEACHER),
            await self._staff("Rahmat Hidayat, S.Si.", Address.BAPAK, RoleKind.TEACHER),
            await self._staff(DEWI.name, DEWI.address, RoleKind.TEACHER, DEWI),
        ]
        await self._staff(ADMIN.name, ADMIN.address, RoleKind.ADMIN, ADMIN)
        subjects = ("Bahasa Indonesia", "Matematika", "Bahasa Inggris")
        for name, homeroom in zip(CLASSES, teachers, strict=True):
            made = SchoolClass(
                school_id=self.school.id,
                year=school_year(self.now, self.school.timezone),
                name=name,
                grade="10",
                homeroom_id=homeroom.id,
            )
            self.session.add(made)
            await self.session.flush()
            self.session.add_all(
                Teaching(class_id=made.id, person_id=teacher.id, subject=subject)
                for teacher, subject in zip(teachers, subjects, strict=True)
            )
            await self._pupils(made)
        await self._staff(COUNSELLOR.name, COUNSELLOR.address, RoleKind.COUNSELLOR, COUNSELLOR)
        await self.session.flush()

    async def _staff(self, name: str, address: Address, role: RoleKind, played: Played | None = None) -> Person:
        person = await self._person(name, address, "id")
        self.session.add(Role(school_id=self.school.id, person_id=person.id, kind=role, since=self.now))
        if played is not None:
            self._account(person, played.user_id, played.via, played.silent_for)
        return person

    async def _person(self, name: str, address: Address, locale: str | None) -> Person:
        person = Person(school_id=self.school.id, name=name, address=address, locale=locale, created_at=self.now)
        self.session.add(person)
        await self.session.flush()
        return person

    def _account(
        self, person: Person, user_id: int, via: Via = Via.TELEGRAM, silent_for: timedelta = timedelta(0)
    ) -> None:
        bot = self.bots.get(via)
        if bot is None:
            return
        spoke = self.now - silent_for
        self.session.add(
            Account(
                bot_id=bot.id,
                person_id=person.id,
                address=str(user_id),
                name=person.name,
                locale=person.locale or "id",
                state=AccountState.ACTIVE,
                state_since=self.now,
                created_at=self.now,
                seen_at=spoke,
                window_until=spoke + WINDOW if via is Via.WHATSAPP else None,
            )
        )

    async def _pupils(self, made: SchoolClass) -> None:
        for number, (child, sex) in enumerate(names.children(self.random, PUPILS)):
            pupil = Pupil(
                school_id=self.school.id,
                class_id=made.id,
                name=child,
                sex=sex,
                nisn=f"00{self.random.randrange(10**8):08d}",
                created_at=self.now,
            )
            self.session.add(pupil)
            await self.session.flush()
            await self._guardians(made, number, pupil)

    async def _guardians(self, made: SchoolClass, number: int, pupil: Pupil) -> None:
        played = self.played.get((made.name, number))
        linked = number < LINKED_FAMILIES
        for relation in (Relation.FATHER, Relation.MOTHER):
            if played is not None and played.relation is relation:
                person = await self._played(played)
                self._join(pupil, person, relation, linked=played.linked, via=played.via)
            else:
                person = await self._person(
                    names.adult(self.random, relation is Relation.FATHER),
                    Address.BAPAK if relation is Relation.FATHER else Address.IBU,
                    None,
                )
                if made.name == CLASSES[0] and not linked:
                    _give_number(number - LINKED_FAMILIES, relation, person, pupil)
                background = linked and played is None and relation is Relation.MOTHER
                if background:
                    self._account(person, next(self.chats))
                self._join(pupil, person, relation, linked=background)

    async def _played(self, played: Played) -> Person:
        if played.user_id not in self.people:
            person = await self._person(played.name, played.address, played.locale if played.linked else None)
            if played.linked:
                self._account(person, played.user_id, played.via, played.silent_for)
            self.people[played.user_id] = person
        return self.people[played.user_id]

    def _join(self, pupil: Pupil, person: Person, relation: Relation, *, linked: bool, via: Via = Via.TELEGRAM) -> None:
        long_ago = self.now - timedelta(days=10)
        self.session.add(
            Guardianship(
                pupil_id=pupil.id,
                person_id=person.id,
                relation=relation,
                state=GuardianState.CONFIRMED if linked else GuardianState.LISTED,
                linked_at=long_ago if linked else None,
                confirmed_at=long_ago if linked else None,
            )
        )
        if linked:
            self.session.add(
                Consent(
                    person_id=person.id,
                    pupil_id=pupil.id,
                    channel=via,
                    locale=person.locale or "id",
                    wording="(demo)",
                    given_at=long_ago,
                )
            )


def _give_number(place: int, relation: Relation, person: Person, pupil: Pupil) -> None:
    """Of the families without a chat, three have a mother's own number, two a father's that nobody has confirmed, and
    one a number beside the child's name.

    All are from the range that is kept for fiction (555-0100 to 555-0199): whoever taps on one reaches nobody.
    """
    number = f"+1202555010{place}"
    if place < 3 and relation is Relation.MOTHER:
        person.phone, person.phone_confirmed = number, True
    elif place in (3, 4) and relation is Relation.FATHER:
        person.phone = number
    elif place == 5:
        pupil.phone = number


async def chats_of(session: AsyncSession, bot_id: int) -> Iterator[tuple[int, str]]:
    """Chat ids and names of everyone in the demo who has started the bot."""
    rows = await session.execute(select(Account.address, Account.name).where(Account.bot_id == bot_id))
    return iter([(int(address), name) for address, name in rows])
