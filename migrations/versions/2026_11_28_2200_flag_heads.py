"""Flags on one matter are grouped by the record they share."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_2200_flag_heads"
down_revision = "2026_11_28_2159_seizure_totals"


def upgrade() -> None:
    op.add_column("flag", sa.Column("head", types.Big, nullable=True))
    grouped = sa.text("head IS NOT NULL")
    op.create_index("ix_flag_head", "flag", ["head", "kind"], sqlite_where=grouped, postgresql_where=grouped)


def downgrade() -> None:
    op.drop_index("ix_flag_head", table_name="flag")
    op.drop_column("flag", "head")
