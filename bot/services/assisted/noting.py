"""A family answers the teacher in her own WhatsApp, and she writes it down: an answer like any other."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain import answers as spoken
from bot.domain.assisted import WORDS_LIMIT
from bot.domain.delivery import Via
from bot.domain.errors import InvalidValue, StaleScreen
from bot.services import answers
from bot.services.answers import About
from bot.services.assisted.listing import by_hand
from bot.services.assisted.worklists import Contact, Worklist
from bot.storage.models import Person, Pupil, Recipient, RecipientPupil


async def note_choice(
    session: AsyncSession, staff: Person, found: Worklist, contact: Contact, key: str, now: datetime
) -> None:
    """One of the update's quick answers. Raises StaleScreen before it was sent, NotFound for one it does not offer."""
    recipient, pupils = await _answering(session, found, contact)
    await answers.choose(session, recipient, key, pupils, _how(staff, found), now)


async def note_words(
    session: AsyncSession, staff: Person, found: Worklist, contact: Contact, text: str, now: datetime
) -> None:
    """Their own words. Raises StaleScreen before it was sent, InvalidValue for none, or for too many."""
    text = text.strip()
    if not text or len(text) > WORDS_LIMIT:
        raise InvalidValue("words", "too_long" if text else "empty")
    recipient, pupils = await _answering(session, found, contact)
    person = await session.get_one(Person, recipient.person_id)
    await answers.say(session, person, About(pupils, recipient), _how(staff, found, text), now)


def _how(staff: Person, found: Worklist, text: str = "") -> spoken.Words:
    return spoken.Words(text, channel=Via.ASSISTED.value, locale=found.school.locale, noted_by=staff.id)


async def _answering(session: AsyncSession, found: Worklist, contact: Contact) -> tuple[Recipient, list[Pupil]]:
    """The guardian's recipient, and the children of whom the words spoke."""
    recipient: Recipient | None = None
    if contact.person is not None:
        recipient = await session.scalar(
            select(Recipient)
            .where(Recipient.update_id == found.update.id, Recipient.person_id == contact.person.id)
            .execution_options(populate_existing=True)
        )
    if recipient is None or not by_hand(recipient):
        raise StaleScreen
    named = select(RecipientPupil.pupil_id).where(RecipientPupil.recipient_id == recipient.id)
    pupils = await session.scalars(select(Pupil).where(Pupil.id.in_(named)).order_by(Pupil.name, Pupil.id))
    return recipient, list(pupils)
