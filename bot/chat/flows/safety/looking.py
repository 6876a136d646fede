"""An administrator looks into a thread: found by class and child, opened with a reason that both sides see."""

from sqlalchemy import select

from bot.chat import drafts
from bot.chat.flows.answering.showing import line_for
from bot.chat.flows.safety.draft import MENU, Typing, flow, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import InvalidValue
from bot.domain.paging import Page, page_of
from bot.domain.screens import Fact, Row, Screen, button, grid, screen
from bot.domain.text import Phrase, _
from bot.domain.threads import STATES
from bot.services import scope
from bot.services.answers.conversations import family_card, teacher_card
from bot.services.safety import opening
from bot.services.threads import views
from bot.storage.models import Person, Pupil, Thread

CLASSES, THREADS, LINES = 12, 8, 4


@flow.press("look")
async def classes(turn: Turn, page: int) -> Shown:
    """Of which class?"""
    admin = turn.admin()
    part = page_of(list(await turn.session.scalars(scope.classes_of(admin))), page, CLASSES)
    buttons = [button(one.name, "sf.class", one.id, 0) for one in part.shown]
    back: Row = (button(_("‹ Reports"), "sf.cases", 0), *MENU)
    return screen("safety/look", *grid(buttons, 3), *part.turns("sf.look"), back)


@flow.press("class")
async def threads(turn: Turn, class_id: int, page: int) -> Shown:
    """Its conversations: whose child and when, and nothing of what was said."""
    of = await scope.class_of(turn.session, turn.admin(), class_id)
    found = await turn.session.execute(
        select(Thread, Pupil.name)
        .join(Pupil, Pupil.id == Thread.pupil_id)
        .where(Pupil.class_id == of.id)
        .order_by(Thread.last_at.desc(), Thread.id.desc())
    )
    part = page_of(found.all(), page, THREADS)
    rows: list[Row] = [
        (button(_("%(day)s: %(child)s", day=thread.last_at, child=name), "sf.ask", thread.id),)
        for thread, name in part.shown
    ]
    back: Row = (button(_("‹ Back"), "sf.look", 0), *MENU)
    return screen("safety/threads", *rows, *part.turns("sf.class", of.id), back, name=of.name, count=len(part.shown))


@flow.press("ask")
async def ask(turn: Turn, thread_id: int) -> Shown:
    """Why? Unless it is the administrator's to read anyway, or was opened today."""
    admin = turn.admin()
    thread = await opening.check(turn.session, admin, thread_id)
    if await _may_read(turn, thread):
        return await _read(turn, thread, 0)
    await keep(turn, Typing("thread", thread.id), "reason")
    return await _ask(turn, thread)


@flow.step("reason")
async def typed(turn: Turn) -> Shown:
    """The reason, told to both sides; then the thread."""
    draft = await drafts.needed(turn, flow.name, Typing)
    thread = await opening.check(turn.session, turn.admin(), draft.number)
    try:
        await opening.open_thread(turn.session, turn.admin(), thread.id, turn.text, turn.now)
    except InvalidValue:
        return await _ask(turn, thread, wrong=True)
    await drafts.drop(turn, flow.name)
    return await _read(turn, thread, 0)


@flow.press("read")
async def read(turn: Turn, thread_id: int, page: int) -> Shown:
    """A page of it."""
    thread = await opening.check(turn.session, turn.admin(), thread_id)
    return await _read(turn, thread, page) if await _may_read(turn, thread) else await ask(turn, thread_id)


async def _may_read(turn: Turn, thread: Thread) -> bool:
    mine = select(Thread.id).where(Thread.id == thread.id, views.read_by(turn.staff()))
    if await turn.session.scalar(mine) is not None:
        return True
    return await opening.is_open(turn.session, turn.staff(), thread, turn.now)


async def _ask(turn: Turn, thread: Thread, *, wrong: bool = False) -> Screen:
    pupil = await turn.session.get_one(Pupil, thread.pupil_id)
    about = await family_card(turn.session, thread.person_id, [pupil])
    below: Row = (button(_("Never mind"), "sf.drop"),)
    return Screen(
        "safety/ask_reason",
        {**about, "teacher": await _teacher(turn, thread), "wrong": wrong, "shortest": opening.SHORTEST},
        (below,),
        protect=True,
    )


async def _read(turn: Turn, thread: Thread, page: int) -> Screen:
    count = await views.count_entries(turn.session, thread)
    pages = max(1, -(-count // LINES))
    part: Page[int] = Page((), min(page, pages - 1), pages)
    found = await views.entries(turn.session, thread, part.number * LINES, LINES)
    pupil = await turn.session.get_one(Pupil, thread.pupil_id)
    values: dict[str, Fact] = {
        **await family_card(turn.session, thread.person_id, [pupil]),
        "state": STATES[thread.state],
        "teacher": await _teacher(turn, thread),
        "promised_at": thread.promised_at,
        "lines": [
            await line_for(turn, entry, number, limit=None)
            for number, entry in enumerate(found, start=part.number * LINES + 1)
        ],
        "page": part.number + 1,
        "pages": pages,
    }
    back: Row = (button(_("‹ Reports"), "sf.cases", 0), *MENU)
    return Screen("answering/thread", values, (*part.turns("sf.read", thread.id), back), protect=True)


async def _teacher(turn: Turn, thread: Thread) -> dict[str, str | Phrase]:
    return teacher_card(await turn.session.get_one(Person, thread.responsible_id))
