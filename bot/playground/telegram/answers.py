"""What goes into a request and what comes out of it."""

from dataclasses import dataclass, field

from bot.playground.exchange import Answer, Upload

__all__ = ["Answer", "Refused", "Request", "Upload", "bad_request", "conflict", "forbidden", "too_many"]


@dataclass(frozen=True, slots=True)
class Request:
    """One call that reached the server, as it is kept in the journal of calls."""

    method: str
    params: dict[str, object]
    files: tuple[str, ...] = ()
    answer: Answer | None = field(default=None)


class Refused(Exception):
    """A request that is answered with an error.

    `description` is the exact text a client sees; `parameters` is the ResponseParameters object.
    """

    def __init__(self, code: int, description: str, parameters: dict[str, object] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def answer(self) -> Answer:
        body: dict[str, object] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters:
            body["parameters"] = self.parameters
        return Answer(self.code, body)


def bad_request(message: str) -> Refused:
    """A 400 with the prefix, and the first letter lowered unless a constant like `BUTTON_…` follows."""
    constant = len(message) > 1 and (message[1] == "_" or (message[1].isascii() and message[1].isupper()))
    return Refused(400, "Bad Request: " + (message if constant else message[:1].lower() + message[1:]))


def forbidden(message: str) -> Refused:
    return Refused(403, f"Forbidden: {message}")


def conflict(message: str) -> Refused:
    return Refused(409, f"Conflict: {message}")


def too_many(seconds: int) -> Refused:
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
