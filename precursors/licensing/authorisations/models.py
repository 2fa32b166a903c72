"""Lines of authorisations, what was released on them, what customs endorsed."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, Folds, laid, one_of
from precursors.intake.words import folded
from precursors.licensing.authorisations.boxes_models import Boxes

STATED = (
    "number", "line", "licence", "exporter", "exporter_address", "exporter_country", "importer", "importer_address",
    "importer_country", "consignee", "consignee_address", "others", "commercial_name", "cas", "hs", "quantity", "unit",
    "concentration", "basis", "salt", "packages", "office", "point_exit", "point_entry", "itinerary", "transport",
    "carrier", "invoice", "notification", "end_use", "conditions", "notes", "contains",
)  # fmt: skip
"""Columns kept as stated."""


class Authorisation(Boxes, Fact):
    """One line of an authorisation: a substance, a quantity, and the boxes of its form. A decision is a new version."""

    __tablename__ = "authorisation"
    __table_args__ = laid(
        Index("ix_authorisation_key", "key"),
        Index("ix_authorisation_folded", "folded"),
        Index("ix_authorisation_agency", "agency", "id"),
        CheckConstraint(one_of("kind", "import", "export", "transit", "local-purchase"), name="kind_known"),
        CheckConstraint(one_of("measure", "base_ug", "ul"), name="measure_known"),
        CheckConstraint("authorised > 0", name="authorised_positive"),
        CheckConstraint("granted IS NULL OR granted > 0", name="granted_positive"),
        CheckConstraint("shipments > 0", name="shipments_positive"),
        CheckConstraint("valid_to >= valid_from", name="validity_in_order"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "AUT"
    personal = (
        "number", "folded", "licence", "exporter", "exporter_address", "importer", "importer_address", "consignee",
        "consignee_address", "others", "carrier", "invoice", "notification", "end_use", "conditions", "notes",
    )  # fmt: skip
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: (
            "agency", "kind", "substance", "authorised", "granted", "measure", "shipments", "planned", "applied",
            "valid_from", "valid_to", "begun", "edition", "key", *(name for name in STATED if name != "contains"),
        ),
    }  # fmt: skip
    folds: ClassVar[Folds] = {"folded": ("number", folded)}
    facts = (2, (*earlier[1], "contains"))

    agency: Mapped[str]
    """Code of the agency that decides."""
    kind: Mapped[str]
    """import, export, transit or local-purchase."""
    substance: Mapped[str]
    """Key of the substance."""
    authorised: Mapped[int]
    """What is asked for, in `measure`: of the controlled substance itself, or of the goods in litres."""
    granted: Mapped[int | None]
    """What was granted, in `measure`; None while nothing is."""
    measure: Mapped[str]
    """base_ug or ul, as the quantity was stated."""
    shipments: Mapped[int | None]
    """How many shipments may share it; None where nothing says."""
    planned: Mapped[date | None]
    """Day the goods are to move."""
    applied: Mapped[date | None]
    """Day the application came in."""
    valid_from: Mapped[date | None]
    """First day, once granted."""
    valid_to: Mapped[date | None]
    """Last day, once granted."""
    begun: Mapped[str | None]
    """State in which it was entered; where it stands now is told by its life."""
    edition: Mapped[str]
    """Editions of units, substances and law it was judged by."""
    key: Mapped[bytes]
    """Natural key: agency, number, line or substance and strength."""
    licence: Mapped[str | None]
    """Licence or registration of the applicant, as stated."""
    notes: Mapped[str | None]
    """Columns of the file that the register does not know, as `heading: text` lines, and remarks."""


class Release(Fact):
    """A partial shipment let go under an authorisation: it draws on the quota, and the quota's floor may refuse it."""

    __tablename__ = "authorised_release"
    __table_args__ = laid(
        Index("ix_authorised_release_key", "key"),
        Index("ix_authorised_release_authorisation", "authorisation", "id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    seen_with = ("authorisation", "authorisation")
    personal = ("reference",)
    facts = (1, ("agency", "authorisation", "reference", "day", "quantity", "unit", "amount", "basis", "key"))

    agency: Mapped[str]
    """Code of the agency that released."""
    authorisation: Mapped[bytes]
    """Natural key of the line it draws on."""
    reference: Mapped[str]
    """Document number of the shipment; a declared shipment that names it is the same goods."""
    day: Mapped[date]
    """Day of the release."""
    quantity: Mapped[str]
    """Quantity, as stated."""
    unit: Mapped[str | None]
    """Unit, as stated."""
    amount: Mapped[int]
    """The same in the measure of the line."""
    basis: Mapped[str | None]
    """What allowed it: the notification and its answer, or the law that lets silence be enough."""
    key: Mapped[bytes]
    """Natural key: agency, line, reference."""


class Endorsement(Fact):
    """What customs saw leave or enter under an authorisation. It observes: what is beyond the quota is recorded too."""

    __tablename__ = "endorsement"
    __table_args__ = laid(
        Index("ix_endorsement_key", "key"),
        Index("ix_endorsement_authorisation", "authorisation", "id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("excess >= 0", name="excess_not_negative"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    seen_with = ("authorisation", "authorisation")
    personal = ("reference", "office")
    facts = (
        1,
        ("agency", "authorisation", "reference", "day", "office", "quantity", "unit", "amount", "excess", "key"),
    )

    agency: Mapped[str]
    """Code of the agency that endorsed."""
    authorisation: Mapped[bytes]
    """Natural key of the line."""
    reference: Mapped[str]
    """Document number of the shipment."""
    day: Mapped[date]
    """Day the goods crossed."""
    office: Mapped[str | None]
    """Customs office."""
    quantity: Mapped[str]
    """Quantity seen, as stated."""
    unit: Mapped[str | None]
    """Unit, as stated."""
    amount: Mapped[int]
    """The same in the measure of the line."""
    excess: Mapped[int]
    """How much of it no authorisation covered."""
    key: Mapped[bytes]
    """Natural key: agency, line, reference."""
