"""Cases that are for those alone who work on them."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_2332_restricted_cases"
down_revision = "2026_11_28_2330_forums"


def upgrade() -> None:
    op.create_table('case_restriction',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_case_restriction_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_restriction')),
    sqlite_strict=True
    )
    op.create_index('ix_case_restriction_file', 'case_restriction', ['file_key'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_case_restriction_file', table_name='case_restriction')
    op.drop_table('case_restriction')
