"""Below an update: read, quick answers, own words; and the family's current updates."""

from collections.abc import Sequence
from dataclasses import replace

from bot.chat.flows.answers import addressing
from bot.chat.flows.answers.draft import MENU, flow, how, keep, load, unsuitable, update_behind, words_of
from bot.chat.flows.invited.company import with_whom
from bot.chat.flows.talks.keeping import who_cannot_come
from bot.chat.router import PASS, Pass, Shown
from bot.chat.turns import Turn
from bot.domain.notices.safety import Reported, report_button
from bot.domain.parts import last_part
from bot.domain.rsvp import CANNOT, WITH
from bot.domain.screens import Screen, button, grid, screen
from bot.domain.shelf import SHELF
from bot.domain.text import Phrase, _
from bot.services import answers
from bot.services.answers import received
from bot.services.queue import outbox
from bot.services.updates.screens import screens_for
from bot.storage.models import Account, ClassUpdate, Outgoing, Pupil, Recipient, UpdateState

LISTED = 8


@flow.press("read")
async def read(turn: Turn, recipient_id: int) -> Shown:
    """*Sudah dibaca*: the mark appears below the message."""
    recipient, row = await _open(turn, recipient_id)
    await answers.mark_read(turn.session, recipient, turn.bot.channel, turn.now)
    await _marked(turn, recipient, row, _noted(recipient, row))
    return None


@flow.press("q")
async def quick(turn: Turn, recipient_id: int, key: str) -> Shown:
    """A quick answer. With several children in the update, first: for which of them?"""
    recipient, row = await _open(turn, recipient_id)
    face = SHELF.get(row.template).answer(key).face
    if row.state is UpdateState.WITHDRAWN:
        await _shown(turn, recipient)
        return None
    if await received.has_passed(turn.session, row, turn.now):
        turn.say(_passed(recipient, row))
        return None
    children = await received.children_in(turn.session, turn.known(), recipient)
    if len(children) > 1:
        turn.say(_which_child(recipient, key, face, children))
        return None
    await answers.choose(turn.session, recipient, key, children, how(turn), turn.now)
    await _marked(turn, recipient, row, None if key == WITH else _noted(recipient, row, key))
    if key == WITH:
        turn.say(await with_whom(turn, recipient))
    elif key == CANNOT and (back := await who_cannot_come(turn, row.id, {child.id for child in children})):
        turn.say(back)
    return None


@flow.press("qc")
async def quick_for(turn: Turn, recipient_id: int, key: str, pupil_id: int) -> Shown:
    """A quick answer for one of the children, or for all of them."""
    recipient, row = await _open(turn, recipient_id)
    SHELF.get(row.template).answer(key)  # raises for what is no answer to it
    if row.state is UpdateState.WITHDRAWN or await received.has_passed(turn.session, row, turn.now):
        return _passed(recipient, row)
    children = addressing.chosen(await received.children_in(turn.session, turn.known(), recipient), pupil_id)
    await answers.choose(turn.session, recipient, key, children, how(turn), turn.now)
    await _refresh(turn, recipient)
    if key == WITH:
        return await with_whom(turn, recipient, pupil_id)
    if key == CANNOT and (back := await who_cannot_come(turn, row.id, {child.id for child in children})):
        return back
    noted = _noted(recipient, row, key, [child.name for child in children])
    return replace(noted, rows=(MENU,)) if turn.in_place else noted


@flow.press("say")
async def say(turn: Turn, recipient_id: int) -> Shown:
    """The next text, voice message, photo or document is the answer."""
    recipient, row = await _open(turn, recipient_id)
    draft = await load(turn)
    draft.begin(recipient=recipient.id)
    await keep(turn, draft, "say")
    turn.say(
        screen(
            "answers/ask",
            (button(_("Never mind"), "a.drop"), report_button(Reported.UPDATE, recipient.id)),
            title=SHELF.get(row.template).title,
            teacher=None,
        )
    )
    return None


@flow.step("say")
async def said(turn: Turn) -> Shown:
    """The answer itself."""
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    draft = await load(turn)
    draft.add(words)
    return await addressing.deliver(turn, draft)


@flow.reply
async def replied_to_update(turn: Turn, message: Outgoing) -> Shown | Pass:
    """A reply in the chat to an update's message is an answer to it."""
    recipient_id = await update_behind(turn)
    if recipient_id is None:
        return PASS
    recipient, _row = await _open(turn, recipient_id)
    words = words_of(turn)
    if words is None:
        return unsuitable(turn)
    draft = await load(turn)
    draft.begin(recipient=recipient.id)
    draft.add(words)
    return await addressing.deliver(turn, draft)


