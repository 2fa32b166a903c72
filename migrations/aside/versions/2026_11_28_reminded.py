"""Records of whose lateness somebody was told."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_reminded"
down_revision = "2026_11_28_doors"


def upgrade() -> None:
    op.create_table(
        "reminded",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("due", types.Day(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "due", name=op.f("pk_reminded")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("reminded")
