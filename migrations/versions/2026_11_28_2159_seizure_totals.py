"""National figures of seizures."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_2159_seizure_totals"
down_revision = "2026_11_28_2115_waybills"


def upgrade() -> None:
    op.create_table('seizure_total',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('country', sa.Text(), nullable=False),
    sa.Column('year', sa.Text(), nullable=False),
    sa.Column('substance', sa.Text(), nullable=True),
    sa.Column('unnamed', sa.Text(), nullable=True),
    sa.Column('named', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('amount_ug', types.Big, nullable=True),
    sa.Column('part', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('amount_ug >= 0', name=op.f('ck_seizure_total_amount_not_negative')),
    sa.CheckConstraint('substance IS NOT NULL OR unnamed IS NOT NULL', name=op.f('ck_seizure_total_named_or_known_to_be_unnamed')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_seizure_total_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seizure_total')),
    sqlite_strict=True
    )
    op.create_index('ix_seizure_total_key', 'seizure_total', ['key'], unique=False)
    op.create_index('ix_seizure_total_year', 'seizure_total', ['agency', 'year'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_seizure_total_year', table_name='seizure_total')
    op.drop_index('ix_seizure_total_key', table_name='seizure_total')
    op.drop_table('seizure_total')
