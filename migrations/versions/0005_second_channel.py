"""A second channel: several chats of one person, messages that cost, receipts; and what follows on silence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
_INSTANT = sa.DateTime(timezone=True)
_WINDOWED = sa.text("state = 'queued' AND reason = 'window'")
_MESSAGE_IDS = (
    ("outbox", "message"),
    ("outbox", "target"),
    ("recipients", "message"),
    ("class_updates", "progress_message"),
    ("log", "message"),
)


def upgrade() -> None:
    op.add_column("accounts", sa.Column("window_until", _INSTANT))
    op.add_column("accounts", sa.Column("preferred", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("bots", sa.Column("price", sa.Integer()))
    op.add_column("bots", sa.Column("ceiling", sa.Integer()))
    op.add_column("schools", sa.Column("escalation", _DOCUMENT, nullable=False, server_default="[]"))
    op.add_column("recipients", sa.Column("via", sa.String(24)))
    op.add_column("recipients", sa.Column("delivered_at", _INSTANT))
    op.add_column("recipients", sa.Column("read_by", sa.String(24)))
    op.execute("UPDATE recipients SET read_by = 'tap' WHERE read_at IS NOT NULL")
    op.create_index("ix_outbox_windowed", "outbox", ["account_id"], sqlite_where=_WINDOWED, postgresql_where=_WINDOWED)
    _resize(512, 64)
    _providers()
    _escalations()


def downgrade() -> None:
    for table in ("escalations", "received_keys", "billed_messages", "provider_templates"):
        op.drop_table(table)
    op.drop_index("ix_outbox_windowed", "outbox", sqlite_where=_WINDOWED, postgresql_where=_WINDOWED)
    for table, columns in (
        ("recipients", ("read_by", "delivered_at", "via")),
        ("schools", ("escalation",)),
        ("bots", ("ceiling", "price")),
        ("accounts", ("preferred", "window_until")),
    ):
        for column in columns:
            op.drop_column(table, column)


def _resize(new: int, old: int) -> None:
    """SQLite keeps texts of any length, whatever a column says."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in _MESSAGE_IDS:
        op.alter_column(table, column, type_=sa.String(new), existing_type=sa.String(old))


def _providers() -> None:
    op.create_table(
        "provider_templates",
        sa.Column("id", _ID, nullable=False),
        _ref("bot_id", "bots", "provider_templates"),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("locale", sa.String(8), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64)),
        sa.Column("provider_id", sa.String(64)),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("reason", sa.String(200)),
        sa.Column("checked_at", _INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_provider_templates"),
        sa.UniqueConstraint("bot_id", "key", "locale", name="uq_provider_templates_bot_id_key_locale"),
    )
    op.create_table(
        "billed_messages",
        sa.Column("id", _ID, nullable=False),
        _ref("bot_id", "bots", "billed_messages"),
        sa.Column("outgoing_id", _ID),
        sa.Column("message", sa.String(128)),
        sa.Column("category", sa.String(24), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("confirmed", sa.Boolean()),
        sa.PrimaryKeyConstraint("id", name="pk_billed_messages"),
        sa.UniqueConstraint("outgoing_id", name="uq_billed_messages_outgoing_id"),
    )
    op.create_index("ix_billed_messages_month", "billed_messages", ["bot_id", "at"])
    op.create_index("ix_billed_messages_message", "billed_messages", ["message"])
    op.create_table(
        "received_keys",
        _ref("bot_id", "bots", "received_keys"),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "key", name="pk_received_keys"),
    )
    op.create_index("ix_received_keys_at", "received_keys", ["at"])


def _escalations() -> None:
    op.create_table(
        "escalations",
        sa.Column("id", _ID, nullable=False),
        _ref("school_id", "schools", "escalations"),
        _ref("update_id", "class_updates", "escalations"),
        _ref("pupil_id", "pupils", "escalations"),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("changed_at", _INSTANT, nullable=False),
        sa.Column("told_at", _INSTANT),
        sa.Column("told_id", _ID, sa.ForeignKey("people.id", name="fk_escalations_told_id")),
        sa.PrimaryKeyConstraint("id", name="pk_escalations"),
        sa.UniqueConstraint("update_id", "pupil_id", name="uq_escalations_update_id_pupil_id"),
    )
    op.create_index("ix_escalations_due", "escalations", ["state", "due_at"])
    op.create_index("ix_escalations_pupil_id", "escalations", ["pupil_id"])


def _ref(column: str, target: str, table: str) -> sa.Column[int]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{column}")
    return sa.Column(column, _ID, key, nullable=False)
