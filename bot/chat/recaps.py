"""A class's attendance of a month as a spreadsheet, written before the turn in which it is sent.

The turn asks again whether it may be sent: between the two a role may have ended. No name becomes a formula.
"""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.channels.base import Channel, Received
from bot.chat import files
from bot.chat.asking import asked_by, asked_for
from bot.domain.attendance import SIGNS
from bot.domain.courtesy import Reader
from bot.domain.errors import AppError
from bot.domain.screens import FileRef, Press
from bot.domain.text import _
from bot.messages.voice import Voice
from bot.services import scope
from bot.services.attendance.recaps import Line, Recap, last_of, recap_of
from bot.services.attendance.registers import today
from bot.services.log.sheets import XlsxSheet
from bot.storage.engine import Sessions
from bot.storage.models import School

SHEET = "at.xlsx"
_PRESENT = "✓"
_NAMED = (_("No."), _("Pupil's name"), _("NISN"))


@dataclass(frozen=True, slots=True)
class MadeRecap:
    """A sheet that was written for a press: of which class and month."""

    class_id: int
    month: str
    file: FileRef


def month_of(text: str) -> date | None:
    """The first day of the month that a button carries (`2026-07`); None for anything else."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}", text) is None:
        return None
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


class Recaps:
    """Writes the month of a class that a pressed button asks for."""

    def __init__(self, sessions: Sessions, clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock

    async def __call__(self, bot_id: int, channel: Channel, received: Received) -> Received:
        """The arrival with its sheet; without one where it asks for none, or is not allowed to."""
        asked = asked_for(received, (SHEET,))
        month = "".join(Press.unpack(received.press).args[1:2]) if asked else ""
        first = month_of(month)
        if asked is None or first is None:
            return received
        try:
            async with self._sessions() as session:
                gathered = await self._gather(session, bot_id, received, asked[1], first)
        except AppError:  # the turn finds the same, and says so
            return received
        if gathered is None:
            return received
        recap, voice, school = gathered
        file = await asyncio.to_thread(_write, recap, voice, school)
        return replace(received, prepared=MadeRecap(asked[1], month, file))

    async def _gather(
        self, session: AsyncSession, bot_id: int, received: Received, class_id: int, first: date
    ) -> tuple[Recap, Voice, str] | None:
        found = await asked_by(session, bot_id, received)
        if found is None:
            return None
        person, locale = found
        of = await scope.class_of(session, person, class_id)
        school = await session.get_one(School, person.school_id)
        voice = Voice(Reader(locale, school.timezone), self._clock())
        recap = await recap_of(session, of, first, today(school, self._clock()))
        return recap, voice, school.name


def _write(recap: Recap, voice: Voice, school: str) -> FileRef:
    about = re.sub(r"[^A-Za-z0-9]+", "-", recap.class_name).strip("-")
    name = f"absensi-{about or 'kelas'}-{recap.first:%Y-%m}.xlsx"
    path = files.new(name)
    _fill(path, recap, voice, school)
    return files.document(path, name)


def _fill(path: Path, recap: Recap, voice: Voice, school: str) -> None:
    """Laid out as schools lay it out: what it is of, then a column a day, then how the days add up."""
    sheet = XlsxSheet(path, (voice.phrase(_("Attendance")),))
    for title, value in ((_("School"), school), (_("Class"), recap.class_name), (_("Month"), voice.month(recap.first))):
        sheet.add((voice.phrase(title), value))
    sheet.add(())
    days = [recap.first + timedelta(days=ahead) for ahead in range((last_of(recap.first) - recap.first).days + 1)]
    sheet.add(
        (
            *(voice.phrase(title) for title in _NAMED),
            *(str(day.day) for day in days),
            *SIGNS.values(),
            voice.phrase(_("Said")),
        )
    )
    for number, line in enumerate(recap.lines, 1):
        sheet.add((*_row(number, line, recap, days), _said(line)))
    sheet.close()


def _row(number: int, line: Line, recap: Recap, days: list[date]) -> tuple[str | int, ...]:
    totals = line.totals
    signs = [SIGNS[line.days[day]] if day in line.days else _PRESENT if day in recap.taken else "" for day in days]
    return (number, line.name, line.nisn, *signs, totals.sick, totals.excused, totals.unexplained, totals.late)


def _said(line: Line) -> str:
    """What families and teachers wrote of single days; words that go on over some days stand once."""
    spans: list[tuple[list[int], str]] = []
    for day, words in sorted(line.said.items()):
        if spans and spans[-1][1] == words:
            spans[-1][0].append(day.day)
        else:
            spans.append(([day.day], words))
    return "; ".join(f"{_days(days)}: {words}" for days, words in spans)


def _days(days: list[int]) -> str:
    return str(days[0]) if len(days) == 1 else f"{days[0]}–{days[-1]}"
