"""How a chat becomes a guardian's: invitations, requests without a code, consent, and the guard against guessing."""

from enum import StrEnum

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.roster import Relation
from bot.storage.base import Base, Id, Instant, ref, word


class Invitation(Base):
    """A personal, single-use, expiring code; only its SHA-256 is stored. For staff there is no guardianship.

    One that `adds_chat` was asked for by a person who has a chat already, to be entered in another chat of theirs.
    """

    __tablename__ = "invitations"

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools")
    person_id: Mapped[int] = ref("people")
    guardianship_id: Mapped[int | None] = ref("guardianships")
    adds_chat: Mapped[bool] = mapped_column(default=False)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    issued_at: Mapped[Instant]
    issued_by: Mapped[int | None] = ref("people", index=False)
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]
    used_by: Mapped[int | None] = ref("accounts", index=False)
    voided_at: Mapped[Instant | None]


class CodeGuess(Base):
    """A code that fitted nothing, kept to slow and stop guessing."""

    __tablename__ = "code_guesses"

    id: Mapped[Id]
    account_id: Mapped[int] = ref("accounts")
    at: Mapped[Instant]


class RequestState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    LINKED = "linked"
    """Approved, and the asker has given consent: used up."""


class AccessRequest(Base):
    """Someone without a code asks to be linked, naming child and class; the homeroom teacher decides."""

    __tablename__ = "access_requests"

    id: Mapped[Id]
    account_id: Mapped[int] = ref("accounts")
    class_id: Mapped[int] = ref("classes")
    child_name: Mapped[str] = mapped_column(String(200))
    own_name: Mapped[str] = mapped_column(String(200))
    relation: Mapped[Relation] = word(Relation)
    state: Mapped[RequestState] = word(RequestState, default=RequestState.OPEN)
    pupil_id: Mapped[int | None] = ref("pupils")
    created_at: Mapped[Instant]
    decided_at: Mapped[Instant | None]
    decided_by: Mapped[int | None] = ref("people", index=False)


class Consent(Base):
    """A guardian's consent for one child, with the exact wording it was given to; withdrawing keeps the row."""

    __tablename__ = "consents"

    id: Mapped[Id]
    person_id: Mapped[int] = ref("people")
    pupil_id: Mapped[int] = ref("pupils")
    channel: Mapped[str] = mapped_column(String(16))
    locale: Mapped[str] = mapped_column(String(8))
    wording: Mapped[str] = mapped_column(Text)
    given_at: Mapped[Instant]
    withdrawn_at: Mapped[Instant | None]
