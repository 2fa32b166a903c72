"""Orders of destruction and what was done under them. Every row is a fact; where an order stands is its life."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from precursors.db.tables import Fact, laid, one_of
from precursors.db.types import Big

KINDS = ("ordinary", "emergency", "residue", "rejected", "remainder")


class DisposalOrder(Fact):
    """Goods that are to be destroyed, and why. Release, plan, work and certificate are facts of later acts."""

    __tablename__ = "disposal_order"
    __table_args__ = laid(
        Index("ix_disposal_order_agency", "agency", "id"),
        Index("ix_disposal_order_parent", "parent"),
        CheckConstraint(one_of("kind", *KINDS), name="kind_known"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "DSP"
    personal = ("notes",)
    facts = (1, ("agency", "number", "kind", "parent", "why", "notes", "key"))

    agency: Mapped[str]
    """Code of the agency that answers for the order."""
    number: Mapped[str]
    """Number of the order, as stated."""
    kind: Mapped[str]
    """ordinary, emergency, residue, rejected or remainder."""
    parent: Mapped[int | None] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order this one came out of: its residue, what was rejected, what was left when it stopped."""
    why: Mapped[str]
    """Why the goods are to be destroyed, as stated."""
    notes: Mapped[str | None]
    """Remarks and columns of a file that the register does not know."""
    key: Mapped[bytes]
    """Natural key: agency, number."""


class DisposalLine(Fact):
    """One lot of an order, as it was seized."""

    __tablename__ = "disposal_line"
    __table_args__ = laid(
        Index("ix_disposal_line_order", "order_id"),
        Index("ix_disposal_line_lot", "lot"),
        CheckConstraint("net_ug > 0 AND uncertainty_ug >= 0 AND pieces > 0", name="something_is_there"),
        CheckConstraint(one_of("form", "L", "S"), name="form_known"),
    )
    facts = (1, ("order_id", "lot", "substance", "form", "net_ug", "uncertainty_ug", "pieces", "seals", "custodian"))

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    lot: Mapped[str]
    """Number of the lot, as the custodian has it."""
    substance: Mapped[str]
    """Key of the substance; `residue` for what treatment has left."""
    form: Mapped[str]
    """L liquid, S solid."""
    net_ug: Mapped[int]
    """Net mass as seized, micrograms."""
    uncertainty_ug: Mapped[int]
    """Standard uncertainty of it, micrograms."""
    pieces: Mapped[int]
    """Containers."""
    seals: Mapped[str | None]
    """Seals, as stated."""
    custodian: Mapped[str]
    """Who keeps the lot: the name they sign in with."""


class LegalRelease(Fact):
    """Leave of a court, a prosecutor or a regulator to destroy lots, or their refusal."""

    __tablename__ = "legal_release"
    __table_args__ = laid(
        Index("ix_legal_release_order", "order_id"),
        CheckConstraint(one_of("basis", "court", "prosecutor", "regulator"), name="basis_known"),
    )
    personal = ("authority",)
    facts = (1, ("order_id", "basis", "authority", "reference", "lots", "retained", "expires"))

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    basis: Mapped[str]
    """court, prosecutor or regulator."""
    authority: Mapped[str]
    """Who decided, as stated."""
    reference: Mapped[str]
    """Number of the decision, as stated."""
    lots: Mapped[str]
    """Lots it covers, one a line."""
    retained: Mapped[str]
    """Samples that stay as evidence, as stated."""
    expires: Mapped[date]
    """Last day on which it gives leave."""


