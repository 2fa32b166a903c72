"""Versions of protocols that are being written."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_29_0035_protocol_draft"
down_revision = "2026_11_29_0030_used_before"


def upgrade() -> None:
    op.create_table('protocol_draft',
    sa.Column('uuid', sa.Text(), nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('begun_from', sa.Text(), nullable=True),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('saves', types.Big, nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('at', types.Instant(), nullable=False),
    sa.CheckConstraint('saves >= 0', name=op.f('ck_protocol_draft_saves_counted')),
    sa.PrimaryKeyConstraint('uuid', name=op.f('pk_protocol_draft')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('protocol_draft')
