"""The boxes that forms of authorisations have in every country, kept as stated."""

from __future__ import annotations

from sqlalchemy.orm import Mapped


class Boxes:
    """Columns of one line of a form, for the tables of our authorisations and of those that others granted."""

    number: Mapped[str]
    """Number of the authorisation, as stated."""
    folded: Mapped[str]
    """The number without case, blanks and punctuation, for look-up."""
    line: Mapped[str | None]
    """Line or column of the form, if it has several."""
    exporter: Mapped[str | None]
    """Exporter; the seller of a local purchase."""
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
    packages: Mapped[str | None]
    """Number and size of packages."""
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
    contains: Mapped[str | None]
    """What else of listed substances the goods hold, with strengths, as stated."""
