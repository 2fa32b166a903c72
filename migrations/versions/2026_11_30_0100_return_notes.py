"""The notes of a return that is expected."""

from alembic import op

revision = "2026_11_30_0100_return_notes"
down_revision = "2026_11_30_0051_partner_permits"


def upgrade() -> None:
    op.execute("ALTER TABLE stock_return ADD COLUMN notes TEXT")


def downgrade() -> None:
    op.drop_column("stock_return", "notes")
