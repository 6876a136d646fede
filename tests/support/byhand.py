"""Numbers for families of the demo school that no chat reaches, for writing to them by hand."""

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select, update

from bot.storage.models import Guardianship, GuardianState, Person, Pupil, Relation, SchoolClass
from tests.support.house import Bubble, House

FIRST_UNLINKED = 28
"""The place in the class of the first family without a chat."""


@dataclass(slots=True)
class Unreached:
    """One family that no chat reaches."""

    pupil: Pupil
    father: Person
    mother: Person
    ties: dict[Relation, Guardianship]


def number(place: int) -> str:
    """A mobile number of nobody."""
    return f"+62812{34560000 + place}"


async def unreached(house: House, place: int = 0, class_name: str = "X-1") -> Unreached:
    """A family of a class that has no chat: the first, the second …"""
    async with house.sessions() as session:
        pupils = await session.scalars(
            select(Pupil)
            .join(SchoolClass, SchoolClass.id == Pupil.class_id)
            .where(SchoolClass.name == class_name)
            .order_by(Pupil.id)
        )
        pupil = list(pupils)[FIRST_UNLINKED + place]
        rows = await session.execute(
            select(Guardianship, Person)
            .join(Person, Person.id == Guardianship.person_id)
            .where(Guardianship.pupil_id == pupil.id, Guardianship.state == GuardianState.LISTED)
        )
        people = {tie.relation: (tie, person) for tie, person in rows}
    return Unreached(
        pupil,
        people[Relation.FATHER][1],
        people[Relation.MOTHER][1],
        {relation: tie for relation, (tie, _person) in people.items()},
    )


async def give_number(house: House, who: Person | Pupil, written: str | None, *, confirmed: bool = False) -> None:
    """Let somebody have a number, as the roster wrote it."""
    async with house.sessions() as session:
        if isinstance(who, Person):
            person = await session.get_one(Person, who.id)
            person.phone, person.phone_confirmed = written, confirmed
        else:
            (await session.get_one(Pupil, who.id)).phone = written
        await session.commit()


async def forget_numbers(house: House) -> None:
    """Nobody of the demo school has a number any more."""
    async with house.sessions() as session:
        await session.execute(update(Person).values(phone=None, phone_confirmed=False))
        await session.execute(update(Pupil).values(phone=None))
        await session.commit()


def opened(bubble: Bubble, face: str) -> tuple[str, str]:
    """What a button opens in WhatsApp: the number, and the words that are filled in."""
    link = urlsplit(bubble.choice(face).url)
    assert link.netloc == "wa.me"
    return link.path.strip("/"), parse_qs(link.query)["text"][0]
