"""Authorisations of other countries about trade with us."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_30_0051_partner_permits"
down_revision = "2026_11_30_0050_packages"


def upgrade() -> None:
    op.create_table('partner_authorisation',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('partner', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('substance', sa.Text(), nullable=True),
    sa.Column('stated_substance', sa.Text(), nullable=True),
    sa.Column('amount', types.Big, nullable=True),
    sa.Column('measure', sa.Text(), nullable=True),
    sa.Column('planned', types.Day(), nullable=True),
    sa.Column('applied', types.Day(), nullable=True),
    sa.Column('valid_from', types.Day(), nullable=True),
    sa.Column('valid_to', types.Day(), nullable=True),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('line', sa.Text(), nullable=True),
    sa.Column('exporter', sa.Text(), nullable=True),
    sa.Column('exporter_address', sa.Text(), nullable=True),
    sa.Column('exporter_country', sa.Text(), nullable=True),
    sa.Column('importer', sa.Text(), nullable=True),
    sa.Column('importer_address', sa.Text(), nullable=True),
    sa.Column('importer_country', sa.Text(), nullable=True),
    sa.Column('consignee', sa.Text(), nullable=True),
    sa.Column('consignee_address', sa.Text(), nullable=True),
    sa.Column('others', sa.Text(), nullable=True),
    sa.Column('commercial_name', sa.Text(), nullable=True),
    sa.Column('cas', sa.Text(), nullable=True),
    sa.Column('hs', sa.Text(), nullable=True),
    sa.Column('quantity', sa.Text(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('concentration', sa.Text(), nullable=True),
    sa.Column('basis', sa.Text(), nullable=True),
    sa.Column('salt', sa.Text(), nullable=True),
    sa.Column('contains', sa.Text(), nullable=True),
    sa.Column('packages', sa.Text(), nullable=True),
    sa.Column('shipments', sa.Text(), nullable=True),
    sa.Column('office', sa.Text(), nullable=True),
    sa.Column('point_exit', sa.Text(), nullable=True),
    sa.Column('point_entry', sa.Text(), nullable=True),
    sa.Column('itinerary', sa.Text(), nullable=True),
    sa.Column('transport', sa.Text(), nullable=True),
    sa.Column('carrier', sa.Text(), nullable=True),
    sa.Column('invoice', sa.Text(), nullable=True),
    sa.Column('notification', sa.Text(), nullable=True),
    sa.Column('end_use', sa.Text(), nullable=True),
    sa.Column('conditions', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("kind = 'import' OR kind = 'export' OR kind = 'transit' OR kind = 'local-purchase'", name=op.f('ck_partner_authorisation_kind_known')),
    sa.CheckConstraint('(amount IS NULL) = (measure IS NULL)', name=op.f('ck_partner_authorisation_measured_or_not')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_partner_authorisation_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_authorisation')),
    sqlite_strict=True
    )
    op.create_index('ix_partner_authorisation_key', 'partner_authorisation', ['key'], unique=False)
    op.create_index('ix_partner_authorisation_folded', 'partner_authorisation', ['agency', 'folded'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_partner_authorisation_folded', table_name='partner_authorisation')
    op.drop_index('ix_partner_authorisation_key', table_name='partner_authorisation')
    op.drop_table('partner_authorisation')
