"""What a message counts as on the bill.

Per message and delivered only. Until 30 September 2026 a utility template inside an open window was free of charge and
so was everything that is not a template. Since 1 October 2026 the utility template is billed there, too, and of what
is no template the first 1,000 delivered in a calendar month are free for each business number:
https://developers.facebook.com/documentation/business-messaging/whatsapp/pricing
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.playground.whatsapp.state import Content, Number


@dataclass(frozen=True, slots=True)
class Prices:
    """The rules in force. `free_services` None: everything that is no template is free."""

    utility_free_in_window: bool = False
    free_services: int | None = 1000

    def billable(self, number: Number, content: Content, *, window: bool, now: float) -> bool:
        """Whether this message is billed once it is delivered. Asked once for each: service messages are counted."""
        if content.category == "utility":
            return not (window and self.utility_free_in_window)
        if content.category != "service":
            return True
        return self.free_services is not None and self._count(number, now) > self.free_services

    def _count(self, number: Number, now: float) -> int:
        moment = datetime.fromtimestamp(now, UTC)
        month = (moment.year, moment.month)
        number.service_delivered[month] = number.service_delivered.get(month, 0) + 1
        return number.service_delivered[month]


UNTIL_SEPTEMBER_2026 = Prices(utility_free_in_window=True, free_services=None)


def pricing(content: Content, billable: bool) -> dict[str, object]:
    """The `pricing` object of a status webhook."""
    return {
        "billable": billable,
        "pricing_model": "PMP",
        "category": content.category,
        "type": "regular" if billable else "free_customer_service",
    }
