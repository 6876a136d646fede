"""Meetings with families, talks in slots, who came, and what is to be reminded of."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "introductions",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("vision", sa.Text(), nullable=False),
        sa.Column("mission", sa.Text(), nullable=False),
        sa.Column("hopes", sa.Text(), nullable=False),
        sa.Column("file", _DOCUMENT, nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_introductions_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_introductions")),
    )
    op.create_table(
        "meetings",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("host_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("place_key", sa.String(length=24), nullable=True),
        sa.Column("link", sa.String(length=300), nullable=True),
        sa.Column("agenda", _DOCUMENT, nullable=False),
        sa.Column("joint", sa.Boolean(), nullable=False),
        sa.Column("booking", sa.String(length=24), nullable=False),
        sa.Column("book_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=24), nullable=False),
        sa.Column("invitation_id", _ID, nullable=True),
        sa.Column("summary_id", _ID, nullable=True),
        sa.Column("minutes", sa.Text(), nullable=True),
        sa.Column("agreements", _DOCUMENT, nullable=False),
        sa.Column("minutes_file", _DOCUMENT, nullable=True),
        sa.Column("minutes_by", _ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_meetings_host_id")),
        sa.ForeignKeyConstraint(["invitation_id"], ["class_updates.id"], name=op.f("fk_meetings_invitation_id")),
        sa.ForeignKeyConstraint(["minutes_by"], ["people.id"], name=op.f("fk_meetings_minutes_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_meetings_school_id")),
        sa.ForeignKeyConstraint(["summary_id"], ["class_updates.id"], name=op.f("fk_meetings_summary_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
        sa.UniqueConstraint("door", name=op.f("uq_meetings_door")),
    )
    op.create_index(op.f("ix_meetings_host_id"), "meetings", ["host_id"])
    op.create_index(op.f("ix_meetings_invitation_id"), "meetings", ["invitation_id"])
    op.create_index(op.f("ix_meetings_school_starts"), "meetings", ["school_id", "starts_at"])
    op.create_index(op.f("ix_meetings_summary_id"), "meetings", ["summary_id"])

    op.create_table(
        "attendance",
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("by", sa.String(length=24), nullable=False),
        sa.Column("staff_id", _ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_attendance_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attendance_person_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_attendance_pupil_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["people.id"], name=op.f("fk_attendance_staff_id")),
        sa.PrimaryKeyConstraint("meeting_id", "pupil_id", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_person_id"), "attendance", ["person_id"])
    op.create_index(op.f("ix_attendance_pupil_id"), "attendance", ["pupil_id"])

    op.create_table(
        "meeting_classes",
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("class_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_meeting_classes_class_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_classes_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "class_id", name=op.f("pk_meeting_classes")),
    )
    op.create_index(op.f("ix_meeting_classes_class_id"), "meeting_classes", ["class_id"])

    op.create_table(
        "meeting_hosts",
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_hosts_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_meeting_hosts_person_id")),
        sa.PrimaryKeyConstraint("meeting_id", "person_id", name=op.f("pk_meeting_hosts")),
    )
    op.create_index(op.f("ix_meeting_hosts_person_id"), "meeting_hosts", ["person_id"])

    op.create_table(
        "meeting_reminders",
        sa.Column("id", _ID, nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("talk_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_reminders_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_reminders")),
        sa.UniqueConstraint("meeting_id", "talk_id", "kind", name=op.f("uq_meeting_reminders_meeting_id_talk_id_kind")),
    )
    op.create_index(op.f("ix_meeting_reminders_due"), "meeting_reminders", ["state", "due_at"])

    op.create_table(
        "slots",
        sa.Column("id", _ID, nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("host_id", _ID, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_slots_host_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_slots_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slots")),
        sa.UniqueConstraint("meeting_id", "host_id", "starts_at", name=op.f("uq_slots_meeting_id_host_id_starts_at")),
    )
    op.create_index(op.f("ix_slots_host_id"), "slots", ["host_id"])

    op.create_table(
        "talk_needs",
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("host_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_talk_needs_host_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_talk_needs_meeting_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_talk_needs_pupil_id")),
        sa.PrimaryKeyConstraint("meeting_id", "host_id", "pupil_id", name=op.f("pk_talk_needs")),
    )
    op.create_index(op.f("ix_talk_needs_pupil_id"), "talk_needs", ["pupil_id"])

    op.create_table(
        "talks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("host_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("party", _ID, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("follow_up", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_talks_host_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_talks_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_talks_person_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_talks_pupil_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_talks_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
    )
    op.create_index(op.f("ix_talks_host_id"), "talks", ["host_id"])
    op.create_index(op.f("ix_talks_meeting_id"), "talks", ["meeting_id"])
    op.create_index(op.f("ix_talks_person_id"), "talks", ["person_id"])
    op.create_index(op.f("ix_talks_pupil_id"), "talks", ["pupil_id"])
    op.create_index(
        op.f("uq_talks_standing"),
        "talks",
        ["meeting_id", "host_id", "pupil_id", "party"],
        unique=True,
        sqlite_where=sa.text("state <> 'released'"),
        postgresql_where=sa.text("state <> 'released'"),
    )

    op.create_table(
        "busy",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("talk_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_busy_person_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talks.id"], name=op.f("fk_busy_talk_id")),
        sa.PrimaryKeyConstraint("person_id", "at", name=op.f("pk_busy")),
    )
    op.create_index(op.f("ix_busy_talk_id"), "busy", ["talk_id"])

    op.create_table(
        "talk_slots",
        sa.Column("slot_id", _ID, nullable=False),
        sa.Column("talk_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["slot_id"], ["slots.id"], name=op.f("fk_talk_slots_slot_id")),
        sa.ForeignKeyConstraint(["talk_id"], ["talks.id"], name=op.f("fk_talk_slots_talk_id")),
        sa.PrimaryKeyConstraint("slot_id", name=op.f("pk_talk_slots")),
    )
    op.create_index(op.f("ix_talk_slots_talk_id"), "talk_slots", ["talk_id"])

    op.create_table(
        "wishes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("host_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("party", _ID, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("proposed_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["host_id"], ["people.id"], name=op.f("fk_wishes_host_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_wishes_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_wishes_person_id")),
        sa.ForeignKeyConstraint(["proposed_id"], ["slots.id"], name=op.f("fk_wishes_proposed_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_wishes_pupil_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wishes")),
        sa.UniqueConstraint(
            "meeting_id", "host_id", "pupil_id", "party", name=op.f("uq_wishes_meeting_id_host_id_pupil_id_party")
        ),
    )
    op.create_index(op.f("ix_wishes_host_id"), "wishes", ["host_id"])
    op.create_index(op.f("ix_wishes_person_id"), "wishes", ["person_id"])
    op.create_index(op.f("ix_wishes_proposed_id"), "wishes", ["proposed_id"])
    op.create_index(op.f("ix_wishes_pupil_id"), "wishes", ["pupil_id"])

    op.add_column(
        "log",
        sa.Column("meeting_id", _ID, sa.ForeignKey("meetings.id", name="fk_log_meeting_id")),
        inline_references=True,
    )
    op.create_index(
        "ix_log_meeting",
        "log",
        ["meeting_id", "kind"],
        sqlite_where=sa.text("meeting_id IS NOT NULL"),
        postgresql_where=sa.text("meeting_id IS NOT NULL"),
    )
    op.add_column("pupils", sa.Column("talks_apart", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("schools", sa.Column("reminders", _DOCUMENT, nullable=True))
    op.add_column("schools", sa.Column("clock_rules", _DOCUMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("schools", "clock_rules")
    op.drop_column("schools", "reminders")
    op.drop_column("pupils", "talks_apart")
    op.drop_index("ix_log_meeting", "log")
    with op.batch_alter_table("log") as batch:
        batch.drop_column("meeting_id")
    op.drop_table("wishes")
    op.drop_table("talk_slots")
    op.drop_table("busy")
    op.drop_table("talks")
    op.drop_table("talk_needs")
    op.drop_table("slots")
    op.drop_table("meeting_reminders")
    op.drop_table("meeting_hosts")
    op.drop_table("meeting_classes")
    op.drop_table("attendance")
    op.drop_table("meetings")
    op.drop_table("introductions")
