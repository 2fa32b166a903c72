"""Forums: what agencies say, ask and show to each other about one matter."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_2330_forums"
down_revision = "2026_11_28_2200_flag_heads"


def upgrade() -> None:
    op.create_table('forum',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('tier', sa.Text(), nullable=False),
    sa.Column('until', types.Day(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("tier = 'nominal' OR tier = 'non-nominal'", name=op.f('ck_forum_tier_known')),
    sa.CheckConstraint('length(file_key) = 16', name=op.f('ck_forum_file_is_128_bits')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_forum_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum')),
    sqlite_strict=True
    )
    op.create_index('ix_forum_file', 'forum', ['file_key'], unique=False)
    op.create_table('forum_note',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('forum_key', sa.LargeBinary(), nullable=False),
    sa.Column('task', sa.LargeBinary(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(forum_key) = 16', name=op.f('ck_forum_note_forum_is_128_bits')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_forum_note_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum_note')),
    sqlite_strict=True
    )
    op.create_index('ix_forum_note_forum', 'forum_note', ['forum_key'], unique=False)
    op.create_table('forum_record',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('forum_key', sa.LargeBinary(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject', sa.LargeBinary(), nullable=False),
    sa.Column('record', types.Big, nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('tier', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("role = 'subject' OR role = 'evidence' OR role = 'origin' OR role = 'related'", name=op.f('ck_forum_record_role_known')),
    sa.CheckConstraint("tier = 'nominal' OR tier = 'non-nominal'", name=op.f('ck_forum_record_tier_known')),
    sa.CheckConstraint('length(forum_key) = 16', name=op.f('ck_forum_record_forum_is_128_bits')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_forum_record_key_is_128_bits')),
    sa.CheckConstraint('length(subject) = 16', name=op.f('ck_forum_record_subject_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum_record')),
    sqlite_strict=True
    )
    op.create_index('ix_forum_record_forum', 'forum_record', ['forum_key'], unique=False)
    op.create_table('forum_seat',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('forum_key', sa.LargeBinary(), nullable=False),
    sa.Column('member', sa.Text(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(forum_key) = 16', name=op.f('ck_forum_seat_forum_is_128_bits')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_forum_seat_key_is_128_bits')),
    sa.CheckConstraint('member <> agency', name=op.f('ck_forum_seat_another_agency')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum_seat')),
    sqlite_strict=True
    )
    op.create_index('ix_forum_seat_forum', 'forum_seat', ['forum_key'], unique=False)
    op.create_table('forum_task',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('forum_key', sa.LargeBinary(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('addressee', sa.Text(), nullable=False),
    sa.Column('person', sa.Text(), nullable=True),
    sa.Column('due', types.Day(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(forum_key) = 16', name=op.f('ck_forum_task_forum_is_128_bits')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_forum_task_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forum_task')),
    sqlite_strict=True
    )
    op.create_index('ix_forum_task_due', 'forum_task', ['addressee', 'due'], unique=False)
    op.create_index('ix_forum_task_forum', 'forum_task', ['forum_key'], unique=False)
    op.create_index('ix_share_subject', 'share', ['subject'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_share_subject', table_name='share')
    op.drop_index('ix_forum_task_forum', table_name='forum_task')
    op.drop_index('ix_forum_task_due', table_name='forum_task')
    op.drop_table('forum_task')
    op.drop_index('ix_forum_seat_forum', table_name='forum_seat')
    op.drop_table('forum_seat')
    op.drop_index('ix_forum_record_forum', table_name='forum_record')
    op.drop_table('forum_record')
    op.drop_index('ix_forum_note_forum', table_name='forum_note')
    op.drop_table('forum_note')
    op.drop_index('ix_forum_file', table_name='forum')
    op.drop_table('forum')
