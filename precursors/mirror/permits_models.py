"""Authorisations of other countries about trade with us."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, laid, one_of

STATED = (
    "number", "line", "exporter", "exporter_address", "exporter_country", "importer", "importer_address",
    "importer_country", "consignee", "consignee_address", "others", "commercial_name", "cas", "hs", "quantity",
    "unit", "concentration", "basis", "salt", "contains", "packages", "shipments", "office", "point_exit",
    "point_entry", "itinerary", "transport", "carrier", "invoice", "notification", "end_use", "conditions",
)  # fmt: skip
"""Columns kept as stated."""


class PartnerAuthorisation(Fact):
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
    folded: Mapped[str]
    """The number without case, blanks and punctuation, for look-up."""
    number: Mapped[str]
    """Number of the authorisation, as stated."""
    line: Mapped[str | None]
    """Line of the form, if it has several."""
    exporter: Mapped[str | None]
    """Exporter, as that country states it."""
    exporter_address: Mapped[str | None]
    """Its address."""
    exporter_country: Mapped[str | None]
    """Country the goods leave."""
    importer: Mapped[str | None]
    """Importer; the buyer of a local purchase."""
    importer_address: Mapped[str | None]
    """Its address."""
    importer_country: Mapped[str | None]
    """Country the goods go to."""
    consignee: Mapped[str | None]
    """Ultimate consignee."""
    consignee_address: Mapped[str | None]
    """Its address."""
    others: Mapped[str | None]
    """Other operators: brokers, agents, transferees."""
    commercial_name: Mapped[str | None]
    """Trade name of the goods or name of the mixture."""
    cas: Mapped[str | None]
    """CAS number, as stated."""
    hs: Mapped[str | None]
    """HS or CN code."""
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
    contains: Mapped[str | None]
    """What else of listed substances the goods hold, with strengths, as stated."""
    packages: Mapped[str | None]
    """Number and size of packages."""
    shipments: Mapped[str | None]
    """How many shipments may share it, as stated."""
    office: Mapped[str | None]
    """Customs office of the declaration."""
    point_exit: Mapped[str | None]
    """Point of exit."""
    point_entry: Mapped[str | None]
    """Point of entry."""
    itinerary: Mapped[str | None]
    """Full itinerary, countries of transit included."""
    transport: Mapped[str | None]
    """Modes of transport."""
    carrier: Mapped[str | None]
    """Carrier."""
    invoice: Mapped[str | None]
    """Invoice number."""
    notification: Mapped[str | None]
    """Number of the pre-export notification."""
    end_use: Mapped[str | None]
    """Declared end use."""
    conditions: Mapped[str | None]
    """Conditions of the decision."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, country, kind, number, line or substance and strength."""
