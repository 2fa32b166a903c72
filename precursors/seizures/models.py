"""Seizures and other incidents, as reports to the Board and to other countries ask for them."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from precursors.db.tables import Fact, Folds, laid
from precursors.intake.words import folded

KINDS = ("seizure", "stopped-shipment", "theft", "loss", "illicit-laboratory", "dump", "suspicious-order")


class Seizure(Fact):
    """One seizure or incident. What was taken are its lots, in the room of custody."""

    __tablename__ = "seizure"
    __table_args__ = laid(
        Index("ix_seizure_folded", "folded"),
        Index("ix_seizure_agency", "agency", "day"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "SZR"
    personal = ("number", "folded", "place", "coordinates", "persons", "circumstances", "notes")
    folds: ClassVar[Folds] = {"folded": ("number", folded)}
    facts = (
        1,
        (
            "agency", "number", "kind", "day", "time", "country", "place", "place_type", "coordinates", "ground",
            "detection", "concealment", "conveyance", "route", "origin", "departure", "transit", "destination",
            "diverted_kind", "diverted_from", "arrests", "persons", "circumstances", "notify", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that keeps it."""
    number: Mapped[str]
    """Number of the case or seizure, as stated."""
    folded: Mapped[str]
    """The number without case and punctuation, for look-up."""
    kind: Mapped[str]
    """seizure, stopped-shipment, theft, loss, illicit-laboratory, dump or suspicious-order."""
    day: Mapped[date]
    """Day on which it happened or was found."""
    time: Mapped[str | None]
    """Time of day, as stated."""
    country: Mapped[str | None]
    """Country where it happened, two letters."""
    place: Mapped[str | None]
    """Where, as stated."""
    place_type: Mapped[str | None]
    """port, airport, border, road, laboratory, dump, storage, mail, rail, sea or other."""
    coordinates: Mapped[str | None]
    """Latitude and longitude in degrees, as stated."""
    ground: Mapped[str | None]
    """Legal ground, as stated."""
    detection: Mapped[str | None]
    """How it was found: profiling, intelligence, routine check …, as stated."""
    concealment: Mapped[str | None]
    """How the goods were hidden or mislabelled, as stated."""
    conveyance: Mapped[str | None]
    """Vehicle, vessel, flight or parcel, as stated."""
    route: Mapped[str | None]
    """Route, as stated."""
    origin: Mapped[str | None]
    """Country of origin, two letters where known."""
    departure: Mapped[str | None]
    """Country of departure."""
    transit: Mapped[str | None]
    """Countries of transit, as stated."""
    destination: Mapped[str | None]
    """Country of destination."""
    diverted_kind: Mapped[str | None]
    """Table of the record the goods were diverted from, where the registry has it."""
    diverted_from: Mapped[str | None]
    """Reference or number of the licence, authorisation or shipment the goods are suspected to come from."""
    arrests: Mapped[str | None]
    """Number of persons arrested, as stated."""
    persons: Mapped[str | None]
    """Persons and firms involved, as stated; seen by few."""
    circumstances: Mapped[str | None]
    """What else happened, as stated."""
    notify: Mapped[str | None]
    """Countries that should hear of it at once, two letters each."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, number."""
