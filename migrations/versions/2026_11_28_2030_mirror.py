"""Figures of partner countries."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_2030_mirror"
down_revision = "2026_11_28_2005_mixtures"


def upgrade() -> None:
    op.create_table('mirror_figure',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('partner', sa.Text(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=True),
    sa.Column('day', types.Day(), nullable=True),
    sa.Column('first', types.Day(), nullable=False),
    sa.Column('last', types.Day(), nullable=False),
    sa.Column('substance', sa.Text(), nullable=False),
    sa.Column('stated_substance', sa.Text(), nullable=True),
    sa.Column('base_ug', types.Big, nullable=True),
    sa.Column('net_ug', types.Big, nullable=True),
    sa.Column('ul', types.Big, nullable=True),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('document', sa.Text(), nullable=True),
    sa.Column('line', sa.Text(), nullable=True),
    sa.Column('notification', sa.Text(), nullable=True),
    sa.Column('authorisation', sa.Text(), nullable=True),
    sa.Column('container', sa.Text(), nullable=True),
    sa.Column('party', sa.Text(), nullable=True),
    sa.Column('counterparty', sa.Text(), nullable=True),
    sa.Column('quantity', sa.Text(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('concentration', sa.Text(), nullable=True),
    sa.Column('basis', sa.Text(), nullable=True),
    sa.Column('salt', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("direction = 'import' OR direction = 'export'", name=op.f('ck_mirror_figure_direction_known')),
    sa.CheckConstraint('(base_ug IS NULL) = (code IS NOT NULL)', name=op.f('ck_mirror_figure_known_or_says_why')),
    sa.CheckConstraint('base_ug >= 0', name=op.f('ck_mirror_figure_base_not_negative')),
    sa.CheckConstraint('last >= first', name=op.f('ck_mirror_figure_days_in_order')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_mirror_figure_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mirror_figure')),
    sqlite_strict=True
    )
    op.create_index('ix_mirror_figure_agency', 'mirror_figure', ['agency', 'partner', 'last'], unique=False)
    op.create_index('ix_mirror_figure_key', 'mirror_figure', ['key'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_mirror_figure_key', table_name='mirror_figure')
    op.drop_index('ix_mirror_figure_agency', table_name='mirror_figure')
    op.drop_table('mirror_figure')
