"""What the families hope, on one page for those who will meet them."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.answers import MEDIA
from bot.domain.courtesy import Child
from bot.domain.meeting_papers import Hope, HopesPage, Occasion
from bot.domain.text import Label
from bot.services.meetings import hopes
from bot.services.meetings.attendance_papers import class_names
from bot.services.meetings.hopes import Said
from bot.services.meetings.paper_views import View, families_of
from bot.storage.models import Meeting


async def hopes_page(session: AsyncSession, meeting: Meeting, occasion: Occasion, view: View) -> HopesPage | None:
    """What was said for the children who may be named, and of whom nobody has said anything; None while nobody has."""
    said, classes = await hopes.of(session, meeting), await class_names(session, meeting)
    found, silent = [], []
    for pupil in await families_of(session, meeting, view):
        child = Child(pupil.name, classes.get(pupil.class_id or 0, ""))
        for one in said.get(pupil.id, ()):
            words = {part: _words(one.parts.get(part)) for part in hopes.Part}
            found.append(Hope(child, words[hopes.Part.HOPE], words[hopes.Part.KNOW], one.name))
        if pupil.id not in said:
            silent.append(child)
    return HopesPage(occasion, tuple(found), tuple(silent)) if found else None


def _words(said: Said | None) -> Label:
    """What was written; of what was spoken, that it was: it can be heard in the chat."""
    if said is None:
        return ""
    return said.text or (MEDIA[said.file.kind] if said.file else "")
