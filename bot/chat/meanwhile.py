"""What came between: whether this chat has been shown something else since it last spoke about a matter.

Words that follow within minutes belong to what was said before, unless they may as well answer what has come since:
then it is asked for whom they are, and never guessed.
"""

from datetime import datetime

from sqlalchemy import select

from bot.chat.turns import Turn
from bot.domain.delivery import Op
from bot.storage.models import Outgoing

_OWN = "home"
"""The menu and help say nothing that is answered."""
_LOOKED_AT = 20


async def something_else(turn: Turn, since: datetime, noun: str, recipient: int = 0) -> bool:
    """Whether a message has come since that is of none of this noun's screens and not the update of `recipient`."""
    rows = await turn.session.execute(
        select(Outgoing.payload, Outgoing.recipient_id)
        .where(Outgoing.account_id == turn.account.id, Outgoing.op == Op.SEND, Outgoing.sent_at > since)
        .order_by(Outgoing.id.desc())
        .limit(_LOOKED_AT)
    )
    return any(
        _noun_of(payload) not in (noun, _OWN)
        for payload, of in rows
        if payload is not None or not recipient or of != recipient
    )


def _noun_of(payload: dict[str, object] | None) -> str:
    return str((payload or {}).get("template", "")).partition("/")[0]
