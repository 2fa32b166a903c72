"""Registries that are known, packages exchanged with them, records received."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_2110_packages"
down_revision = "2026_11_28_2106_cases"


def upgrade() -> None:
    op.create_table('exchange_package',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('country', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('visibility', sa.Text(), nullable=False),
    sa.Column('records', types.Big, nullable=False),
    sa.Column('made', types.Day(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('size', types.Big, nullable=False),
    sa.Column('root', sa.LargeBinary(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("direction = 'sent' OR direction = 'received'", name=op.f('ck_exchange_package_direction_known')),
    sa.CheckConstraint("visibility = 'nominal' OR visibility = 'non-nominal'", name=op.f('ck_exchange_package_visibility_known')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_exchange_package_key_is_128_bits')),
    sa.CheckConstraint('length(root) = 32', name=op.f('ck_exchange_package_root_length')),
    sa.CheckConstraint('length(sha256) = 32', name=op.f('ck_exchange_package_sha256_length')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exchange_package')),
    sqlite_strict=True
    )
    op.create_index('ix_exchange_package_fingerprint', 'exchange_package', ['agency', 'fingerprint', 'direction'], unique=False)
    op.create_index('ix_exchange_package_key', 'exchange_package', ['key'], unique=False)
    op.create_table('known_registry',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('country', sa.Text(), nullable=False),
    sa.Column('public_key', sa.Text(), nullable=False),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('valid_from', types.Day(), nullable=False),
    sa.Column('valid_to', types.Day(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_known_registry_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_known_registry')),
    sqlite_strict=True
    )
    op.create_index('ix_known_registry_fingerprint', 'known_registry', ['agency', 'fingerprint'], unique=False)
    op.create_index('ix_known_registry_key', 'known_registry', ['key'], unique=False)
    op.create_table('received_record',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('package', types.Big, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('proved', types.Big, nullable=False),
    sa.Column('subject', sa.LargeBinary(), nullable=True),
    sa.Column('content', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['package'], ['exchange_package.id'], name=op.f('fk_received_record_package')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_received_record')),
    sqlite_strict=True
    )
    op.create_index('ix_received_record_package', 'received_record', ['package'], unique=False)
    op.create_index('ix_received_record_subject', 'received_record', ['subject'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_received_record_subject', table_name='received_record')
    op.drop_index('ix_received_record_package', table_name='received_record')
    op.drop_table('received_record')
    op.drop_index('ix_known_registry_key', table_name='known_registry')
    op.drop_index('ix_known_registry_fingerprint', table_name='known_registry')
    op.drop_table('known_registry')
    op.drop_index('ix_exchange_package_key', table_name='exchange_package')
    op.drop_index('ix_exchange_package_fingerprint', table_name='exchange_package')
    op.drop_table('exchange_package')
