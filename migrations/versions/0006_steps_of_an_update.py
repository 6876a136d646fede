"""The steps that follow silence are kept with each update, so that it can go without and later changes touch none."""

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


def downgrade() -> None:
    op.drop_column("class_updates", "escalation")
