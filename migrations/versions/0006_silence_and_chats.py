"""The steps that follow silence are kept with each update; and a code may add a chat to a person.

An update can so go without steps, and later changes of the school's touch none that was sent.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    op.add_column("class_updates", sa.Column("escalation", _DOCUMENT))
    op.add_column("invitations", sa.Column("adds_chat", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("invitations", "adds_chat")
    op.drop_column("class_updates", "escalation")
