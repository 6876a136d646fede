"""Before an update is sent: whom it reaches, in which languages, and whom it does not reach and why."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.courtesy import LOCALES, Child
from bot.domain.delivery import Reason, Via
from bot.services.queue.standing import standings
from bot.storage.models import (
    LINKED,
    Account,
    AccountState,
    Bot,
    Guardianship,
    Person,
    Pupil,
    SchoolClass,
)


@dataclass(slots=True)
class Audience:
    """Families are counted by child: a family is reached when one guardian with a working chat is linked to it.

    `missed` lists the children whose family is not reached, with the reason; `readers` counts guardians by language.
    `capped` guardians have had as many messages this week as the school allows; the first of them has room again at
    `capped_until`.
    """

    children: int = 0
    reached: int = 0
    missed: list[tuple[Child, Reason]] = field(default_factory=list)
    readers: Counter[str] = field(default_factory=Counter)
    capped: int = 0
    capped_until: datetime | None = None
    example: Child | None = None

    @property
    def locales(self) -> list[str]:
        """The languages that are read in these classes, the school's first one first; at least that one."""
        return [locale for locale in LOCALES if self.readers[locale]] or [LOCALES[0]]


_WORST_FIRST = (Reason.NOT_LINKED, Reason.NOT_ON_CHANNEL, Reason.BLOCKED, Reason.STOPPED)


async def audience_of(session: AsyncSession, class_ids: Sequence[int], now: datetime) -> Audience:
    """The audience of an update to these classes, as things stand."""
    rows = await session.execute(
        select(
            Pupil.id,
            Pupil.name,
            SchoolClass.name,
            Guardianship.person_id,
            Person.locale,
            Account.state,
            Bot.channel,
        )
        .join(SchoolClass, SchoolClass.id == Pupil.class_id)
        .outerjoin(
            Guardianship,
            (Guardianship.pupil_id == Pupil.id) & Guardianship.state.in_(LINKED) & Guardianship.sees_child,
        )
        .outerjoin(Person, Person.id == Guardianship.person_id)
        .outerjoin(Account, Account.person_id == Person.id)
        .outerjoin(Bot, Bot.id == Account.bot_id)
        .where(Pupil.class_id.in_(class_ids), Pupil.left_at.is_(None))
        .order_by(SchoolClass.name, Pupil.name, Pupil.id)
    )
    audience = Audience()
    languages: dict[int, str] = {}
    best: dict[int, tuple[Child, Reason | None]] = {}
    for pupil_id, name, class_name, person_id, locale, state, channel in rows:
        reason = _reason(state, channel)
        child, known = best.get(pupil_id, (Child(name, class_name), Reason.NOT_LINKED))
        best[pupil_id] = (child, _better(known, reason))
        if reason is None:
            languages[person_id] = locale or LOCALES[0]
    audience.children = len(best)
    audience.missed = [(child, reason) for child, reason in best.values() if reason is not None]
    audience.reached = audience.children - len(audience.missed)
    audience.readers.update(languages.values())
    full = [found.cap_opens for found in (await standings(session, languages.keys(), now)).values() if found.cap_opens]
    audience.capped, audience.capped_until = len(full), min(full, default=None)
    audience.example = next((child for child, reason in best.values() if reason is None), None) or next(
        (child for child, _reason in best.values()), None
    )
    return audience


def _reason(state: AccountState | None, channel: str | None) -> Reason | None:
    match state:
        case None:
            return Reason.NOT_LINKED
        case AccountState.BLOCKED:
            return Reason.NOT_ON_CHANNEL if channel == Via.WHATSAPP else Reason.BLOCKED
        case AccountState.STOPPED:
            return Reason.STOPPED
        case _:
            return None


def _better(known: Reason | None, new: Reason | None) -> Reason | None:
    if known is None or new is None:
        return None
    return max(known, new, key=_WORST_FIRST.index)
