"""Authorisations with their releases and endorsements, and pre-export notifications."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_1740_permits"
down_revision = "2026_11_28_1735_stock"


def _authorisation() -> None:
    op.create_table(
        "authorisation",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("substance", sa.Text(), nullable=False),
        sa.Column("authorised", types.Big, nullable=False),
        sa.Column("granted", types.Big, nullable=True),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("shipments", types.Big, nullable=True),
        sa.Column("planned", types.Day(), nullable=True),
        sa.Column("applied", types.Day(), nullable=True),
        sa.Column("valid_from", types.Day(), nullable=True),
        sa.Column("valid_to", types.Day(), nullable=True),
        sa.Column("begun", sa.Text(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("exporter", sa.Text(), nullable=True),
        sa.Column("exporter_address", sa.Text(), nullable=True),
        sa.Column("exporter_country", sa.Text(), nullable=True),
        sa.Column("importer", sa.Text(), nullable=True),
        sa.Column("importer_address", sa.Text(), nullable=True),
        sa.Column("importer_country", sa.Text(), nullable=True),
        sa.Column("consignee", sa.Text(), nullable=True),
        sa.Column("consignee_address", sa.Text(), nullable=True),
        sa.Column("others", sa.Text(), nullable=True),
        sa.Column("commercial_name", sa.Text(), nullable=True),
        sa.Column("cas", sa.Text(), nullable=True),
        sa.Column("hs", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("concentration", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("packages", sa.Text(), nullable=True),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("point_exit", sa.Text(), nullable=True),
        sa.Column("point_entry", sa.Text(), nullable=True),
        sa.Column("itinerary", sa.Text(), nullable=True),
        sa.Column("transport", sa.Text(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("invoice", sa.Text(), nullable=True),
        sa.Column("notification", sa.Text(), nullable=True),
        sa.Column("end_use", sa.Text(), nullable=True),
        sa.Column("conditions", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.CheckConstraint('authorised > 0', name=op.f("ck_authorisation_authorised_positive")),
        sa.CheckConstraint('granted IS NULL OR granted > 0', name=op.f("ck_authorisation_granted_positive")),
        sa.CheckConstraint('length(key) = 16', name=op.f("ck_authorisation_key_is_128_bits")),
        sa.CheckConstraint("kind = 'import' OR kind = 'export' OR kind = 'transit' OR kind = 'local-purchase'", name=op.f("ck_authorisation_kind_known")),
        sa.CheckConstraint("measure = 'base_ug' OR measure = 'ul'", name=op.f("ck_authorisation_measure_known")),
        sa.CheckConstraint('shipments > 0', name=op.f("ck_authorisation_shipments_positive")),
        sa.CheckConstraint('valid_to >= valid_from', name=op.f("ck_authorisation_validity_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorisation")),
        sqlite_strict=True,
    )
    op.create_index("ix_authorisation_agency", "authorisation", ["agency", "id"], unique=False)
    op.create_index("ix_authorisation_folded", "authorisation", ["folded"], unique=False)
    op.create_index("ix_authorisation_key", "authorisation", ["key"], unique=False)


def _authorised_release() -> None:
    op.create_table(
        "authorised_release",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("authorisation", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("amount", types.Big, nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint('amount > 0', name=op.f("ck_authorised_release_amount_positive")),
        sa.CheckConstraint('length(key) = 16', name=op.f("ck_authorised_release_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorised_release")),
        sqlite_strict=True,
    )
    op.create_index("ix_authorised_release_authorisation", "authorised_release", ["authorisation", "id"], unique=False)
    op.create_index("ix_authorised_release_key", "authorised_release", ["key"], unique=False)


def _endorsement() -> None:
    op.create_table(
        "endorsement",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("authorisation", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("office", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("amount", types.Big, nullable=False),
        sa.Column("excess", types.Big, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint('amount > 0', name=op.f("ck_endorsement_amount_positive")),
        sa.CheckConstraint('excess >= 0', name=op.f("ck_endorsement_excess_not_negative")),
        sa.CheckConstraint('length(key) = 16', name=op.f("ck_endorsement_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement")),
        sqlite_strict=True,
    )
    op.create_index("ix_endorsement_authorisation", "endorsement", ["authorisation", "id"], unique=False)
    op.create_index("ix_endorsement_key", "endorsement", ["key"], unique=False)


def _notification() -> None:
    op.create_table(
        "notification",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("substance", sa.Text(), nullable=False),
        sa.Column("amount", types.Big, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("dispatch", types.Day(), nullable=True),
        sa.Column("notified", types.Day(), nullable=True),
        sa.Column("period_from", types.Day(), nullable=True),
        sa.Column("period_to", types.Day(), nullable=True),
        sa.Column("clock_from", types.Day(), nullable=True),
        sa.Column("reply_by", types.Day(), nullable=True),
        sa.Column("clock", sa.Text(), nullable=True),
        sa.Column("replied", types.Day(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=True),
        sa.Column("exporter", sa.Text(), nullable=True),
        sa.Column("exporter_address", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("importer", sa.Text(), nullable=True),
        sa.Column("importer_address", sa.Text(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("consignee", sa.Text(), nullable=True),
        sa.Column("consignee_address", sa.Text(), nullable=True),
        sa.Column("commercial_name", sa.Text(), nullable=True),
        sa.Column("cas", sa.Text(), nullable=True),
        sa.Column("hs", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("concentration", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("packages", sa.Text(), nullable=True),
        sa.Column("point_exit", sa.Text(), nullable=True),
        sa.Column("point_entry", sa.Text(), nullable=True),
        sa.Column("transit", sa.Text(), nullable=True),
        sa.Column("transport", sa.Text(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("export_authorisation", sa.Text(), nullable=True),
        sa.Column("import_authorisation", sa.Text(), nullable=True),
        sa.Column("end_use", sa.Text(), nullable=True),
        sa.Column("counterpart", sa.Text(), nullable=True),
        sa.Column("objection", sa.Text(), nullable=True),
        sa.Column("reply_text", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.CheckConstraint('amount > 0', name=op.f("ck_notification_amount_positive")),
        sa.CheckConstraint("direction = 'sent' OR direction = 'received'", name=op.f("ck_notification_direction_known")),
        sa.CheckConstraint('length(key) = 16', name=op.f("ck_notification_key_is_128_bits")),
        sa.CheckConstraint("measure = 'base_ug' OR measure = 'ul'", name=op.f("ck_notification_measure_known")),
        sa.CheckConstraint('period_to >= period_from', name=op.f("ck_notification_period_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sqlite_strict=True,
    )
    op.create_index("ix_notification_agency", "notification", ["agency", "id"], unique=False)
    op.create_index("ix_notification_folded", "notification", ["folded"], unique=False)
    op.create_index("ix_notification_key", "notification", ["key"], unique=False)


def upgrade() -> None:
    _authorisation()
    _authorised_release()
    _endorsement()
    _notification()


def downgrade() -> None:
    op.drop_table("notification")
    op.drop_table("endorsement")
    op.drop_table("authorised_release")
    op.drop_table("authorisation")
