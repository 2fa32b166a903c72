"""The site of a shipment; what else goods hold, in shipments, authorisations and checks of deals."""

from alembic import op

revision = "2026_11_28_2005_mixtures"
down_revision = "2026_11_28_1950_own_figures"

COLUMNS = {"shipment": ("site", "contains"), "authorisation": ("contains",), "deal_check": ("contains",)}
"""Columns that come with version 2 of each table; rows of version 1 leave them empty."""


def upgrade() -> None:
    for table, names in COLUMNS.items():
        for name in names:
            op.execute(f"ALTER TABLE {table} ADD COLUMN {name} TEXT")


def downgrade() -> None:
    for table, names in COLUMNS.items():
        for name in reversed(names):
            op.drop_column(table, name)
