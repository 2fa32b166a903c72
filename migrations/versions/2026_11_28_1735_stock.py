"""Stock: returns, their lines and comments; consignments, legs, counts; inspections and reports."""

import sqlalchemy as sa
from alembic import op

from precursors.db import types

revision = "2026_11_28_1735_stock"
down_revision = "2026_11_28_1730_deals"


def upgrade() -> None:
    op.create_table(
        "stock_return",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first", types.Day(), nullable=False),
        sa.Column("last", types.Day(), nullable=False),
        sa.Column("due", types.Day(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_stock_return_key_is_128_bits")),
        sa.CheckConstraint("last >= first", name=op.f("ck_stock_return_period_in_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_return")),
        sqlite_strict=True,
    )
    op.create_index("ix_stock_return_due", "stock_return", ["agency", "due"], unique=False)
    op.create_index("ix_stock_return_who", "stock_return", ["agency", "who", "last"], unique=False)
    op.create_table(
        "stock_line",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("return_key", sa.LargeBinary(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("first", types.Day(), nullable=False),
        sa.Column("last", types.Day(), nullable=False),
        sa.Column("substance", sa.Text(), nullable=False),
        sa.Column("process_name", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("concentration", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("opening", sa.Text(), nullable=True),
        sa.Column("received", sa.Text(), nullable=True),
        sa.Column("sent", sa.Text(), nullable=True),
        sa.Column("produced", sa.Text(), nullable=True),
        sa.Column("used", sa.Text(), nullable=True),
        sa.Column("loss", sa.Text(), nullable=True),
        sa.Column("waste", sa.Text(), nullable=True),
        sa.Column("closing", sa.Text(), nullable=True),
        sa.Column("counted", sa.Text(), nullable=True),
        sa.Column("opening_amount", types.Big, nullable=True),
        sa.Column("received_amount", types.Big, nullable=True),
        sa.Column("sent_amount", types.Big, nullable=True),
        sa.Column("produced_amount", types.Big, nullable=True),
        sa.Column("used_amount", types.Big, nullable=True),
        sa.Column("loss_amount", types.Big, nullable=True),
        sa.Column("waste_amount", types.Big, nullable=True),
        sa.Column("closing_amount", types.Big, nullable=True),
        sa.Column("counted_amount", types.Big, nullable=True),
        sa.Column("output", sa.Text(), nullable=True),
        sa.Column("coefficient", sa.Text(), nullable=True),
        sa.Column("coefficient_amount", types.Big, nullable=True),
        sa.Column("sworn_by", sa.Text(), nullable=True),
        sa.Column("sworn_on", types.Day(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_stock_line_key_is_128_bits")),
        sa.CheckConstraint("measure = 'base_ug' OR measure = 'ul'", name=op.f("ck_stock_line_measure_known")),
        sa.CheckConstraint("length(return_key) = 16", name=op.f("ck_stock_line_return_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_line")),
        sqlite_strict=True,
    )
    op.create_index("ix_stock_line_process", "stock_line", ["agency", "substance", "last"], unique=False)
    op.create_index("ix_stock_line_return", "stock_line", ["return_key"], unique=False)
    op.create_index("ix_stock_line_who", "stock_line", ["agency", "who", "last"], unique=False)
    op.create_table(
        "stock_comment",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("return_key", sa.LargeBinary(), nullable=False),
        sa.Column("stream", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.CheckConstraint("length(return_key) = 16", name=op.f("ck_stock_comment_return_key_is_128_bits")),
        sa.CheckConstraint(
            "stream = 'official' OR stream = 'internal' OR stream = 'establishment'",
            name=op.f("ck_stock_comment_stream_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_comment")),
        sqlite_strict=True,
    )
    op.create_index("ix_stock_comment_return", "stock_comment", ["return_key"], unique=False)
    op.create_table(
        "consignment",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("planned", types.Day(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("counterparty", sa.Text(), nullable=True),
        sa.Column("consignee", sa.Text(), nullable=True),
        sa.Column("substance", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("concentration", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("amount", types.Big, nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("packages", sa.Text(), nullable=True),
        sa.Column("pieces", types.Big, nullable=True),
        sa.Column("seals", sa.Text(), nullable=True),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("authorisation", sa.Text(), nullable=True),
        sa.Column("notification", sa.Text(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=True),
        sa.Column("route", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "direction = 'import' OR direction = 'export' OR direction = 'transit' OR direction = 'domestic'",
            name=op.f("ck_consignment_direction_known"),
        ),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_consignment_key_is_128_bits")),
        sa.CheckConstraint("measure = 'base_ug' OR measure = 'ul'", name=op.f("ck_consignment_measure_known")),
        sa.CheckConstraint("pieces >= 0", name=op.f("ck_consignment_pieces_not_negative")),
        sa.CheckConstraint("profile = 'bulk' OR profile = 'strict'", name=op.f("ck_consignment_profile_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment")),
        sqlite_strict=True,
    )
    op.create_index("ix_consignment_folded", "consignment", ["agency", "folded"], unique=False)
    op.create_index("ix_consignment_substance", "consignment", ["agency", "substance", "planned"], unique=False)
    op.create_table(
        "leg",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("leg", sa.Text(), nullable=False),
        sa.Column("document_day", types.Day(), nullable=True),
        sa.Column("carrier", sa.Text(), nullable=True),
        sa.Column("carrier_name", sa.Text(), nullable=True),
        sa.Column("vehicle", sa.Text(), nullable=True),
        sa.Column("driver", sa.Text(), nullable=True),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("transport_document", sa.Text(), nullable=True),
        sa.Column("transport_day", types.Day(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("sender_name", sa.Text(), nullable=True),
        sa.Column("place_from", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("receiver_name", sa.Text(), nullable=True),
        sa.Column("place_to", sa.Text(), nullable=True),
        sa.Column("departed", types.Day(), nullable=True),
        sa.Column("arrived", types.Day(), nullable=True),
        sa.Column("seals", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("arrived >= departed", name=op.f("ck_leg_days_in_order")),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_leg_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leg")),
        sqlite_strict=True,
    )
    op.create_index("ix_leg_folded", "leg", ["agency", "folded"], unique=False)
    op.create_table(
        "consignment_count",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("point", sa.Text(), nullable=False),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("amount", types.Big, nullable=True),
        sa.Column("pieces", types.Big, nullable=True),
        sa.Column("seals", sa.Text(), nullable=True),
        sa.Column("broken", sa.Text(), nullable=True),
        sa.Column("condition", sa.Text(), nullable=True),
        sa.CheckConstraint("pieces >= 0", name=op.f("ck_consignment_count_pieces_not_negative")),
        sa.CheckConstraint(
            "point = 'released' OR point = 'received' OR point = 'declared'",
            name=op.f("ck_consignment_count_point_known"),
        ),
        sa.CheckConstraint("length(subject) = 16", name=op.f("ck_consignment_count_subject_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_count")),
        sqlite_strict=True,
    )
    op.create_index("ix_consignment_count_subject", "consignment_count", ["subject"], unique=False)
    op.create_table(
        "inspection",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("day", types.Day(), nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("inspectors", sa.Text(), nullable=True),
        sa.Column("met", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_inspection_key_is_128_bits")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sqlite_strict=True,
    )
    op.create_index("ix_inspection_day", "inspection", ["agency", "day"], unique=False)
    op.create_table(
        "inspection_finding",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("inspection", sa.Text(), nullable=False),
        sa.Column("inspection_key", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("substance", sa.Text(), nullable=True),
        sa.Column("gravity", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("due", types.Day(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "gravity = 'minor' OR gravity = 'major' OR gravity = 'critical'",
            name=op.f("ck_inspection_finding_gravity_known"),
        ),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_inspection_finding_key_is_128_bits")),
        sa.CheckConstraint(
            "measure IS NULL OR due IS NOT NULL",
            name=op.f("ck_inspection_finding_measure_has_its_day"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_finding")),
        sqlite_strict=True,
    )
    op.create_index("ix_inspection_finding_due", "inspection_finding", ["agency", "due"], unique=False)
    op.create_index("ix_inspection_finding_inspection", "inspection_finding", ["inspection_key"], unique=False)
    op.create_table(
        "incident_report",
        sa.Column("id", types.Big, autoincrement=False, nullable=False),
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("occurred", types.Day(), nullable=True),
        sa.Column("noticed", types.Day(), nullable=False),
        sa.Column("filed", types.Day(), nullable=False),
        sa.Column("due", types.Day(), nullable=True),
        sa.Column("law", sa.Text(), nullable=True),
        sa.Column("substance", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("concentration", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=True),
        sa.Column("amount", types.Big, nullable=True),
        sa.Column("measure", sa.Text(), nullable=True),
        sa.Column("counterparty", sa.Text(), nullable=True),
        sa.Column("circumstances", sa.Text(), nullable=True),
        sa.Column("police", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "event = 'theft' OR event = 'loss' OR event = 'suspicious' OR event = 'attempt' OR event = 'spill' OR event = 'surplus' OR event = 'deterioration'",
            name=op.f("ck_incident_report_event_known"),
        ),
        sa.CheckConstraint("length(key) = 16", name=op.f("ck_incident_report_key_is_128_bits")),
        sa.CheckConstraint(
            "measure IS NULL OR measure = 'base_ug' OR measure = 'ul'",
            name=op.f("ck_incident_report_measure_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_report")),
        sqlite_strict=True,
    )
    op.create_index("ix_incident_report_noticed", "incident_report", ["agency", "noticed"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_stock_return_due", table_name="stock_return")
    op.drop_index("ix_stock_return_who", table_name="stock_return")
    op.drop_table("stock_return")
    op.drop_index("ix_stock_line_process", table_name="stock_line")
    op.drop_index("ix_stock_line_return", table_name="stock_line")
    op.drop_index("ix_stock_line_who", table_name="stock_line")
    op.drop_table("stock_line")
    op.drop_index("ix_stock_comment_return", table_name="stock_comment")
    op.drop_table("stock_comment")
    op.drop_index("ix_consignment_folded", table_name="consignment")
    op.drop_index("ix_consignment_substance", table_name="consignment")
    op.drop_table("consignment")
    op.drop_index("ix_leg_folded", table_name="leg")
    op.drop_table("leg")
    op.drop_index("ix_consignment_count_subject", table_name="consignment_count")
    op.drop_table("consignment_count")
    op.drop_index("ix_inspection_day", table_name="inspection")
    op.drop_table("inspection")
    op.drop_index("ix_inspection_finding_due", table_name="inspection_finding")
    op.drop_index("ix_inspection_finding_inspection", table_name="inspection_finding")
    op.drop_table("inspection_finding")
    op.drop_index("ix_incident_report_noticed", table_name="incident_report")
    op.drop_table("incident_report")
