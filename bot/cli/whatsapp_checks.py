"""What the doctor looks at where WhatsApp is set up: its keys, the number, the webhook, the openers, the meter."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.cli import work
from bot.cli.checkups import Finding, Mark
from bot.cli.sentences import sentence
from bot.domain.errors import DeliveryError, ExtraMissing, Permanent, SettingsMissing
from bot.domain.text import _, n_

if TYPE_CHECKING:
    from bot.channels.whatsapp.setup import Identity
    from bot.settings import Settings, WhatsAppKeys

PATH = "/whatsapp"
PATIENCE_S = 6.0


async def of_whatsapp(settings: "Settings") -> AsyncIterator[Finding]:
    """Nothing where no key to WhatsApp is set: then nothing of it is loaded, either."""
    try:
        keys = settings.whatsapp
        if keys is None:
            return
        who = await identity(keys)
    except (SettingsMissing, ExtraMissing) as error:
        yield Finding(Mark.BAD, sentence(error))
        return
    except DeliveryError as error:
        yield _refused(error)
        return
    yield Finding(Mark.OK, _("WhatsApp knows the number +%(number)s (%(name)s)", number=who.username, name=who.name))
    yield await webhook(settings, keys)
    async for finding in _of_rows(keys):
        yield finding


async def identity(keys: "WhatsAppKeys") -> "Identity":
    """Whose number it is; raises ExtraMissing, or DeliveryError as the provider answers."""
    from bot.channels.whatsapp.graph import Graph
    from bot.channels.whatsapp.setup import identify

    graph = Graph(keys.token, keys.api_url, connections=1)
    try:
        return await identify(graph, keys.phone_id)
    finally:
        await graph.close()


def address_of(settings: "Settings") -> str | None:
    """Where WhatsApp is to bring messages."""
    return settings.titian_public_url.rstrip("/") + PATH if settings.titian_public_url else None


async def webhook(settings: "Settings", keys: "WhatsAppKeys") -> Finding:
    """Whether our own webhook answers as WhatsApp will ask it."""
    address = address_of(settings)
    if address is None or not address.startswith("https://"):
        return Finding(Mark.BAD, _("WhatsApp brings messages to an https address only. Set TITIAN_PUBLIC_URL."))
    if await _answers(address, keys.verify_token.get_secret_value()):
        return Finding(Mark.OK, _("The webhook answers at %(address)s", address=address))
    return Finding(
        Mark.CARE, _("The webhook does not answer at %(address)s yet. Start Titian: titian run", address=address)
    )


async def _answers(address: str, verify_token: str) -> bool:
    import aiohttp

    asked = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": "titian"}
    timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
            session.get(address, params=asked, allow_redirects=False) as answer,
        ):
            return answer.status == 200 and await answer.text() == "titian"
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
        return False


def _refused(error: DeliveryError) -> Finding:
    if isinstance(error, Permanent):
        return Finding(Mark.BAD, _("WhatsApp does not take this token for this number. Look at both in the app."))
    return Finding(Mark.BAD, _("WhatsApp cannot be reached. Look at the network or WHATSAPP_API_URL."))


async def _of_rows(keys: "WhatsAppKeys") -> AsyncIterator[Finding]:
    from sqlalchemy import select

    from bot.domain.receipts import TemplateState
    from bot.messages.openers import bodies
    from bot.services.provider import meter
    from bot.services.provider import templates as provider_templates
    from bot.storage.models import Bot

    async with work.session() as session:
        bot = await session.scalar(select(Bot).where(Bot.channel == "whatsapp", Bot.address == keys.phone_id))
        if bot is None:
            yield Finding(Mark.BAD, _("The number is not the school's yet. Connect it: titian whatsapp connect"))
            return
        reading = await meter.read(session, bot.id, work.now())
        stands = await provider_templates.standing(session, bot.id, [body.wanted for body in bodies()])
    barred = sum(stand.state is not TemplateState.APPROVED for stand in stands)
    if barred:
        words = n_(
            "%(count)s opener is not approved. See: titian whatsapp templates",
            "%(count)s openers are not approved. See: titian whatsapp templates",
            barred,
        )
        yield Finding(Mark.CARE, words)
    else:
        yield Finding(Mark.OK, _("WhatsApp has approved every opener"))
    if not reading.is_set:
        words = _("No price or no limit is set, so nothing that is billed leaves. Set them: titian whatsapp meter")
        yield Finding(Mark.CARE, words)
