"""A thread as the school reads it: what waits in it, page by page what was said, and what can be done."""

from sqlalchemy import func, select

from bot.chat.flows.answering.draft import MENU, flow
from bot.chat.flows.answering.lines import faces
from bot.chat.flows.questions.mine import event_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import EXCERPT, excerpt
from bot.domain.errors import NotAllowed
from bot.domain.notices.threads import answer_rows
from bot.domain.paging import Page
from bot.domain.screens import Button, Fact, Row, Screen, button, screen
from bot.domain.text import Phrase, Value, _
from bot.domain.threads import STATES, ThreadState
from bot.services.answers.conversations import family_card, file_of, medium_of, teacher_card
from bot.services.safety import holding
from bot.services.threads import answering, telling, views
from bot.storage.models import LogEntry, LogKind, Person, Pupil, Thread

LISTED = 8
PAGE = 6
LAST = 10_000
"""In place of a page's number: the newest messages."""


@flow.press("list")
async def conversations(turn: Turn, page: int = 0) -> Shown:
    """What she answers or has answered: what waits first, then the newest."""
    mine = select(Thread).where(views.read_by(turn.staff()))
    count = await turn.session.scalar(mine.with_only_columns(func.count())) or 0
    shown = _page(count, page, LISTED)
    owed_first = Thread.state.in_((ThreadState.NEW, ThreadState.SCHOOL)).desc()
    query = mine.order_by(owed_first, Thread.promised_at, Thread.last_at.desc(), Thread.id.desc())
    threads = list(await turn.session.scalars(query.offset(shown.number * LISTED).limit(LISTED)))
    labels = await faces(turn.session, threads)
    rows: list[Row] = [(button(labels[thread.id], "qa.open", thread.id),) for thread in threads]
    return screen(
        "answering/list",
        *rows,
        *shown.turns("qa.list"),
        (button(_("‹ Answers"), "a.inbox"), *MENU),
        count=count,
        protect=True,
    )


@flow.press("open")
async def opened(turn: Turn, thread_id: int) -> Shown:
    """What waits in it: one message as it arrived, or the conversation where there is more to read."""
    thread = await views.thread_for_staff(turn.session, turn.staff(), thread_id)
    waiting = await views.unanswered(turn.session, thread)
    if len(waiting) != 1 or thread.state in (ThreadState.FAMILY, ThreadState.DONE):
        return await one_page(turn, thread.id, LAST)
    shown = (await telling.arrived(turn.session, thread, waiting[0])).screen()
    if shown.file is not None:
        turn.edits = None
    ways: Row = (button(_("‹ Today"), "td.open"), *MENU)
    return Screen(shown.template, shown.values, (*shown.rows, ways), shown.file, protect=True)


@flow.press("show")
async def show(turn: Turn, thread_id: int) -> Shown:
    """The conversation, with the newest messages: a message of its own, for what stands above may be replied to."""
    turn.edits = None
    return await one_page(turn, thread_id, LAST)


@flow.press("page")
async def one_page(turn: Turn, thread_id: int, page: int) -> Shown:
    """A page of its messages, the oldest first."""
    thread = await views.thread_for_staff(turn.session, turn.staff(), thread_id)
    shown = _page(await views.count_entries(turn.session, thread), page, PAGE)
    found = await views.entries(turn.session, thread, shown.number * PAGE, PAGE)
    numbered = list(enumerate(found, start=shown.number * PAGE + 1))
    lines = [await line_for(turn, entry, number) for number, entry in numbered]
    whole = [
        button(_("Open %(number)s", number=number), "qa.one", entry.id)
        for (number, entry), line in zip(numbered, lines, strict=True)
        if not line["held"] and _is_cut(entry)
    ]
    pupil = await turn.session.get_one(Pupil, thread.pupil_id)
    responsible = await turn.session.get_one(Person, thread.responsible_id)
    values: dict[str, Fact] = {
        **await family_card(turn.session, thread.person_id, [pupil]),
        "state": STATES[thread.state],
        "teacher": None if responsible.id == turn.staff().id else teacher_card(responsible),
        "promised_at": thread.promised_at,
        "lines": lines,
        "page": shown.number + 1,
        "pages": shown.pages,
    }
    rows = (*([tuple(whole)] if whole else []), *shown.turns("qa.page", thread.id), *_ways(thread))
    return Screen("answering/thread", values, (*rows, (button(_("‹ Conversations"), "qa.list"), *MENU)), protect=True)


