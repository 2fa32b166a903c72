"""Authorisations of other countries about trade with us."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, Folds, laid, one_of
from precursors.intake.words import folded
from precursors.licensing.authorisations.boxes_models import Boxes

STATED = (
    "number", "line", "exporter", "exporter_address", "exporter_country", "importer", "importer_address",
    "importer_country", "consignee", "consignee_address", "others", "commercial_name", "cas", "hs", "quantity",
    "unit", "concentration", "basis", "salt", "contains", "packages", "shipments", "office", "point_exit",
    "point_entry", "itinerary", "transport", "carrier", "invoice", "notification", "end_use", "conditions",
)  # fmt: skip
"""Columns kept as stated."""


class PartnerAuthorisation(Boxes, Fact):
    """A line that another country granted and told us of: read beside our own papers, never drawn on."""

    __tablename__ = "partner_authorisation"
    __table_args__ = laid(
        Index("ix_partner_authorisation_key", "key"),
        Index("ix_partner_authorisation_folded", "agency", "folded"),
        CheckConstraint(one_of("kind", "import", "export", "transit", "local-purchase"), name="kind_known"),
        CheckConstraint("(amount IS NULL) = (measure IS NULL)", name="measured_or_not"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "PAU"
    personal = (
        "number", "folded", "exporter", "exporter_address", "importer", "importer_address", "consignee",
        "consignee_address", "others", "carrier", "invoice", "notification", "end_use", "conditions", "notes",
    )  # fmt: skip
    folds: ClassVar[Folds] = {"folded": ("number", folded)}
    facts = (
        1,
        (
            "agency", "partner", "kind", "substance", "stated_substance", "amount", "measure", "planned", "applied",
            "valid_from", "valid_to", "key", *STATED, "notes",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that was told."""
    partner: Mapped[str]
    """Country that granted it, ISO 3166-1 alpha-2."""
    kind: Mapped[str]
    """import, export, transit or local-purchase, as that country sees it."""
    substance: Mapped[str | None]
    """Key of the substance; None where it is none that is known here."""
    stated_substance: Mapped[str | None]
    """The substance, as stated."""
    amount: Mapped[int | None]
    """Quantity in `measure`; None where nobody can say."""
    measure: Mapped[str | None]
    """base_ug or ul, as the quantity was stated; None where it is unknown."""
    planned: Mapped[date | None]
    """Day the goods are to move."""
    applied: Mapped[date | None]
    """Day the application came in there."""
    valid_from: Mapped[date | None]
    """First day."""
    valid_to: Mapped[date | None]
    """Last day."""
    shipments: Mapped[str | None]
    """How many shipments may share it, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, country, kind, number, line or substance and strength."""
