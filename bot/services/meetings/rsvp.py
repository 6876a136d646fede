"""Who comes to a meeting, as families answered its invitation. Read from the log; nothing is kept twice."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bot.domain.answers import Words
from bot.domain.errors import StaleScreen
from bot.domain.rsvp import WITH, YES
from bot.services import answers
from bot.services.answers.conversations import FROM_FAMILY
from bot.storage.models import Guardianship, GuardianState, LogEntry, Meeting, Pupil, Recipient, RecipientPupil


@dataclass(frozen=True, slots=True)
class Reply:
    """What one guardian last answered for one child; `with_` is a key of `domain.rsvp.COMPANY`, or as it was typed."""

    choice: str
    person_id: int
    at: datetime
    with_: str | None = None

    @property
    def comes(self) -> bool:
        """Whether somebody of the family comes, by this answer."""
        return self.choice in YES


@dataclass(frozen=True, slots=True)
class Rsvp(Reply):
    """What a child's family answered: the answer that counts, and all of them, the newest first.

    Guardians may answer differently (the father comes, the mother cannot): then the family comes. Of several that say
    the same, the newest counts.
    """

    replies: tuple[Reply, ...] = ()


async def of(session: AsyncSession, meeting: Meeting) -> dict[int, Rsvp]:
    """By child: what the family answered; who has not answered is not there. Answers of undone links do not count."""
    said: defaultdict[int, dict[int, Reply]] = defaultdict(dict)
    if meeting.invitation_id is None:
        return {}
    for pupil, person, choice, at, text in await session.execute(_answers(meeting.invitation_id)):
        if pupil is not None and person is not None and choice is not None:
            said[pupil].pop(person, None)  # the newest stands last
            said[pupil][person] = Reply(choice, person, at, text if choice == WITH else None)
    return {pupil: _counted(tuple(reversed(replies.values()))) for pupil, replies in said.items()}


async def relations_of(session: AsyncSession, recipient: Recipient) -> set[str]:
    """What the reader of an invitation is to the children whom it is for: `father`, `mother`, `guardian`."""
    rows = await session.scalars(
        select(Guardianship.relation)
        .join(RecipientPupil, RecipientPupil.pupil_id == Guardianship.pupil_id)
        .where(RecipientPupil.recipient_id == recipient.id, Guardianship.person_id == recipient.person_id)
    )
    return {relation.value for relation in rows}


async def note_company(
    session: AsyncSession, recipient: Recipient, pupils: Sequence[Pupil], said: str, how: Words, now: datetime
) -> None:
    """Note with whom they come; raises StaleScreen where the answer is another one by now."""
    meeting = await session.scalar(select(Meeting).where(Meeting.invitation_id == recipient.update_id))
    if meeting is None:
        raise StaleScreen
    family = await of(session, meeting)
    for pupil in pupils:
        replies = family[pupil.id].replies if pupil.id in family else ()
        if not any(one.choice == WITH for one in replies if one.person_id == recipient.person_id):
            raise StaleScreen
    words = Words(said, channel=how.channel, locale=how.locale, noted_by=how.noted_by)
    await answers.choose(session, recipient, WITH, pupils, words, now)


def _counted(replies: tuple[Reply, ...]) -> Rsvp:
    one = next((reply for reply in replies if reply.comes), replies[0])
    return Rsvp(one.choice, one.person_id, one.at, one.with_, replies)


def _answers(update_id: int) -> Select[int | None, int | None, str | None, datetime, str | None]:
    later = aliased(LogEntry)
    return (
        select(LogEntry.pupil_id, LogEntry.person_id, LogEntry.choice, LogEntry.at, LogEntry.text)
        .where(
            LogEntry.update_id == update_id,
            LogEntry.kind.in_(FROM_FAMILY),
            LogEntry.choice.is_not(None),
            LogEntry.erased_at.is_(None),
            ~exists().where(later.replaces_id == LogEntry.id),
            exists().where(
                Guardianship.person_id == LogEntry.person_id,
                Guardianship.pupil_id == LogEntry.pupil_id,
                Guardianship.state != GuardianState.ENDED,
            ),
        )
        .order_by(LogEntry.id)
    )
