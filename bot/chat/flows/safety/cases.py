"""Reports of families, for who handles them: what was written, why it hurt, and the answer."""

from bot.chat import drafts
from bot.chat.flows.safety.draft import MENU, Typing, flow, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue
from bot.domain.paging import page_of
from bot.domain.screens import Row, Screen, Style, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _
from bot.services.answers.conversations import medium_of, teacher_card
from bot.services.safety import complaints
from bot.storage.models import ClassUpdate, Complaint, ComplaintState, LogEntry, Person

LISTED = 8
SHOWN = 800
"""Letters of the reported message."""


@flow.press("cases")
async def listed(turn: Turn, page: int) -> Shown:
    """What waits, the oldest first; and the way into a thread."""
    turn.admin()
    await drafts.stop_expecting(turn)
    part = page_of(await complaints.open_for(turn.session, turn.staff()), page, LISTED)
    rows: list[Row] = [
        (button(_("%(day)s: report %(number)s", day=one.at, number=one.id), "sf.case", one.id),) for one in part.shown
    ]
    look: Row = (button(_("Look into a conversation"), "sf.look", 0),)
    return screen("safety/cases", *rows, *part.turns("sf.cases"), look, MENU, count=len(part.shown))


@flow.press("case")
async def one(turn: Turn, complaint_id: int) -> Shown:
    """One report."""
    return await _shown(turn, await complaints.named(turn.session, turn.staff(), complaint_id))


@flow.press("reply")
async def ask_answer(turn: Turn, complaint_id: int) -> Shown:
    """What is the guardian to hear?"""
    row = await complaints.named(turn.session, turn.staff(), complaint_id)
    await keep(turn, Typing("case", row.id), "answer")
    guardian = await turn.session.get_one(Person, row.person_id)
    return screen("safety/ask_answer", (button(_("‹ Back"), "sf.case", row.id), *MENU), guardian=guardian.name)


@flow.step("answer")
async def typed(turn: Turn) -> Shown:
    """The answer goes to the guardian."""
    draft = await drafts.needed(turn, flow.name, Typing)
    try:
        row = await complaints.answer(turn.session, turn.staff(), draft.number, turn.text, turn.now)
    except InvalidValue:
        return screen("safety/words", (button(_("Never mind"), "sf.drop"),), limit=complaints.LONGEST)
    await drafts.drop(turn, flow.name)
    return await _shown(turn, row)


async def _shown(turn: Turn, row: Complaint) -> Screen:
    guardian = await turn.session.get_one(Person, row.person_id)
    about = await turn.session.get_one(Person, row.about_id)
    entry = await turn.session.get(LogEntry, row.entry_id) if row.entry_id else None
    rows: list[Row] = []
    if row.state is ComplaintState.OPEN:
        rows.append((button(_("Answer the family"), "sf.reply", row.id, style=Style.PRIMARY),))
    if entry is not None and entry.thread_id is not None:
        rows.append((button(_("Look into the conversation"), "sf.ask", entry.thread_id),))
    return screen(
        "safety/case",
        *rows,
        (button(_("‹ Reports"), "sf.cases", 0), *MENU) if turn.roles else MENU,
        guardian=guardian.name,
        about=teacher_card(about),
        at=row.at,
        words=row.text,
        message=await _message(turn, row, entry),
        due=await complaints.due(turn.session, row),
        outcome=row.outcome or None,
        protect=True,
    )


async def _message(turn: Turn, row: Complaint, entry: LogEntry | None) -> str | Phrase | None:
    """What is reported, in short."""
    if entry is not None:
        return None if entry.erased_at else (entry.text or "")[:SHOWN] or medium_of(entry)
    update = await turn.session.get(ClassUpdate, row.update_id) if row.update_id else None
    return _("The update “%(title)s”", title=SHELF.get(update.template).title) if update else None
