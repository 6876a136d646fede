"""Who stands in the playground, and the letters that those who are not linked yet hold in their hands."""

from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.domain.text import Phrase, _
from bot.house import Clock
from bot.playground.cast import CastMember
from bot.playground.demo import ADMIN, COUNSELLOR, DEWI, DODI, PARENTS, PLAYED, RINA, TEACHER
from bot.services.links import invitations
from bot.storage.engine import make_sessions
from bot.storage.models import School, SchoolClass

SITI, HENDRA, YANTI, AGUS = PARENTS

ROLES: dict[int, Phrase] = {
    TEACHER.user_id: _("Homeroom teacher of X-1"),
    ADMIN.user_id: _("School administrator"),
    COUNSELLOR.user_id: _("School counsellor"),
    SITI.user_id: _("Mother of a pupil in X-1"),
    HENDRA.user_id: _("Father of a pupil in X-1, reads English"),
    YANTI.user_id: _("Mother of two, in X-1 and X-2"),
    AGUS.user_id: _("Father of a pupil in X-1, not linked yet"),
    RINA.user_id: _("Mother of a pupil in X-1"),
    DODI.user_id: _("Father of a pupil in X-1, silent for days"),
    DEWI.user_id: _("Homeroom teacher of X-3"),
}
HINTS: dict[int, Phrase] = {
    TEACHER.user_id: _("Start here: open the menu, or type /kabar."),
    ADMIN.user_id: _("Send a pupil list (.xlsx), or open the menu."),
    COUNSELLOR.user_id: _("Concerns about pupils are here: type /pendampingan."),
    SITI.user_id: _("Updates arrive here; answer with a tap or in words."),
    HENDRA.user_id: _("The same update arrives here in English."),
    YANTI.user_id: _("An update for both classes arrives once, for both children."),
    AGUS.user_id: _("Scan the letter, then tap to agree."),
    RINA.user_id: _("Updates arrive here; answer with a tap or in words."),
    DODI.user_id: _("A short approved message comes first; a tap brings the rest."),
    DEWI.user_id: _("The whole bot works here, too: type /kabar or /menu."),
}

BOTH_KINDS = (TEACHER, SITI, RINA, DODI, HENDRA, YANTI, AGUS, ADMIN, DEWI, COUNSELLOR)
"""In the order they lie on the table: one of each kind in front."""

Cast = Callable[[], Awaitable[Sequence[CastMember]]]


async def demo_cast(engine: AsyncEngine, school: School, clock: Clock, *, whatsapp: bool = False) -> Cast:
    """The cast of the demo school, with those on WhatsApp or without.

    Fresh letters are made for everybody who is not linked; the played ones are kept.
    """
    letters = await _letters(engine, school, clock)

    async def cast() -> Sequence[CastMember]:
        return [
            CastMember(
                played.user_id,
                played.name,
                ROLES[played.user_id],
                HINTS[played.user_id],
                letters.get(played.name),
                played.via,
            )
            for played in (BOTH_KINDS if whatsapp else PLAYED)
        ]

    return cast


async def _letters(engine: AsyncEngine, school: School, clock: Clock) -> dict[str, str]:
    """By name of the guardian: the link in the letter."""
    async with make_sessions(engine)() as session:
        classes = list(await session.scalars(select(SchoolClass.id).where(SchoolClass.school_id == school.id)))
        issued = await invitations.issue(session, school, classes=classes, now=clock())
        await session.commit()
    waiting = {played.name for played in PLAYED if not played.linked}
    return {letter.person: letter.link for letter in issued if letter.link and letter.person in waiting}