@flow.press("one")
async def whole(turn: Turn, entry_id: int) -> Shown:
    """One message, whole, with its file: a message of its own, below the page."""
    entry = await turn.session.get(LogEntry, entry_id)
    if entry is None or entry.thread_id is None or entry.kind not in views.SAID:
        raise NotAllowed
    thread = await views.thread_for_staff(turn.session, turn.staff(), entry.thread_id)
    line = await line_for(turn, entry, 0, limit=None)
    guardian = await turn.session.get_one(Person, thread.person_id)
    back: Row = (button(_("‹ The conversation"), "qa.show", thread.id),)
    file = file_of(entry) if entry.erased_at is None and not line["held"] else None
    turn.say(Screen("answering/entry", {**line, "guardian": guardian.name}, (back,), file, protect=True))
    return None


@flow.press("done")
async def settle(turn: Turn, thread_id: int) -> Shown:
    """She takes it as settled; the family hears how to go on."""
    thread = await answering.settle(turn.session, turn.staff(), thread_id, turn.now)
    turn.edits = None
    return await _changed(turn, thread, button(_("Open it again"), "qa.again", thread.id))


@flow.press("again")
async def again(turn: Turn, thread_id: int) -> Shown:
    """She looks at it again, and owes an answer."""
    await answering.reopen(turn.session, turn.staff(), thread_id, turn.now)
    return await one_page(turn, thread_id, LAST)


async def _changed(turn: Turn, thread: Thread, way: Button) -> Screen:
    pupil = await turn.session.get_one(Pupil, thread.pupil_id)
    about = await family_card(turn.session, thread.person_id, [pupil])
    return Screen("answering/settled", about, ((way,), (button(_("Today"), "td.open"), *MENU)), protect=True)


def _ways(thread: Thread) -> tuple[Row, ...]:
    if thread.state is ThreadState.DONE:
        reply = button(_("Reply"), "qa.re", thread.id, thread.messages)
        return ((reply, button(_("Open it again"), "qa.again", thread.id)),)
    return answer_rows(thread.id, thread.messages, first=True)


def _page(count: int, number: int, size: int) -> Page[int]:
    pages = max(1, -(-count // size))
    return Page((), min(number, pages - 1), pages)


def _is_cut(entry: LogEntry) -> bool:
    text = " ".join((entry.text or "").split())
    return entry.kind in views.SAID and entry.erased_at is None and (entry.file is not None or len(text) > EXCERPT)


async def line_for(turn: Turn, entry: LogEntry, number: int, limit: int | None = EXCERPT) -> dict[str, Value | Phrase]:
    """One line of a thread; the school's side by name, what is held without its words."""
    by = await turn.session.get(Person, entry.staff_id) if _is_ours(entry) and entry.staff_id else None
    held = entry.kind is LogKind.QUESTION and await holding.is_held(turn.session, entry.id)
    silent = held or entry.erased_at is not None
    return {
        "number": number,
        "at": entry.at,
        **(teacher_card(by) if by else {"honorific": None, "name": None}),
        "event": event_of(entry),
        "words": None if silent else (entry.text if limit is None else excerpt(entry.text)),
        "medium": None if silent else medium_of(entry),
        "edited": entry.replaces_id is not None,
        "erased": entry.erased_at is not None,
        "held": held,
    }


def _is_ours(entry: LogEntry) -> bool:
    return entry.kind is LogKind.REPLY or entry.person_id is None
