"""Schools: founding one with its first administrator and its bot, and finding the one that is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.delivery import Via
from bot.domain.errors import InvalidValue, NotFound
from bot.domain.letter_numbers import checked_scheme
from bot.domain.names import checked, same
from bot.services.links import invitations
from bot.services.links.invitations import Issued
from bot.storage.models import Bot, Person, Role, RoleKind, School, SchoolClass

CHANNEL = "telegram"
NAME_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Founded:
    """A new school, its first administrator, and the invitation that opens the bot to them."""

    school: School
    admin: Person
    invitation: Issued


async def found(
    session: AsyncSession,
    name: str,
    timezone: str,
    admin_name: str,
    *,
    lines: Sequence[str] = (),
    city: str = "",
    another: bool = False,
    now: datetime,
) -> Founded:
    """A new school; `lines` stand below its name in letters, `city` before their date.

    Raises InvalidValue for an unknown zone or an unfit name, for a name that is taken, and for a second school unless
    `another` asks for it.
    """
    school = School(
        name=await _free_name(session, name, another),
        timezone=checked_zone(timezone),
        letterhead=letterhead(lines, city),
        created_at=now,
    )
    admin_name = checked("admin", admin_name, NAME_LIMIT)
    session.add(school)
    await session.flush()
    admin = Person(school_id=school.id, name=admin_name, created_at=now)
    session.add_all([admin, Bot(school_id=school.id, channel=CHANNEL)])
    await session.flush()
    session.add(Role(school_id=school.id, person_id=admin.id, kind=RoleKind.ADMIN, since=now))
    await session.flush()
    (invitation,) = await invitations.issue(session, school, staff=True, now=now)
    return Founded(school, admin, invitation)


async def number_of(session: AsyncSession, phone_id: str) -> Bot:
    """The bot that speaks on WhatsApp from this number: the known one, the only one there is, or a new one of the only
    school. Raises NotFound where there is no school or it could be several bots, InvalidValue for several schools.
    """
    bots = list(await session.scalars(select(Bot).where(Bot.channel == Via.WHATSAPP).order_by(Bot.id)))
    known = [bot for bot in bots if bot.address == phone_id]
    fitting = known or bots
    if len(fitting) > 1:
        raise NotFound("bot")
    row = fitting[0] if fitting else Bot(school_id=(await only_school(session)).id, channel=Via.WHATSAPP)
    row.address = phone_id
    session.add(row)
    await session.flush()
    return row


async def only_school(session: AsyncSession) -> School:
    """The school, where there is one; raises NotFound for none and InvalidValue when it has to be named."""
    schools = await every(session)
    if not schools:
        raise NotFound("school")
    if len(schools) > 1:
        raise InvalidValue("school", "ambiguous")
    return schools[0]


async def school_named(session: AsyncSession, name: str | None) -> School:
    """The school with this name, or the only one; raises NotFound, or InvalidValue when it has to be named."""
    if name is None:
        return await only_school(session)
    for school in await every(session):
        if same(school.name, name):
            return school
    raise NotFound("school")


async def every(session: AsyncSession) -> list[School]:
    """All schools, the oldest first."""
    return list(await session.scalars(select(School).order_by(School.id)))


async def class_named(session: AsyncSession, school: School, name: str) -> SchoolClass:
    """The class with this name, of the latest school year that has one; raises NotFound."""
    rows = await session.scalars(
        select(SchoolClass)
        .where(SchoolClass.school_id == school.id, SchoolClass.archived_at.is_(None))
        .order_by(SchoolClass.year.desc())
    )
    for school_class in rows:
        if same(school_class.name, name):
            return school_class
    raise NotFound("class")


async def bot_of(session: AsyncSession, school: School) -> Bot | None:
    """The school's first bot."""
    found: Bot | None = await session.scalar(select(Bot).where(Bot.school_id == school.id).order_by(Bot.id).limit(1))
    return found


async def connect_whatsapp(session: AsyncSession, school: School, address: str, username: str) -> Bot:
    """The school's bot for a number on WhatsApp, made when it is new; doing it twice changes nothing.

    Raises InvalidValue for a number that is another school's, and where the school has another number: the chats of
    that one are with it.
    """
    bots = list(await session.scalars(select(Bot).where(Bot.channel == Via.WHATSAPP).order_by(Bot.id)))
    row = next((bot for bot in bots if bot.address == address), None)
    if row is not None and row.school_id != school.id:
        raise InvalidValue("number", "taken")
    mine = [bot for bot in bots if bot.school_id == school.id]
    row = row or next((bot for bot in mine if bot.address is None), None)
    if row is None and mine:
        raise InvalidValue("number", "other")
    if row is None:
        row = Bot(school_id=school.id, channel=Via.WHATSAPP)
        session.add(row)
    row.address, row.username = address, username
    await session.flush()
    return row


def letterhead(lines: Sequence[str], city: str, number: str = "") -> dict[str, object]:
    """The head of a letter as a school keeps it; empty lines are left out. Raises InvalidValue."""
    return {
        "lines": [" ".join(line.split()) for line in lines if line.strip()],
        "city": " ".join(city.split()),
        "number": checked_scheme(number),
    }


def checked_zone(timezone: str) -> str:
    """The zone's name when the IANA database has it; raises InvalidValue."""
    try:
        return ZoneInfo(timezone).key
    except (KeyError, ValueError, OSError):
        raise InvalidValue("timezone", "unknown") from None


async def _free_name(session: AsyncSession, name: str, another: bool) -> str:
    name = checked("school", name, NAME_LIMIT)
    known = await every(session)
    if any(same(school.name, name) for school in known) or (known and not another):
        raise InvalidValue("school", "exists")
    return name
