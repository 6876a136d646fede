"""Who a number is: asked once when the bot starts."""

from dataclasses import dataclass

from bot.channels.whatsapp.graph import Graph
from bot.domain.delivery import Reason
from bot.domain.errors import DeliveryError, Permanent, RetryAfter

_FIELDS = ("display_phone_number", "verified_name", "quality_rating")


@dataclass(frozen=True, slots=True)
class Identity:
    """`address` is the phone number ID; `username` the number itself in digits, as wa.me wants it; `name` as people
    see it.
    """

    address: str
    username: str
    name: str


async def identify(graph: Graph, phone_id: str) -> Identity:
    """Ask whose number this is; raises Permanent for a token or a number that is refused, else DeliveryError."""
    try:
        found = await graph.ask(graph.calls.get_business_phone_number(phone_id, fields=_FIELDS))
    except RetryAfter as error:
        if error.reason != Reason.ACCOUNT:
            raise
        raise Permanent(Reason.ACCOUNT, error.detail) from None
    except DeliveryError:
        raise
    digits = "".join(sign for sign in str(found.get("display_phone_number") or "") if sign.isdigit())
    return Identity(phone_id, digits, str(found.get("verified_name") or ""))
