"""After *We will come with …*: with whom? One tap, or a few words; whoever says nothing comes all the same."""

from bot.chat import drafts
from bot.chat.flows.invited.draft import ALL, MENU, Invited, flow, place_of
from bot.chat.router import Shown
from bot.chat.turns import Turn
from bot.domain.answers import Words
from bot.domain.errors import StaleScreen
from bot.domain.rsvp import COMPANY, COMPANY_LIMIT, company
from bot.domain.screens import Screen, button, grid, screen
from bot.domain.text import _
from bot.services.answers import received
from bot.services.meetings import rsvp
from bot.storage.models import Recipient

STEP = "company"


async def with_whom(turn: Turn, recipient: Recipient, pupil_id: int = ALL) -> Screen:
    """The question; nobody has to answer it, and nobody is offered to come with themselves."""
    own = await rsvp.relations_of(turn.session, recipient)
    taps = [
        button(_("With %(company)s", company=face), "mi.who", recipient.id, pupil_id, key)
        for key, face in COMPANY.items()
        if key not in own
    ]
    other = button(_("Somebody else …"), "mi.other", recipient.id, pupil_id)
    return screen("invited/with_whom", *grid(taps, 2), (other,), too_long=False, limit=COMPANY_LIMIT, typed=False)


@flow.press("who")
async def tapped(turn: Turn, recipient_id: int, pupil_id: int, key: str) -> Shown:
    """Common company, with one tap."""
    if key not in COMPANY:
        raise StaleScreen
    return await _noted(turn, recipient_id, pupil_id, key)


@flow.press("other")
async def other(turn: Turn, recipient_id: int, pupil_id: int) -> Shown:
    """The next line says with whom."""
    place = await place_of(turn, recipient_id, pupil_id)
    await drafts.keep(turn, flow.name, Invited(place.recipient.id, pupil_id), STEP)
    return _ask(too_long=False)


@flow.step(STEP)
async def typed(turn: Turn) -> Shown:
    """With whom, in their own words."""
    said = " ".join(turn.text.split())
    draft = await drafts.load(turn, flow.name, Invited)
    if draft is None or not said or len(said) > COMPANY_LIMIT:
        return _ask(too_long=len(said) > COMPANY_LIMIT)
    await drafts.drop(turn, flow.name)
    return await _noted(turn, draft.recipient, draft.pupil, said)


@flow.press("quit")
async def never_mind(turn: Turn) -> Shown:
    """Nothing more is said; what was said before stays."""
    await drafts.drop(turn, flow.name)
    return screen("invited/left", MENU)


def _ask(*, too_long: bool) -> Screen:
    rows = (button(_("Never mind"), "mi.quit"),)
    return screen("invited/with_whom", rows, too_long=too_long, limit=COMPANY_LIMIT, typed=True)


async def _noted(turn: Turn, recipient_id: int, pupil_id: int, said: str) -> Shown:
    place = await place_of(turn, recipient_id, pupil_id)
    row = await received.update_of(turn.session, place.recipient)
    if row.state not in received.SHOWN or await received.has_passed(turn.session, row, turn.now):
        return screen("invited/late", (button(_("Write an answer"), "a.say", recipient_id),), MENU)
    how = Words(channel=turn.bot.channel, locale=turn.locale)
    await rsvp.note_company(turn.session, place.recipient, place.children, said, how, turn.now)
    return screen("invited/company", MENU, company=company(said))
