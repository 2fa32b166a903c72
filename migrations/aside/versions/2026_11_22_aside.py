"""The first tables that live aside."""

revision = "2026_11_22_aside"
down_revision = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
