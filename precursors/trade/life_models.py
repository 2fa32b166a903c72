"""Consignments on their way, their legs and stops, and what was counted at each point."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, Folds, laid, one_of
from precursors.intake.words import folded


class Consignment(Fact):
    """Goods that are to go from one place to another: what is planned, before and beside what is declared."""

    __tablename__ = "consignment"
    __table_args__ = laid(
        Index("ix_consignment_folded", "agency", "folded"),
        Index("ix_consignment_substance", "agency", "substance", "planned"),
        CheckConstraint(one_of("direction", "import", "export", "transit", "domestic"), name="direction_known"),
        CheckConstraint(one_of("profile", "bulk", "strict"), name="profile_known"),
        CheckConstraint(one_of("measure", "base_ug", "ul"), name="measure_known"),
        CheckConstraint("pieces >= 0", name="pieces_not_negative"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "CSG"
    personal = ("number", "folded", "operator", "counterparty", "consignee", "route", "corridor", "notes")
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: (
            "agency", "number", "direction", "planned", "operator", "counterparty", "consignee", "substance",
            "quantity", "unit", "concentration", "basis", "salt", "amount", "measure", "packages", "pieces", "seals",
            "profile", "licence", "authorisation", "notification", "origin", "destination", "route", "notes", "key",
        ),
    }  # fmt: skip
    folds: ClassVar[Folds] = {"folded": ("number", folded)}
    facts = (2, (*earlier[1], "corridor"))

    agency: Mapped[str]
    """Code of the agency that follows it."""
    number: Mapped[str]
    """Document number, as stated."""
    folded: Mapped[str]
    """The number without case, blanks and punctuation, for look-up."""
    direction: Mapped[str]
    """import, export, transit or domestic."""
    planned: Mapped[date]
    """Day it is to leave."""
    operator: Mapped[str]
    """Operator whose goods they are, as stated."""
    counterparty: Mapped[str | None]
    """The other party, as stated."""
    consignee: Mapped[str | None]
    """Ultimate consignee, as stated."""
    substance: Mapped[str]
    """Key of the substance."""
    quantity: Mapped[str]
    """Quantity, as stated."""
    unit: Mapped[str | None]
    """Unit, as stated."""
    concentration: Mapped[str | None]
    """Strength, as stated."""
    basis: Mapped[str | None]
    """Basis of the strength, as stated."""
    salt: Mapped[str | None]
    """Salt form, as stated."""
    amount: Mapped[int]
    """The quantity in the measure."""
    measure: Mapped[str]
    """base_ug or ul."""
    packages: Mapped[str | None]
    """Number and kind of packages, as stated."""
    pieces: Mapped[int | None]
    """How many pieces."""
    seals: Mapped[str | None]
    """Seal numbers, as stated."""
    profile: Mapped[str]
    """bulk or strict: which tolerance holds on arrival."""
    licence: Mapped[str | None]
    """Licence number, as stated."""
    authorisation: Mapped[str | None]
    """Authorisation number, as stated."""
    notification: Mapped[str | None]
    """Number of the pre-export notification, as stated."""
    origin: Mapped[str | None]
    """Country of origin, as stated."""
    destination: Mapped[str | None]
    """Country of destination, as stated."""
    route: Mapped[str | None]
    """Approved route, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, direction, number, substance."""
    corridor: Mapped[str | None]
    """Points of the approved corridor in their order, as stated: latitude, longitude; …"""


class Leg(Fact):
    """One leg of a journey: who carried what from where to where, by which document."""

    __tablename__ = "leg"
    __table_args__ = laid(
        Index("ix_leg_folded", "agency", "folded"),
        CheckConstraint("arrived >= departed", name="days_in_order"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "LEG"
    personal = (
        "document", "folded", "carrier", "vehicle", "driver", "sender", "sender_name", "receiver", "receiver_name",
        "place_from", "place_to", "notes",
    )  # fmt: skip
    folds: ClassVar[Folds] = {"folded": ("document", folded)}
    facts = (
        1,
        (
            "agency", "document", "leg", "document_day", "carrier", "carrier_name", "vehicle", "driver", "mode",
            "transport_document", "transport_day", "sender", "sender_name", "place_from", "receiver",
            "receiver_name", "place_to", "departed", "arrived", "seals", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency it was told to."""
    document: Mapped[str]
    """Document of the goods, as stated: a consignment's number or a shipment's document."""
    folded: Mapped[str]
    """The document without case, blanks and punctuation, for look-up."""
    leg: Mapped[str]
    """Which leg, as stated; 1 where nobody says."""
    document_day: Mapped[date | None]
    """Day of the document."""
    carrier: Mapped[str | None]
    """Identifier of who carried it, or who ordered the carriage, as stated."""
    carrier_name: Mapped[str | None]
    """Name of the same, as stated."""
    vehicle: Mapped[str | None]
    """Vehicle, as stated."""
    driver: Mapped[str | None]
    """Driver, as stated."""
    mode: Mapped[str | None]
    """Mode of transport, as stated."""
    transport_document: Mapped[str | None]
    """Number of the transport document, as stated."""
    transport_day: Mapped[date | None]
    """Day of the transport document."""
    sender: Mapped[str | None]
    """Identifier of the sender, as stated."""
    sender_name: Mapped[str | None]
    """Name of the sender, as stated."""
    place_from: Mapped[str | None]
    """Where it was taken up, as stated."""
    receiver: Mapped[str | None]
    """Identifier of the receiver, as stated."""
    receiver_name: Mapped[str | None]
    """Name of the receiver or of who took it over, as stated."""
    place_to: Mapped[str | None]
    """Where it was delivered, as stated."""
    departed: Mapped[date | None]
    """Day it left."""
    arrived: Mapped[date | None]
    """Day it arrived."""
    seals: Mapped[str | None]
    """Seal numbers, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, document, sender, transport document, leg."""


