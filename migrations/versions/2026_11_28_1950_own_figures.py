"""Figures of rules as agencies set them."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_1950_own_figures"
down_revision = "2026_11_28_1745_reports"


def upgrade() -> None:
    op.create_table('own_figure',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('rule', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=True),
    sa.Column('was', sa.Text(), nullable=False),
    sa.Column('looser', sa.Text(), nullable=False),
    sa.Column('since', types.Day(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("looser = 'yes' OR looser = 'no'", name=op.f('ck_own_figure_looser_known')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_own_figure_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_own_figure')),
    sqlite_strict=True
    )
    op.create_index('ix_own_figure_agency', 'own_figure', ['agency', 'since'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_own_figure_agency', table_name='own_figure')
    op.drop_table('own_figure')
