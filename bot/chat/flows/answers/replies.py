"""The conversation after an answer: the teacher replies, the parent replies to that, each in their own chat."""

from bot.chat.flows.answering.afterwards import after_sending
from bot.chat.flows.answers import addressing
from bot.chat.flows.answers.draft import MENU, flow, keep, load, unsuitable, words_behind, words_of
from bot.chat.flows.stock.choosing import Way, chosen, shelf
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.screens import Screen, button, screen
from bot.domain.text import _
from bot.services import answers
from bot.services.answers import replies
from bot.services.answers.conversations import family_card, pupils_of, teacher_card
from bot.services.answers.replies import Replied
from bot.services.stock import figures
from bot.storage.models import LogEntry, LogKind, Outgoing, Person


@flow.press("re")
async def reply(turn: Turn, entry_id: int) -> Shown:
    """The next text, voice message, photo or document is the reply: a parent's to the teacher, or hers to them."""
    draft = await load(turn)
    leave = (button(_("Never mind"), "a.drop"),)
    if await _is_for_me(turn, entry_id):
        about = await answers.conversation(turn.session, turn.known(), entry_id)
        draft.begin(entry=entry_id)
        await keep(turn, draft, "say")
        assert about.replies_to is not None
        teacher = await turn.session.get_one(Person, about.replies_to.staff_id)
        turn.say(screen("answers/ask", leave, title=None, teacher=teacher_card(teacher)))
        return None
    answer = await replies.answer_seen_by(turn.session, turn.staff(), entry_id)
    draft.replying = answer.id
    await keep(turn, draft, "reply")
    family = await family_card(turn.session, answer.person_id or 0, await pupils_of(turn.session, answer))
    turn.say(Screen("answers/ask_reply", family, (leave,)))
    return None


@flow.step("reply")
async def typed_reply(turn: Turn) -> Shown:
    """The teacher's words to the family."""
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    draft = await load(turn)
    if not draft.replying:
        raise StaleScreen
    return await _reply(turn, draft.replying, words)


@flow.otherwise
async def more_of_an_album(turn: Turn) -> Shown | Pass:
    """The other photos of a reply that was sent as an album; one confirmation is enough."""
    draft = await load(turn)
    words = words_of(turn)
    if words is None or not draft.album or draft.album != turn.received.album or not turn.roles:
        return PASS
    await _reply(turn, draft.replying, words)
    return None


@flow.reply
async def replied_in_chat(turn: Turn, message: Outgoing) -> Shown | Pass:
    """A reply in the chat to a passed-on message goes to the one who said it."""
    entry_id = await words_behind(turn)
    if entry_id is None:
        return PASS
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    if not await _is_for_me(turn, entry_id):
        return await _reply(turn, entry_id, words)
    draft = await load(turn)
    draft.begin(entry=entry_id)
    draft.add(words)
    return await addressing.deliver(turn, draft)


@flow.press("ty")
async def thank(turn: Turn, entry_id: int) -> Shown:
    """A courteous thank-you with one tap; a second tap adds nothing."""
    staff = turn.staff()
    given = await replies.thank(turn.session, staff, entry_id, turn.bot.channel, turn.now)
    answer = await replies.answer_seen_by(turn.session, staff, entry_id)
    turn.say(await _sent(turn, answer, given))
    return None


async def _reply(turn: Turn, entry_id: int, words: Words) -> Screen:
    staff = turn.staff()
    draft = await load(turn)
    draft.replying, draft.album = entry_id, turn.received.album
    await keep(turn, draft)
    given = await replies.reply(turn.session, staff, entry_id, words, turn.now)
    answer = await replies.answer_seen_by(turn.session, staff, entry_id)
    return await _sent(turn, answer, given)


@flow.press("st")
async def stock_answers(turn: Turn, entry_id: int) -> Shown:
    """The answers she keeps, below the words: she reads what she answers."""
    turn.edits = None
    return await stock_page(turn, entry_id, 0)


@flow.press("sp")
async def stock_page(turn: Turn, entry_id: int, page: int) -> Shown:
    """A page of them, as this family would read them."""
    answer = await replies.answer_seen_by(turn.session, turn.staff(), entry_id)
    guardian = await turn.session.get_one(Person, answer.person_id)
    way = Way("a.su", "a.sp", (answer.id,), (button(_("‹ Back"), "a.one", answer.id), *MENU))
    return await shelf(turn, way, guardian, await pupils_of(turn.session, answer), page)


@flow.press("su")
async def from_stock(turn: Turn, entry_id: int, stock_id: int) -> Shown:
    """This one goes to the family."""
    staff = turn.staff()
    answer = await replies.answer_seen_by(turn.session, staff, entry_id)
    guardian = await turn.session.get_one(Person, answer.person_id)
    words = await chosen(turn, stock_id, guardian, await pupils_of(turn.session, answer))
    given = await replies.reply(turn.session, staff, answer.id, words, turn.now)
    await figures.used(turn.session, stock_id)
    return await _sent(turn, answer, given)


async def _sent(turn: Turn, answer: LogEntry, given: Replied | None) -> Screen:
    """It is on its way, with what usually comes next; None: it was given before."""
    about = await family_card(turn.session, answer.person_id or 0, await pupils_of(turn.session, answer))
    rows = await after_sending(turn, given.entry if given else None)
    return Screen("answers/reply_sent", {"reached": given is None or given.reached, **about}, rows)


async def _is_for_me(turn: Turn, entry_id: int) -> bool:
    """Whether this is something that the school said to this person; else it is something a family said."""
    entry = await turn.session.get(LogEntry, entry_id)
    if entry is None:
        raise NotAllowed
    return entry.kind is LogKind.REPLY and entry.person_id == turn.known().id
