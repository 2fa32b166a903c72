"""Places, instruments, lots, containers, and what a laboratory later says a lot is."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, Folds, laid
from precursors.intake.words import folded


class Place(Fact):
    """Where goods are kept: a store, a laboratory, an exhibit room, a vehicle."""

    __tablename__ = "place"
    __table_args__ = laid(
        Index("ix_place_folded", "folded"),
        CheckConstraint("capacity_ug > 0", name="capacity_positive"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "PLC"
    personal = ("name", "folded", "site", "address", "notes")
    folds: ClassVar[Folds] = {"folded": ("name", folded)}
    facts = (
        1,
        (
            "agency", "name", "site", "kind", "zone", "capacity", "unit", "capacity_ug", "classes", "features",
            "address", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that runs it."""
    name: Mapped[str]
    """What it is called, such as Store 2, bay C."""
    folded: Mapped[str]
    """The name without case and punctuation, for look-up."""
    site: Mapped[str | None]
    """The site it belongs to."""
    kind: Mapped[str | None]
    """store, laboratory, court, vehicle, port, plant or field."""
    zone: Mapped[str | None]
    """Goods of one zone share air and floor: segregation is judged within it. Empty: the place is its own zone."""
    capacity: Mapped[str | None]
    """Most it may hold, as stated."""
    unit: Mapped[str | None]
    """Unit of it."""
    capacity_ug: Mapped[int | None]
    """Most net mass it may hold; None where nobody has said."""
    classes: Mapped[str | None]
    """Hazard classes it may hold, joined by blanks; None for any."""
    features: Mapped[str | None]
    """ventilated, bunded, cooled …, as stated."""
    address: Mapped[str | None]
    """As stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, folded name."""


