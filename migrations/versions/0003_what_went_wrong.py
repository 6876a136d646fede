"""What went wrong of late is found without reading all that went well."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TROUBLED = sa.text("state IN ('failed', 'unknown') OR resent")
_GIVEN_UP = sa.text("state = 'failed'")


def upgrade() -> None:
    op.create_index("ix_outbox_troubled", "outbox", ["due_at"], sqlite_where=_TROUBLED, postgresql_where=_TROUBLED)
    op.create_index("ix_inbox_given_up", "inbox", ["received_at"], sqlite_where=_GIVEN_UP, postgresql_where=_GIVEN_UP)


def downgrade() -> None:
    op.drop_index("ix_inbox_given_up", "inbox", sqlite_where=_GIVEN_UP, postgresql_where=_GIVEN_UP)
    op.drop_index("ix_outbox_troubled", "outbox", sqlite_where=_TROUBLED, postgresql_where=_TROUBLED)
