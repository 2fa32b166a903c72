"""When a step of a disposal was begun, and when a witness was called who did not come."""

import sqlalchemy as sa
from alembic import op

revision = "2026_11_28_2105_step_times"
down_revision = "2026_11_28_2100_ranking"


def upgrade() -> None:
    op.add_column("disposal_step", sa.Column("begun", sa.Text(), nullable=True))
    op.add_column("disposal_step", sa.Column("called", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("disposal_step", "called")
    op.drop_column("disposal_step", "begun")
