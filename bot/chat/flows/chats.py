"""Where the school writes to a person who has, or wants, more than one chat."""

from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.delivery import Via
from bot.domain.errors import NotAllowed, StaleScreen
from bot.domain.invitations import CHAT_LIFETIME, code_link
from bot.domain.provider import CHANNEL_NAMES
from bot.domain.screens import Button, Row, Screen, Style, button, screen
from bot.domain.text import _
from bot.services.chats import choosing as chats
from bot.services.links import invitations
from bot.services.links.joining import holds_anything
from bot.services.queue import outbox
from bot.storage.models import AccountState, Bot

flow = Flow("chats", "c")
BACK: Row = (button(_("‹ Settings"), "s.open"), button(_("Menu"), "home.menu"))


@flow.press("open")
async def opened(turn: Turn) -> Shown:
    """The person's chats, and which others there could be."""
    return await _shown(turn)


@flow.press("prefer")
async def prefer(turn: Turn, account_id: int) -> Shown:
    """Write there from now on."""
    await chats.prefer(turn.session, turn.known(), account_id)
    return await _shown(turn)


@flow.press("add")
async def add(turn: Turn, bot_id: int) -> Shown:
    """A code of the person's own, to be entered in the other chat."""
    person = turn.known()
    bot = next((bot for bot in await chats.others(turn.session, person) if bot.id == bot_id), None)
    if bot is None:
        raise StaleScreen
    if not await holds_anything(turn.session, person):
        raise NotAllowed
    code = await invitations.issue_chat(turn.session, person, now=turn.now)
    name = name_of(bot.channel)
    link = code_link(bot.channel, bot.username, code)
    rows: list[Row] = [(Button(_("Open %(channel)s", channel=name), url=link),)] if link else []
    shown = screen(
        "chats/code",
        *rows,
        (button(_("‹ Back"), "c.open"),),
        channel=name,
        code=code,
        until=turn.now + CHAT_LIFETIME,
        school=turn.school.name,
    )
    return Screen(shown.template, shown.values, shown.rows, protect=True, secret=True)


@flow.press("off")
async def off(turn: Turn, account_id: int) -> Shown:
    """Take a chat away: one's own other one, or one that somebody else has added."""
    person = turn.known()
    gone = await chats.unlink(turn.session, person, account_id, turn.now)
    bot = await turn.session.get_one(Bot, gone.bot_id)
    notice = screen("chats/taken_away", school=turn.school.name)
    if gone.id == turn.account.id:
        return notice
    if gone.state is not AccountState.BLOCKED:
        outbox.show(turn.session, gone, turn.school.id, notice, turn.now)
    return screen("chats/gone", (button(_("My chats"), "c.open"), *BACK[1:]), channel=name_of(bot.channel))


def name_of(channel: str) -> str:
    """What people call a channel."""
    return CHANNEL_NAMES.get(Via(channel), channel)


async def _shown(turn: Turn) -> Screen:
    person = turn.known()
    found = await chats.chats_of(turn.session, person)
    first = found[0][0].id if found else 0
    rows: list[Row] = []
    for account, bot in found if len(found) > 1 else []:
        face = _("✓ %(answer)s", answer=name_of(bot.channel)) if account.id == first else name_of(bot.channel)
        style = Style.SUCCESS if account.id == first else Style.PLAIN
        take = button(_("Take away %(channel)s", channel=name_of(bot.channel)), "c.off", account.id)
        rows.append((button(face, "c.prefer", account.id, style=style), take))
    for bot in await chats.others(turn.session, person):
        rows.append((button(_("Add %(channel)s", channel=name_of(bot.channel)), "c.add", bot.id),))
    return screen(
        "chats/open",
        *rows,
        BACK,
        chats=[
            {
                "channel": name_of(bot.channel),
                "name": account.name,
                "here": account.id == turn.account.id,
                "blocked": account.state is AccountState.BLOCKED,
            }
            for account, bot in found
        ],
        several=len(found) > 1,
    )
