"""Case files: members, tasks, links, notes, disclosures, persons."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_2106_cases"
down_revision = "2026_11_28_2105_step_times"


def upgrade() -> None:
    op.create_table('case_file',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('lead', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=True),
    sa.Column('opened', types.Day(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("purpose = 'administrative' OR purpose = 'investigation' OR purpose = 'prosecution' OR purpose = 'assistance'", name=op.f('ck_case_file_purpose_known')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_case_file_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_file')),
    sqlite_strict=True
    )
    op.create_index('ix_case_file_opened', 'case_file', ['agency', 'opened'], unique=False)
    op.create_table('case_link',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('subject', sa.LargeBinary(), nullable=False),
    sa.Column('record', types.Big, nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("role = 'subject' OR role = 'evidence' OR role = 'origin' OR role = 'related'", name=op.f('ck_case_link_role_known')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_case_link_key_is_128_bits')),
    sa.CheckConstraint('length(subject) = 16', name=op.f('ck_case_link_subject_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_link')),
    sqlite_strict=True
    )
    op.create_index('ix_case_link_file', 'case_link', ['file_key'], unique=False)
    op.create_index('ix_case_link_subject', 'case_link', ['kind', 'subject'], unique=False)
    op.create_table('case_member',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=True),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_case_member_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_member')),
    sqlite_strict=True
    )
    op.create_index('ix_case_member_file', 'case_member', ['file_key'], unique=False)
    op.create_table('case_note',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_note')),
    sqlite_strict=True
    )
    op.create_index('ix_case_note_file', 'case_note', ['file_key'], unique=False)
    op.create_table('case_person',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('commitment', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("role = 'suspect' OR role = 'witness' OR role = 'complainant' OR role = 'victim' OR role = 'contact'", name=op.f('ck_case_person_role_known')),
    sa.CheckConstraint('length(commitment) = 32', name=op.f('ck_case_person_commitment_is_sha256')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_person')),
    sqlite_strict=True
    )
    op.create_index('ix_case_person_file', 'case_person', ['file_key'], unique=False)
    op.create_table('case_task',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('file', sa.Text(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=False),
    sa.Column('line', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('assignee', sa.Text(), nullable=False),
    sa.Column('due', types.Day(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_case_task_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_case_task')),
    sqlite_strict=True
    )
    op.create_index('ix_case_task_due', 'case_task', ['agency', 'due'], unique=False)
    op.create_index('ix_case_task_file', 'case_task', ['file_key'], unique=False)
    op.create_table('disclosure',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=False),
    sa.Column('receiver', sa.Text(), nullable=False),
    sa.Column('receiver_kind', sa.Text(), nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('tier', sa.Text(), nullable=False),
    sa.Column('records', types.Big, nullable=False),
    sa.Column('left_out', types.Big, nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('size', types.Big, nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("receiver_kind = 'court' OR receiver_kind = 'prosecutor' OR receiver_kind = 'agency' OR receiver_kind = 'foreign' OR receiver_kind = 'defence'", name=op.f('ck_disclosure_receiver_kind_known')),
    sa.CheckConstraint("tier = 'nominal' OR tier = 'non-nominal'", name=op.f('ck_disclosure_tier_known')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_disclosure_key_is_128_bits')),
    sa.CheckConstraint('length(sha256) = 32', name=op.f('ck_disclosure_sha256_length')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure')),
    sqlite_strict=True
    )
    op.create_index('ix_disclosure_file', 'disclosure', ['file_key'], unique=False)
    op.create_table('person_erasure',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('file_key', sa.LargeBinary(), nullable=False),
    sa.Column('person', types.Big, nullable=False),
    sa.Column('ground', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_erasure')),
    sqlite_strict=True
    )
    op.create_index('ix_person_erasure_file', 'person_erasure', ['file_key'], unique=False)
    op.create_index('uq_person_erasure_person', 'person_erasure', ['person'], unique=True)
    op.create_table('person_text',
    sa.Column('person', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.CheckConstraint('length(salt) = 32', name=op.f('ck_person_text_salt_is_256_bits')),
    sa.PrimaryKeyConstraint('person', name=op.f('pk_person_text')),
    sqlite_strict=True
    )


def downgrade() -> None:
    op.drop_table('person_text')
    op.drop_index('uq_person_erasure_person', table_name='person_erasure')
    op.drop_index('ix_person_erasure_file', table_name='person_erasure')
    op.drop_table('person_erasure')
    op.drop_index('ix_disclosure_file', table_name='disclosure')
    op.drop_table('disclosure')
    op.drop_index('ix_case_task_file', table_name='case_task')
    op.drop_index('ix_case_task_due', table_name='case_task')
    op.drop_table('case_task')
    op.drop_index('ix_case_person_file', table_name='case_person')
    op.drop_table('case_person')
    op.drop_index('ix_case_note_file', table_name='case_note')
    op.drop_table('case_note')
    op.drop_index('ix_case_member_file', table_name='case_member')
    op.drop_table('case_member')
    op.drop_index('ix_case_link_subject', table_name='case_link')
    op.drop_index('ix_case_link_file', table_name='case_link')
    op.drop_table('case_link')
    op.drop_index('ix_case_file_opened', table_name='case_file')
    op.drop_table('case_file')
