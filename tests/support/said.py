"""An update that went out in the test house, and a second guardian to answer it."""

from collections.abc import Sequence
from datetime import date, time

from sqlalchemy import select

from bot.domain.courtesy import Address
from bot.domain.screens import FileRef
from bot.domain.updates import FieldValue
from bot.playground.demo import TEACHER, Played
from bot.services import updates
from bot.services.updates import NewUpdate, fanout
from bot.storage.models import (
    Account,
    AccountState,
    ClassUpdate,
    Consent,
    Guardianship,
    GuardianState,
    LogEntry,
    Person,
    Recipient,
    Relation,
)
from tests.support.house import House, Phone

EVENT: dict[str, FieldValue] = {
    "event": "Pentas seni",
    "day": date(2026, 8, 15),
    "at": time(8),
    "place": "Aula sekolah",
}
FATHER = 901


async def sent_update(
    house: House,
    classes: Sequence[str] = ("X-1",),
    template: str = "event_invitation",
    author: Played = TEACHER,
    values: dict[str, FieldValue] = EVENT,
    file: FileRef | None = None,
) -> ClassUpdate:
    """An update from the teacher that everybody's phone shows."""
    async with house.sessions() as session:
        house.demo.session = session
        ids = [(await house.demo.school_class(name)).id for name in classes]
        new = NewUpdate(ids, template, values, "id", file=file)
        row = await updates.create(session, await house.demo.person(author), new, house.now, house.now)
        await session.commit()
        for update_id in await fanout.start_due(session, house.now):
            while await fanout.fan_out(session, update_id, house.now):
                pass
        await session.commit()
    await house.deliver()
    return row


async def father_of(house: House, played: Played) -> Phone:
    """A father for a played mother's first child, with a chat of his own."""
    async with house.sessions() as session:
        house.demo.session = session
        child = await house.demo.child(played)
        person = Person(
            school_id=house.demo.school.id, name="Bambang Wijaya", address=Address.BAPAK, created_at=house.now
        )
        session.add(person)
        await session.flush()
        session.add(
            Guardianship(
                pupil_id=child.id,
                person_id=person.id,
                relation=Relation.FATHER,
                state=GuardianState.CONFIRMED,
                linked_at=house.now,
                confirmed_at=house.now,
            )
        )
        session.add(
            Consent(
                person_id=person.id,
                pupil_id=child.id,
                channel="telegram",
                locale="id",
                wording="Setuju",
                given_at=house.now,
            )
        )
        await session.commit()
    return await give_chat(house, person.name, FATHER)


async def give_chat(house: House, name: str, user_id: int) -> Phone:
    """A chat for somebody of the school who has none."""
    async with house.sessions() as session:
        person = (await session.scalars(select(Person).where(Person.name == name))).one()
        session.add(
            Account(
                bot_id=house.demo.bot.id,
                person_id=person.id,
                address=str(user_id),
                name=person.name,
                state=AccountState.ACTIVE,
                state_since=house.now,
                created_at=house.now,
                seen_at=house.now,
            )
        )
        await session.commit()
    return house.phone(user_id, name)


async def recipient_of(house: House, played: Played, update_id: int) -> Recipient:
    """How far the update has come with this parent."""
    async with house.sessions() as session:
        house.demo.session = session
        person = await house.demo.person(played)
        found = await session.scalar(
            select(Recipient).where(Recipient.update_id == update_id, Recipient.person_id == person.id)
        )
        assert found is not None
        return found


async def logged(house: House, *kinds: str) -> list[LogEntry]:
    """What the log holds of these kinds, in order."""
    async with house.sessions() as session:
        rows = await session.scalars(select(LogEntry).where(LogEntry.kind.in_(kinds)).order_by(LogEntry.id))
        return list(rows)
