"""All that a file of marks would change and all that was noticed, as a spreadsheet."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from bot.chat import files
from bot.chat.flows.marks.draft import MENU, flow, load
from bot.chat.flows.marks.listing import said
from bot.chat.flows.marks.looking import planned
from bot.chat.flows.marks.wording import doubts
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import Reader
from bot.domain.mark_words import assessment_words
from bot.domain.screens import screen
from bot.domain.text import Phrase, _
from bot.messages.voice import Voice
from bot.services.log.sheets import XlsxSheet
from bot.services.marks import MarkPlan, Reached
from bot.services.marks.wording import left_out_words

_MARKS = (_("Class"), _("Name"), _("Subject"), _("Assessment"), _("Before"), _("Now"), _("Row"))
_REMARKS = (_("Sheet"), _("Row"), _("Column"), _("Remark"))
_ABSENT = (_("Class"), _("Not in the file"))


@flow.press("report")
async def report(turn: Turn, stamp: str) -> Shown:
    """The report as a document of its own; the preview stays."""
    draft = await load(turn, stamp)
    plan = await planned(turn, draft)
    voice = Voice(Reader(turn.locale, turn.school.timezone), turn.now)
    name = f"titian-{turn.now:%Y%m%d-%H%M}.xlsx"
    path = files.new(name)
    await asyncio.to_thread(_write, path, plan, voice)
    turn.say(screen("marks/report", MENU, file=files.document(path, name), name=draft.name, protect=True))
    return None


def _write(path: Path, plan: MarkPlan, voice: Voice) -> None:
    book = XlsxSheet(path, _titles(voice, _MARKS), voice.phrase(_("Marks")))
    for row in _marks(plan, voice):
        book.add(row)
    book.begin(_titles(voice, _REMARKS), voice.phrase(_("Remarks")))
    for row in _remarks(plan, voice):
        book.add(row)
    book.begin(_titles(voice, _ABSENT), voice.phrase(_("Not in the file")))
    for sheet in plan.sheets:
        for name in sheet.absent:
            book.add([sheet.class_name, name])
    book.close()


def _titles(voice: Voice, titles: tuple[Phrase, ...]) -> list[str]:
    return [voice.phrase(title) for title in titles]


def _marks(plan: MarkPlan, voice: Voice) -> Iterator[list[str]]:
    """Every mark that is new or changes."""
    for sheet in plan.sheets:
        for one in sheet.marks:
            column = sheet.columns[one.column]
            what = voice.phrase(assessment_words(column.kind, column.title))
            marks = (_mark(one.old, voice), _mark(one.new, voice))
            yield [sheet.class_name, one.name, column.subject, what, *marks, str(one.row)]


def _mark(reached: Reached | None, voice: Voice) -> str:
    return "" if (mark := said(reached)) is None else voice.say(mark)


def _remarks(plan: MarkPlan, voice: Voice) -> Iterator[list[str]]:
    for sheet in plan.sheets:
        if sheet.trouble is not None:
            yield [sheet.sheet, "", "", voice.phrase(left_out_words(sheet.trouble))]
    for one in doubts(plan):
        yield [one["sheet"], str(one["row"] or ""), one["column"] or "", voice.phrase(one["text"])]
