"""Sites, officers, links, opening balances, annual requirements, checks of deals; more terms of a licence line."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_1710_licences"
down_revision = "2026_11_28_1700_declarations"

LINE = {
    "site": "TEXT",
    "period": "TEXT CONSTRAINT ck_licence_line_period_known CHECK (period = 'year' OR period = 'calendar-year'"
    " OR period = 'quarter' OR period = 'month' OR period = 'total')",
    "max_stock": "TEXT",
    "stock_most": "{big} CONSTRAINT ck_licence_line_stock_not_negative CHECK (stock_most >= 0)",
    "stock_measure": "TEXT CONSTRAINT ck_licence_line_stock_measure_known"
    " CHECK (stock_measure = 'base_ug' OR stock_measure = 'ul')",
    "strength_from": "TEXT",
    "strength_to": "TEXT",
    "end_use": "TEXT",
    "issued": "{day}",
    "renews": "TEXT",
    "grace_until": "{day} CONSTRAINT ck_licence_line_grace_after_end CHECK (grace_until >= valid_to)",
    "taken_over": "TEXT",
}
OPERATOR = {"lei": "TEXT", "eori": "TEXT", "gln": "TEXT", "taken_over": "TEXT"}
"""Columns that come with version 2 of both tables; rows of version 1 leave them empty."""


def _added(table: str, columns: dict[str, str]) -> None:
    """Add columns with their CHECKs by hand: on SQLite nothing else adds a constraint to a table with triggers."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    kinds = {"big": "INTEGER" if sqlite else "BIGINT", "day": "TEXT" if sqlite else "DATE"}
    for name, told in columns.items():
        op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {told.format(**kinds)}")


