"""The lives of records: their steps, and where each stands."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_1640_lives"
down_revision = "2026_11_22_people"


def upgrade() -> None:
    op.create_table(
        "transition",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.CheckConstraint("length(subject) = 16", name=op.f("ck_transition_subject_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
        sqlite_strict=True,
    )
    op.create_index("ix_transition_subject", "transition", ["kind", "subject", "id"], unique=False)
    op.create_table(
        "state",
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", types.Day(), nullable=False),
        sa.Column("step", types.Big, nullable=False),
        sa.PrimaryKeyConstraint("subject", "kind", name=op.f("pk_state")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_state_kind", "state", ["kind", "state", "since"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_state_kind", table_name="state")
    op.drop_table("state")
    op.drop_index("ix_transition_subject", table_name="transition")
    op.drop_table("transition")
