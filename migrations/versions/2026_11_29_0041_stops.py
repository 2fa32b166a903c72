"""Stops of goods on their way, and the corridor approved for a consignment."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_29_0041_stops"
down_revision = "2026_11_29_0040_paid_and_fetched"


def upgrade() -> None:
    op.execute("ALTER TABLE consignment ADD COLUMN corridor TEXT")
    op.create_table('stop',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('vehicle', sa.Text(), nullable=True),
    sa.Column('place', sa.Text(), nullable=True),
    sa.Column('coordinates', sa.Text(), nullable=True),
    sa.Column('arrived', types.Day(), nullable=False),
    sa.Column('arrived_at', sa.Text(), nullable=True),
    sa.Column('departed', types.Day(), nullable=True),
    sa.Column('departed_at', sa.Text(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('departed >= arrived', name=op.f('ck_stop_days_in_order')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_stop_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stop')),
    sqlite_strict=True
    )
    op.create_index('ix_stop_folded', 'stop', ['agency', 'folded'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_stop_folded', table_name='stop')
    op.drop_table('stop')
    op.drop_column('consignment', 'corridor')
