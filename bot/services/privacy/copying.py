"""All that is stored about a family, for its guardian: the own and the children's; never another guardian's chats and
words, another child's, or what colleagues of the school wrote for each other."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import RELATIONS
from bot.domain.courtesy import LANGUAGES
from bot.domain.phones import shown
from bot.domain.privacy import REASONS, Reason
from bot.domain.retention import NAMES, WHY, load_retention
from bot.domain.text import Phrase, _, p_
from bot.services.log import exports
from bot.services.log.exports import LogRow
from bot.services.log.ways import Direction, direction_of
from bot.services.privacy import copies_of_child, copies_of_talking, history, whose
from bot.services.privacy.copies import INTERNAL, CopySheet
from bot.services.privacy.tables import Family
from bot.storage.models import (
    Account,
    Bot,
    Consent,
    Guardianship,
    LogEntry,
    LogKind,
    Person,
    Pupil,
    School,
    SchoolClass,
    Thread,
)

TIES: dict[str, Phrase] = {
    "listed": _("known from the school's list"),
    "provisional": _("waiting for the homeroom teacher's confirmation"),
    "confirmed": _("confirmed by the homeroom teacher"),
    "ended": _("ended"),
}
_WITHIN = [kind for kind in LogKind if direction_of(kind) is Direction.WITHIN_SCHOOL and kind is not LogKind.AGREED]


@dataclass(frozen=True, slots=True)
class Copy:
    """Sheets of the family's data, and what was said as the log has it."""

    sheets: list[CopySheet]
    log: list[LogRow]

    @property
    def rows(self) -> int:
        """How many there are over all."""
        return len(self.log) + sum(len(sheet.rows) for sheet in self.sheets)


async def gather(session: AsyncSession, person: Person) -> Copy:
    """Read it all; raises NotAllowed for whose link nobody has confirmed. What the session had read is let go of."""
    await whose.needs_confirmed(session, person)
    return await gather_of(session, person, await whose.told_family(session, person))


async def gather_of(session: AsyncSession, person: Person, family: Family) -> Copy:
    """The same for whom the school's operator knows: a guardian without a chat may ask on paper."""
    school = await session.get_one(School, person.school_id)
    sheets = [await _family(session, person, family)]
    for make in _MADE_BY:
        sheets.append(await make(session, family))
    sheets += [await _accesses(session, family), _terms(school)]
    log = await _log(session, school, family)
    return Copy([sheet for sheet in sheets if sheet.rows], log)


_MADE_BY: tuple[Callable[[AsyncSession, Family], Coroutine[Any, Any, CopySheet]], ...] = (
    copies_of_child.marks,
    copies_of_child.attendance,
    copies_of_child.notes,
    copies_of_child.updates,
    copies_of_talking.threads,
    copies_of_talking.meetings,
    copies_of_talking.concerns,
    copies_of_talking.calls,
    copies_of_talking.requests,
)


async def _family(session: AsyncSession, person: Person, family: Family) -> CopySheet:
    sheet = CopySheet(
        p_("sheet", "Family"),
        (p_("column", "What"), _("Whose"), _("What is stored"), _("Since"), _("Until"), _("Remark")),
    )
    sheet.add(_("Name"), person.name, person.name, person.created_at, None, "")
    number = shown(person.phone) if person.phone else None
    remark = _("confirmed") if person.phone_confirmed else _("not confirmed")
    sheet.add(_("Phone number"), person.name, number, None, None, remark if number else "")
    sheet.add(_("Language"), person.name, LANGUAGES.get(person.locale or "", person.locale), None, None, "")
    await _chats(session, person, sheet)
    await _children(session, person, family, sheet)
    await _consents(session, person, family, sheet)
    return sheet