@flow.press("list")
async def current(turn: Turn) -> Shown:
    """The updates that still matter to this family."""
    query = received.received_by(turn.known()).add_columns(ClassUpdate).limit(LISTED)
    rows = (await turn.session.execute(query.where(ClassUpdate.current_until > turn.now))).all()
    buttons = [(button(_title(row), "a.open", recipient.id),) for recipient, row in rows]
    return screen("answers/current", *buttons, MENU, count=len(rows))


@flow.press("open")
async def open_again(turn: Turn, recipient_id: int) -> Shown:
    """One of them once more, as a new message: from now on that is the one that is corrected and taken back."""
    recipient, row = await _open(turn, recipient_id)
    if row.state is UpdateState.WITHDRAWN:
        turn.say((await screens_for(turn.session, [recipient.id]))[recipient.id])
    elif not await outbox.hurry(turn.session, turn.account, recipient, turn.now):
        turn.shown.append(outbox.show_update(turn.session, turn.account, turn.school.id, recipient, turn.now))
        await _leave(turn, recipient, row)
    return None


async def _leave(turn: Turn, recipient: Recipient, row: ClassUpdate) -> None:
    """Take the words out of the message that nobody will correct any more."""
    account = await turn.session.get(Account, recipient.account_id) if recipient.account_id else None
    if recipient.message is None or account is None or account.person_id != recipient.person_id:
        return
    again = (button(_("Open again"), "a.open", recipient.id),)
    moved = screen("answers/moved", again, title=SHELF.get(row.template).title)
    outbox.show(turn.session, account, turn.school.id, moved, turn.now, edit=recipient.message, refresh=True)


def _title(row: ClassUpdate) -> Phrase:
    return _("%(day)s · %(title)s", day=row.send_at, title=SHELF.get(row.template).title)


def _which_child(recipient: Recipient, key: str, face: Phrase, children: Sequence[Pupil]) -> Screen:
    rows = [(button(child.name, "a.qc", recipient.id, key, child.id),) for child in children]
    everyone = (button(_("All of them"), "a.qc", recipient.id, key, addressing.ALL),)
    return screen("answers/which_child", *rows, everyone, answer=face)


def _noted(recipient: Recipient, row: ClassUpdate, key: str | None = None, children: Sequence[str] = ()) -> Screen:
    """A line that says what was noted, with what can be answered instead; `key` is None for what was read."""
    form = SHELF.get(row.template)
    others = [button(one.face, "a.q", recipient.id, one.key) for one in form.answers if one.key != key]
    return screen(
        "answers/noted",
        *grid(others, 2),
        (button(_("Write an answer"), "a.say", recipient.id),),
        answer=form.answer(key).face if key else None,
        title=_title(row),
        children=list(children),
    )


def _passed(recipient: Recipient, row: ClassUpdate) -> Screen:
    write = (button(_("Write an answer"), "a.say", recipient.id),)
    return screen("answers/passed", write, MENU, title=SHELF.get(row.template).title)


async def _open(turn: Turn, recipient_id: int) -> tuple[Recipient, ClassUpdate]:
    recipient = await received.recipient_of(turn.session, turn.known(), recipient_id)
    return recipient, await turn.session.get_one(ClassUpdate, recipient.update_id)


async def _marked(turn: Turn, recipient: Recipient, row: ClassUpdate, noted: Screen | None) -> None:
    """Let the update bear its marks; where the channel changes nothing, `noted` says so, and not all of it once more.

    None where something else that is said takes its place.
    """
    if turn.in_place or row.state is UpdateState.WITHDRAWN:
        await _shown(turn, recipient)
        return
    if noted is not None:
        turn.say(noted)
    await _refresh(turn, recipient)


async def _shown(turn: Turn, recipient: Recipient) -> None:
    """Show the update with its marks in place of what was pressed, and in its own message where that is another.

    Both become words only when they leave: whatever is tried again, the words of a correction meanwhile stay.
    """
    pressed, turn.edits = turn.edits, None
    here = recipient.account_id == turn.account.id
    if pressed is not None and here and pressed == last_part(recipient.message):
        pressed = recipient.message
    turn.shown.append(outbox.show_update(turn.session, turn.account, turn.school.id, recipient, turn.now, edit=pressed))
    if pressed is not None and not (here and pressed == recipient.message):
        await _refresh(turn, recipient)


async def _refresh(turn: Turn, recipient: Recipient) -> None:
    """Show the marks in the update's own message too, when something else was pressed and that one can be changed."""
    account = await turn.session.get(Account, recipient.account_id) if recipient.account_id else None
    if recipient.message is None or account is None:
        return
    outbox.show_update(turn.session, account, turn.school.id, recipient, turn.now, edit=recipient.message, refresh=True)
