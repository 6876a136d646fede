"""How updates reach the bot: long polling or a webhook, never both."""

import asyncio
import re
from urllib.parse import urlsplit

from bot.playground.telegram.answers import bad_request, conflict
from bot.playground.telegram.call import Call, Method
from bot.playground.telegram.state import BotAccount, Webhook
from bot.playground.telegram.updates import ALL_KINDS
from bot.playground.telegram.webhooks import close_webhook, open_webhook

MAX_POLL_SECONDS = 50
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"


async def get_updates(call: Call) -> object:
    """Confirm what lies before the offset, then hand out what waits, or wait for it."""
    bot = call.bot
    if bot.webhook:
        raise conflict(_WEBHOOK_ACTIVE)
    _stop_poll(bot, _OTHER_POLLER)
    _allow(call)
    bot.queue.confirm(call.params.integer("offset"))
    timeout = min(max(call.params.integer("timeout"), 0), MAX_POLL_SECONDS)
    if timeout and not bot.queue.waiting():
        await _news(bot, timeout)
    limit = min(max(call.params.integer("limit", 100), 1), 100)
    return [pending.json() for pending in bot.queue.waiting()[:limit]]


async def _news(bot: BotAccount, seconds: float) -> None:
    """Wait until an update comes or time is up. Raises Refused (409) when another poller takes over."""
    poll: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    bot.poll = poll
    bot.queue.on_add = lambda: None if poll.done() else poll.set_result(None)
    try:
        async with asyncio.timeout(seconds):
            await poll
    except TimeoutError:
        pass
    finally:
        if bot.poll is poll:
            bot.poll = None


def _stop_poll(bot: BotAccount, reason: str) -> None:
    if bot.poll and not bot.poll.done():
        bot.poll.set_exception(conflict(reason))


def _allow(call: Call) -> None:
    kinds = call.params.array("allowed_updates")
    if kinds is None:
        return
    unknown = [kind for kind in kinds if kind not in ALL_KINDS]
    if unknown:
        raise bad_request(f'Parameter "allowed_updates" has an unknown kind "{unknown[0]}"')
    call.bot.queue.allow([str(kind) for kind in kinds])


async def set_webhook(call: Call) -> object:
    url = call.params.text("url")
    if not url:
        return await delete_webhook(call)
    _check_url(url)
    secret = call.params.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    _stop_poll(call.bot, "terminated by setWebhook request")
    _allow(call)
    if call.params.flag("drop_pending_updates"):
        call.bot.queue.clear()
    await close_webhook(call.bot)
    connections = min(max(call.params.integer("max_connections", 40), 1), 100)
    open_webhook(call.api, call.bot, Webhook(url, secret, connections))
    return True


def _check_url(url: str) -> None:
    """https only; a machine's own address may use http, as with Telegram's local server."""
    parts = urlsplit(url)
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise bad_request("invalid webhook URL specified")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


async def delete_webhook(call: Call) -> object:
    await close_webhook(call.bot)
    if call.params.flag("drop_pending_updates"):
        call.bot.queue.clear()
    return True


def get_webhook_info(call: Call) -> object:
    hook = call.bot.webhook
    known: dict[str, object] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(call.bot.queue.waiting()),
    }
    if hook:
        known |= {"max_connections": hook.max_connections, "allowed_updates": sorted(call.bot.queue.allowed)}
    if hook and hook.failed_at is not None:
        known |= {"last_error_date": int(hook.failed_at), "last_error_message": hook.failure}
    return known


METHODS: dict[str, Method] = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
