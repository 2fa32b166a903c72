"""Columns a person takes away, the log of the door, when something was confirmed, what was cleared away."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_doors"
down_revision = "2026_11_22_aside"


def upgrade() -> None:
    op.create_table(
        "export_choice",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person", "kind", name=op.f("pk_export_choice")),
        sqlite_strict=True,
    )
    op.create_table(
        "entrance",
        sa.Column("id", types.Big, sa.Identity(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("agent", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entrance")),
        sqlite_strict=True,
    )
    op.create_index("ix_entrance_agency", "entrance", ["agency", "id"], unique=False)
    op.create_index("ix_entrance_at", "entrance", ["at"], unique=False)
    op.create_index("ix_entrance_username", "entrance", ["username", "id"], unique=False)
    op.create_table(
        "sweep",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("cleared", types.Big, nullable=False),
        sa.Column("total", types.Big, nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_sweep")),
        sqlite_strict=True,
    )
    op.add_column("sign_in", sa.Column("since", types.Instant(), nullable=True))
    op.add_column("visit", sa.Column("confirmed", types.Instant(), nullable=True))


def downgrade() -> None:
    op.drop_column("visit", "confirmed")
    op.drop_column("sign_in", "since")
    op.drop_table("sweep")
    op.drop_index("ix_entrance_username", table_name="entrance")
    op.drop_index("ix_entrance_at", table_name="entrance")
    op.drop_index("ix_entrance_agency", table_name="entrance")
    op.drop_table("entrance")
    op.drop_table("export_choice")
