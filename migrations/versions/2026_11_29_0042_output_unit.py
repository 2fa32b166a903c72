"""The unit of the product that a line of a return states."""

from alembic import op

revision = "2026_11_29_0042_output_unit"
down_revision = "2026_11_29_0041_stops"


def upgrade() -> None:
    op.execute("ALTER TABLE stock_line ADD COLUMN output_unit TEXT")


def downgrade() -> None:
    op.drop_column("stock_line", "output_unit")
