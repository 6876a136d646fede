"""An answer from the stock: two taps, the second of which sends it."""

from bot.chat.flows.answering.draft import MENU, flow
from bot.chat.flows.answering.words import send
from bot.chat.flows.stock.choosing import Way, chosen, shelf
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.screens import button
from bot.domain.text import _
from bot.services.threads import views
from bot.storage.models import Person, Pupil


@flow.press("st")
async def stock_answers(turn: Turn, thread_id: int, seen: int) -> Shown:
    """The answers she keeps, below the question: she reads what she answers."""
    turn.edits = None
    return await stock_page(turn, thread_id, seen, 0)


@flow.press("sp")
async def stock_page(turn: Turn, thread_id: int, seen: int, page: int) -> Shown:
    """A page of them, as this family would read them."""
    thread = await views.thread_for_staff(turn.session, turn.staff(), thread_id)
    back = (button(_("‹ Back"), "qa.open", thread.id), *MENU)
    way = Way("qa.su", "qa.sp", (thread.id, seen), back)
    guardian = await turn.session.get_one(Person, thread.person_id)
    return await shelf(turn, way, guardian, [await turn.session.get_one(Pupil, thread.pupil_id)], page)


@flow.press("su")
async def from_stock(turn: Turn, thread_id: int, seen: int, stock_id: int) -> Shown:
    """This one goes to the family."""
    thread = await views.thread_for_staff(turn.session, turn.staff(), thread_id)
    guardian = await turn.session.get_one(Person, thread.person_id)
    words = await chosen(turn, stock_id, guardian, [await turn.session.get_one(Pupil, thread.pupil_id)])
    return await send(turn, thread.id, words, seen)
