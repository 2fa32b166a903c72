"""Pre-export notifications."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, Folds, laid, one_of
from precursors.intake.words import folded

STATED = (
    "number", "line", "exporter", "exporter_address", "origin", "importer", "importer_address", "destination",
    "consignee", "consignee_address", "commercial_name", "cas", "hs", "quantity", "unit", "concentration", "basis",
    "salt", "packages", "point_exit", "point_entry", "transit", "transport", "carrier", "export_authorisation",
    "import_authorisation", "end_use", "counterpart", "objection", "reply_text", "notes",
)  # fmt: skip
"""Columns kept as stated."""

UNANSWERED = dict.fromkeys(("reply", "replied", "objection", "reply_text"))
"""The cells of an answer while there is none."""


class Notification(Fact):
    """One substance of one pre-export notification, sent or received. An amendment is a new version."""

    __tablename__ = "notification"
    __table_args__ = laid(
        Index("ix_notification_key", "key"),
        Index("ix_notification_folded", "folded"),
        Index("ix_notification_agency", "agency", "id"),
        CheckConstraint(one_of("direction", "sent", "received"), name="direction_known"),
        CheckConstraint(one_of("measure", "base_ug", "ul"), name="measure_known"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("period_to >= period_from", name="period_in_order"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "PEN"
    personal = (
        "number", "folded", "exporter", "exporter_address", "importer", "importer_address", "consignee",
        "consignee_address", "carrier", "export_authorisation", "import_authorisation", "end_use", "counterpart",
        "reply_text", "notes",
    )  # fmt: skip
    folds: ClassVar[Folds] = {"folded": ("number", folded)}
    facts = (
        1,
        (
            "agency", "direction", "substance", "amount", "measure", "dispatch", "notified", "period_from",
            "period_to", "clock_from", "reply_by", "clock", "replied", "reply", "edition", "key", *STATED,
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that sent or received it."""
    direction: Mapped[str]
    """sent or received."""
    substance: Mapped[str]
    """Key of the substance."""
    amount: Mapped[int]
    """Quantity in `measure`."""
    measure: Mapped[str]
    """base_ug or ul, as the quantity was stated."""
    dispatch: Mapped[date | None]
    """Expected day of dispatch."""
    notified: Mapped[date | None]
    """Day it was sent; None for a draft."""
    period_from: Mapped[date | None]
    """First day a simplified notification speaks for; None where it speaks of one export."""
    period_to: Mapped[date | None]
    """Last day of it."""
    clock_from: Mapped[date | None]
    """Day the time for the answer runs from: that of sending, or of the last amendment that began it again."""
    reply_by: Mapped[date | None]
    """Last day of that time, by the law of the pair or as stated; None where the law is silent and nobody said."""
    clock: Mapped[str | None]
    """What the day rests on: law and source of the deadline, or `stated`."""
    replied: Mapped[date | None]
    """Day of the answer."""
    reply: Mapped[str | None]
    """The answer, or the state with which it was entered; where it stands now is told by its life."""
    edition: Mapped[str]
    """Editions of units, substances and law it was judged by."""
    key: Mapped[bytes]
    """Natural key: agency, direction, number, line or substance."""
    number: Mapped[str]
    """Number of the notification, as stated."""
    folded: Mapped[str]
    """The number without case, blanks and punctuation, for look-up."""
    line: Mapped[str | None]
    """Line of the notification, if it has several."""
    exporter: Mapped[str | None]
    """Name of the exporter."""
    exporter_address: Mapped[str | None]
    """Its address."""
    origin: Mapped[str | None]
    """Exporting country."""
    importer: Mapped[str | None]
    """Name of the importer."""
    importer_address: Mapped[str | None]
    """Its address."""
    destination: Mapped[str | None]
    """Importing country."""
    consignee: Mapped[str | None]
    """Ultimate consignee, where known."""
    consignee_address: Mapped[str | None]
    """Its address."""
    commercial_name: Mapped[str | None]
    """Trade name of the goods."""
    cas: Mapped[str | None]
    """CAS number, as stated."""
    hs: Mapped[str | None]
    """HS code."""
    quantity: Mapped[str | None]
    """Quantity, as stated."""
    unit: Mapped[str | None]
    """Unit, as stated."""
    concentration: Mapped[str | None]
    """Per cent of the substance in the goods; then the quantity is that of the goods."""
    basis: Mapped[str | None]
    """Basis of the strength."""
    salt: Mapped[str | None]
    """Salt form."""
    packages: Mapped[str | None]
    """Number and size of packages."""
    point_exit: Mapped[str | None]
    """Point of exit."""
    point_entry: Mapped[str | None]
    """Expected point of entry."""
    transit: Mapped[str | None]
    """Countries of transit."""
    transport: Mapped[str | None]
    """Modes of transport."""
    carrier: Mapped[str | None]
    """Carrier."""
    export_authorisation: Mapped[str | None]
    """Number of the export authorisation."""
    import_authorisation: Mapped[str | None]
    """Number of the import authorisation."""
    end_use: Mapped[str | None]
    """Declared end use."""
    counterpart: Mapped[str | None]
    """Reference the other authority uses."""
    objection: Mapped[str | None]
    """Reason of an objection: its word on the list of reasons."""
    reply_text: Mapped[str | None]
    """What the answer says."""
    notes: Mapped[str | None]
    """Columns of the file that the register does not know, as `heading: text` lines, and remarks."""