class DisposalPlan(Fact):
    """How, where and under which protocol an order is carried out; a later plan takes the place of an earlier one."""

    __tablename__ = "disposal_plan"
    __table_args__ = laid(Index("ix_disposal_plan_order", "order_id"))
    facts = (
        1,
        (
            "order_id", "protocol", "sha256", "site", "distances", "permit", "permit_operations", "permit_from",
            "permit_to", "permit_ug", "risk", "day", "distance_km",
        ),
    )  # fmt: skip

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    protocol: Mapped[int] = mapped_column(Big, ForeignKey("protocol.id"))
    """The version of the protocol that is pinned."""
    sha256: Mapped[str]
    """Hash of its canonical form."""
    site: Mapped[str]
    """Where, as stated."""
    distances: Mapped[str]
    """Metres measured from the site, as `dwelling=800 well=1200`."""
    permit: Mapped[str | None]
    """Number of the site's permit."""
    permit_operations: Mapped[str]
    """Operations it is for, joined by blanks."""
    permit_from: Mapped[date | None]
    """First day of it."""
    permit_to: Mapped[date | None]
    """Last day of it."""
    permit_ug: Mapped[int | None]
    """Most it allows in a day, micrograms."""
    risk: Mapped[str]
    """Risk assessment: what can happen and what is done against it."""
    day: Mapped[date]
    """Day on which the work is to begin."""
    distance_km: Mapped[int | None]
    """Kilometres from the store to the site."""


class DisposalDuty(Fact):
    """One person's part in a plan."""

    __tablename__ = "disposal_duty"
    __table_args__ = laid(
        Index("ix_disposal_duty_plan", "plan"),
        CheckConstraint(one_of("part", "performer", "witness", "committee", "issuer", "author"), name="part_known"),
    )
    facts = (1, ("plan", "part", "person", "home"))

    plan: Mapped[int] = mapped_column(Big, ForeignKey("disposal_plan.id"))
    """The plan."""
    part: Mapped[str]
    """performer, witness, committee, issuer, or author of the plan."""
    person: Mapped[str]
    """Name they sign in with."""
    home: Mapped[str]
    """Code of their agency on that day."""


class DisposalInstrument(Fact):
    """A measuring instrument of a plan."""

    __tablename__ = "disposal_instrument"
    __table_args__ = laid(Index("ix_disposal_instrument_plan", "plan"))
    facts = (1, ("plan", "name", "uncertainty", "calibrated_until"))

    plan: Mapped[int] = mapped_column(Big, ForeignKey("disposal_plan.id"))
    """The plan."""
    name: Mapped[str]
    """What stands on it."""
    uncertainty: Mapped[str]
    """Its uncertainty in the unit it reads, a decimal."""
    calibrated_until: Mapped[date]
    """Last day on which its calibration is good."""


class DisposalSignature(Fact):
    """What one person signed with a second factor of their own; who and when stands in the act."""

    __tablename__ = "disposal_signature"
    __table_args__ = laid(
        Index("ix_disposal_signature_order", "order_id"),
        CheckConstraint(
            one_of(
                "purpose", "committee", "danger", "court-informed", "step", "witness", "go-on", "generator",
                "transporter", "facility",
            ),
            name="purpose_known",
        ),
    )  # fmt: skip
    facts = (1, ("order_id", "subject", "purpose", "person", "home", "statement"))

    order_id: Mapped[int] = mapped_column(Big, ForeignKey("disposal_order.id"))
    """The order."""
    subject: Mapped[int | None]
    """The plan a committee approves, the step a person confirms; None where it is the order."""
    purpose: Mapped[str]
    """committee, danger, court-informed, step, witness, go-on, or a part of a journey."""
    person: Mapped[str]
    """Name they sign in with."""
    home: Mapped[str]
    """Code of their agency on that day."""
    statement: Mapped[str]
    """What they declared, or the hash of what they looked at."""


class Protocol(Fact):
    """One version of a protocol, as its author handed it in. It never changes; review and approval are its life."""

    __tablename__ = "protocol"
    __table_args__ = laid(
        Index("ix_protocol_code", "code", "version"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "PRT"
    read_by_all = True
    facts = (1, ("agency", "code", "version", "title", "country", "document", "sha256", "author", "key"))

    agency: Mapped[str]
    """Code of the agency that keeps it."""
    code: Mapped[str]
    """Its code."""
    version: Mapped[int]
    """Its version; only ever more."""
    title: Mapped[str]
    """As stated."""
    country: Mapped[str]
    """Country whose authority it is of."""
    document: Mapped[str]
    """Canonical JSON of all it says."""
    sha256: Mapped[str]
    """Hash of that."""
    author: Mapped[str]
    """Who handed it in."""
    key: Mapped[bytes]
    """Natural key: agency, code, version."""
