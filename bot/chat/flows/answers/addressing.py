"""For whom are these words? Asked only when it cannot be told, and the words are kept safe meanwhile."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from bot.channels.base import Kind
from bot.chat import drafts, meanwhile
from bot.chat.flows.answers.draft import MENU, Saying, flow, keep, load, unsuitable, words_of
from bot.chat.flows.concerns import family as concerns
from bot.chat.flows.questions import adding, asking, mine
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn, answered_message
from bot.domain.absence_words import sounds_like_absence
from bot.domain.answers import excerpt
from bot.domain.concerns import AREAS, ConcernState
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.screens import Row, Screen, button, screen
from bot.domain.shelf import SHELF
from bot.domain.text import _
from bot.domain.threads import ThreadState
from bot.services import answers, scope
from bot.services.answers import About, Said, received
from bot.services.answers.conversations import teacher_card
from bot.services.hours import promising
from bot.services.threads import views
from bot.storage.models import ClassUpdate, Concern, LogEntry, Pupil, Thread

OFFERED = 5
THREADS = 3
CONCERNS = 3
"""Of the updates, of the own questions and of what is talked about so many are offered."""
ALL = 0
"""In place of a child's id: all of the children in this update."""

GOES_ON = timedelta(minutes=5)
"""Words that follow so soon belong to what was said before: an album of photos, a thought sent in three messages."""


async def deliver(turn: Turn, draft: Saying) -> Shown:
    """Pass the kept words on, after asking for which child where there are several; what answers nothing is asked."""
    if not (draft.recipient or draft.entry):
        return await _asked(turn, draft)
    about = await _about(turn, draft)
    if draft.pupil is None and len(about.pupils) > 1:
        await keep(turn, draft, "child")
        rows = [(button(child.name, "a.for", child.id),) for child in about.pupils]
        return screen("answers/which_child", *rows, (button(_("All of them"), "a.for", ALL),), answer=None)
    pupils = chosen(about.pupils, draft.pupil or ALL)
    about = About(pupils, about.recipient, about.replies_to)
    said = [await answers.say(turn.session, turn.known(), about, words, turn.now) for words in draft.pieces(turn)]
    passed_on = await _passed_on(turn, about, said)
    draft.pupil, draft.said_at = pupils[0].id if len(pupils) == 1 else ALL, turn.now
    return await _then(turn, draft, passed_on)


async def _asked(turn: Turn, draft: Saying) -> Shown:
    """The kept words are a question to the child's homeroom teacher: a thread of its own."""
    if not draft.pupil:
        raise StaleScreen
    pupil = await scope.child_of(turn.session, turn.known(), draft.pupil)
    shown = await asking.ask_homeroom(turn, pupil, draft.pieces(turn))
    draft.said_at = None
    return await _then(turn, draft, shown)


async def _then(turn: Turn, draft: Saying, shown: Screen | None) -> Shown:
    """What was put aside is asked about once the rest is delivered."""
    draft.words, draft.aside = draft.aside, []
    if draft.words:
        return [*([shown] if shown else []), await _whom(turn, draft)]
    await keep(turn, draft)
    return shown


def chosen(children: Sequence[Pupil], pupil_id: int) -> list[Pupil]:
    """The child that was tapped, or all of them; raises NotAllowed for a child that is not among them."""
    found = [child for child in children if pupil_id in (ALL, child.id)]
    if not found:
        raise NotAllowed
    return found


@flow.press("for")
async def for_child(turn: Turn, pupil_id: int) -> Shown:
    """For which child the kept words are."""
    draft = await load(turn)
    if not draft.words or not (draft.recipient or draft.entry):
        raise StaleScreen
    draft.pupil = pupil_id
    return await deliver(turn, draft)


@flow.press("to")
async def to_update(turn: Turn, recipient_id: int) -> Shown:
    """The kept words answer this update."""
    draft = await load(turn)
    if not draft.words:
        raise StaleScreen
    draft.recipient, draft.entry, draft.pupil = recipient_id, 0, None
    return await deliver(turn, draft)


@flow.press("wali")
async def to_homeroom(turn: Turn, pupil_id: int) -> Shown:
    """The kept words are for this child's homeroom teacher."""
    draft = await load(turn)
    if not draft.words:
        raise StaleScreen
    draft.recipient, draft.entry, draft.pupil = 0, 0, pupil_id
    return await deliver(turn, draft)


@flow.press("thr")
async def to_thread(turn: Turn, thread_id: int) -> Shown:
    """The kept words go on with a question that the family has asked."""
    draft = await load(turn)
    shown = await adding.add(turn, thread_id, draft.pieces(turn))
    draft.said_at = None
    return await _then(turn, draft, shown)


@flow.press("cn")
async def to_concern(turn: Turn, concern_id: int) -> Shown:
    """The kept words answer what a teacher wrote about a child that needs care: only who is in it reads them."""
    draft = await load(turn)
    shown: Screen | None = None
    for words in draft.pieces(turn):
        shown = await concerns.written(turn, concern_id, words)
    draft.said_at = None
    return await _then(turn, draft, shown)


@flow.press("else")
async def to_somebody_else(turn: Turn) -> Shown:
    """The kept words are for somebody else at school; the questions take them from here."""
    draft = await load(turn)
    words = draft.pieces(turn)
    await drafts.drop(turn, flow.name)
    return await asking.choose(turn, words)


