"""What is usual among shipments is kept counted between runs of the rules."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_2350_usual"
down_revision = "2026_11_28_2332_restricted_cases"


def upgrade() -> None:
    op.create_table(
        "usual",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("what", "about", name="pk_usual"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("usual")
