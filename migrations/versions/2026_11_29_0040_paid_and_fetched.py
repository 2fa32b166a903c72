"""How a deal was paid and which vehicle fetched the goods; vehicles and bank accounts of operators."""

from alembic import op

revision = "2026_11_29_0040_paid_and_fetched"
down_revision = "2026_11_29_0035_protocol_draft"

COLUMNS = {"shipment": ("payment", "payer", "vehicle"), "operator": ("vehicles", "accounts")}
"""Columns that come with version 3 of each table; rows of earlier versions leave them empty."""


def upgrade() -> None:
    for table, names in COLUMNS.items():
        for name in names:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} TEXT")


def downgrade() -> None:
    for table, names in COLUMNS.items():
        for name in reversed(names):
            op.drop_column(table, name)
