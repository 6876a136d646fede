"""What the forms of the page do: the same as the buttons in the chat, by the same services."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.flows.assisted.marking import moment
from bot.chat.flows.assisted.texts import words_for
from bot.chat.pages import Act
from bot.domain.assisted import Step
from bot.domain.errors import NotAllowed
from bot.services import assisted
from bot.services.assisted import Contact, Worklist
from bot.storage.models import Person


@dataclass(frozen=True, slots=True)
class Doing:
    """One act: by whom, about which number."""

    session: AsyncSession
    staff: Person
    found: Worklist
    contact: Contact
    now: datetime


async def perform(session: AsyncSession, staff: Person, act: Act, words: str, now: datetime) -> None:
    """Do it; raises NotAllowed, StaleScreen, or InvalidValue for words that cannot be kept. The caller commits."""
    do = _ACTS.get(act.name)
    if do is None or not act.args:
        raise NotAllowed
    key, *rest = act.args
    found, _family, contact = await assisted.contact_of(session, staff, act.ticket.update_id, key, now)
    await do(Doing(session, staff, found, contact, now), *rest, *([words] if act.name == "words" else []))


async def _sent(on: Doing, filled_at: str) -> None:
    if on.contact.step is Step.OPEN:
        filled = await words_for(on.session, on.staff, on.found, on.contact, moment(int(filled_at), on.now))
        await assisted.mark(on.session, on.staff, on.found, on.contact, filled.text, filled.locale, on.now)


async def _undo(on: Doing) -> None:
    await assisted.unmark(on.session, on.staff, on.found, on.contact, on.now)


async def _confirm(on: Doing, tie_id: str) -> None:
    await assisted.confirm_number(on.session, on.staff, on.found, on.contact, int(tie_id), on.now)


async def _choice(on: Doing, key: str) -> None:
    await assisted.note_choice(on.session, on.staff, on.found, on.contact, key, on.now)


async def _words(on: Doing, text: str) -> None:
    await assisted.note_words(on.session, on.staff, on.found, on.contact, text, on.now)


_ACTS: Mapping[str, Callable[..., Awaitable[None]]] = {
    "sent": _sent,
    "undo": _undo,
    "confirm": _confirm,
    "choice": _choice,
    "words": _words,
}
"""By the name that a form carries, signed."""
