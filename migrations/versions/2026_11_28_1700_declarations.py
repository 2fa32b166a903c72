"""Customer declarations of end use."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_1700_declarations"
down_revision = "2026_11_28_1640_lives"


def upgrade() -> None:
    op.create_table('customer_declaration',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('supplier', sa.Text(), nullable=False),
    sa.Column('folded_supplier', sa.Text(), nullable=False),
    sa.Column('customer', sa.Text(), nullable=False),
    sa.Column('folded_customer', sa.Text(), nullable=False),
    sa.Column('substance', sa.Text(), nullable=False),
    sa.Column('stated_substance', sa.Text(), nullable=True),
    sa.Column('quantity', sa.Text(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('amount', types.Big, nullable=True),
    sa.Column('measure', sa.Text(), nullable=False),
    sa.Column('term', sa.Text(), nullable=False),
    sa.Column('use', sa.Text(), nullable=False),
    sa.Column('signed_on', types.Day(), nullable=False),
    sa.Column('valid_to', types.Day(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("measure = 'base_ug' OR measure = 'ul'", name=op.f('ck_customer_declaration_measure_known')),
    sa.CheckConstraint("term = 'single' OR term = 'multiple'", name=op.f('ck_customer_declaration_term_known')),
    sa.CheckConstraint('amount > 0', name=op.f('ck_customer_declaration_amount_positive')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_customer_declaration_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_declaration')),
    sqlite_strict=True
    )
    op.create_index('ix_customer_declaration_key', 'customer_declaration', ['key'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_customer_declaration_key', table_name='customer_declaration')
    op.drop_table('customer_declaration')
