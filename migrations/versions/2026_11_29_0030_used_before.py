"""What had been used of a licence line's running period before the registry went live."""

from alembic import op

revision = "2026_11_29_0030_used_before"
down_revision = "2026_11_29_0025_operations"

LINE = {
    "used": "TEXT",
    "used_before": "{big} CONSTRAINT ck_licence_line_used_not_negative CHECK (used_before >= 0)",
    "used_until": "{day} CONSTRAINT ck_licence_line_used_within CHECK (used_until >= valid_from)",
}


def upgrade() -> None:
    """Add the columns with their CHECKs by hand: on SQLite nothing else adds one to a table with triggers."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    kinds = {"big": "INTEGER" if sqlite else "BIGINT", "day": "TEXT" if sqlite else "DATE"}
    for name, told in LINE.items():
        op.execute(f"ALTER TABLE licence_line ADD COLUMN {name} {told.format(**kinds)}")


def downgrade() -> None:
    for name in reversed(LINE):
        op.drop_column("licence_line", name)
