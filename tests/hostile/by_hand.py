"""Families without a chat, whom the teacher writes to herself."""

from bot.domain.delivery import Rung, Via
from bot.storage.models import (
    Guardianship,
    GuardianState,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    SchoolClass,
)
from tests.hostile.people import add_person, add_tie
from tests.hostile.world import World


async def add_by_hand(world: World, of: SchoolClass, author: Person) -> None:
    """Two families without a chat, whom the teacher writes to herself: one is still waiting, one has been sent to."""
    ties: list[Guardianship] = []
    for word in ("Wqopen", "Wqsent"):
        child, parent = world.secret(f"{word}child"), world.secret(f"{word}parent")
        pupil = await world.add(
            Pupil(school_id=of.school_id, class_id=of.id, name=f"{child} Putri", created_at=world.now)
        )
        world.meant("child_id", pupil.id)
        for confirmed in (False, True):
            person = await add_person(world, of.school_id, f"{parent} Lubis")
            person.phone, person.phone_confirmed = f"+62812345600{len(ties):02}", confirmed
            tie = await add_tie(world, pupil, person, GuardianState.LISTED)
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
