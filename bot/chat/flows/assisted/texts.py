"""The words that a teacher sends from her own WhatsApp, filled in by us: the same in the chat and on the page."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.assisted import Words
from bot.domain.courtesy import AnswerBy, Reader, Sender
from bot.domain.invitations import open_link
from bot.domain.markup import plain
from bot.domain.phones import bare_link, chat_link
from bot.domain.screens import Screen, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _
from bot.domain.updates import Group
from bot.messages.render import render
from bot.messages.voice import Voice
from bot.services.assisted import Contact, Worklist
from bot.services.meetings.child_facts import facts_together
from bot.services.updates import load_values, meant
from bot.services.updates.screens import Prose, prose_of, sender_of
from bot.storage.models import Bot, ClassUpdate, Person, School, SchoolClass, UpdateVersion


@dataclass(frozen=True, slots=True)
class Filled:
    """Words for one number. `link` opens WhatsApp with them; where they are `too_long` for that, with none."""

    text: str
    locale: str
    link: str
    too_long: bool


async def words_for(session: AsyncSession, staff: Person, found: Worklist, contact: Contact, at: datetime) -> Filled:
    """What may be said to a number, as it read at that moment: by the hour, and by what the update said then."""
    if contact.words is Words.UPDATE:
        text, locale = await _update(session, found, contact, at)
    else:
        locale = (contact.person.locale if contact.person else None) or found.school.locale
        of = await session.get_one(SchoolClass, found.family(contact.pupil_id).class_id)
        text = await invitation(session, staff, found.school, of, locale, at)
    link = chat_link(contact.number, text)
    return Filled(text, locale, link or bare_link(contact.number), too_long=link is None)


async def _update(session: AsyncSession, found: Worklist, contact: Contact, at: datetime) -> tuple[str, str]:
    """The family's own words, naming nobody's children but this guardian's."""
    person = contact.person
    assert person is not None
    assert contact.named
    reader = Reader(
        person.locale or found.school.locale,
        found.school.timezone,
        person.name,
        person.address,
        person.greeting,
        AnswerBy.MESSAGE,
    )
    prose = await _prose_at(session, found.update, at)
    ids, children = zip(*contact.named, strict=True)
    if found.update.personal:
        facts = await meant.facts_together(session, found.update, ids)
    else:
        facts = await facts_together(session, found.update, ids, person.id)
    shown = prose.screen(reader.locale, children, (), facts=facts)
    parts = [render(shown, reader, at).text]
    if prose.template.answers:
        voice = Voice(reader, at)
        faces = " / ".join(voice.phrase(answer.face) for answer in prose.template.answers)
        parts.append(voice.phrase(_("A short answer is enough: %(answers)s", answers=faces)))
    return plain("\n\n".join(parts)), reader.locale


async def _prose_at(session: AsyncSession, row: ClassUpdate, at: datetime) -> Prose:
    """What the update said at that moment, before corrections that came later."""
    prose = await prose_of(session, row)
    versions = (
        await session.scalars(
            select(UpdateVersion).where(UpdateVersion.update_id == row.id).order_by(UpdateVersion.number)
        )
    ).all()
    later = [version for version in versions if version.at > at]
    if not later:
        return prose
    return replace(prose, values=load_values(later[0].values), corrected=len(later) < len(versions))


async def invitation(
    session: AsyncSession, staff: Person, school: School, of: SchoolClass, locale: str, at: datetime
) -> str:
    """Words that may come to anybody: who writes, and how a parent can be linked. No child, no code, no news."""
    shown = screen(
        "assisted/invitation",
        children=[],
        classes=[],
        greeting_line=None,
        corrected=False,
        copy=False,
        words_locale=locale,
        own_words=False,
        sender=_signed(await sender_of(session, staff, school, [of])),
        school=school.name,
        links=await open_links(session, school),
    )
    return _plain(shown, locale, school, at)


async def group_text(
    session: AsyncSession, staff: Person, of: SchoolClass, school: School, row: ClassUpdate | None, at: datetime
) -> str:
    """Words for a class's own group, where all families read along: that there was news, and how to be linked."""
    shown = screen(
        "assisted/group_text",
        children=[],
        classes=[of.name],
        greeting_line=None,
        corrected=False,
        copy=False,
        words_locale=school.locale,
        own_words=False,
        sender=_signed(await sender_of(session, staff, school, [of])),
        school=school.name,
        title=_harmless_title(row),
        sent_at=row.send_at if row else None,
        links=await open_links(session, school),
    )
    return _plain(shown, school.locale, school, at)


def _harmless_title(row: ClassUpdate | None) -> Phrase | None:
    """What kind of update it was; of care, concern and single pupils not even that is said to all."""
    if row is None or row.personal or SHELF.get(row.template).group is Group.CARE:
        return None
    return SHELF.get(row.template).title


async def open_links(session: AsyncSession, school: School) -> list[str]:
    """Where the school's bots can be opened by anybody."""
    bots = await session.scalars(select(Bot).where(Bot.school_id == school.id).order_by(Bot.id))
    return [link for bot in bots if (link := open_link(bot.channel, bot.username)) is not None]


def _signed(sender: Sender) -> dict[str, str]:
    return {"name": sender.name, "role": sender.role, "detail": sender.detail}


def _plain(shown: Screen, locale: str, school: School, at: datetime) -> str:
    return plain(render(shown, Reader(locale, school.timezone), at).text)
