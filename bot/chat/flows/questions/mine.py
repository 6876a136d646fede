"""A family's own questions: how each stands, page by page what was said, and how it goes on."""

from collections.abc import Mapping

from sqlalchemy import func

from bot.chat.flows.questions.draft import LEAVE, MENU, Asking, flow, keep
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import EXCERPT, excerpt
from bot.domain.errors import NotAllowed
from bot.domain.paging import Page
from bot.domain.screens import Row, Screen, button, screen
from bot.domain.text import Phrase, Value, _
from bot.domain.threads import BY_ITSELF, TOLD, ThreadState
from bot.services.answers.conversations import children_card, file_of, medium_of, teacher_card
from bot.services.threads import saying, telling, views
from bot.storage.models import LogEntry, LogKind, Person, Pupil, Thread

LISTED = 6
"""Questions on a page."""
PAGE = 6
"""Messages on a page of one."""
LAST = 10_000
"""In place of a page's number: the newest messages."""

DONE_WORDS: Mapping[LogKind, Phrase] = {
    LogKind.FORWARDED: _("Passed on within the school"),
    LogKind.SETTLED: _("Marked as settled"),
    LogKind.REOPENED: _("Opened again"),
    LogKind.OPENED: _("Looked at by the administrator"),
}
"""What happened in a thread besides words."""
_BY_ITSELF = _("Taken as settled, for nothing more was asked")


def event_of(entry: LogEntry) -> Phrase | None:
    """What an entry of a thread is where it is not somebody's words."""
    by_itself = entry.kind is LogKind.SETTLED and entry.choice == BY_ITSELF
    return _BY_ITSELF if by_itself else DONE_WORDS.get(entry.kind)


@flow.command("pertanyaan", "questions")
async def by_command(turn: Turn) -> Shown:
    """`/pertanyaan`."""
    return await mine(turn)


@flow.press("list")
async def mine(turn: Turn, page: int = 0) -> Shown:
    """All of this guardian's questions, the newest first."""
    own = views.of_guardian(turn.known())
    count = await turn.session.scalar(own.order_by(None).with_only_columns(func.count())) or 0
    shown = _page(count, page, LISTED)
    threads = list(await turn.session.scalars(own.offset(shown.number * LISTED).limit(LISTED)))
    begun = await views.firsts(turn.session, threads)
    rows: list[Row] = [(button(line_of(thread, begun.get(thread.id)), "qs.show", thread.id),) for thread in threads]
    return screen(
        "questions/list",
        *rows,
        *shown.turns("qs.list"),
        (button(_("Ask the school"), "qs.new"), *MENU),
        count=count,
    )


@flow.press("show")
async def show(turn: Turn, thread_id: int) -> Shown:
    """One question, with the newest messages."""
    return await one_page(turn, thread_id, LAST)


@flow.press("page")
async def one_page(turn: Turn, thread_id: int, page: int) -> Shown:
    """A page of its messages, the oldest first."""
    thread = await views.thread_for_guardian(turn.session, turn.known(), thread_id)
    shown = _page(await views.count_entries(turn.session, thread), page, PAGE)
    found = await views.entries(turn.session, thread, shown.number * PAGE, PAGE)
    whole = [
        button(_("Open %(number)s", number=number), "qs.one", entry.id)
        for number, entry in _numbered(found, shown.number)
        if _is_cut(entry)
    ]
    rows: list[Row] = [tuple(whole)] if whole else []
    return Screen(
        "questions/thread",
        {
            "child": (await _child(turn, thread))["name"],
            "state": TOLD[thread.state],
            "teacher": teacher_card(await turn.session.get_one(Person, thread.responsible_id)),
            "promised_at": thread.promised_at,
            "lines": [await _said(turn, entry, number) for number, entry in _numbered(found, shown.number)],
            "page": shown.number + 1,
            "pages": shown.pages,
        },
        (*rows, *shown.turns("qs.page", thread.id), *_ways_on(thread), (button(_("‹ My questions"), "qs.list"), *MENU)),
        protect=True,
    )


@flow.press("one")
async def whole(turn: Turn, entry_id: int) -> Shown:
    """One message, whole, with its file: a message of its own, below the page."""
    entry = await turn.session.get(LogEntry, entry_id)
    if entry is None or entry.thread_id is None or entry.kind not in views.SAID:
        raise NotAllowed
    thread = await views.thread_for_guardian(turn.session, turn.known(), entry.thread_id)
    turn.say(
        Screen(
            "questions/entry",
            await _said(turn, entry, 0, limit=None),
            ((button(_("‹ The question"), "qs.show", thread.id),),),
            file_of(entry) if entry.erased_at is None else None,
            protect=True,
        )
    )
    return None


