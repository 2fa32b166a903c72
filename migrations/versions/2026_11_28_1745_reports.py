"""Reports as they were filed."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_1745_reports"
down_revision = "2026_11_28_1742_seizures"


def upgrade() -> None:
    op.create_table('filed_report',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('year', types.Big, nullable=False),
    sa.Column('edition', types.Big, nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('receiver', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_filed_report_key_is_128_bits')),
    sa.CheckConstraint('length(sha256) = 32', name=op.f('ck_filed_report_sha256_length')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_filed_report')),
    sqlite_strict=True
    )
    op.create_index('ix_filed_report_place', 'filed_report', ['agency', 'name', 'year'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_filed_report_place', table_name='filed_report')
    op.drop_table('filed_report')
