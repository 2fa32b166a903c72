"""Whose lot a sample was taken from, where another agency has it in custody."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_0010_sample_owner"
down_revision = "2026_11_29_0005_hazard_words"


def upgrade() -> None:
    op.add_column("sample", sa.Column("owner", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("sample", "owner")
