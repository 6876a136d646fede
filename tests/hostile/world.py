"""Two schools in one database, families with secrets in them, and everybody who might want to see those.

Whatever belongs to one family, class or school alone carries a word of its own; who has no right to it must never be
shown that word.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import Address
from bot.domain.delivery import Rung, Via
from bot.domain.escalation import PRESETS, dump_plan
from bot.domain.invitations import hashed
from bot.domain.meetings import Booking, MeetingKind, MeetingState, instants
from bot.domain.updates import FieldValue
from bot.services.updates import dump_values
from bot.storage.base import Base
from bot.storage.models import (
    AccessRequest,
    Account,
    AccountState,
    Bot,
    ClassUpdate,
    Consent,
    Escalation,
    EscalationState,
    Guardianship,
    GuardianState,
    Introduction,
    Invitation,
    LogEntry,
    LogKind,
    Meeting,
    MeetingClass,
    MeetingHost,
    OwnTemplate,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    Relation,
    RequestState,
    Role,
    RoleKind,
    School,
    SchoolClass,
    Teaching,
    UpdateState,
    UpdateTarget,
)
from tests.hostile.concerned import add_concerns
from tests.hostile.talking import add_talks

R = TypeVar("R", bound=Base)

PHOTO = {"kind": "photo", "remote": "f1", "path": None, "name": "", "size": 1, "via": None}
CODE = "7K3M9QXA2BCD"
"""A code that is out, for the other guardian of the first family."""
EVENT: dict[str, FieldValue] = {
    "event": "Kejutan Wqevent",
    "day": date(2026, 8, 15),
    "at": time(8),
    "place": "Aula Wqplace",
}


@dataclass(slots=True)
class Who:
    """Somebody with a chat. `may` are the words they may be shown, `contacts` the chats they may cause messages to.

    `classes` and `pupils` are those whose links they look after or whom they may write to.
    """

    name: str
    bot_id: int
    address: str
    may: set[str] = field(default_factory=set)
    person_id: int | None = None
    account_id: int | None = None
    contacts: set[int] = field(default_factory=set)
    classes: set[int] = field(default_factory=set)
    pupils: set[int] = field(default_factory=set)
    rules: int | None = None
    """The school whose rules they may change."""


@dataclass(slots=True)
class World:
    """The rows one would like to get at, by the name of the argument that means them, and everybody by role."""

    session: AsyncSession
    now: datetime
    secrets: set[str] = field(default_factory=set)
    ids: dict[str, list[int]] = field(default_factory=dict)
    texts: dict[str, list[str]] = field(default_factory=dict)
    """The same for arguments that are no ids, by their name, or by `button.name`."""
    people: dict[str, Who] = field(default_factory=dict)
    chat: int = 100

    async def add(self, row: R) -> R:
        self.session.add(row)
        await self.session.flush()
        return row

    def secret(self, word: str) -> str:
        self.secrets.add(word)
        return word

    def meant(self, name: str, *ids: int) -> None:
        """Remember ids by the name of the argument that would carry them."""
        self.ids.setdefault(name, []).extend(ids)


@dataclass(slots=True)
class Family:
    """One pupil, the mother, her chat, and the words that are theirs alone."""

    pupil: Pupil
    mother: Person
    account: Account
    tie: Guardianship
    words: set[str]


async def build(session: AsyncSession, now: datetime) -> World:
    """Both schools and everybody in them; the caller commits."""
    world = World(session, now)
    one, bot = await _school(world, "SMA Satu", "11")
    two, other_bot = await _school(world, f"SMA {world.secret('Wqsekolah')}", "12")
    admin = await _staff(world, one, bot, "admin", RoleKind.ADMIN)
    teacher = await _staff(world, one, bot, "teacher")
    elsewhere = await _staff(world, one, bot, "teacher_b")
    lost = await _staff(world, one, bot, "teacher_lost")
    far = await _staff(world, two, other_bot, "teacher_far")
    await _staff(world, two, other_bot, "admin_far", RoleKind.ADMIN)
    class_a = await _class(world, one, "VII-A", teacher)
    class_b = await _class(world, one, "VII-B", elsewhere)
    class_far = await _class(world, two, "VII-A", far)
    await world.add(Teaching(class_id=class_b.id, person_id=elsewhere.id, subject="IPA"))
    await world.add(Teaching(class_id=class_b.id, person_id=lost.id, subject="IPS"))
    victim = await _family(world, class_a, bot, "mother", "Wqa")
    same = await _family(world, class_a, bot, "same_class", "Wqs")
    guess = await _family(world, class_a, bot, "provisional", "Wqp", GuardianState.PROVISIONAL)
    near = await _family(world, class_b, bot, "other_class", "Wqb")
    away = await _family(world, class_far, other_bot, "other_school", "Wqf")
    await _second(world, victim, bot, "hidden", GuardianState.CONFIRMED, sees_child=False)
    await _second(world, victim, bot, "ended", GuardianState.ENDED)
    in_a = [victim, same, guess]
    await _update(world, class_a, teacher, in_a, "Wqupdate")
    await _update(world, class_b, elsewhere, [near], "Wqnear")
    await _update(world, class_far, far, [away], "Wqfar")
    of_lost = await _update(world, class_a, lost, in_a, "Wqlost")
    await _update(world, class_a, teacher, [], "Wqwaits", UpdateState.SCHEDULED)
    listed = await _listed(world, victim)
    await _by_hand(world, class_a, teacher)
    await _silence(world, class_a, victim)
    await _meetings(world, class_a, teacher, victim)
    await _hope(world, victim, teacher)
    await add_concerns(world, teacher, victim.pupil, victim.mother)
    world.people["admin"].rules, world.people["admin_far"].rules = one.id, two.id
    world.people["stranger"] = Who("stranger", bot.id, "900")
    await _rights(world, one, bot, {"A": in_a, "B": [near]}, {"A": class_a, "B": class_b})
    world.people["teacher_far"].may |= away.words | {"Wqsekolah", "Wqfar"}
    world.people["admin_far"].may |= away.words | {"Wqsekolah", "Wqfar"}
    for name in ("teacher_far", "admin_far"):
        _looks_after(world.people[name], class_far, [away])
        world.people[name].contacts |= {away.account.id, *_accounts(world, "teacher_far", "admin_far")}
    world.people["other_school"].may |= away.words | {"Wqsekolah", "Wqfar"}
    world.people["other_school"].contacts |= _accounts(world, "teacher_far", "admin_far")
    world.meant("class_id", class_a.id, class_b.id, class_far.id)
    world.meant("guardianship_id", listed.id)
    world.meant("update_id", of_lost.id)
    await session.flush()
    assert admin.id
    return world


def _accounts(world: World, *names: str) -> set[int]:
    return {account for name in names if (account := world.people[name].account_id) is not None}


def _looks_after(who: Who, of: SchoolClass, families: list[Family]) -> None:
    who.classes.add(of.id)
    who.pupils |= {family.pupil.id for family in families}


async def _rights(
    world: World,
    school: School,
    bot: Bot,
    families: Mapping[str, list[Family]],
    classes: Mapping[str, SchoolClass],
) -> None:
    """Who may see and reach what in the first school."""
    people = world.people
    staff = _accounts(world, "teacher", "admin", "teacher_b", "teacher_lost")
    for who in people.values():
        if who.bot_id == bot.id:
            who.contacts |= staff  # whoever writes or asks is passed on to the school
    of_a = {"Wqupdate", "Wqlost", "Wqevent", "Wqplace", "Wqwaits"}
    words_a = set[str]().union(*(family.words for family in families["A"])) | {"Wqhidden", "Wqended", "Wqfather"}
    words_a |= {"Wqopenchild", "Wqopenparent", "Wqsentchild", "Wqsentparent"}
    words_b = set[str]().union(*(family.words for family in families["B"])) | {"Wqnear"}
    everyone = {family.account.id for family in (*families["A"], *families["B"])} | _accounts(world, "hidden", "ended")
    of_meetings = {"Wqmeeting0", "Wqmeeting1", "Wqhope"}
    people["teacher"].may |= words_a | of_a | of_meetings | {"Wqasks", "Wqshared", "Wqkept", "Wqintroduced"}
    people["admin"].may |= words_a | words_b | of_a | of_meetings | {"Wqasks", "Wqshared"}
    _looks_after(people["teacher"], classes["A"], families["A"])
    for key, of in classes.items():
        _looks_after(people["admin"], of, families[key])
    people["teacher"].contacts |= everyone
    people["admin"].contacts |= everyone
    for name in ("teacher_b", "teacher_lost"):
        people[name].may |= words_b | {"Wqshared"}
        people[name].classes.add(classes["B"].id)
        people[name].contacts |= {family.account.id for family in families["B"]}
    people["teacher_b"].pupils |= {family.pupil.id for family in families["B"]}
    people["teacher_lost"].may |= {"Wqlost", "Wqevent", "Wqplace"}
    for name, family in zip(("mother", "same_class", "provisional"), families["A"], strict=True):
        people[name].may |= family.words | of_a - {"Wqwaits"} | {"Wqmeeting1", "Wqintroduced"}
    people["mother"].may |= {"Wqhidden", "Wqended", "Wqfather", "Wqhope"}
    people["other_class"].may |= words_b
    people["hidden"].may |= {"Wqhidden"}
    people["ended"].may |= {"Wqended"}
    row = await world.add(
        AccessRequest(
            account_id=people["other_class"].account_id,
            class_id=classes["A"].id,
            child_name=f"{world.secret('Wqasks')} Dini",
            own_name="Wqasks Bunda",
            relation=Relation.MOTHER,
            state=RequestState.OPEN,
            created_at=world.now,
        )
    )
    people["other_class"].may.add("Wqasks")
    world.meant("request_id", row.id)
    author = people["teacher"].person_id
    for word, shared in (("Wqshared", world.now), ("Wqkept", None)):
        own = await world.add(
            OwnTemplate(
                school_id=school.id,
                author_id=author,
                name=world.secret(word),
                template="event_invitation",
                values=dump_values({"event": f"{word} acara"}),
                shared_at=shared,
                created_at=world.now,
            )
        )
        world.meant("template_id", own.id)


async def _school(world: World, name: str, address: str) -> tuple[School, Bot]:
    school = await world.add(School(name=name, timezone="Asia/Jakarta", created_at=world.now))
    bot = await world.add(Bot(school_id=school.id, channel="telegram", address=address, username=f"bot{address}"))
    return school, bot


async def _class(world: World, school: School, name: str, homeroom: Person) -> SchoolClass:
    return await world.add(SchoolClass(school_id=school.id, year="2026/2027", name=name, homeroom_id=homeroom.id))


async def _person(world: World, school_id: int, name: str, address: Address = Address.IBU) -> Person:
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


async def _staff(world: World, school: School, bot: Bot, who: str, kind: RoleKind = RoleKind.TEACHER) -> Person:
    person = await _person(world, school.id, f"Pengajar {who.title().replace('_', '')}")
    await world.add(Role(school_id=school.id, person_id=person.id, kind=kind, since=world.now))
    await _account(world, bot, person, who)
    return person


async def _family(
    world: World, of: SchoolClass, bot: Bot, who: str, word: str, state: GuardianState = GuardianState.CONFIRMED
) -> Family:
    child, mother_name, nisn = (world.secret(f"{word}{part}") for part in ("anak", "ibu", "nisn"))
    pupil = await world.add(
        Pupil(school_id=of.school_id, class_id=of.id, name=f"{child} Putra", nisn=nisn[-10:], created_at=world.now)
    )
    mother = await _person(world, of.school_id, f"{mother_name} Rahayu")
    account = await _account(world, bot, mother, who)
    tie = await _tie(world, pupil, mother, state)
    await _consent(world, mother, pupil)
    world.meant("pupil_id", pupil.id)
    return Family(pupil, mother, account, tie, {child, mother_name, nisn, f"{word}words", f"{word}reply"})


async def _tie(
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


async def _second(
    world: World, family: Family, bot: Bot, who: str, state: GuardianState, *, sees_child: bool = True
) -> None:
    """A guardian of the same child who is told nothing (any more)."""
    person = await _person(world, family.pupil.school_id, f"{world.secret(f'Wq{who}')} Wijaya", Address.BAPAK)
    await _account(world, bot, person, who)
    await _tie(world, family.pupil, person, state, sees_child=sees_child)
    await _consent(world, person, family.pupil)


async def _listed(world: World, family: Family) -> Guardianship:
    """The father, whose letter lies at home."""
    father = await _person(world, family.pupil.school_id, f"{world.secret('Wqfather')} Hasan", Address.BAPAK)
    tie = await _tie(world, family.pupil, father, GuardianState.LISTED)
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


async def _silence(world: World, of: SchoolClass, victim: Family) -> None:
    """A family that is to be called, and a second bot on which nobody has a chat yet."""
    silent = await world.add(
        Escalation(
            school_id=of.school_id,
            update_id=world.ids["update_id"][0],
            pupil_id=victim.pupil.id,
            state=EscalationState.LISTED,
            due_at=world.now,
            changed_at=world.now,
        )
    )
    (await world.session.get_one(ClassUpdate, silent.update_id)).escalation = dump_plan(PRESETS["usual"])
    world.meant("escalation_id", silent.id)
    world.meant("account_id", victim.account.id)
    second = await world.add(Bot(school_id=of.school_id, channel="whatsapp", address="13", username="6281100"))
    world.meant("bot_id", second.id)


async def _meetings(world: World, of: SchoolClass, host: Person, victim: Family) -> None:
    """One that the teacher plans and one that families were invited to, at a place only they may hear of, and what she
    has written of herself."""
    day = date(2026, 8, 15)
    made: list[Meeting] = []
    for number, state in enumerate((MeetingState.PLANNED, MeetingState.INVITED)):
        starts_at, ends_at = instants(day, time(9 + number), time(11 + number), "Asia/Jakarta")
        meeting = await world.add(
            Meeting(
                school_id=of.school_id,
                host_id=host.id,
                kind=MeetingKind.TALKS,
                day=day,
                starts=time(9 + number),
                ends=time(11 + number),
                starts_at=starts_at,
                ends_at=ends_at,
                place=f"Ruang {world.secret(f'Wqmeeting{number}')}",
                agenda=["Wqmeeting0"],
                booking=Booking.OPEN,
                state=state,
                door=f"door{number}",
                invitation_id=world.ids["update_id"][0] if number else None,
                created_at=world.now,
            )
        )
        await world.add(MeetingClass(meeting_id=meeting.id, class_id=of.id))
        await world.add(MeetingHost(meeting_id=meeting.id, person_id=host.id))
        world.meant("meeting_id", meeting.id)
        made.append(meeting)
    await add_talks(world, made[0], made[1], victim.pupil, victim.mother)
    world.meant("person_id", host.id, victim.mother.id)
    introduction = Introduction(
        person_id=host.id, who=f"Saya {world.secret('Wqintroduced')}", updated_at=world.now, file=PHOTO
    )
    await world.add(introduction)


async def _hope(world: World, family: Family, host: Person) -> None:
    """What a mother said before the meeting, for the teacher and nobody else."""
    await world.add(
        LogEntry(
            school_id=family.pupil.school_id,
            at=world.now,
            kind=LogKind.HOPE,
            channel="telegram",
            person_id=world.people["mother"].person_id,
            staff_id=host.id,
            pupil_id=family.pupil.id,
            class_id=family.pupil.class_id,
            meeting_id=world.ids["meeting_id"][-1],
            choice="hope",
            text=f"Semoga {world.secret('Wqhope')}",
        )
    )


async def _by_hand(world: World, of: SchoolClass, author: Person) -> None:
    """Two families without a chat, whom the teacher writes to herself: one is still waiting, one has been sent to."""
    ties: list[Guardianship] = []
    for word in ("Wqopen", "Wqsent"):
        child, parent = world.secret(f"{word}child"), world.secret(f"{word}parent")
        pupil = await world.add(
            Pupil(school_id=of.school_id, class_id=of.id, name=f"{child} Putri", created_at=world.now)
        )
        world.meant("child_id", pupil.id)
        for confirmed in (False, True):
            person = await _person(world, of.school_id, f"{parent} Lubis")
            person.phone, person.phone_confirmed = f"+62812345600{len(ties):02}", confirmed
            tie = await _tie(world, pupil, person, GuardianState.LISTED)
            ties.append(tie)
    contacts = [f"g{tie.id}" for tie in ties]
    world.meant("tie_id", ties[0].id, ties[1].id)
    world.texts["contact"] = contacts
    for button in ("by.undo", "by.note", "by.ans"):
        world.texts[f"{button}.contact"] = [contacts[-1]]
    sent = Recipient(
        update_id=world.ids["update_id"][0], person_id=ties[-1].person_id, rung=Rung.ACCEPTED, via=Via.ASSISTED
    )
    await world.add(sent)
    await world.add(RecipientPupil(recipient_id=sent.id, pupil_id=ties[-1].pupil_id))
    await world.add(
        LogEntry(
            school_id=of.school_id,
            at=world.now,
            kind=LogKind.ASSISTED,
            channel=Via.ASSISTED.value,
            person_id=ties[-1].person_id,
            staff_id=author.id,
            pupil_id=ties[-1].pupil_id,
            update_id=sent.update_id,
            recipient_id=sent.id,
            text=f"Kabar Ananda {word}child",
        )
    )


async def _update(
    world: World,
    of: SchoolClass,
    author: Person,
    families: list[Family],
    word: str,
    state: UpdateState = UpdateState.SENT,
) -> ClassUpdate:
    """An update with an answer of each family and the teacher's reply to it."""
    row = await world.add(
        ClassUpdate(
            school_id=of.school_id,
            author_id=author.id,
            template="event_invitation",
            values=dump_values({**EVENT, "event": f"Acara {world.secret(word)}"}),
            state=state,
            send_at=world.now - timedelta(hours=1) if families else world.now + timedelta(days=1),
            current_until=world.now + timedelta(days=20),
            created_at=world.now,
        )
    )
    await world.add(UpdateTarget(update_id=row.id, class_id=of.id))
    world.meant("update_id", row.id)
    for family in families:
        await _answered(world, row, author, family)
    return row