@flow.press("drop")
async def never_mind(turn: Turn) -> Shown:
    """Nothing was sent."""
    await drafts.drop(turn, flow.name)
    return screen("answers/dropped", MENU)


@flow.step("child", "address")
async def more_words(turn: Turn) -> Shown:
    """More words while it is still asked for whom they are."""
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    draft = await load(turn)
    draft.add(words)
    return await deliver(turn, draft) if draft.recipient or draft.entry else await _whom(turn, draft)


@flow.otherwise
async def loose_words(turn: Turn) -> Shown | Pass:
    """A parent writes, and nothing was asked: for whom is it?"""
    if turn.person is None or await turn.session.scalar(scope.children_of(turn.person).limit(1)) is None:
        return PASS
    words = words_of(turn)
    if words is None:
        return unsuitable(turn) if turn.received.kind is Kind.OTHER else PASS
    draft = await load(turn)
    if draft.album and draft.album == turn.received.album:
        return PASS  # more photos of a reply, which is another's matter
    if not draft.words and not sounds_like_absence(words.text) and await _goes_on(turn, draft):
        draft.add(words)
        return await deliver(turn, draft)
    if not draft.words:
        draft = Saying()
    draft.add(words)
    return await _whom(turn, draft, lost=await _is_lost(turn))


async def _goes_on(turn: Turn, draft: Saying) -> bool:
    if draft.said_at is None or turn.now - draft.said_at > GOES_ON:
        return False
    return not await meanwhile.something_else(turn, draft.said_at, flow.name, draft.recipient)


async def _whom(turn: Turn, draft: Saying, *, lost: bool = False) -> Screen:
    """Ask for whom the words are; `lost`: they reply to a message that is known no more."""
    draft.recipient, draft.entry, draft.pupil, draft.said_at = 0, 0, None, None
    await keep(turn, draft, "address")
    absent = any(sounds_like_absence(one["text"]) for one in draft.words)
    rows = [
        *([(button(_("Not coming to school"), "ab.said"),)] if absent else []),
        *await _concerns(turn),
        *await _threads(turn),
        *await _updates(turn),
        *await _homerooms(turn),
        (button(_("Somebody else at school"), "a.else"),),
        (button(_("Never mind"), "a.drop"),),
    ]
    first = draft.words[0]
    return screen(
        "answers/for_whom", *rows, words=excerpt(first["text"]), count=len(draft.words), lost=lost, absent=absent
    )


async def _is_lost(turn: Turn) -> bool:
    """Whether the message that is replied to is known no more: neither one of ours nor one of this person's."""
    if turn.received.reply_to is None or await answered_message(turn) is not None:
        return False
    own = select(LogEntry.id).where(LogEntry.person_id == turn.known().id, LogEntry.message == turn.received.reply_to)
    return await turn.session.scalar(own.limit(1)) is None


async def _concerns(turn: Turn) -> list[Row]:
    """What a teacher is talking about with this family, the newest first."""
    rows = await turn.session.execute(
        scope.concerns_told(turn.known())
        .join(Pupil, Pupil.id == Concern.pupil_id)
        .add_columns(Pupil.name)
        .where(Concern.state == ConcernState.OPEN)
        .order_by(Concern.id.desc())
        .limit(CONCERNS)
    )
    return [
        (button(_("💬 About %(child)s: %(area)s", child=name, area=AREAS[concern.area]), "a.cn", concern.id),)
        for concern, name in rows
    ]


async def _threads(turn: Turn) -> list[Row]:
    """What this family has asked and is not done with, the newest first."""
    going_on = views.of_guardian(turn.known()).where(Thread.state != ThreadState.DONE).limit(THREADS)
    threads = list(await turn.session.scalars(going_on))
    begun = await views.firsts(turn.session, threads)
    return [(button(mine.line_of(thread, begun.get(thread.id)), "a.thr", thread.id),) for thread in threads]


async def _updates(turn: Turn) -> list[Row]:
    query = received.received_by(turn.known()).add_columns(ClassUpdate).limit(OFFERED)
    return [
        (button(_("%(title)s, %(day)s", title=SHELF.get(row.template).title, day=row.send_at), "a.to", recipient.id),)
        for recipient, row in await turn.session.execute(query)
    ]


async def _homerooms(turn: Turn) -> list[Row]:
    children = await turn.session.scalars(scope.children_of(turn.known()))
    return [(button(_("Homeroom teacher of %(child)s", child=child.name), "a.wali", child.id),) for child in children]


async def _about(turn: Turn, draft: Saying) -> About:
    guardian = turn.known()
    if draft.entry:
        about = await answers.conversation(turn.session, guardian, draft.entry)
        draft.pupil = ALL
        return about
    recipient = await received.recipient_of(turn.session, guardian, draft.recipient)
    return About(await received.children_in(turn.session, guardian, recipient), recipient)


async def _passed_on(turn: Turn, about: About, said: Sequence[Said]) -> Screen:
    row = await turn.session.get_one(ClassUpdate, about.recipient.update_id) if about.recipient else None
    teacher = said[-1].teacher
    return screen(
        "answers/passed_on",
        MENU,
        teacher=teacher_card(teacher) if teacher else None,
        told=said[-1].told,
        outside=teacher is not None and await promising.is_outside(turn.session, turn.school, teacher, turn.now),
        title=SHELF.get(row.template).title if row else None,
        children=[child.name for child in about.pupils],
        count=len(said),
    )
