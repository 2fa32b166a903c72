"""Until when a difference that was found on the way is to be settled."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_29_0015_carried_clock"
down_revision = "2026_11_29_0010_sample_owner"


def upgrade() -> None:
    op.add_column("waybill_count", sa.Column("settle_by", types.Day(), nullable=True))


def downgrade() -> None:
    op.drop_column("waybill_count", "settle_by")
