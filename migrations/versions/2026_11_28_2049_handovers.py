"""Goods in the custody of another agency than the one whose lot they are."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_2049_handovers"
down_revision = "2026_11_28_2030_mirror"

TABLES = ("custody_event", "custody_offer", "holding")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("keeper", sa.Text(), nullable=True))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "keeper")
