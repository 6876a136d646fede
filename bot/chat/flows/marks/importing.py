"""A file of marks or attendance comes in: what it would change is shown, and nothing is kept before *Simpan*."""

from dataclasses import replace

from bot.chat import drafts
from bot.chat.apologies import apologises
from bot.chat.attachments import ReadFile
from bot.chat.flows.marks.draft import MENU, Sent, Writing, by_hand, expect, flow, keep, load, writing
from bot.chat.flows.marks.looking import instead, look, planned, taken
from bot.chat.flows.marks.publishing import ask
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.errors import AppError, StaleScreen
from bot.domain.marksheets import SKIPPED
from bot.domain.screens import FileKind, Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services import scope
from bot.services.marks import MarkReport, MarksOutdated, apply_marks


@flow.press("file")
async def explain(turn: Turn) -> Shown:
    """Which files are understood; the next document is one."""
    turn.staff()
    await keep(turn, Sent(), "file")
    return screen("marks/help", (button(_("Marks of the class"), "mk.list"), *MENU))


@flow.step("file")
async def awaited_file(turn: Turn) -> Shown:
    """The file that was asked for."""
    turn.staff()
    read = turn.received.prepared
    if not isinstance(read, ReadFile):
        return screen("marks/not_a_document", (button(_("Which files are understood"), "mk.file"),), MENU)
    if read.error is not None:
        raise read.error
    return await taken(turn, read)


@flow.otherwise
async def unasked_file(turn: Turn) -> Shown | Pass:
    """A document that a member of staff sends of their own accord, when there are marks or attendance in it; of a photo
    it is said that it cannot be read as one."""
    return await instead(turn) or (_photo() if await _is_lone_photo(turn) else PASS)


async def _is_lone_photo(turn: Turn) -> bool:
    """A photo from somebody who is of the staff alone, and answers nobody with it."""
    file = turn.received.file
    if file is None or file.kind is not FileKind.PHOTO or turn.received.album or turn.received.reply_to:
        return False
    if turn.person is None or not turn.roles:
        return False
    return await turn.session.scalar(scope.children_of(turn.person).limit(1)) is None


def _photo() -> Screen:
    return screen("marks/photo", (button(_("Which files are understood"), "mk.file"),), MENU)


@flow.press("again")
async def look_again(turn: Turn) -> Shown:
    """Plan once more, as the school is now."""
    return await look(turn, await load(turn))


@flow.press("cancel")
async def cancel(turn: Turn) -> Shown:
    """Nothing was changed."""
    turn.staff()
    await drafts.drop(turn, flow.name)
    return screen("marks/cancelled", (button(_("Marks of the class"), "mk.list"), *MENU))


@flow.press("apply")
async def apply(turn: Turn, stamp: str) -> Shown:
    """Keep what was shown, and nothing else."""
    draft = await load(turn, stamp)
    plan = await planned(turn, draft)
    if plan.fingerprint != draft.fingerprint:
        raise MarksOutdated
    if plan.questions:
        return await look(turn, draft)
    report = await apply_marks(turn.session, plan, turn.now, turn.staff())
    await drafts.drop(turn, flow.name)
    skipped = sum(one.code in SKIPPED for one in plan.file.remarks)
    return await _applied(turn, replace(report, left_out=report.left_out + skipped))


@flow.press("pubfile")
async def publish_file(turn: Turn, seal: int) -> Shown:
    """What came with the file, for the families."""
    draft = await writing(turn)
    if not draft.publish or draft.seal != seal:
        raise StaleScreen
    return await ask(turn, draft.publish, button(_("Publish later"), "mk.list"))


async def _applied(turn: Turn, report: MarkReport) -> Screen:
    rows: list[Row] = []
    if report.unpublished:
        hidden = Writing(publish=list(report.unpublished))
        await expect(turn, hidden)
        rows.append((button(_("Publish to families …"), "mk.pubfile", hidden.seal, style=Style.SUCCESS),))
    else:
        await drafts.drop(turn, by_hand.name)
    only = report.class_ids[0] if len(report.class_ids) == 1 else None
    marks = button(_("Marks of the class"), "mk.class", only) if only else button(_("Marks of the class"), "mk.list")
    if report.registers_new and not report.assessments:
        marks = button(_("Attendance"), "at.open")
    return screen(
        "marks/applied",
        *rows,
        (marks, *MENU),
        new=report.marks_new,
        changed=report.marks_changed,
        same=report.marks_same,
        registers=report.registers_new,
        days=report.days,
        totals=report.totals,
        left_out=report.left_out,
        hidden=len(report.unpublished),
        told=report.told,
    )


@apologises(MarksOutdated)
def _outdated(turn: Turn, error: AppError) -> Screen:
    return screen("marks/outdated", (button(_("Look again"), "mk.again"),), MENU)
