"""Checks of deals as records of a shelf: nothing was kept in the table before."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_1730_deals"
down_revision = "2026_11_28_1715_disposal"


def upgrade() -> None:
    op.drop_index("uq_deal_check_serial", table_name="deal_check")
    op.drop_table("deal_check")
    op.create_table('deal_check',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('buyer', sa.Text(), nullable=False),
    sa.Column('seller', sa.Text(), nullable=True),
    sa.Column('substance', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('concentration', sa.Text(), nullable=True),
    sa.Column('activity', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=True),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('base_ug', types.Big, nullable=True),
    sa.Column('ul', types.Big, nullable=True),
    sa.Column('until', types.Day(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=False),
    sa.Column('edition', sa.Text(), nullable=False),
    sa.Column('serial', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("answer = 'yes' OR answer = 'conditions' OR answer = 'no'", name=op.f('ck_deal_check_answer_known')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_deal_check_key_is_128_bits')),
    sa.CheckConstraint('length(serial) = 16', name=op.f('ck_deal_check_serial_is_64_bits')),
    sa.CheckConstraint('until >= day', name=op.f('ck_deal_check_days_in_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_check')),
    sqlite_strict=True
    )
    op.create_index('ix_deal_check_key', 'deal_check', ['key'], unique=False)


def downgrade() -> None:
    op.drop_index("ix_deal_check_key", table_name="deal_check")
    op.drop_table("deal_check")
    op.create_table('deal_check',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('buyer', sa.Text(), nullable=False),
    sa.Column('seller', sa.Text(), nullable=True),
    sa.Column('substance', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('base_ug', types.Big, nullable=True),
    sa.Column('ul', types.Big, nullable=True),
    sa.Column('activity', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('until', types.Day(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=False),
    sa.Column('edition', sa.Text(), nullable=False),
    sa.Column('serial', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("answer = 'yes' OR answer = 'conditions' OR answer = 'no'", name=op.f('ck_deal_check_answer_known')),
    sa.CheckConstraint('length(serial) = 8', name=op.f('ck_deal_check_serial_is_64_bits')),
    sa.CheckConstraint('until >= day', name=op.f('ck_deal_check_days_in_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_check')),
    sqlite_strict=True
    )
    op.create_index('uq_deal_check_serial', 'deal_check', ['serial'], unique=True)
