"""What WhatsApp tells of our messages and of our templates
(https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status).
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.whatsapp.errors import reason_of
from bot.domain.openers import PROVIDERS_NAME
from bot.domain.receipts import Receipt, ReceiptState, TemplateState, TemplateVerdict

Json = Mapping[str, Any]

_STATES = {
    "sent": ReceiptState.SENT,
    "delivered": ReceiptState.DELIVERED,
    "read": ReceiptState.READ,
    "played": ReceiptState.READ,  # a voice message that was listened to
    "failed": ReceiptState.FAILED,
}
_TEMPLATE_STATES = {
    "APPROVED": TemplateState.APPROVED,
    "REINSTATED": TemplateState.APPROVED,
    "UNARCHIVED": TemplateState.APPROVED,
    "FLAGGED": TemplateState.APPROVED,  # a warning: it may be paused soon, and can be sent until then
    "UNLOCKED": TemplateState.APPROVED,
    "PENDING": TemplateState.SUBMITTED,
    "IN_APPEAL": TemplateState.SUBMITTED,
    "APPEAL_REQUESTED": TemplateState.SUBMITTED,
    "REJECTED": TemplateState.REJECTED,
    "PAUSED": TemplateState.PAUSED,
    "LOCKED": TemplateState.PAUSED,
    "LIMIT_EXCEEDED": TemplateState.PAUSED,
    "DISABLED": TemplateState.DISABLED,
    "ARCHIVED": TemplateState.DISABLED,
    "PENDING_DELETION": TemplateState.DISABLED,
    "DELETED": TemplateState.DISABLED,
}
_DETAIL = 200
"""Characters kept of what the provider says in its own words."""


def receipt_of(status: Json) -> Receipt:
    """A status of one of our messages; raises KeyError, TypeError or ValueError for one that is none."""
    state = _STATES[status["status"]]
    errors = status.get("errors") or [{}]
    code = errors[0].get("code")
    pricing = status.get("pricing") or {}
    billable = pricing.get("billable")
    return Receipt(
        message=str(status["id"]),
        state=state,
        at=datetime.fromtimestamp(int(status["timestamp"]), UTC),
        reason=reason_of(int(code or 0)) if state is ReceiptState.FAILED else None,
        code=str(code or "")[:32],
        category=str(pricing.get("category") or "")[:32],
        billable=billable if isinstance(billable, bool) else None,
        tag=str(status.get("biz_opaque_callback_data") or ""),
    )


def is_ours(value: Json) -> bool:
    """Whether this is said of a template that we have submitted: the account may have others."""
    return str(value.get("message_template_name")).startswith(PROVIDERS_NAME % "")


def verdict_of(value: Json) -> TemplateVerdict:
    """What the provider says of a template; raises KeyError, TypeError or ValueError for what it never says."""
    reason = str(value.get("reason") or "")
    other = value.get("other_info") or value.get("disable_info") or {}
    words = reason if reason not in ("", "NONE") else str(other.get("description") or other.get("title") or "")
    name = str(value["message_template_name"])
    return TemplateVerdict(name, str(value["message_template_language"]), state_of(value["event"]), words[:_DETAIL])


def state_of(word: object) -> TemplateState:
    """The provider's word for a template's state; raises KeyError for one that we never heard."""
    return _TEMPLATE_STATES[str(word)]
