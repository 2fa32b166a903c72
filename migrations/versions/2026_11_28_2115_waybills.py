"""The document that goes with a load to its destruction, and what each who signed it counted."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_2115_waybills"
down_revision = "2026_11_28_2110_packages"


def upgrade() -> None:
    op.create_table('disposal_waybill',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('order_id', types.Big, nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('generator_number', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=False),
    sa.Column('carrier', sa.Text(), nullable=False),
    sa.Column('carrier_number', sa.Text(), nullable=True),
    sa.Column('vehicle', sa.Text(), nullable=False),
    sa.Column('carriers', sa.Text(), nullable=False),
    sa.Column('facility_number', sa.Text(), nullable=True),
    sa.Column('handling', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_disposal_waybill_key_is_128_bits')),
    sa.ForeignKeyConstraint(['order_id'], ['disposal_order.id'], name=op.f('fk_disposal_waybill_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disposal_waybill')),
    sqlite_strict=True
    )
    op.create_index('ix_disposal_waybill_order', 'disposal_waybill', ['order_id'], unique=False)
    op.create_table('waybill_count',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('order_id', types.Big, nullable=False),
    sa.Column('signature', types.Big, nullable=False),
    sa.Column('line', types.Big, nullable=False),
    sa.Column('ug', types.Big, nullable=False),
    sa.Column('uncertainty_ug', types.Big, nullable=False),
    sa.Column('pieces', types.Big, nullable=False),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.CheckConstraint("verdict = 'as-sent' OR verdict = 'held' OR verdict = 'significant'", name=op.f('ck_waybill_count_verdict_known')),
    sa.CheckConstraint('ug >= 0 AND uncertainty_ug >= 0 AND pieces >= 0', name=op.f('ck_waybill_count_not_below_zero')),
    sa.ForeignKeyConstraint(['line'], ['disposal_line.id'], name=op.f('fk_waybill_count_line')),
    sa.ForeignKeyConstraint(['order_id'], ['disposal_order.id'], name=op.f('fk_waybill_count_order_id')),
    sa.ForeignKeyConstraint(['signature'], ['disposal_signature.id'], name=op.f('fk_waybill_count_signature')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_waybill_count')),
    sqlite_strict=True
    )
    op.create_index('ix_waybill_count_order', 'waybill_count', ['order_id'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_waybill_count_order', table_name='waybill_count')
    op.drop_table('waybill_count')
    op.drop_index('ix_disposal_waybill_order', table_name='disposal_waybill')
    op.drop_table('disposal_waybill')
