"""What packages of a shipment are and what they say on them; what is usual is counted anew, with kinds of packages."""

from alembic import op

revision = "2026_11_30_0050_packages"
down_revision = "2026_11_29_0042_output_unit"

COLUMNS = ("package_type", "labels")
"""They come with version 4 of the table; rows of earlier versions leave them empty."""


def upgrade() -> None:
    for name in COLUMNS:
        op.execute(f"ALTER TABLE shipment ADD COLUMN {name} TEXT")
    op.execute("DELETE FROM usual")


def downgrade() -> None:
    for name in reversed(COLUMNS):
        op.drop_column("shipment", name)
    op.execute("DELETE FROM usual")
