"""Marks, attendance, notes, the weekly round, and updates about single pupils."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "assessments",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("class_id", _ID, nullable=False),
        sa.Column("term", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("best", sa.Double(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by", _ID, nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_assessments_class_id")),
        sa.ForeignKeyConstraint(["created_by"], ["people.id"], name=op.f("fk_assessments_created_by")),
        sa.ForeignKeyConstraint(["published_by"], ["people.id"], name=op.f("fk_assessments_published_by")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_assessments_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
        sa.UniqueConstraint(
            "class_id", "term", "subject", "kind", "title", name=op.f("uq_assessments_class_id_term_subject_kind_title")
        ),
    )
    op.create_index(op.f("ix_assessments_school_id"), "assessments", ["school_id"], unique=False)
    op.create_table(
        "registers",
        sa.Column("class_id", _ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("taken_by", _ID, nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_registers_class_id")),
        sa.ForeignKeyConstraint(["taken_by"], ["people.id"], name=op.f("fk_registers_taken_by")),
        sa.PrimaryKeyConstraint("class_id", "day", name=op.f("pk_registers")),
    )
    op.create_table(
        "absence_totals",
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("term", sa.String(length=5), nullable=False),
        sa.Column("sick", sa.Integer(), nullable=False),
        sa.Column("excused", sa.Integer(), nullable=False),
        sa.Column("unexplained", sa.Integer(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("by_id", _ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_absence_totals_by_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_absence_totals_pupil_id")),
        sa.PrimaryKeyConstraint("pupil_id", "term", name=op.f("pk_absence_totals")),
    )
    op.create_table(
        "absences",
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("class_id", _ID, nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=24), nullable=False),
        sa.Column("by_id", _ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_absences_by_id")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_absences_class_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_absences_pupil_id")),
        sa.PrimaryKeyConstraint("pupil_id", "day", name=op.f("pk_absences")),
    )
    op.create_index("ix_absences_class_day", "absences", ["class_id", "day"], unique=False)
    op.create_table(
        "alerts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("facts", _DOCUMENT, nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_alerts_pupil_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_alerts_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
        sa.UniqueConstraint("pupil_id", "kind", "about", name=op.f("uq_alerts_pupil_id_kind_about")),
    )
    op.create_index("ix_alerts_due", "alerts", ["school_id", "state", "due_at"], unique=False)
    op.create_table(
        "marks",
        sa.Column("id", _ID, nullable=False),
        sa.Column("assessment_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("missing", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("objectives", _DOCUMENT, nullable=False),
        sa.Column("changed_by", _ID, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessments.id"], name=op.f("fk_marks_assessment_id")),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name=op.f("fk_marks_changed_by")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_marks_pupil_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
        sa.UniqueConstraint("assessment_id", "pupil_id", name=op.f("uq_marks_assessment_id_pupil_id")),
    )
    op.create_index("ix_marks_pupil", "marks", ["pupil_id", "changed_at"], unique=False)
    op.create_table(
        "pupil_notes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("author_id", _ID, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_pupil_notes_author_id")),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_pupil_notes_pupil_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_pupil_notes_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pupil_notes")),
    )
    op.create_index(op.f("ix_pupil_notes_author_id"), "pupil_notes", ["author_id"], unique=False)
    op.create_index("ix_pupil_notes_pupil", "pupil_notes", ["pupil_id", "at"], unique=False)
    op.create_table(
        "rounds",
        sa.Column("id", _ID, nullable=False),
        sa.Column("school_id", _ID, nullable=False),
        sa.Column("teacher_id", _ID, nullable=False),
        sa.Column("class_id", _ID, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("update_id", _ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_rounds_class_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_rounds_school_id")),
        sa.ForeignKeyConstraint(["teacher_id"], ["people.id"], name=op.f("fk_rounds_teacher_id")),
        sa.ForeignKeyConstraint(["update_id"], ["class_updates.id"], name=op.f("fk_rounds_update_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
    )
    op.create_index(op.f("ix_rounds_class_id"), "rounds", ["class_id"], unique=False)
    op.create_index(
        "uq_rounds_open",
        "rounds",
        ["teacher_id", "class_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "update_pupils",
        sa.Column("update_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("values", _DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_update_pupils_pupil_id")),
        sa.ForeignKeyConstraint(["update_id"], ["class_updates.id"], name=op.f("fk_update_pupils_update_id")),
        sa.PrimaryKeyConstraint("update_id", "pupil_id", name=op.f("pk_update_pupils")),
    )
    op.create_index(op.f("ix_update_pupils_pupil_id"), "update_pupils", ["pupil_id"], unique=False)
    op.create_table(
        "round_pupils",
        sa.Column("round_id", _ID, nullable=False),
        sa.Column("pupil_id", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("why", _DOCUMENT, nullable=True),
        sa.Column("strength", _DOCUMENT, nullable=True),
        sa.Column("improve", _DOCUMENT, nullable=True),
        sa.Column("step", _DOCUMENT, nullable=True),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupils.id"], name=op.f("fk_round_pupils_pupil_id")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_pupils_round_id")),
        sa.PrimaryKeyConstraint("round_id", "pupil_id", name=op.f("pk_round_pupils")),
    )
    op.create_index(op.f("ix_round_pupils_pupil_id"), "round_pupils", ["pupil_id"], unique=False)
    op.add_column("class_updates", sa.Column("personal", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("schools", sa.Column("pass_line", sa.Double(), nullable=True))
    op.add_column("schools", sa.Column("alerts", _DOCUMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("schools", "alerts")
    op.drop_column("schools", "pass_line")
    op.drop_column("class_updates", "personal")
    op.drop_table("round_pupils")
    op.drop_table("update_pupils")
    op.drop_table("rounds")
    op.drop_table("pupil_notes")
    op.drop_table("marks")
    op.drop_table("alerts")
    op.drop_table("absences")
    op.drop_table("absence_totals")
    op.drop_table("registers")
    op.drop_table("assessments")