async def _answered(world: World, row: ClassUpdate, author: Person, family: Family) -> None:
    word = family.pupil.name[:3]
    recipient = await world.add(
        Recipient(
            update_id=row.id,
            person_id=family.mother.id,
            account_id=family.account.id,
            rung=Rung.ACCEPTED,
            message="77",
            shown_version=1,
        )
    )
    await world.add(RecipientPupil(recipient_id=recipient.id, pupil_id=family.pupil.id))
    about: dict[str, Any] = {
        "school_id": row.school_id,
        "at": world.now,
        "channel": "telegram",
        "person_id": family.mother.id,
        "staff_id": author.id,
        "pupil_id": family.pupil.id,
        "class_id": family.pupil.class_id,
        "update_id": row.id,
        "recipient_id": recipient.id,
        "locale": "id",
    }
    said = await world.add(
        LogEntry(kind=LogKind.ANSWER, text=f"Kami {world.secret(f'{word}words')} hadir", message="78", **about)
    )
    reply = await world.add(
        LogEntry(
            kind=LogKind.REPLY,
            text=f"Baik {world.secret(f'{word}reply')}",
            replies_to_id=said.id,
            message="79",
            **about,
        )
    )
    world.meant("recipient_id", recipient.id)
    world.meant("entry_id", said.id, reply.id)