async def _chats(session: AsyncSession, person: Person, sheet: CopySheet) -> None:
    rows = await session.execute(
        select(Account, Bot.channel).join(Bot, Bot.id == Account.bot_id).where(Account.person_id == person.id)
    )
    for chat, channel in rows:
        about = _("%(channel)s, number %(address)s there", channel=channel, address=chat.address)
        sheet.add(_("Chat"), person.name, chat.name, chat.created_at, None, about)


async def _children(session: AsyncSession, person: Person, family: Family, sheet: CopySheet) -> None:
    rows = await session.execute(
        select(Guardianship, Pupil, SchoolClass.name)
        .join(Pupil, Pupil.id == Guardianship.pupil_id)
        .outerjoin(SchoolClass, SchoolClass.id == Pupil.class_id)
        .where(Guardianship.person_id == person.id)
        .order_by(Pupil.name, Pupil.id)
    )
    for tie, pupil, class_name in rows:
        sheet.add(_("Link"), pupil.name, RELATIONS[tie.relation.value], tie.linked_at, tie.ended_at, TIES[tie.state])
        if pupil.id not in family.pupils:
            continue
        sheet.add(_("Class"), pupil.name, class_name, pupil.created_at, None, "")
        for what, value in ((_("NISN"), pupil.nisn), (_("NIPD"), pupil.nipd), (_("Sex"), pupil.sex)):
            if value:
                sheet.add(what, pupil.name, value, None, None, "")
        if pupil.phone:
            sheet.add(_("Phone number"), pupil.name, shown(pupil.phone), None, None, _("as the school's list has it"))


async def _consents(session: AsyncSession, person: Person, family: Family, sheet: CopySheet) -> None:
    rows = await session.execute(
        select(Consent, Pupil.name)
        .join(Pupil, Pupil.id == Consent.pupil_id)
        .where(Consent.person_id == person.id)
        .order_by(Consent.given_at, Consent.id)
    )
    for consent, child in rows:
        sheet.add(_("Consent"), child, consent.wording, consent.given_at, consent.withdrawn_at, consent.channel)


async def _accesses(session: AsyncSession, family: Family) -> CopySheet:
    sheet = CopySheet(
        p_("sheet", "History of use"), (_("Time"), _("What was done"), _("By"), _("Of what"), _("Reason"))
    )
    for one in await history.of_family(session, family):
        of = _("the whole class") if one.of_class else _("this family")
        sheet.add(one.at, history.ACTIONS[one.action], one.by, of, one.reason)
    return sheet


def _terms(school: School) -> CopySheet:
    sheet = CopySheet(p_("sheet", "How long"), (_("What is kept"), _("Months"), _("Why")))
    for term, months in load_retention(school.retention).months.items():
        sheet.add(NAMES[term], months, WHY[term])
    for reason in (Reason.ROSTER, Reason.RECORD, Reason.PROOF):
        sheet.add(_("Kept when the rest is erased"), None, REASONS[reason])
    return sheet


async def _log(session: AsyncSession, school: School, family: Family) -> list[LogRow]:
    """What was said with this guardian, and what concerns the child and no other guardian; of what was said within the
    school, that it was."""
    found: list[LogRow] = []
    async for page in exports.log_pages(session, school, only=_said(family)):
        found += [_without_words(row) if row.kind in _WITHIN else row for row in page]
    return found


def _without_words(row: LogRow) -> LogRow:
    return replace(row, text=INTERNAL if row.text else "")


def _said(family: Family) -> ColumnElement[bool]:
    threads = LogEntry.thread_id.in_(select(Thread.id).where(Thread.person_id == family.person_id))
    childs = LogEntry.pupil_id.in_(family.pupils) if family.pupils else false()
    about_child = and_(childs, LogEntry.person_id.is_(None), LogEntry.thread_id.is_(None))
    own = or_(LogEntry.person_id == family.person_id, threads)
    others = and_(LogEntry.person_id.is_not(None), LogEntry.person_id != family.person_id)
    return and_(or_(own, about_child), not_(func.coalesce(others, False)))
