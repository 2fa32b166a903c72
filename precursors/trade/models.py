"""Declared shipments and their monthly sums."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Cache, Fact, laid, one_of

STATED = (
    "document", "line", "stated_date", "operator", "licence", "authorisation", "notification", "stated_substance",
    "cas", "hs", "quantity", "unit", "concentration", "basis", "salt", "packages", "package_size", "net_mass",
    "volume", "gross_mass", "value", "currency", "counterparty", "consignee", "origin", "destination", "transit",
    "port_loading", "port_discharge", "transport", "container", "seals", "carrier", "broker", "use", "notes",
    "site", "contains", "payment", "payer", "vehicle", "package_type", "labels",
)  # fmt: skip
"""Columns kept as stated. A typed text that looks like a number carries a leading apostrophe, as Excel shows it."""

DERIVED = (
    "agency", "direction", "day", "substance", "party", "base_ug", "net_ug", "ul", "stated_ug", "stated_ul",
    "status", "code", "uncertainty", "edition", "convention", "sheet", "row", "key",
)  # fmt: skip


_ASKED = text("base_ug IS NULL")
"""Few rows are unresolved, and a list asks for them by themselves."""


class Shipment(Fact):
    """One line of a declared shipment: stated texts as they came, and what they were judged to mean."""

    __tablename__ = "shipment"
    __table_args__ = laid(
        CheckConstraint(one_of("direction", "import", "export", "transit", "domestic"), name="direction_known"),
        CheckConstraint(one_of("status", "ok", "ok_flag", "ask"), name="status_known"),
        CheckConstraint("base_ug BETWEEN 1 AND 100000000000000000", name="base_in_range"),
        Index("ix_shipment_agency", "agency", "id"),
        Index("ix_shipment_day", "agency", "day", "id"),
        Index("ix_shipment_substance", "agency", "substance", "day", "id"),
        Index("ix_shipment_party", "agency", "party", "day", "id"),
        Index("ix_shipment_unresolved", "agency", "day", "id", sqlite_where=_ASKED, postgresql_where=_ASKED),
    )
    prefix = "SHP"
    personal = (
        "party", "operator", "licence", "counterparty", "consignee", "carrier", "broker", "notes", "site", "payer",
        "vehicle",
    )  # fmt: skip
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: DERIVED + STATED[: STATED.index("site")],
        2: DERIVED + STATED[: STATED.index("payment")],
        3: DERIVED + STATED[: STATED.index("package_type")],
    }
    facts = (4, DERIVED + STATED)

    agency: Mapped[str]
    """Code of the agency that entered it."""
    direction: Mapped[str]
    """import, export, transit or domestic."""
    day: Mapped[date]
    """Day of the shipment."""
    substance: Mapped[str]
    """Key of the substance it was identified as."""
    party: Mapped[str | None]
    """Holder key of the operator: `operator:…` if registered, else `party:…` by its folded name."""
    base_ug: Mapped[int | None]
    """Micrograms of the controlled substance; None while unresolved."""
    net_ug: Mapped[int | None]
    """Micrograms of the goods as declared, where known."""
    ul: Mapped[int | None]
    """Microlitres, where the goods were stated in litres or the law counts them."""
    stated_ug: Mapped[int | None]
    """The stated amount in micrograms, before density, strength and salt."""
    stated_ul: Mapped[int | None]
    """The stated amount in microlitres."""
    status: Mapped[str]
    """ok, ok_flag or ask (unresolved)."""
    code: Mapped[str | None]
    """Why the quantity is to be looked at or unresolved."""
    uncertainty: Mapped[int | None]
    """Relative uncertainty of the amount, in parts per million."""
    edition: Mapped[str]
    """Editions of units, substances and law the row was judged by."""
    convention: Mapped[str]
    """Convention its texts were read by."""
    sheet: Mapped[str]
    """Sheet it stood on."""
    row: Mapped[int]
    """Row of that sheet, from 1."""
    key: Mapped[bytes]
    """Natural key, contract section 4. Its length is checked where it is unique, in `current`: a function in a CHECK
    here would make SQLite keep a journal for every row, a quarter of what its insert takes."""
    document: Mapped[str | None]
    """Document number."""
    line: Mapped[str | None]
    """Line of the document."""
    stated_date: Mapped[str | None]
    """The date as typed, where it was typed as text."""
    operator: Mapped[str | None]
    """Operator, as stated."""
    licence: Mapped[str | None]
    """Licence number, as stated."""
    authorisation: Mapped[str | None]
    """Authorisation number, as stated."""
    notification: Mapped[str | None]
    """Number of the pre-export notification, as stated."""
    stated_substance: Mapped[str | None]
    """Name of the goods, as stated."""
    cas: Mapped[str | None]
    """CAS number, as stated."""
    hs: Mapped[str | None]
    """HS code, as stated."""
    quantity: Mapped[str | None]
    """Quantity, as stated."""
    unit: Mapped[str | None]
    """Unit, as stated (from the cell, the heading or the number format)."""
    concentration: Mapped[str | None]
    """Strength, as stated."""
    basis: Mapped[str | None]
    """Basis of the strength, as stated."""
    salt: Mapped[str | None]
    """Salt form, as stated."""
    packages: Mapped[str | None]
    """Number and kind of packages, as stated."""
    package_size: Mapped[str | None]
    """Size of one package, as stated."""
    net_mass: Mapped[str | None]
    """Net mass of the goods, as stated; kilograms unless it says otherwise."""
    volume: Mapped[str | None]
    """Volume of the goods, as stated; litres unless it says otherwise."""
    gross_mass: Mapped[str | None]
    """Gross mass, as stated; kilograms unless it says otherwise."""
    value: Mapped[str | None]
    """Invoice value, as stated."""
    currency: Mapped[str | None]
    """Currency, as stated."""
    counterparty: Mapped[str | None]
    """The other party, as stated."""
    consignee: Mapped[str | None]
    """Ultimate consignee, as stated."""
    origin: Mapped[str | None]
    """Country of origin, as stated."""
    destination: Mapped[str | None]
    """Country of destination, as stated."""
    transit: Mapped[str | None]
    """Countries of transit, as stated."""
    port_loading: Mapped[str | None]
    """Port of loading, as stated."""
    port_discharge: Mapped[str | None]
    """Port of discharge, as stated."""
    transport: Mapped[str | None]
    """Mode of transport, as stated."""
    container: Mapped[str | None]
    """Container number, as stated."""
    seals: Mapped[str | None]
    """Seal numbers, as stated."""
    carrier: Mapped[str | None]
    """Carrier, as stated."""
    broker: Mapped[str | None]
    """Broker, as stated."""
    use: Mapped[str | None]
    """Declared use, as stated."""
    notes: Mapped[str | None]
    """Remarks and unknown columns as `heading: text` lines."""
    site: Mapped[str | None]
    """Code of the operator's site the goods come to or leave from, as stated."""
    contains: Mapped[str | None]
    """What else of listed substances the goods hold, with strengths, as stated."""
    payment: Mapped[str | None]
    """Means of payment, as stated: a word or a code of UN/EDIFACT 4461."""
    payer: Mapped[str | None]
    """Who paid, as stated."""
    vehicle: Mapped[str | None]
    """Vehicle that collected the goods, as stated."""
    package_type: Mapped[str | None]
    """Kind of package, as stated."""
    labels: Mapped[str | None]
    """What the packages say on labels and in markings, as stated; a word for none where they say nothing."""


class ShipmentMonth(Cache):
    """Standing shipments summed by agency, substance, direction and month; what dashboards read."""

    __tablename__ = "shipment_month"
    __table_args__ = laid(sqlite_with_rowid=False)

    agency: Mapped[str] = mapped_column(primary_key=True)
    """Agency code."""
    substance: Mapped[str] = mapped_column(primary_key=True)
    """Substance key."""
    direction: Mapped[str] = mapped_column(primary_key=True)
    """Direction."""
    month: Mapped[str] = mapped_column(primary_key=True)
    """YYYY-MM."""
    rows: Mapped[int]
    """Shipment lines."""
    unresolved: Mapped[int]
    """Lines whose quantity is unresolved; they are in no sum."""
    base_ug: Mapped[int]
    """Micrograms of the controlled substance."""
    net_ug: Mapped[int]
    """Micrograms of the goods as declared."""
    ul: Mapped[int]
    """Microlitres."""
