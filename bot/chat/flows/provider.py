"""What WhatsApp costs this month, what it may cost, and where the openers stand: for the administrators."""

from dataclasses import dataclass

from bot.chat import drafts
from bot.chat.router import Flow, Shown
from bot.chat.turns import Turn
from bot.domain.courtesy import LANGUAGES
from bot.domain.errors import InvalidValue, StaleScreen
from bot.domain.money import parse_amount
from bot.domain.provider import NEXT_STEPS, OPENER_NAMES, STATE_WORDS
from bot.domain.receipts import TemplateState
from bot.domain.screens import Row, Screen, button, screen
from bot.domain.text import Phrase, _
from bot.messages.openers import bodies
from bot.services.provider import meter
from bot.services.provider import templates as provider_templates
from bot.services.provider.templates import Stand
from bot.storage.models import Bot

flow = Flow("provider", "wa")

PRICE, CEILING = "price", "ceiling"
MENU: Row = (button(_("Menu"), "home.menu"),)
BACK: Row = (button(_("‹ Back"), "wa.open"),)


@dataclass(slots=True)
class Setting:
    """Which of the two amounts is being typed, and for which bot."""

    bot_id: int
    field: str


@flow.press("open")
async def opened(turn: Turn) -> Shown:
    """The meter and the openers, as they stand."""
    turn.admin()
    await drafts.drop(turn, flow.name)
    bots = await meter.billed_bots(turn.session, turn.school.id)
    return await _stands(turn, bots[0]) if bots else screen("provider/absent", MENU)


@flow.press("set")
async def asked(turn: Turn, field: str) -> Shown:
    """What one message costs, or what a month may cost, is to be typed."""
    turn.admin()
    if field not in (PRICE, CEILING):
        raise StaleScreen
    bots = await meter.billed_bots(turn.session, turn.school.id)
    if not bots:
        return screen("provider/absent", MENU)
    await drafts.keep(turn, flow.name, Setting(bots[0].id, field), "amount")
    return _ask(turn, field)


@flow.step("amount")
async def typed(turn: Turn) -> Shown:
    """Take the amount, or say how it is written."""
    turn.admin()
    setting = await drafts.load(turn, flow.name, Setting)
    bots = {bot.id: bot for bot in await meter.billed_bots(turn.session, turn.school.id)}
    if setting is None or (bot := bots.get(setting.bot_id)) is None:
        raise StaleScreen
    try:
        amount = parse_amount(setting.field, turn.text)
        await meter.set_rules(turn.session, bot, **{setting.field: amount})
    except InvalidValue:
        return _ask(turn, setting.field, refused=True)
    await drafts.drop(turn, flow.name)
    return await _stands(turn, bot)


def _ask(turn: Turn, field: str, *, refused: bool = False) -> Screen:
    return screen("provider/amount", BACK, field=field, refused=refused, country=turn.school.country)


async def _stands(turn: Turn, bot: Bot) -> Screen:
    reading = await meter.read(turn.session, bot.id, turn.now)
    stands = await provider_templates.standing(turn.session, bot.id, [body.wanted for body in bodies()])
    return screen(
        "provider/open",
        (button(_("Price of a message"), "wa.set", PRICE), button(_("Limit for a month"), "wa.set", CEILING)),
        MENU,
        number=bot.username or "",
        country=turn.school.country,
        price=reading.price,
        ceiling=reading.ceiling,
        booked=reading.booked,
        count=reading.count,
        confirmed=reading.confirmed_count,
        per_cent=reading.per_cent,
        room=reading.room if reading.price else None,
        until=reading.until,
        approved=sum(stand.state is TemplateState.APPROVED for stand in stands),
        openers=len(stands),
        others=[_other(stand) for stand in stands if stand.state is not TemplateState.APPROVED],
    )


def _other(stand: Stand) -> dict[str, str | Phrase]:
    return {
        "name": OPENER_NAMES[stand.wanted.key],
        "language": LANGUAGES[stand.wanted.locale],
        "state": STATE_WORDS[stand.state],
        "next": NEXT_STEPS[stand.state],
        "reason": stand.reason,
    }