@flow.press("more")
async def more(turn: Turn, thread_id: int) -> Shown:
    """The next text, voice message, photo or document is added to this question."""
    thread = await views.thread_for_guardian(turn.session, turn.known(), thread_id)
    await keep(turn, Asking(thread=thread.id), "add")
    turn.say(
        screen(
            "questions/more",
            LEAVE,
            child=(await _child(turn, thread))["name"],
            teacher=teacher_card(await turn.session.get_one(Person, thread.responsible_id)),
            quoted=await telling.about(turn.session, thread),
        )
    )
    return None


@flow.press("done")
async def settled(turn: Turn, thread_id: int) -> Shown:
    """The family has its answer."""
    thread = await saying.close(turn.session, turn.known(), thread_id, turn.now)
    turn.say(
        screen(
            "questions/closed",
            (button(_("Open it again"), "qs.again", thread.id), *MENU),
            quoted=await telling.about(turn.session, thread),
        )
    )
    return None


@flow.press("again")
async def again(turn: Turn, thread_id: int) -> Shown:
    """It is not settled after all; where it was open anyway, that is said by showing it."""
    promised = await saying.reopen(turn.session, turn.known(), thread_id, turn.now)
    if promised is None:
        return await show(turn, thread_id)
    return screen(
        "questions/opened_again",
        (button(_("Add something"), "qs.more", thread_id), button(_("Look at the question"), "qs.show", thread_id)),
        MENU,
        teacher=teacher_card(promised.responsible),
        promised_at=promised.at,
        outside=promised.outside,
    )


def _page(count: int, number: int, size: int) -> Page[int]:
    pages = max(1, -(-count // size))
    return Page((), min(number, pages - 1), pages)


def _numbered(found: list[LogEntry], page: int) -> list[tuple[int, LogEntry]]:
    return list(enumerate(found, start=page * PAGE + 1))


def line_of(thread: Thread, first: LogEntry | None) -> Phrase:
    """A thread as the face of a button: how it stands, when something was last said, the words it began with."""
    words = (excerpt(first.text) or medium_of(first)) if first is not None and first.erased_at is None else None
    return _(
        "%(mark)s %(day)s · %(words)s",
        mark=_MARKS[thread.state],
        day=thread.last_at,
        words=words if words is not None else _("(erased)"),
    )


_MARKS: Mapping[ThreadState, str] = {
    ThreadState.NEW: "🕓",
    ThreadState.SCHOOL: "🕓",
    ThreadState.FAMILY: "💬",
    ThreadState.DONE: "✓",
}


def _ways_on(thread: Thread) -> tuple[Row, ...]:
    if thread.state is ThreadState.DONE:
        return ((button(_("Add something"), "qs.more", thread.id), button(_("Open it again"), "qs.again", thread.id)),)
    return ((button(_("Add something"), "qs.more", thread.id), button(_("That settles it"), "qs.done", thread.id)),)


def _is_cut(entry: LogEntry) -> bool:
    text = " ".join((entry.text or "").split())
    return entry.kind in views.SAID and entry.erased_at is None and (entry.file is not None or len(text) > EXCERPT)


async def _said(turn: Turn, entry: LogEntry, number: int, limit: int | None = EXCERPT) -> dict[str, Value | Phrase]:
    """One line of a thread as a template shows it."""
    by = entry.staff_id if entry.kind is LogKind.REPLY or entry.person_id is None else None
    staff = await turn.session.get(Person, by) if by else None
    erased = entry.erased_at is not None
    words = entry.text if entry.kind in views.SAID or entry.kind is LogKind.OPENED else None
    return {
        "number": number,
        "at": entry.at,
        **(teacher_card(staff) if staff else {"honorific": None, "name": None}),
        "event": event_of(entry),
        "words": None if erased else (words if limit is None else excerpt(words)),
        "medium": None if erased else medium_of(entry),
        "edited": entry.replaces_id is not None,
        "erased": erased,
    }


async def _child(turn: Turn, thread: Thread) -> dict[str, str]:
    return (await children_card(turn.session, [await turn.session.get_one(Pupil, thread.pupil_id)]))[0]