class Instrument(Fact):
    """Something that measures: a balance, a pH meter, a thermometer."""

    __tablename__ = "instrument"
    __table_args__ = laid(
        Index("ix_instrument_folded", "folded"),
        CheckConstraint("uncertainty_ug >= 0", name="uncertainty_not_negative"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "IMT"
    folds: ClassVar[Folds] = {"folded": ("serial", folded)}
    facts = (
        1,
        ("agency", "serial", "kind", "uncertainty", "unit", "uncertainty_ug", "calibrated", "due", "notes", "key"),
    )

    agency: Mapped[str]
    """Code of the agency that has it."""
    serial: Mapped[str]
    """Serial number, as on its plate."""
    folded: Mapped[str]
    """The serial number without case and punctuation, for look-up."""
    kind: Mapped[str]
    """balance, ph-meter, thermometer, gas-detector, flow-meter or other."""
    uncertainty: Mapped[str]
    """Expanded uncertainty of one reading (k = 2), as stated."""
    unit: Mapped[str]
    """Unit of it: g, kg, pH, °C …"""
    uncertainty_ug: Mapped[int | None]
    """The same of a balance, in micrograms."""
    calibrated: Mapped[date | None]
    """Day of the last calibration."""
    due: Mapped[date]
    """Last day on which its readings count."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, folded serial number."""


class Lot(Fact):
    """Goods that look alike, taken at one time: one exhibit. Later findings are facts of their own."""

    __tablename__ = "lot"
    __table_args__ = laid(
        Index("ix_lot_folded", "folded"),
        Index("ix_lot_agency", "agency", "day"),
        CheckConstraint("net_ug > 0", name="net_positive"),
        CheckConstraint("count > 0", name="containers_counted"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "LOT"
    personal = ("seizure", "folded", "label", "place", "custodian", "notes")
    folds: ClassVar[Folds] = {"folded": ("seizure", folded)}
    facts = (
        1,
        (
            "agency", "seizure", "number", "day", "substance", "stated_substance", "cas", "concentration", "quantity",
            "unit", "net_ug", "gross", "uncertainty_ppm", "containers", "count", "container", "condition", "label",
            "field_test", "opened", "seals", "place", "custodian", "value", "currency", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency in whose custody it was taken."""
    seizure: Mapped[str]
    """Number of the seizure or incident, as stated."""
    folded: Mapped[str]
    """The number without case and punctuation, for look-up."""
    number: Mapped[str]
    """Number of the exhibit within it, as on the label."""
    day: Mapped[date]
    """Day on which it was taken."""
    substance: Mapped[str | None]
    """Key of the presumed substance, or of goods only the hazards know; None where nobody can say."""
    stated_substance: Mapped[str | None]
    """What it is presumed to be, as stated."""
    cas: Mapped[str | None]
    """CAS number, as stated."""
    concentration: Mapped[str | None]
    """Strength, as stated."""
    quantity: Mapped[str | None]
    """How much, as stated."""
    unit: Mapped[str | None]
    """Unit of it."""
    net_ug: Mapped[int | None]
    """Net mass as booked; None until it is weighed."""
    gross: Mapped[str | None]
    """Gross mass, as stated."""
    uncertainty_ppm: Mapped[int | None]
    """Relative uncertainty of the booked mass, in parts per million."""
    containers: Mapped[str | None]
    """How many containers, as stated."""
    count: Mapped[int]
    """How many containers there are; one where nothing is said."""
    container: Mapped[str | None]
    """What they are: drum, jerrycan, bag …"""
    condition: Mapped[str | None]
    """sound, damaged, leaking, swollen, corroded or crystals."""
    label: Mapped[str | None]
    """What is written on them, as stated."""
    field_test: Mapped[str | None]
    """Field test and its outcome, as stated."""
    opened: Mapped[date | None]
    """Day on which they were first opened, where that matters, as for ether."""
    seals: Mapped[str | None]
    """Seals laid when it was taken, as stated."""
    place: Mapped[str | None]
    """Where it was brought first, as stated."""
    custodian: Mapped[str | None]
    """Who had it first, as stated."""
    value: Mapped[str | None]
    """Estimated value, as stated."""
    currency: Mapped[str | None]
    """Currency of it."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, seizure, number."""


class Container(Fact):
    """One drum, can or bag of a lot; its ledger account holds what is in it."""

    __tablename__ = "container"
    __table_args__ = laid(
        Index("ix_container_lot", "lot"),
        CheckConstraint("net_ug > 0", name="net_positive"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "CTN"
    personal = ("label", "seizure")
    facts = (1, ("agency", "lot", "label", "seizure", "exhibit", "number", "kind", "net_ug", "key"))

    agency: Mapped[str]
    """Code of the agency in whose custody it was taken."""
    lot: Mapped[bytes]
    """Natural key of its lot."""
    label: Mapped[str]
    """What people call it: seizure, lot and number, as the label prints them."""
    seizure: Mapped[str]
    """Number of the seizure, as the lot has it."""
    exhibit: Mapped[str]
    """Number of the lot within the seizure."""
    number: Mapped[str]
    """Its number within the lot."""
    kind: Mapped[str | None]
    """drum, jerrycan, bag …"""
    net_ug: Mapped[int | None]
    """Net mass as booked; None until it is weighed."""
    key: Mapped[bytes]
    """Natural key: agency, lot, number."""


class Statement(Fact):
    """What a lot is found to be. The latest one counts; none of them changes the lot."""

    __tablename__ = "lot_statement"
    __table_args__ = laid(
        Index("ix_lot_statement_lot", "lot", "id"),
        CheckConstraint("purity_ppm BETWEEN 0 AND 1000000", name="purity_is_a_share"),
        CheckConstraint("uncertainty_ppm BETWEEN 0 AND 1000000", name="uncertainty_is_a_share"),
    )
    facts = (
        1,
        ("agency", "lot", "substance", "identity", "purity", "purity_ppm", "uncertainty", "uncertainty_ppm", "density",
         "day", "report"),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency whose lot it is."""
    lot: Mapped[bytes]
    """Natural key of the lot."""
    substance: Mapped[str | None]
    """Key of the substance found; None where none was identified."""
    identity: Mapped[str]
    """What was found, as the report says."""
    purity: Mapped[str | None]
    """Purity, as stated."""
    purity_ppm: Mapped[int | None]
    """The same in parts per million by mass."""
    uncertainty: Mapped[str | None]
    """Expanded uncertainty of the purity, as stated."""
    uncertainty_ppm: Mapped[int | None]
    """The same in parts per million by mass."""
    density: Mapped[str | None]
    """Density measured, kg/L, as stated."""
    day: Mapped[date]
    """Day of the report."""
    report: Mapped[str]
    """Number of the report."""
