"""Shipments ranked for inspection."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_2100_ranking"
down_revision = "2026_11_28_2049_handovers"


def upgrade() -> None:
    op.create_table('ranking',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('forest', sa.Text(), nullable=False),
    sa.Column('trained', sa.Text(), nullable=False),
    sa.Column('ranked', sa.Text(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_ranking_key_is_128_bits')),
    sa.CheckConstraint('length(sha256) = 32', name=op.f('ck_ranking_sha256_length')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ranking')),
    sqlite_strict=True
    )
    op.create_index('ix_ranking_agency', 'ranking', ['agency', 'id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_ranking_agency', table_name='ranking')
    op.drop_table('ranking')
