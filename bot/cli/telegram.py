"""Three questions to the Bot API for the doctor, with short patience. The token never leaves this module's requests."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

PATIENCE_S = 6.0


@dataclass(frozen=True, slots=True)
class Report:
    """What the server said: who the bot is, where its updates go, and what time it is there (None: not said).

    `trouble` is set when there was no proper answer: a word for the kind of failure, never an address.
    """

    bot_id: str = ""
    username: str = ""
    webhook: str = ""
    webhook_error: str = ""
    clock: datetime | None = None
    refused: bool = False
    trouble: str = ""


async def examine(api_url: str, token: str) -> Report:
    """Ask `getMe` and `getWebhookInfo`."""
    import aiohttp

    timeout = aiohttp.ClientTimeout(total=PATIENCE_S)
    try:
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
            me, clock = await _ask(session, api_url, token, "getMe")
            hook, _clock = await _ask(session, api_url, token, "getWebhookInfo")
    except PermissionError:
        return Report(refused=True)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return Report(trouble=type(error).__name__)  # the text would name the address, which holds the token
    return Report(
        str(me.get("id", "")),
        str(me.get("username", "")),
        str(hook.get("url", "")),
        str(hook.get("last_error_message", "")),
        clock,
    )


async def _ask(session: Any, api_url: str, token: str, method: str) -> tuple[dict[str, Any], datetime | None]:
    async with session.get(f"{api_url.rstrip('/')}/bot{token}/{method}") as response:
        if response.status in (401, 404):
            raise PermissionError
        answer = await response.json(content_type=None)
        said = response.headers.get("Date")
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), dict):
        raise ValueError
    return answer["result"], parsedate_to_datetime(said) if said else None
