"""Which governments asked to be told before goods are sent to them."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_29_0020_asked_abroad"
down_revision = "2026_11_29_0015_carried_clock"


def upgrade() -> None:
    op.create_table(
        "notification_request",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("substance", sa.Text(), nullable=True),
        sa.Column("listed", sa.Text(), nullable=True),
        sa.Column("since", types.Day(), nullable=False),
        sa.Column("until", types.Day(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "(substance IS NULL) <> (listed IS NULL)", name=op.f("ck_notification_request_substance_or_table")
        ),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_notification_request_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_request")),
        sqlite_strict=True,
    )
    op.create_index("ix_notification_request_country", "notification_request", ["country", "since"], unique=False)
    op.create_index("ix_notification_request_key", "notification_request", ["key"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_notification_request_key", table_name="notification_request")
    op.drop_index("ix_notification_request_country", table_name="notification_request")
    op.drop_table("notification_request")
