"""The oldest open arrivals of a bot are found without looking at all that wait, nor at those handled."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OPEN = sa.text("state IN ('new', 'working')")


def upgrade() -> None:
    op.create_index("ix_inbox_oldest", "inbox", ["bot_id", "id"], sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    op.drop_index("ix_inbox_oldest", "inbox", sqlite_where=_OPEN, postgresql_where=_OPEN)
