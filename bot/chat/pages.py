"""Signed addresses of pages that one member of staff may open for a while, without a password.

An address says who may look at what, and until when; whoever opens it is asked for in the database each time. The
secret comes from the bot's token, so a token that was changed opens no old address.
"""

import hashlib
from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

LIFETIME = timedelta(hours=2)
"""As long as one sits down to work through a class; a phone that changes hands later shows nothing."""
PATH = "/assisted"


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an address gives: this person's list of this update."""

    person_id: int
    update_id: int


@dataclass(frozen=True, slots=True)
class Act:
    """What a form on the page does: `name` with these arguments, for the same person and update."""

    ticket: Ticket
    name: str
    args: tuple[str, ...]


class Pages:
    """Makes and reads such addresses below `base`, the address under which the world reaches the pages."""

    def __init__(self, token: str, base: str = "") -> None:
        from itsdangerous import URLSafeSerializer

        secret = hashlib.sha256(f"pages:{token}".encode()).digest()
        self.base = base
        self._tickets = URLSafeSerializer(secret, salt="ticket")
        self._acts = URLSafeSerializer(secret, salt="act")

    def address(self, ticket: Ticket, now: datetime) -> str:
        """Where this person finds the list, for two hours from now."""
        return f"{self.base.rstrip('/')}{PATH}/{self.sign(ticket, now)}"

    def sign(self, ticket: Ticket, now: datetime) -> str:
        """The part of the address that proves it."""
        until = int((now + LIFETIME).timestamp())
        signed: str = self._tickets.dumps([ticket.person_id, ticket.update_id, until])
        return signed

    def read(self, signed: str, now: datetime) -> Ticket | None:
        """What such a part says; None for one that nobody signed, or that is too old."""
        match _loaded(self._tickets, signed):
            case [int() as person_id, int() as update_id, int() as until] if now.timestamp() < until:
                return Ticket(person_id, update_id)
        return None

    def sign_act(self, ticket: Ticket, name: str, *args: object) -> str:
        """What a form brings along, so that nobody else can have made it up."""
        signed: str = self._acts.dumps([ticket.person_id, ticket.update_id, name, *map(str, args)])
        return signed

    def read_act(self, signed: str) -> Act | None:
        """What such a form says; None for one that is not ours."""
        match _loaded(self._acts, signed):
            case [int() as person_id, int() as update_id, str() as name, *args]:
                return Act(Ticket(person_id, update_id), name, tuple(map(str, args)))
        return None


def _loaded(signer: object, signed: str) -> Sequence[object] | None:
    from itsdangerous import BadData, URLSafeSerializer

    assert isinstance(signer, URLSafeSerializer)
    try:
        found = signer.loads(signed)
    except BadData:
        return None
    return found if isinstance(found, list) else None


_pages: ContextVar[Pages | None] = ContextVar("pages", default=None)


def use(pages: Pages | None) -> None:
    """Say where the pages are, once, before the desk is opened; None where the world does not reach them."""
    _pages.set(pages)


def in_use() -> Pages | None:
    """The pages, where there are any."""
    return _pages.get()
