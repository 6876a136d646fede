"""Broadcasts take turns; what waits for later lies apart; the weekly cap and what may have come twice have indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_QUEUE = "state = 'queued'"
_NOW = "state = 'queued' AND NOT waits"
_LATER = "state = 'queued' AND waits"
_ROUTINE = "state = 'sent' AND weight = 'routine' AND op = 'send'"
_DOUBTFUL = "resent AND state IN ('queued', 'unknown')"
_BUSY = ("outbox", "inbox", "recipients")
"""Tables whose rows change several times within seconds: PostgreSQL is to tidy them long before a fifth is dead."""


def upgrade() -> None:
    op.add_column(
        "outbox",
        sa.Column("turn", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, server_default="0"),
    )
    op.add_column("outbox", sa.Column("waits", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("class_updates", sa.Column("fanned", sa.Integer(), nullable=False, server_default="0"))
    _drop_index("ix_outbox_queue", _QUEUE)
    _index("ix_outbox_queue", ["bot_id", "lane", "priority", "turn", "due_at", "id"], _NOW)
    _index("ix_outbox_waiting", ["bot_id", "due_at"], _LATER)
    _index("ix_outbox_routine", ["person_id", "sent_at"], _ROUTINE)
    _index("ix_outbox_doubtful", ["account_id"], _DOUBTFUL)
    if op.get_bind().dialect.name == "postgresql":
        for table in _BUSY:
            op.execute(f"ALTER TABLE {table} SET (autovacuum_vacuum_scale_factor = 0.02)")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _BUSY:
            op.execute(f"ALTER TABLE {table} RESET (autovacuum_vacuum_scale_factor)")
    _drop_index("ix_outbox_doubtful", _DOUBTFUL)
    _drop_index("ix_outbox_routine", _ROUTINE)
    _drop_index("ix_outbox_waiting", _LATER)
    _drop_index("ix_outbox_queue", _NOW)
    _index("ix_outbox_queue", ["bot_id", "lane", "priority", "due_at", "id"], _QUEUE)
    op.drop_column("class_updates", "fanned")
    op.drop_column("outbox", "waits")
    op.drop_column("outbox", "turn")


def _index(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "outbox", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def _drop_index(name: str, where: str) -> None:
    op.drop_index(name, "outbox", sqlite_where=sa.text(where), postgresql_where=sa.text(where))
