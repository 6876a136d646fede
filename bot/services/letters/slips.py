"""Answers that come back on the slip of a letter: a teacher writes them down, and they count like any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import Words
from bot.domain.delivery import Rung, Via
from bot.domain.errors import NotAllowed, StaleScreen
from bot.services import answers
from bot.services.letters import handouts
from bot.services.updates.reports import FamilyLine
from bot.storage.models import (
    ClassUpdate,
    Guardianship,
    GuardianState,
    Person,
    Pupil,
    Recipient,
    RecipientPupil,
    Relation,
    School,
)
from bot.storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class SlipSigner:
    """A guardian who may have signed the slip of a child."""

    guardianship_id: int
    name: str
    relation: Relation


async def letter_of(session: AsyncSession, staff: Person, row: ClassUpdate, pupil_id: int) -> FamilyLine:
    """The family that has this child's letter; raises NotAllowed, and StaleScreen where none was handed out."""
    for line in await handouts.families(session, staff, row):
        if line.pupil_id == pupil_id:
            if line.letter_at is None:
                raise StaleScreen
            return line
    raise NotAllowed


async def signers(session: AsyncSession, line: FamilyLine) -> Sequence[SlipSigner]:
    """The guardians who may hear of the child."""
    rows = await session.execute(
        select(Guardianship.id, Person.name, Guardianship.relation)
        .join(Person, Person.id == Guardianship.person_id)
        .where(
            Guardianship.pupil_id == line.pupil_id, Guardianship.state != GuardianState.ENDED, Guardianship.sees_child
        )
        .order_by(Guardianship.relation, Guardianship.id)
    )
    return [SlipSigner(*found) for found in rows]


async def note(
    session: AsyncSession, staff: Person, row: ClassUpdate, guardianship_id: int, key: str, now: datetime
) -> FamilyLine:
    """This guardian ticked this quick answer on the slip.

    Raises NotAllowed for a child whom `staff` may not see, StaleScreen where no letter was handed out or who signed is
    no guardian (any more), NotFound for an answer that the update does not offer.
    """
    tie = await session.get(Guardianship, guardianship_id)
    if tie is None:
        raise NotAllowed
    line = await letter_of(session, staff, row, tie.pupil_id)
    if tie.id not in [one.guardianship_id for one in await signers(session, line)]:
        raise StaleScreen
    recipient = await recipient_of(session, row, tie, Via.PAPER, now)
    pupil = await session.get_one(Pupil, tie.pupil_id)
    school = await session.get_one(School, row.school_id)
    how = Words(channel=Via.PAPER.value, locale=school.locale, noted_by=staff.id)
    await answers.choose(session, recipient, key, [pupil], how, now)
    return line


async def recipient_of(
    session: AsyncSession, row: ClassUpdate, tie: Guardianship, via: Via, now: datetime
) -> Recipient:
    """The guardian's; one without a chat has had none so far, and has the update by this way."""
    new = {
        "update_id": row.id,
        "person_id": tie.person_id,
        "rung": Rung.ACCEPTED,
        "via": via,
        "accepted_at": now,
    }
    await insert_new(session, Recipient, [new])
    found = await session.scalar(
        select(Recipient)
        .where(Recipient.update_id == row.id, Recipient.person_id == tie.person_id)
        .execution_options(populate_existing=True)
    )
    assert found is not None
    await insert_new(session, RecipientPupil, [{"recipient_id": found.id, "pupil_id": tie.pupil_id}])
    return found
