"""Errors in Meta's words: code, HTTP status and the JSON around them.

Codes and statuses: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
"""

import hashlib
from dataclasses import dataclass

from bot.playground.exchange import Answer


@dataclass(frozen=True, slots=True)
class _Code:
    status: int
    message: str
    kind: str = "OAuthException"


CODES = {
    2: _Code(503, "Service temporarily unavailable"),
    4: _Code(400, "Application request limit reached"),
    10: _Code(403, "Application does not have permission for this action"),
    33: _Code(400, "Parameter value is not valid"),
    100: _Code(400, "Invalid parameter"),
    190: _Code(401, "Invalid OAuth access token"),
    368: _Code(403, "Temporarily blocked for policies violations"),
    80007: _Code(429, "Rate limit issues"),
    130429: _Code(429, "Rate limit hit"),
    130497: _Code(403, "Business account is restricted from messaging users in this country"),
    131000: _Code(500, "Something went wrong"),
    131005: _Code(403, "Access denied"),
    131008: _Code(400, "Required parameter is missing"),
    131009: _Code(400, "Parameter value is not valid"),
    131016: _Code(500, "Service unavailable"),
    131021: _Code(400, "Recipient cannot be sender"),
    131026: _Code(400, "Message undeliverable"),
    131031: _Code(403, "Business Account locked"),
    131042: _Code(400, "Business eligibility payment issue"),
    131045: _Code(500, "Incorrect certificate"),
    131047: _Code(400, "Re-engagement message"),
    131048: _Code(400, "Spam rate limit hit"),
    131049: _Code(400, "This message was not delivered to maintain healthy ecosystem engagement"),
    131051: _Code(400, "Unsupported message type"),
    131052: _Code(400, "Media download error"),
    131053: _Code(400, "Media upload error"),
    131056: _Code(429, "(Business Account, Consumer Account) pair rate limit hit"),
    131057: _Code(500, "Account in maintenance mode"),
    132000: _Code(400, "Number of parameters does not match the expected number of params"),
    132001: _Code(404, "Template name does not exist in the translation"),
    132005: _Code(400, "Translated text too long"),
    132007: _Code(400, "Template format character policy violated"),
    132012: _Code(400, "Parameter format does not match format in the created template"),
    132015: _Code(400, "Template is paused"),
    132016: _Code(400, "Template is disabled"),
    132018: _Code(400, "There's an issue with the parameters in your template message"),
    133010: _Code(400, "Phone number not registered"),
}


class Refused(Exception):
    """A request that is answered with an error; `details` is what a developer reads, never a condition to act on."""

    def __init__(
        self,
        code: int,
        details: str = "",
        *,
        subcode: int | None = None,
        message: str = "",
        kind: str = "",
        title: str = "",
    ) -> None:
        known = CODES[code]
        super().__init__(details or known.message)
        self.code = code
        self.status = known.status
        self.details = details
        self.subcode = subcode
        self.message = message or f"(#{code}) {known.message}"
        self.kind = kind or known.kind
        self.title = title

    def answer(self) -> Answer:
        """The whole JSON, with a trace id that is the same for the same error."""
        trace = "A" + hashlib.sha256(repr((self.code, self.details)).encode()).hexdigest()[:21]
        error: dict[str, object] = {"message": self.message, "type": self.kind, "code": self.code}
        if self.title:
            error |= {"is_transient": False, "error_user_title": self.title, "error_user_msg": self.details}
        elif self.details:
            error["error_data"] = {"messaging_product": "whatsapp", "details": self.details}
        if self.subcode:
            error["error_subcode"] = self.subcode
        return Answer(self.status, {"error": error | {"fbtrace_id": trace}})


def failure(code: int, details: str = "") -> dict[str, object]:
    """The same error as a status webhook tells it."""
    known = CODES[code].message
    return {
        "code": code,
        "title": known,
        "message": known,
        "error_data": {"details": details or known},
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
    }


def invalid(details: str) -> Refused:
    """A value out of bounds (131009)."""
    return Refused(131009, details)


def malformed(words: str) -> Refused:
    """A parameter that is missing, unknown or of the wrong type (100), named in the message itself."""
    return Refused(100, message=f"(#100) {words}")


def unknown_object(identifier: str, verb: str = "get") -> Refused:
    """An id that is nothing, or nothing of ours: Meta does not tell which."""
    words = (
        f"Unsupported {verb} request. Object with ID '{identifier}' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api"
    )
    return Refused(100, message=words, kind="GraphMethodException", subcode=33)


def unauthorized() -> Refused:
    return Refused(190, message="Invalid OAuth access token - Cannot parse access token")
