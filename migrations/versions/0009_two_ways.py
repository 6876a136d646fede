"""Threads with promises, concerns, absence notes, calls, and who looked at what is kept."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "leaves",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("cover_id", _ID, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cover_id"], ["people.id"], name=op.f("fk_leaves_cover_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_leaves_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_leaves_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaves")),
    )
    op.create_index("ix_leaves_person", "leaves", ["person_id", "through"], unique=False)
    op.create_table(
        "reflections",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("facts", _DOCUMENT, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_reflections_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_reflections_school_id")),
        sa.PrimaryKeyConstraint("person_id", "month", name=op.f("pk_reflections")),
    )
    op.create_table(
        "staff_hours",
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("weekdays", _DOCUMENT, nullable=False),
        sa.Column("start", sa.Time(), nullable=True),
        sa.Column("end", sa.Time(), nullable=True),
        sa.Column("cover_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["cover_id"], ["people.id"], name=op.f("fk_staff_hours_cover_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_staff_hours_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_staff_hours_school_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_staff_hours")),
    )
    op.create_table(
        "stock_answers",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("author_id", _ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("taken_from_id", _ID, nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_stock_answers_author_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_stock_answers_school_id")),
        sa.ForeignKeyConstraint(["taken_from_id"], ["stock_answers.id"], name=op.f("fk_stock_answers_taken_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_answers")),
    )
    op.create_index("ix_stock_answers_author", "stock_answers", ["author_id"], unique=False)
    op.create_table(
        "absence_notes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("entry_id", _ID, nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("file", _DOCUMENT, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("handled_by", _ID, nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["log.id"], name=op.f("fk_absence_notes_entry_id")),
        sa.ForeignKeyConstraint(["handled_by"], ["people.id"], name=op.f("fk_absence_notes_handled_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absence_notes_person_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_absence_notes_pupil_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_absence_notes_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_notes")),
    )
    op.create_index(op.f("ix_absence_notes_person_id"), "absence_notes", ["person_id"], unique=False)
    op.create_index("ix_absence_notes_pupil", "absence_notes", ["pupil_id", "first"], unique=False)
    op.create_table(
        "calls",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("said", _DOCUMENT, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("reached_id", _ID, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_calls_pupil_id")),
        sa.ForeignKeyConstraint(["reached_id"], ["people.id"], name=op.f("fk_calls_reached_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_calls_school_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["people.id"], name=op.f("fk_calls_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("pupil_id", "about", name=op.f("uq_calls_pupil_id_about")),
    )
    op.create_index("ix_calls_staff", "calls", ["staff_id", "state", "due_on"], unique=False)
    op.create_table(
        "concerns",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("area", sa.String(length=24), nullable=False),
        sa.Column("raised_by", _ID, nullable=False),
        sa.Column("by_family", sa.Boolean(), nullable=False),
        sa.Column("keeper_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("next_step", sa.String(length=300), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("times", _DOCUMENT, nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["keeper_id"], ["people.id"], name=op.f("fk_concerns_keeper_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_concerns_pupil_id")),
        sa.ForeignKeyConstraint(["raised_by"], ["people.id"], name=op.f("fk_concerns_raised_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_concerns_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concerns")),
    )
    op.create_index("ix_concerns_due", "concerns", ["school_id", "state", "next_on"], unique=False)
    op.create_index(op.f("ix_concerns_keeper_id"), "concerns", ["keeper_id"], unique=False)
    op.create_index(op.f("ix_concerns_pupil_id"), "concerns", ["pupil_id"], unique=False)
    op.create_table(
        "privacy_requests",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("receipt", sa.String(length=16), nullable=False),
        sa.Column("result", _DOCUMENT, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_by", _ID, nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["handled_by"], ["people.id"], name=op.f("fk_privacy_requests_handled_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_privacy_requests_person_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_privacy_requests_pupil_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_privacy_requests_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
        sa.UniqueConstraint("receipt", name=op.f("uq_privacy_requests_receipt")),
    )
    op.create_index("ix_privacy_requests_due", "privacy_requests", ["school_id", "state", "due_at"], unique=False)
    op.create_index(op.f("ix_privacy_requests_person_id"), "privacy_requests", ["person_id"], unique=False)
    op.create_table(
        "threads",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("addressed", sa.String(length=24), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("responsible_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("promised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("step", sa.String(length=24), nullable=False),
        sa.Column("step_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('family', 'done') OR promised_at IS NOT NULL", name=op.f("ck_threads_promised")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_threads_person_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_threads_pupil_id")),
        sa.ForeignKeyConstraint(["responsible_id"], ["people.id"], name=op.f("fk_threads_responsible_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_threads_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
    )
    op.create_index(op.f("ix_threads_person_id"), "threads", ["person_id"], unique=False)
    op.create_index(op.f("ix_threads_pupil_id"), "threads", ["pupil_id"], unique=False)
    op.create_index("ix_threads_responsible", "threads", ["responsible_id", "state", "promised_at"], unique=False)
    there = sa.text("step_at IS NOT NULL")
    op.create_index("ix_threads_step", "threads", ["school_id", "step_at"], sqlite_where=there, postgresql_where=there)
    op.create_table(
        "accesses",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("action", sa.String(length=24), nullable=False),
        sa.Column("by_id", _ID, nullable=True),
        sa.Column("pupil_id", _ID, nullable=True),
        sa.Column("person_id", _ID, nullable=True),
        sa.Column("class_id", _ID, nullable=True),
        sa.Column("thread_id", _ID, nullable=True),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", _DOCUMENT, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_accesses_by_id")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_accesses_class_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accesses_person_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_accesses_pupil_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_accesses_school_id")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_accesses_thread_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accesses")),
    )
    op.create_index(op.f("ix_accesses_by_id"), "accesses", ["by_id"], unique=False)
    op.create_index(op.f("ix_accesses_person_id"), "accesses", ["person_id"], unique=False)
    op.create_index(op.f("ix_accesses_pupil_id"), "accesses", ["pupil_id"], unique=False)
    op.create_index("ix_accesses_school_at", "accesses", ["school_id", "at"], unique=False)
    op.create_index(op.f("ix_accesses_thread_id"), "accesses", ["thread_id"], unique=False)
    op.create_table(
        "concern_members",
        sa.Column("concern_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["concern_id"], ["concerns.id"], name=op.f("fk_concern_members_concern_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_concern_members_person_id")),
        sa.PrimaryKeyConstraint("concern_id", "person_id", name=op.f("pk_concern_members")),
    )
    op.create_index(op.f("ix_concern_members_person_id"), "concern_members", ["person_id"], unique=False)
    op.create_table(
        "complaints",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("about_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=True),
        sa.Column("entry_id", _ID, nullable=True),
        sa.Column("update_id", _ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("handled_by", _ID, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["about_id"], ["people.id"], name=op.f("fk_complaints_about_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["log.id"], name=op.f("fk_complaints_entry_id")),
        sa.ForeignKeyConstraint(["handled_by"], ["people.id"], name=op.f("fk_complaints_handled_by")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_complaints_person_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_complaints_pupil_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_complaints_school_id")),
        sa.ForeignKeyConstraint(["update_id"], ["class_updates.id"], name=op.f("fk_complaints_update_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
    )
    op.create_index(op.f("ix_complaints_person_id"), "complaints", ["person_id"], unique=False)
    op.create_index("ix_complaints_state", "complaints", ["school_id", "state"], unique=False)
    op.create_table(
        "held",
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("staff_id", _ID, nullable=False),
        sa.Column("why", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["log.id"], name=op.f("fk_held_entry_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_held_school_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["people.id"], name=op.f("fk_held_staff_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_held")),
    )
    op.create_index(op.f("ix_held_school_id"), "held", ["school_id"], unique=False)
    op.create_index(op.f("ix_held_staff_id"), "held", ["staff_id"], unique=False)
    for column, table in (("thread_id", "threads"), ("concern_id", "concerns")):
        op.add_column(
            "log",
            sa.Column(column, _ID, sa.ForeignKey(f"{table}.id", name=f"fk_log_{column}")),
            inline_references=True,
        )
        name = f"ix_log_{column.removesuffix('_id')}"
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(name, "log", [column, "id"], sqlite_where=there, postgresql_where=there)
    op.add_column(
        "own_templates",
        sa.Column("taken_from_id", _ID, sa.ForeignKey("own_templates.id", name="fk_own_templates_taken_from_id")),
        inline_references=True,
    )
    op.add_column("schools", sa.Column("promise", _DOCUMENT, nullable=True))
    op.add_column("schools", sa.Column("retention", _DOCUMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("schools", "retention")
    op.drop_column("schools", "promise")
    with op.batch_alter_table("own_templates") as batch:
        batch.drop_column("taken_from_id")
    op.drop_index("ix_log_concern", "log")
    op.drop_index("ix_log_thread", "log")
    with op.batch_alter_table("log") as batch:
        batch.drop_column("concern_id")
        batch.drop_column("thread_id")
    op.drop_table("held")
    op.drop_table("complaints")
    op.drop_table("concern_members")
    op.drop_table("accesses")
    op.drop_table("threads")
    op.drop_table("privacy_requests")
    op.drop_table("concerns")
    op.drop_table("calls")
    op.drop_table("absence_notes")
    op.drop_table("stock_answers")
    op.drop_table("staff_hours")
    op.drop_table("reflections")
    op.drop_table("leaves")
