"""Words of countries on hazard data: confirmed by two people, or taken back."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_29_0005_hazard_words"
down_revision = "2026_11_29_0000_containers"


def upgrade() -> None:
    op.create_table('hazard_word',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('country', sa.Text(), nullable=False),
    sa.Column('part', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('content', sa.Text(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('checked', types.Day(), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("(word = 'confirmed') = (content IS NOT NULL)", name=op.f('ck_hazard_word_what_was_confirmed_is_kept')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_hazard_word_key_is_128_bits')),
    sa.CheckConstraint("word = 'confirmed' OR word = 'withdrawn'", name=op.f('ck_hazard_word_word_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_word')),
    sqlite_strict=True
    )
    op.create_index('ix_hazard_word_country', 'hazard_word', ['country', 'part'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_hazard_word_country', table_name='hazard_word')
    op.drop_table('hazard_word')