def upgrade() -> None:
    _added("licence_line", LINE)
    _added("operator", OPERATOR)
    op.create_table('annual_requirement',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('country', sa.Text(), nullable=False),
    sa.Column('substance', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('most', types.Big, nullable=False),
    sa.Column('since', types.Day(), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_annual_requirement_key_is_128_bits')),
    sa.CheckConstraint('most >= 0', name=op.f('ck_annual_requirement_most_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_annual_requirement')),
    sqlite_strict=True
    )
    op.create_index('ix_annual_requirement_country', 'annual_requirement', ['country', 'substance', 'since'], unique=False)
    op.create_table('deal_check',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('buyer', sa.Text(), nullable=False),
    sa.Column('seller', sa.Text(), nullable=True),
    sa.Column('substance', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('base_ug', types.Big, nullable=True),
    sa.Column('ul', types.Big, nullable=True),
    sa.Column('activity', sa.Text(), nullable=False),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('until', types.Day(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('because', sa.Text(), nullable=False),
    sa.Column('edition', sa.Text(), nullable=False),
    sa.Column('serial', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint("answer = 'yes' OR answer = 'conditions' OR answer = 'no'", name=op.f('ck_deal_check_answer_known')),
    sa.CheckConstraint('length(serial) = 8', name=op.f('ck_deal_check_serial_is_64_bits')),
    sa.CheckConstraint('until >= day', name=op.f('ck_deal_check_days_in_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_deal_check')),
    sqlite_strict=True
    )
    op.create_index('uq_deal_check_serial', 'deal_check', ['serial'], unique=True)
    op.create_table('officer',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('operator', sa.Text(), nullable=False),
    sa.Column('folded_operator', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('role', sa.Text(), nullable=True),
    sa.Column('site', sa.Text(), nullable=True),
    sa.Column('since', types.Day(), nullable=False),
    sa.Column('until', types.Day(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('email', sa.Text(), nullable=True),
    sa.Column('document', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_officer_key_is_128_bits')),
    sa.CheckConstraint('until >= since', name=op.f('ck_officer_days_in_order')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_officer')),
    sqlite_strict=True
    )
    op.create_index('ix_officer_folded_operator', 'officer', ['folded_operator'], unique=False)
    op.create_table('opening_balance',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('operator', sa.Text(), nullable=False),
    sa.Column('folded_operator', sa.Text(), nullable=False),
    sa.Column('site', sa.Text(), nullable=True),
    sa.Column('day', types.Day(), nullable=False),
    sa.Column('substance', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('concentration', sa.Text(), nullable=True),
    sa.Column('basis', sa.Text(), nullable=True),
    sa.Column('salt', sa.Text(), nullable=True),
    sa.Column('base_ug', types.Big, nullable=True),
    sa.Column('net_ug', types.Big, nullable=True),
    sa.Column('ul', types.Big, nullable=True),
    sa.Column('code', sa.Text(), nullable=True),
    sa.Column('taken_over', sa.Text(), nullable=False),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('(base_ug IS NULL) = (code IS NOT NULL)', name=op.f('ck_opening_balance_known_or_says_why')),
    sa.CheckConstraint('base_ug >= 0', name=op.f('ck_opening_balance_base_not_negative')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_opening_balance_key_is_128_bits')),
    sa.CheckConstraint('net_ug >= 0', name=op.f('ck_opening_balance_net_not_negative')),
    sa.CheckConstraint('ul >= 0', name=op.f('ck_opening_balance_ul_not_negative')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_opening_balance')),
    sqlite_strict=True
    )
    op.create_index('ix_opening_balance_folded_operator', 'opening_balance', ['folded_operator', 'substance'], unique=False)
    op.create_table('operator_link',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('one', sa.Text(), nullable=False),
    sa.Column('folded_one', sa.Text(), nullable=False),
    sa.Column('other', sa.Text(), nullable=False),
    sa.Column('folded_other', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('folded_one <> folded_other', name=op.f('ck_operator_link_two_operators')),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_operator_link_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_operator_link')),
    sqlite_strict=True
    )
    op.create_index('ix_operator_link_folded_one', 'operator_link', ['folded_one'], unique=False)
    op.create_index('ix_operator_link_folded_other', 'operator_link', ['folded_other'], unique=False)
    op.create_table('site',
    sa.Column('id', types.Big, autoincrement=False, nullable=False),
    sa.Column('agency', sa.Text(), nullable=False),
    sa.Column('operator', sa.Text(), nullable=False),
    sa.Column('folded_operator', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('country', sa.Text(), nullable=True),
    sa.Column('latitude', sa.Text(), nullable=True),
    sa.Column('longitude', sa.Text(), nullable=True),
    sa.Column('activities', sa.Text(), nullable=False),
    sa.Column('secured', sa.Text(), nullable=True),
    sa.Column('taken_over', sa.Text(), nullable=True),
    sa.Column('notes', sa.Text(), nullable=True),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(key) = 16', name=op.f('ck_site_key_is_128_bits')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_site')),
    sqlite_strict=True
    )
    op.create_index('ix_site_folded_operator', 'site', ['folded_operator'], unique=False)
    op.create_index("ix_site_key", "site", ["key"], unique=False)
    op.create_index("ix_officer_key", "officer", ["key"], unique=False)
    op.create_index("ix_operator_link_key", "operator_link", ["key"], unique=False)
    op.create_index("ix_opening_balance_key", "opening_balance", ["key"], unique=False)
    op.create_index("ix_annual_requirement_key", "annual_requirement", ["key"], unique=False)
    op.create_index("ix_licence_line_key", "licence_line", ["key"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_licence_line_key", table_name="licence_line")
    op.drop_index("ix_annual_requirement_key", table_name="annual_requirement")
    op.drop_index("ix_opening_balance_key", table_name="opening_balance")
    op.drop_index("ix_operator_link_key", table_name="operator_link")
    op.drop_index("ix_officer_key", table_name="officer")
    op.drop_index("ix_site_key", table_name="site")
    op.drop_index('ix_site_folded_operator', table_name='site')
    op.drop_index('ix_operator_link_folded_other', table_name='operator_link')
    op.drop_index('ix_operator_link_folded_one', table_name='operator_link')
    op.drop_index('ix_opening_balance_folded_operator', table_name='opening_balance')
    op.drop_index('ix_officer_folded_operator', table_name='officer')
    op.drop_index('uq_deal_check_serial', table_name='deal_check')
    op.drop_index('ix_annual_requirement_country', table_name='annual_requirement')
    op.drop_table('site')
    op.drop_table('operator_link')
    op.drop_table('opening_balance')
    op.drop_table('officer')
    op.drop_table('deal_check')
    op.drop_table('annual_requirement')
    for table, columns in (("operator", OPERATOR), ("licence_line", LINE)):
        for name in reversed(columns):
            op.drop_column(table, name)
