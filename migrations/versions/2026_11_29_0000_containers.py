"""Which container a step of a disposal is about, where the step is done with each."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_29_0000_containers"
down_revision = "2026_11_28_2350_usual"


def upgrade() -> None:
    op.add_column("disposal_step", sa.Column("container", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("disposal_step", "container")
