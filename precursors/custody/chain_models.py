"""What happened to each container, and who has it now."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Cache, Fact, laid, one_of


class CustodyEvent(Fact):
    """One thing that happened to one container. Its transfers are what left or entered the container by it."""

    __tablename__ = "custody_event"
    __table_args__ = laid(
        Index("ix_custody_event_container", "container", "id"),
        Index("ix_custody_event_lot", "lot", "id"),
        CheckConstraint(one_of("basis", "permitted", "observed"), name="basis_known"),
        CheckConstraint("before_ug >= 0 AND after_ug >= 0", name="weights_not_negative"),
        CheckConstraint("length(container) = 16", name="container_is_128_bits"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "CUS"
    personal = ("seizure", "giver", "receiver", "stated_place", "reason", "notes")
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: (
            "agency", "container", "lot", "seizure", "exhibit", "number", "verb", "day", "time", "giver", "receiver",
            "place", "stated_place", "seal_before", "seal_after", "weight", "taken", "unit", "before_ug", "after_ug",
            "instrument", "uncertainty_ug", "calibration_due", "basis", "offer", "reason", "notes", "key",
        ),
    }  # fmt: skip
    facts = (2, (*earlier[1], "keeper"))

    agency: Mapped[str]
    """Code of the agency whose lot it is."""
    container: Mapped[bytes]
    """Natural key of the container."""
    lot: Mapped[bytes]
    """Natural key of its lot."""
    seizure: Mapped[str]
    """Number of the seizure, as the lot has it."""
    exhibit: Mapped[str]
    """Number of the lot within the seizure."""
    number: Mapped[str]
    """Number of the container within the lot."""
    verb: Mapped[str]
    """seize, seal, transfer, receive, open, sample, reweigh, move, release, consume, return, dispose or lose."""
    day: Mapped[date]
    """Day on which it happened."""
    time: Mapped[str | None]
    """Time of day, HH:MM, where stated."""
    giver: Mapped[str | None]
    """Who had it before, by name or user name."""
    receiver: Mapped[str | None]
    """Who has it after."""
    place: Mapped[bytes | None]
    """Natural key of the place where it is after."""
    stated_place: Mapped[str | None]
    """The place, as stated."""
    seal_before: Mapped[str | None]
    """Seals found, joined by blanks; None where nobody looked."""
    seal_after: Mapped[str | None]
    """Seals laid, joined by blanks; `-` where it stays open."""
    weight: Mapped[str | None]
    """Net mass on the balance, as stated."""
    taken: Mapped[str | None]
    """Net mass taken out, as stated."""
    unit: Mapped[str | None]
    """Unit of both."""
    before_ug: Mapped[int | None]
    """Net mass the registry had; None where unknown."""
    after_ug: Mapped[int | None]
    """Net mass after."""
    instrument: Mapped[str | None]
    """Serial number of the balance."""
    uncertainty_ug: Mapped[int | None]
    """Expanded uncertainty of the weighing (k = 2)."""
    calibration_due: Mapped[date | None]
    """Last day of the balance's calibration."""
    basis: Mapped[str]
    """permitted: done here, after all checks; observed: told afterwards, recorded whatever it shows."""
    offer: Mapped[int | None]
    """The offer it accepts."""
    reason: Mapped[str | None]
    """Why."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, container, verb, day, time, and which of several such events it is."""
    keeper: Mapped[str | None]
    """Code of the agency in whose custody it is after, where it was handed over; None where that stays."""


class CustodyOffer(Fact):
    """Containers one person hands to another, who has them only once they have accepted with their own sign-in."""

    __tablename__ = "custody_offer"
    __table_args__ = laid(Index("ix_custody_offer_receiver", "receiver"))
    prefix = "OFR"
    personal = ("giver", "receiver", "reason")
    earlier: ClassVar[dict[int, tuple[str, ...]]] = {
        1: ("agency", "giver", "receiver", "containers", "place", "reason", "until", "key"),
    }
    facts = (2, (*earlier[1], "keeper"))

    agency: Mapped[str]
    """Code of the agency that hands them over."""
    giver: Mapped[str]
    """User name of the person who hands over."""
    receiver: Mapped[str]
    """User name of the person who is to receive."""
    containers: Mapped[str]
    """Natural keys of the containers in hexadecimal, joined by blanks."""
    place: Mapped[bytes | None]
    """Natural key of the place of the giver's agency they come to; None where they stay, or go to another agency."""
    reason: Mapped[str | None]
    """What for."""
    until: Mapped[date]
    """Last day on which it can be accepted."""
    key: Mapped[bytes]
    """Natural key: giver, receiver, containers, the act."""
    keeper: Mapped[str | None]
    """Code of the agency in whose custody they come, where that is another one."""


class Holding(Cache):
    """Who has each container now, where, under which seals; `verify` compares it with the last event of each."""

    __tablename__ = "holding"
    __table_args__ = laid(Index("ix_holding_place", "place"), Index("ix_holding_lot", "lot"), sqlite_with_rowid=False)
    part_of = ("event", CustodyEvent.__tablename__)

    container: Mapped[bytes] = mapped_column(primary_key=True)
    """Natural key of the container."""
    agency: Mapped[str]
    """Code of the agency whose lot it is."""
    lot: Mapped[bytes]
    """Natural key of its lot."""
    custodian: Mapped[str | None]
    """Who has it."""
    place: Mapped[bytes | None]
    """Natural key of the place where it is."""
    seals: Mapped[str | None]
    """Seals on it; `-` where it is open; None where nobody has said."""
    net_ug: Mapped[int | None]
    """Net mass by the last event that told one."""
    since: Mapped[date]
    """Day of the last event."""
    time: Mapped[str | None]
    """Its time of day."""
    verb: Mapped[str]
    """Its verb."""
    event: Mapped[int]
    """Its key."""
    keeper: Mapped[str | None]
    """Code of the agency in whose custody it is; None for the one whose lot it is."""
