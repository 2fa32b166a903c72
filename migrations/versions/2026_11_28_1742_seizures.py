"""Custody, holds, laboratory, seizures."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_1742_seizures"
down_revision = "2026_11_28_1740_permits"


def upgrade() -> None:
    op.create_table(
        "container",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("exhibit", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("net_ug", types.Big, nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_container_key_is_128_bits")),
        sa.CheckConstraint("net_ug > 0", name=op.f("ck_container_net_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_container")),
        sqlite_strict=True,
    )
    op.create_index("ix_container_lot", "container", ["lot"], unique=False)
    op.create_table(
        "custody_event",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("container", sa.LargeBinary(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("exhibit", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("time", sa.Text(), nullable=True),
        sa.Column("giver", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("stated_place", sa.Text(), nullable=True),
        sa.Column("seal_before", sa.Text(), nullable=True),
        sa.Column("seal_after", sa.Text(), nullable=True),
        sa.Column("weight", sa.Text(), nullable=True),
        sa.Column("taken", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("before_ug", types.Big, nullable=True),
        sa.Column("after_ug", types.Big, nullable=True),
        sa.Column("instrument", sa.Text(), nullable=True),
        sa.Column("uncertainty_ug", types.Big, nullable=True),
        sa.Column("calibration_due", types.Day(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("offer", types.Big, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("basis = 'permitted' OR basis = 'observed'", name=op.f("ck_custody_event_basis_known")),
        sa.CheckConstraint("before_ug >= 0 AND after_ug >= 0", name=op.f("ck_custody_event_weights_not_negative")),
        sa.CheckConstraint("length(container) = 16", name=op.f("ck_custody_event_container_is_128_bits")),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_custody_event_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_event")),
        sqlite_strict=True,
    )
    op.create_index("ix_custody_event_container", "custody_event", ["container", "id"], unique=False)
    op.create_index("ix_custody_event_lot", "custody_event", ["lot", "id"], unique=False)
    op.create_table(
        "custody_offer",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("giver", sa.Text(), nullable=False),
        sa.Column("receiver", sa.Text(), nullable=False),
        sa.Column("containers", sa.Text(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("until", types.Day(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_offer")),
        sqlite_strict=True,
    )
    op.create_index("ix_custody_offer_receiver", "custody_offer", ["receiver"], unique=False)
    op.create_table(
        "hold",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("until", types.Day(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_hold_key_is_128_bits")),
        sa.CheckConstraint("length(subject) = 16", name=op.f("ck_hold_subject_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold")),
        sqlite_strict=True,
    )
    op.create_index("ix_hold_agency", "hold", ["agency", "id"], unique=False)
    op.create_index("ix_hold_subject", "hold", ["kind", "subject"], unique=False)
    op.create_table(
        "holding",
        sa.Column("container", sa.LargeBinary(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("custodian", sa.Text(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("seals", sa.Text(), nullable=True),
        sa.Column("net_ug", types.Big, nullable=True),
        sa.Column("since", types.Day(), nullable=False),
        sa.Column("time", sa.Text(), nullable=True),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("event", types.Big, nullable=False),
        sa.PrimaryKeyConstraint("container", name=op.f("pk_holding")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_holding_lot", "holding", ["lot"], unique=False)
    op.create_index("ix_holding_place", "holding", ["place"], unique=False)
    op.create_table(
        "instrument",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uncertainty", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("uncertainty_ug", types.Big, nullable=True),
        sa.Column("calibrated", types.Day(), nullable=True),
        sa.Column("due", types.Day(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_instrument_key_is_128_bits")),
        sa.CheckConstraint("uncertainty_ug >= 0", name=op.f("ck_instrument_uncertainty_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sqlite_strict=True,
    )
    op.create_index("ix_instrument_folded", "instrument", ["folded"], unique=False)
    op.create_table(
        "lab_result",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("exhibit", sa.Text(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("laboratory", sa.Text(), nullable=True),
        sa.Column("techniques", sa.Text(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("substance", sa.Text(), nullable=True),
        sa.Column("purity", sa.Text(), nullable=True),
        sa.Column("uncertainty", sa.Text(), nullable=True),
        sa.Column("density", sa.Text(), nullable=True),
        sa.Column("consumed", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_lab_result_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lab_result")),
        sqlite_strict=True,
    )
    op.create_index("ix_lab_result_lot", "lab_result", ["lot"], unique=False)
    op.create_table(
        "lot",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("substance", sa.Text(), nullable=True),
        sa.Column("stated_substance", sa.Text(), nullable=True),
        sa.Column("cas", sa.Text(), nullable=True),
        sa.Column("concentration", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("net_ug", types.Big, nullable=True),
        sa.Column("gross", sa.Text(), nullable=True),
        sa.Column("uncertainty_ppm", types.Big, nullable=True),
        sa.Column("containers", sa.Text(), nullable=True),
        sa.Column("count", types.Big, nullable=False),
        sa.Column("container", sa.Text(), nullable=True),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("field_test", sa.Text(), nullable=True),
        sa.Column("opened", types.Day(), nullable=True),
        sa.Column("seals", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("custodian", sa.Text(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("count > 0", name=op.f("ck_lot_containers_counted")),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_lot_key_is_128_bits")),
        sa.CheckConstraint("net_ug > 0", name=op.f("ck_lot_net_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sqlite_strict=True,
    )
    op.create_index("ix_lot_agency", "lot", ["agency", "day"], unique=False)
    op.create_index("ix_lot_folded", "lot", ["folded"], unique=False)
    op.create_table(
        "lot_statement",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("substance", sa.Text(), nullable=True),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("purity", sa.Text(), nullable=True),
        sa.Column("purity_ppm", types.Big, nullable=True),
        sa.Column("uncertainty", sa.Text(), nullable=True),
        sa.Column("uncertainty_ppm", types.Big, nullable=True),
        sa.Column("density", sa.Text(), nullable=True),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.CheckConstraint("purity_ppm BETWEEN 0 AND 1000000", name=op.f("ck_lot_statement_purity_is_a_share")),
        sa.CheckConstraint(
            "uncertainty_ppm BETWEEN 0 AND 1000000", name=op.f("ck_lot_statement_uncertainty_is_a_share")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_statement")),
        sqlite_strict=True,
    )
    op.create_index("ix_lot_statement_lot", "lot_statement", ["lot", "id"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("capacity", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("capacity_ug", types.Big, nullable=True),
        sa.Column("classes", sa.Text(), nullable=True),
        sa.Column("features", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("capacity_ug > 0", name=op.f("ck_place_capacity_positive")),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_place_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sqlite_strict=True,
    )
    op.create_index("ix_place_folded", "place", ["folded"], unique=False)
    op.create_table(
        "sample",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("container", sa.LargeBinary(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("exhibit", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("net_ug", types.Big, nullable=False),
        sa.Column("duplicate", sa.Text(), nullable=True),
        sa.Column("seal_before", sa.Text(), nullable=True),
        sa.Column("seal_after", sa.Text(), nullable=True),
        sa.Column("seal", sa.Text(), nullable=True),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("laboratory", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "purpose = 'analysis' OR purpose = 'duplicate' OR purpose = 'court'", name=op.f("ck_sample_purpose_known")
        ),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_sample_key_is_128_bits")),
        sa.CheckConstraint("net_ug > 0", name=op.f("ck_sample_net_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample")),
        sqlite_strict=True,
    )
    op.create_index("ix_sample_lot", "sample", ["lot"], unique=False)
    op.create_table(
        "sampling_plan",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("lot", sa.LargeBinary(), nullable=False),
        sa.Column("seizure", sa.Text(), nullable=False),
        sa.Column("exhibit", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("units", sa.Text(), nullable=False),
        sa.Column("population", types.Big, nullable=False),
        sa.Column("share", sa.Text(), nullable=True),
        sa.Column("confidence", sa.Text(), nullable=True),
        sa.Column("negatives", sa.Text(), nullable=True),
        sa.Column("size", types.Big, nullable=False),
        sa.Column("statistical", types.Big, nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_sampling_plan_key_is_128_bits")),
        sa.CheckConstraint("size > 0 AND size <= population", name=op.f("ck_sampling_plan_size_within_population")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_plan")),
        sqlite_strict=True,
    )
    op.create_index("ix_sampling_plan_lot", "sampling_plan", ["lot"], unique=False)
    op.create_table(
        "seizure",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("time", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("place_type", sa.Text(), nullable=True),
        sa.Column("coordinates", sa.Text(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=True),
        sa.Column("detection", sa.Text(), nullable=True),
        sa.Column("concealment", sa.Text(), nullable=True),
        sa.Column("conveyance", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("departure", sa.Text(), nullable=True),
        sa.Column("transit", sa.Text(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("diverted_kind", sa.Text(), nullable=True),
        sa.Column("diverted_from", sa.Text(), nullable=True),
        sa.Column("arrests", sa.Text(), nullable=True),
        sa.Column("persons", sa.Text(), nullable=True),
        sa.Column("circumstances", sa.Text(), nullable=True),
        sa.Column("notify", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_seizure_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seizure")),
        sqlite_strict=True,
    )
    op.create_index("ix_seizure_agency", "seizure", ["agency", "day"], unique=False)
    op.create_index("ix_seizure_folded", "seizure", ["folded"], unique=False)
    op.create_table(
        "hold_lift",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("hold", types.Big, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["hold"], ["hold.id"], name=op.f("fk_hold_lift_hold")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_lift")),
        sqlite_strict=True,
    )
    op.create_index("uq_hold_lift_hold", "hold_lift", ["hold"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_hold_lift_hold", table_name="hold_lift")
    op.drop_table("hold_lift")
    op.drop_index("ix_seizure_agency", table_name="seizure")
    op.drop_index("ix_seizure_folded", table_name="seizure")
    op.drop_table("seizure")
    op.drop_index("ix_sampling_plan_lot", table_name="sampling_plan")
    op.drop_table("sampling_plan")
    op.drop_index("ix_sample_lot", table_name="sample")
    op.drop_table("sample")
    op.drop_index("ix_place_folded", table_name="place")
    op.drop_table("place")
    op.drop_index("ix_lot_statement_lot", table_name="lot_statement")
    op.drop_table("lot_statement")
    op.drop_index("ix_lot_agency", table_name="lot")
    op.drop_index("ix_lot_folded", table_name="lot")
    op.drop_table("lot")
    op.drop_index("ix_lab_result_lot", table_name="lab_result")
    op.drop_table("lab_result")
    op.drop_index("ix_instrument_folded", table_name="instrument")
    op.drop_table("instrument")
    op.drop_index("ix_holding_lot", table_name="holding")
    op.drop_index("ix_holding_place", table_name="holding")
    op.drop_table("holding")
    op.drop_index("ix_hold_agency", table_name="hold")
    op.drop_index("ix_hold_subject", table_name="hold")
    op.drop_table("hold")
    op.drop_index("ix_custody_offer_receiver", table_name="custody_offer")
    op.drop_table("custody_offer")
    op.drop_index("ix_custody_event_container", table_name="custody_event")
    op.drop_index("ix_custody_event_lot", table_name="custody_event")
    op.drop_table("custody_event")
    op.drop_index("ix_container_lot", table_name="container")
    op.drop_table("container")
