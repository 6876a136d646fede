"""Class updates: what a teacher sends to whole classes, to whom it went and how far it came."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.delivery import ReadBy, Reason, Rung, Via
from bot.domain.policy import Weight
from bot.storage.base import MESSAGE_ID, Base, Id, Instant, ref, word


class UpdateState(StrEnum):
    SCHEDULED = "scheduled"
    """Waits for `send_at`; may be undone, edited or cancelled."""
    SENDING = "sending"
    """Being fanned out into recipients and outbox rows."""
    SENT = "sent"
    """Fanned out; the rows in the outbox leave at their own pace."""
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"


class ClassUpdate(Base):
    """One update to one or several classes."""

    __tablename__ = "class_updates"
    __table_args__ = (Index("ix_class_updates_due", "state", "send_at"),)

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools")
    author_id: Mapped[int] = ref("people")
    template: Mapped[str] = mapped_column(String(64))
    own_template_id: Mapped[int | None] = ref("own_templates", index=False)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The fields by name, as `domain.codec` writes them; the latest correction."""
    words_locale: Mapped[str] = mapped_column(String(8), default="id")
    """The language in which the teacher typed."""
    other_words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By language: the typed fields in another language, where she added them."""
    file: Mapped[dict[str, Any] | None]
    state: Mapped[UpdateState] = word(UpdateState)
    weight: Mapped[Weight] = word(Weight, default=Weight.ROUTINE)
    urgent_reason: Mapped[str | None] = mapped_column(Text)
    send_at: Mapped[Instant]
    current_until: Mapped[Instant]
    """A family that links before this receives the update then."""
    personal: Mapped[bool] = mapped_column(default=False)
    """It is about single pupils: only the families of its `UpdatePupil`s hear of it, each of the own child."""
    escalation: Mapped[list[Any] | None]
    """What follows when a family does not answer, as `domain.escalation` reads it; None: nothing."""
    corrected_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)
    fanned_to: Mapped[int] = mapped_column(default=0)
    """The person id up to which recipients exist; fanning out goes on from here after a crash."""
    fanned: Mapped[int] = mapped_column(default=0)
    """How many people that are."""
    progress_account_id: Mapped[int | None] = ref("accounts", index=False)
    progress_message: Mapped[str | None] = mapped_column(String(MESSAGE_ID))
    """The teacher's message that shows live progress."""
    progress_shown: Mapped[str | None] = mapped_column(String(64))
    """The counts it shows, so that it is only changed when they change."""
    created_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]


class UpdateTarget(Base):
    """A class that an update goes to."""

    __tablename__ = "update_targets"

    update_id: Mapped[int] = ref("class_updates", primary_key=True, index=False)
    class_id: Mapped[int] = ref("classes", primary_key=True)


class UpdatePupil(Base):
    """A pupil whom a personal update is about, and what it says of this one alone."""

    __tablename__ = "update_pupils"

    update_id: Mapped[int] = ref("class_updates", primary_key=True, index=False)
    pupil_id: Mapped[int] = ref("pupils", primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The fields of this pupil by name, as `domain.codec` writes them; the latest correction."""


class UpdateVersion(Base):
    """What an update said before and after each correction."""

    __tablename__ = "update_versions"
    __table_args__ = (UniqueConstraint("update_id", "number"),)

    id: Mapped[Id]
    update_id: Mapped[int] = ref("class_updates", index=False)
    number: Mapped[int]
    values: Mapped[dict[str, Any]]
    by: Mapped[int] = ref("people", index=False)
    at: Mapped[Instant]


class Recipient(Base):
    """One update to one person: the rung it has reached and how that is known."""

    __tablename__ = "recipients"
    __table_args__ = (
        UniqueConstraint("update_id", "person_id"),
        Index("ix_recipients_rung", "update_id", "rung"),
    )

    id: Mapped[Id]
    update_id: Mapped[int] = ref("class_updates", index=False)
    person_id: Mapped[int] = ref("people")
    account_id: Mapped[int | None] = ref("accounts", index=False)
    rung: Mapped[Rung] = word(Rung, default=Rung.QUEUED)
    reason: Mapped[Reason | None] = word(Reason)
    waits_until: Mapped[Instant | None]
    via: Mapped[Via | None] = word(Via)
    """The way by which it was last accepted."""
    accepted_at: Mapped[Instant | None]
    delivered_at: Mapped[Instant | None]
    read_at: Mapped[Instant | None]
    read_by: Mapped[ReadBy | None] = word(ReadBy)
    answered_at: Mapped[Instant | None]
    answer: Mapped[str | None] = mapped_column(String(12))
    """The latest quick answer's key."""
    possibly_twice: Mapped[bool] = mapped_column(default=False)
    message: Mapped[str | None] = mapped_column(String(MESSAGE_ID))
    """The channel's id of the message, of all its parts, for correcting and withdrawing."""
    shown_version: Mapped[int] = mapped_column(default=0)
    """The version of the update that the person's chat shows."""


class RecipientPupil(Base):
    """A child on whose account a person receives an update."""

    __tablename__ = "recipient_pupils"

    recipient_id: Mapped[int] = ref("recipients", primary_key=True, index=False)
    pupil_id: Mapped[int] = ref("pupils", primary_key=True)


class OwnTemplate(Base):
    """A filled message that a teacher keeps as a template of her own, and may share with colleagues."""

    __tablename__ = "own_templates"

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools")
    author_id: Mapped[int] = ref("people")
    name: Mapped[str] = mapped_column(String(80))
    template: Mapped[str] = mapped_column(String(64))
    """The shipped template it fills."""
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Prefilled fields; typed ones may hold `{{ kelas }}`-like places of the sandboxed template language."""
    words_locale: Mapped[str] = mapped_column(String(8), default="id")
    shared_at: Mapped[Instant | None]
    taken_from_id: Mapped[int | None] = ref("own_templates", index=False)
    """The colleague's template that this one was taken over from."""
    used: Mapped[int] = mapped_column(default=0)
    deleted_at: Mapped[Instant | None]
    created_at: Mapped[Instant]
