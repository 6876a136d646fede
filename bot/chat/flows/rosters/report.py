"""All that an import would change and all that was noticed, as a spreadsheet."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot.chat import files
from bot.chat.flows.rosters.draft import MENU, flow, load
from bot.chat.flows.rosters.importing import column_of, planned
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import Reader
from bot.domain.remarks import SEVERITIES, remark_text
from bot.domain.roster import Severity
from bot.domain.screens import screen
from bot.domain.text import Phrase, _
from bot.messages.voice import Voice
from bot.services.log.sheets import XlsxSheet
from bot.services.rosters import Action, ImportPlan, PupilChange

ACTIONS = {
    Action.NEW: _("new"),
    Action.CHANGED: _("changed"),
    Action.RETURNED: _("returned"),
    Action.LEFT: _("left the school"),
}


@flow.press("report")
async def report(turn: Turn, stamp: str) -> Shown:
    """The report as a document of its own; the preview stays."""
    draft = await load(turn, stamp)
    plan = await planned(turn, draft)
    voice = Voice(Reader(turn.locale, turn.school.timezone), turn.now)
    name = f"titian-{plan.year.replace('/', '-')}.xlsx"
    path = files.new(name)
    await asyncio.to_thread(_write, path, plan, voice)
    file = files.document(path, name)
    turn.say(screen("rosters/report", MENU, file=file, name=draft.name))
    return None


_REMARKS = (_("Kind of remark"), _("Sheet"), _("Row"), _("Column"), _("Remark"))
_PUPILS = (_("What"), _("Name"), _("Class"), _("Was in"), _("Row"))


def _write(path: Path, plan: ImportPlan, voice: Voice) -> None:
    book = XlsxSheet(path, _titles(voice, _REMARKS), voice.phrase(_("Remarks")))
    for row in _remarks(plan, voice):
        book.add(row)
    book.begin(_titles(voice, _PUPILS), voice.phrase(_("Pupils")))
    for change in plan.pupils:
        book.add(_pupil(change, voice))
    book.close()


def _titles(voice: Voice, titles: tuple[Phrase, ...]) -> list[str]:
    return [voice.phrase(title) for title in titles]


def _remarks(plan: ImportPlan, voice: Voice) -> Iterator[list[str]]:
    for severity in Severity:
        for remark in plan.remarked(severity):
            yield [
                voice.phrase(SEVERITIES[severity]),
                remark.sheet,
                str(remark.row or ""),
                voice.say(column_of(remark)),
                voice.phrase(remark_text(remark)),
            ]


def _pupil(change: PupilChange, voice: Voice) -> list[str]:
    return [
        voice.phrase(ACTIONS[change.action]),
        change.name,
        change.class_name or "",
        change.moved_from or "",
        str(change.place.row if change.place else ""),
    ]
