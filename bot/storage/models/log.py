"""The log of everything said between school and families. Rows are added; erasure replaces content with a tombstone."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.storage.base import MESSAGE_ID, Base, Id, Instant, partial_index, ref, word


class LogKind(StrEnum):
    """What happened; SENT and RESENT are from the school, the others say it in their name."""

    SENT = "sent"
    FAILED = "failed"
    READ = "read"
    ANSWER = "answer"
    """From the family: a quick answer, or a typed, spoken or photographed one."""
    EDITED = "edited"
    """The family changed an earlier answer; `replaces_id` names the one before."""
    REPLY = "reply"
    """The school answers an answer; `replies_to_id` names it."""
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    LINKED = "linked"
    CONFIRMED = "confirmed"
    UNLINKED = "unlinked"
    STOPPED = "stopped"
    RESUMED = "resumed"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    URGENT = "urgent"
    """A message passed the quiet hours; `text` is the reason given."""
    ASSISTED = "assisted"
    """Sent from the teacher's own WhatsApp, with the words in `text`."""
    HANDED_OUT = "handed_out"
    """A letter went home with the child."""
    REMINDED = "reminded"
    """The school asked once more, for nobody had answered."""
    HOPE = "hope"
    """Before a meeting, from the family: what it hopes for its child, what the school should know."""
    BOOKED = "booked"
    MOVED = "moved"
    RELEASED = "released"
    """A talk was given back."""
    ATTENDED = "attended"
    """Whether a family came to a meeting; `choice` is `came` or `missed`."""
    OUTCOME = "outcome"
    """What came of a talk, in a line."""
    MINUTES = "minutes"
    """What was said and agreed at a meeting."""
    PUBLISHED = "published"
    """A child's marks became visible to its family; `text` says which."""
    MARK_CORRECTED = "mark_corrected"
    """A mark that families could see says something else now; `text` says what."""
    NOTED = "noted"
    """A teacher's note about a pupil that its family can read."""
    ALERTED = "alerted"
    """The bot asked or told a family something by the school's rule."""
    QUESTION = "question"
    """From the family, in a thread: what it asks, or adds. The school's words there are REPLY, with `thread_id`."""
    FORWARDED = "forwarded"
    """Within the school: somebody else is responsible for a thread now; `text` is the note that went along."""
    SETTLED = "settled"
    """A thread is done; who said so is `person_id` or `staff_id` alone."""
    REOPENED = "reopened"
    CONCERN = "concern"
    """A concern was raised; this and all with a `concern_id` is read by who is in it alone."""
    CONCERN_STEP = "concern_step"
    """Something was done or said in a concern, or a next step was set."""
    AGREED = "agreed"
    """What was agreed with a family."""
    CONCERN_CLOSED = "concern_closed"
    ABSENCE_NOTE = "absence_note"
    """From the family: the child is ill or excused; `choice` says which."""
    ABSENCE_HANDLED = "absence_handled"
    """The homeroom teacher confirmed a note or asked back; `choice` is the note's state."""
    CALLED = "called"
    """Somebody phoned; `choice` is the outcome, `text` the note."""
    VISITED = "visited"
    HELD = "held"
    """Within the school: a message was held, read or handed over; `choice` says which, `replies_to_id` the message."""
    REPORTED = "reported"
    """From the family: it reports a message of the school."""
    OPENED = "opened"
    """An administrator read a thread; `text` is the reason, and both sides see it."""
    DATA_ASKED = "data_asked"
    """From the family: a copy, a correction or erasure of its data; `choice` says which, `text` is the receipt."""
    DATA_HANDLED = "data_handled"
    """What became of it."""
    EXPORTED = "exported"
    IMPORTED = "imported"


class LogEntry(Base):
    """One thing said or done, about whom and by whom."""

    __tablename__ = "log"
    __table_args__ = (
        Index("ix_log_school_at", "school_id", "at"),
        Index("ix_log_update", "update_id", "kind"),
        partial_index("ix_log_meeting", "meeting_id", "kind", where="meeting_id IS NOT NULL"),
        partial_index("ix_log_thread", "thread_id", "id", where="thread_id IS NOT NULL"),
        partial_index("ix_log_concern", "concern_id", "id", where="concern_id IS NOT NULL"),
    )

    id: Mapped[Id]
    school_id: Mapped[int] = ref("schools", index=False)
    at: Mapped[Instant]
    kind: Mapped[LogKind] = word(LogKind)
    channel: Mapped[str | None] = mapped_column(String(16))
    person_id: Mapped[int | None] = ref("people")
    """The family's side."""
    staff_id: Mapped[int | None] = ref("people")
    """The school's side."""
    pupil_id: Mapped[int | None] = ref("pupils")
    class_id: Mapped[int | None] = ref("classes")
    update_id: Mapped[int | None] = ref("class_updates", index=False)
    meeting_id: Mapped[int | None] = ref("meetings", index=False)
    thread_id: Mapped[int | None] = ref("threads", index=False)
    concern_id: Mapped[int | None] = ref("concerns", index=False)
    recipient_id: Mapped[int | None] = ref("recipients")
    replies_to_id: Mapped[int | None] = ref("log")
    replaces_id: Mapped[int | None] = ref("log")
    choice: Mapped[str | None] = mapped_column(String(12))
    """A quick answer's key."""
    text: Mapped[str | None] = mapped_column(Text)
    locale: Mapped[str | None] = mapped_column(String(8))
    file: Mapped[dict[str, Any] | None]
    """A file reference, as `domain.codec` writes it."""
    message: Mapped[str | None] = mapped_column(String(MESSAGE_ID))
    """The channel's id of the person's own message, so that an edit of it is recognised."""
    erased_at: Mapped[Instant | None]
