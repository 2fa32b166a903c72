"""Daily operations of operators."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_29_0025_operations"
down_revision = "2026_11_29_0020_asked_abroad"


def upgrade() -> None:
    op.create_table('daily_operation',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('operator', sa.Text(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=True),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('operation', sa.Text(), nullable=False),
    sa.Column('batch', sa.Text(), nullable=True),
    sa.Column('line', sa.Text(), nullable=True),
    sa.Column('document', sa.Text(), nullable=True),
    sa.Column('counterparty', sa.Text(), nullable=True),
    sa.Column('counterparty_name', sa.Text(), nullable=True),
    sa.Column('carrier', sa.Text(), nullable=True),
    sa.Column('carrier_name', sa.Text(), nullable=True),
    sa.Column('keeper', sa.Text(), nullable=True),
    sa.Column('keeper_name', sa.Text(), nullable=True),
    sa.Column('keeper_place', sa.Text(), nullable=True),
    sa.Column('storage', sa.Text(), nullable=True),
    sa.Column('haulage', sa.Text(), nullable=True),
    sa.Column('product', sa.Text(), nullable=True),
    sa.Column('product_code', sa.Text(), nullable=True),
    sa.Column('form', sa.Text(), nullable=False),
    sa.Column('contains', sa.Text(), nullable=True),
    sa.Column('substance', sa.Text(), nullable=True),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('concentration', sa.Text(), nullable=True),
    sa.Column('basis', sa.Text(), nullable=True),
    sa.Column('density', sa.Text(), nullable=True),
    sa.Column('base_ug', types.Big, nullable=True),
    sa.Column('net_ug', types.Big, nullable=True),
    sa.Column('ul', types.Big, nullable=True),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('(base_ug IS NULL) = (code IS NOT NULL)', name=op.f('ck_daily_operation_known_or_says_why')),
    sa.CheckConstraint('base_ug >= 0', name=op.f('ck_daily_operation_base_not_negative')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_daily_operation_key_is_128_bits')),
    sa.CheckConstraint('net_ug >= 0', name=op.f('ck_daily_operation_net_not_negative')),
    sa.CheckConstraint('ul >= 0', name=op.f('ck_daily_operation_ul_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_daily_operation')),
    sqlite_strict=True
    )
    op.create_index('ix_daily_operation_key', 'daily_operation', ['key'], unique=False)
    op.create_index('ix_daily_operation_who', 'daily_operation', ['agency', 'who', 'day'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_daily_operation_who', table_name='daily_operation')
    op.drop_index('ix_daily_operation_key', table_name='daily_operation')
    op.drop_table('daily_operation')
