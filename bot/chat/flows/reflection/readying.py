"""An idea becomes a message that only wants her look: nothing is sent from here."""

from bot.chat.flows.individual import choosing
from bot.chat.flows.reflection.draft import flow
from bot.chat.flows.updates import compose
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.errors import StaleScreen
from bot.domain.reflection import Idea
from bot.services.reflection import ideas


@flow.press("do")
async def make_ready(turn: Turn, idea: str) -> Shown:
    """The message of an idea, with the children it is for chosen and filled in; raises StaleScreen when there is
    nobody any more."""
    staff = turn.staff()
    if idea not in set(Idea):
        raise StaleScreen
    if Idea(idea) is Idea.THANKS:
        return await compose.begin_with(turn, await ideas.first_class(turn.session, staff), ideas.THANKS)
    if Idea(idea) not in ideas.TEMPLATES:
        raise StaleScreen
    whom = await ideas.whom(turn.session, staff, Idea(idea), turn.now)
    return await choosing.begin_with(turn, ideas.TEMPLATES[Idea(idea)], whom.class_id, whom.ids)
