"""The list as the page shows it: those to write to, each with big buttons, then those who were written to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.chat.flows.assisted.card import standing
from bot.chat.flows.assisted.listing import SIGNS, advice
from bot.chat.flows.assisted.marking import marked, noted
from bot.chat.flows.assisted.texts import words_for
from bot.chat.pages import Pages, Ticket
from bot.domain.answers import RELATIONS
from bot.domain.assisted import WORDS_LIMIT, Step, Words
from bot.domain.courtesy import Reader
from bot.domain.phones import shown as dialled
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _
from bot.messages.voice import Voice
from bot.services import assisted
from bot.services.assisted import Contact, Family, Worklist
from bot.services.calendar import quiet_rule
from bot.storage.models import Person
from bot.web.templates import page

AT_ONCE = 20
"""Families on the page; as they are written to, the others move up."""

REFUSED = _("Those words could not be kept: at most %(limit)s characters.", limit=WORDS_LIMIT)


@dataclass(frozen=True, slots=True)
class _Page:
    session: AsyncSession
    pages: Pages
    staff: Person
    ticket: Ticket
    found: Worklist
    now: datetime
    confirms: frozenset[int]
    """The classes in which she may say whose a number is."""

    async def family(self, family: Family) -> dict[str, Any]:
        """One family."""
        return {
            "id": family.pupil_id,
            "sign": SIGNS[family.step],
            "child": family.child.name,
            "class_name": family.child.class_name,
            "contacts": [await self._contact(family, contact) for contact in family.contacts],
        }

    async def _contact(self, family: Family, contact: Contact) -> dict[str, Any]:
        said: dict[str, Any] = {
            "name": contact.person.name if contact.person else None,
            "relation": RELATIONS[contact.relation.value] if contact.relation else None,
            "number": dialled(contact.number, self.found.school.country),
            "standing": standing(contact),
            "link": None,
            "undo": None if contact.step is Step.OPEN or contact.answered else self._act("undo", contact.key),
            "words": None,
            "candidates": [],
        }
        if contact.step is Step.OPEN:
            said |= await self._open(contact)
        if contact.step is Step.SENT:
            said |= self._answers(contact)
        elif family.class_id in self.confirms:
            said["candidates"] = [
                {
                    "face": _("The number is %(name)s's", name=one.name),
                    "act": self._act("confirm", contact.key, one.tie_id),
                }
                for one in contact.candidates
            ]
        return said

    async def _open(self, contact: Contact) -> dict[str, Any]:
        filled = await words_for(self.session, self.staff, self.found, contact, self.now)
        invites = contact.words is Words.INVITATION
        return {
            "link": filled.link,
            "text": filled.text,
            "too_long": filled.too_long,
            "face": _("Open WhatsApp: invitation") if invites else _("Open WhatsApp"),
            "sent": self._act("sent", contact.key, int(self.now.timestamp())),
        }

    def _answers(self, contact: Contact) -> dict[str, Any]:
        answers = SHELF.get(self.found.update.template).answers
        return {
            "words": self._act("words", contact.key),
            "answers": [{"face": one.face, "act": self._act("choice", contact.key, one.key)} for one in answers],
        }

    def _act(self, name: str, *args: object) -> str:
        return self.pages.sign_act(self.ticket, name, *args)


async def shown(
    session: AsyncSession,
    pages: Pages,
    staff: Person,
    ticket: Ticket,
    now: datetime,
    *,
    style: str,
    last: str = "",
    refused: bool = False,
) -> str:
    """The page as HTML; `last` is the number that something was done about. Raises NotAllowed, StaleScreen."""
    found = await assisted.worklist(session, staff, ticket.update_id, now)
    confirms = frozenset(await assisted.classes_kept(session, staff))
    made = _Page(session, pages, staff, ticket, found, now, confirms)
    voice = Voice(Reader(staff.locale or found.school.locale, found.school.timezone), now)
    rule = await quiet_rule(session, found.school, now)
    waiting, done = found.at(Step.OPEN), found.at(Step.SENT, Step.INVITED)
    news, undo = _news(made, last)
    return page(
        "assisted/list.html",
        voice,
        style=style,
        title=SHELF.get(found.update.template).title,
        sent_at=found.update.send_at,
        counts=_("To write to: %(open)s. Sent: %(sent)s.", open=len(waiting), sent=len(done)),
        news=None if refused else news,
        undo=undo,
        refused=REFUSED if refused else None,
        advice=advice(await assisted.new_today(session, staff, found.school, now)) if waiting else None,
        quiet=rule.reason(now) is not None,
        attachment=found.update.file is not None,
        waiting=[await made.family(family) for family in waiting[:AT_ONCE]],
        more=_("And %(count)s more, once these are done.", count=len(waiting) - AT_ONCE)
        if len(waiting) > AT_ONCE
        else None,
        done=[await made.family(family) for family in done],
        opened=any(contact.key == last for family in done for contact in family.contacts) and not waiting,
        numberless=[{"child": one.child.name, "class_name": one.child.class_name} for one in found.at(Step.NO_NUMBER)],
        limit=WORDS_LIMIT,
    )


def _news(made: _Page, last: str) -> tuple[Phrase | None, str | None]:
    """What was done last, where it still stands, and the form that takes it back."""
    for family in made.found.families:
        for contact in family.contacts:
            if contact.key == last and contact.answered:
                return noted(family), None
            if contact.key == last and contact.step is not Step.OPEN:
                return marked(family, contact), made._act("undo", contact.key)
    return None, None