class Stop(Fact):
    """One stop of goods on their way, as a tracker, a driver or a check-point tells it."""

    __tablename__ = "stop"
    __table_args__ = laid(
        Index("ix_stop_folded", "agency", "folded"),
        CheckConstraint("departed >= arrived", name="days_in_order"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "STP"
    personal = ("document", "folded", "place", "coordinates", "vehicle", "notes")
    folds: ClassVar[Folds] = {"folded": ("document", folded)}
    facts = (
        1,
        (
            "agency", "document", "vehicle", "place", "coordinates", "arrived", "arrived_at", "departed",
            "departed_at", "reason", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency it was told to."""
    document: Mapped[str]
    """Document of the goods, as stated: a consignment's number or a shipment's document."""
    folded: Mapped[str]
    """The document without case, blanks and punctuation, for look-up."""
    vehicle: Mapped[str | None]
    """Vehicle, as stated."""
    place: Mapped[str | None]
    """Where it stood, as stated."""
    coordinates: Mapped[str | None]
    """Latitude and longitude in degrees, as stated."""
    arrived: Mapped[date]
    """Day it came to stand."""
    arrived_at: Mapped[str | None]
    """Time of that, HH:MM."""
    departed: Mapped[date | None]
    """Day it went on; None while nobody has said so."""
    departed_at: Mapped[str | None]
    """Time of that, HH:MM."""
    reason: Mapped[str | None]
    """Why it stood, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, document, vehicle, day and time it came to stand."""


class Count(Fact):
    """What was counted of a consignment at one point of its journey. A later count of the same point goes before."""

    __tablename__ = "consignment_count"
    __table_args__ = laid(
        Index("ix_consignment_count_subject", "subject"),
        CheckConstraint(one_of("point", "released", "received", "declared"), name="point_known"),
        CheckConstraint("pieces >= 0", name="pieces_not_negative"),
        CheckConstraint("length(subject) = 16", name="subject_is_128_bits"),
    )
    facts = (
        1,
        ("agency", "subject", "point", "day", "quantity", "unit", "amount", "pieces", "seals", "broken", "condition"),
    )

    agency: Mapped[str]
    """Code of the agency that follows the consignment."""
    subject: Mapped[bytes]
    """Natural key of the consignment."""
    point: Mapped[str]
    """released, received, or declared in the return declaration."""
    day: Mapped[date]
    """Day of it."""
    quantity: Mapped[str | None]
    """Quantity, as stated."""
    unit: Mapped[str | None]
    """Unit, as stated."""
    amount: Mapped[int | None]
    """The quantity in the consignment's measure; None where nobody weighed."""
    pieces: Mapped[int | None]
    """How many pieces."""
    seals: Mapped[str | None]
    """Seal numbers found, as stated."""
    broken: Mapped[str | None]
    """Seals found broken, as stated."""
    condition: Mapped[str | None]
    """What else was seen."""
