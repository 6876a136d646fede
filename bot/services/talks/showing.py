"""The invitation's own message says which times the family has: it is shown anew whenever those change."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services.queue import outbox
from bot.storage.models import Account, Meeting, Recipient, RecipientPupil


async def invitations_of(session: AsyncSession, meeting: Meeting, pupil_id: int) -> list[Recipient]:
    """The meeting's invitation as it came to each guardian of a child."""
    rows = await session.scalars(
        select(Recipient)
        .join(RecipientPupil, RecipientPupil.recipient_id == Recipient.id)
        .where(Recipient.update_id == (meeting.invitation_id or 0), RecipientPupil.pupil_id == pupil_id)
        .order_by(Recipient.id)
    )
    return list(rows)


async def refresh(session: AsyncSession, meeting: Meeting, pupil_id: int, now: datetime) -> None:
    """Show a child's family its times in the invitation too, wherever a channel can change a message."""
    for recipient in await invitations_of(session, meeting, pupil_id):
        account = await session.get(Account, recipient.account_id) if recipient.account_id else None
        if account is None or recipient.message is None or account.person_id != recipient.person_id:
            continue
        outbox.show_update(session, account, meeting.school_id, recipient, now, edit=recipient.message, refresh=True)
