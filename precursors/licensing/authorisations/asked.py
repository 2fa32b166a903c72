"""What is asked to go ahead: lines of an authorisation, or goods that name none; who it is of and how much it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from precursors.intake.importing import Terms
from precursors.intake.types import told as figure_of
from precursors.law.limits import Sum
from precursors.licensing.authorisations.measuring import Goods, measured
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.remaining import keys_of

Role: TypeAlias = Literal["buyer", "seller", "applicant"]


@dataclass(frozen=True, slots=True)
class Loose:
    """Goods that are to go and name no authorisation that is known here."""

    kind: str
    """Kind of the authorisation that would be for them."""
    operator: str
    """Whoever moves them needs the licence."""
    substance: str
    measure: str
    authorised: int
    """How much is to go, in `measure`."""
    quantity: str
    unit: str | None
    concentration: str | None
    basis: str | None
    salt: str | None
    licence: str | None
    contains: str | None = None
    counterparty: str | None = None
    """At home, the buyer."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Lines of one authorisation for one substance, the day they are to go ahead, whether by being granted."""

    rows: Sequence[Authorisation | Loose]
    day: date
    granting: bool
    reason: str

    @property
    def row(self) -> Authorisation | Loose:
        """What is the same for all of them is read off the first."""
        return self.rows[0]

    @property
    def way(self) -> str:
        """The activity the law speaks of."""
        return way_of(self.row.kind)

    @property
    def applicant(self) -> str | None:
        """Who needs the licence; of an application for transit no box says it."""
        if isinstance(self.row, Loose):
            return self.row.operator
        return {"transit": None, "export": self.row.exporter}.get(self.row.kind, self.row.importer)

    @property
    def supplies(self) -> bool:
        """Whether the applicant is the seller at home; of a local purchase it is the buyer who applies."""
        return isinstance(self.row, Loose) and self.way == "domestic"

    @property
    def sides(self) -> list[tuple[Role, str]]:
        """Everybody the law of this country asks, and what the paper calls them; at home the other side too."""
        found: list[tuple[Role, str]] = [("applicant", self.applicant)] if self.applicant else []
        if isinstance(self.row, Loose):
            other: tuple[Role, str | None] = ("buyer", self.row.counterparty)
        else:
            other = ("seller", self.row.exporter)
        return [*found, (other[0], other[1])] if self.way == "domestic" and other[1] else found

    @property
    def keys(self) -> frozenset[str]:
        """The substance and the groups it belongs to."""
        return keys_of(self.row.substance)


def way_of(kind: str) -> str:
    """The activity the law speaks of, for a kind of authorisation."""
    return "domestic" if kind == "local-purchase" else kind


def total(terms: Terms, rows: Sequence[Authorisation | Loose]) -> Sum:
    """What is applied for, in kilograms and in litres; unknown in a measure in which one line cannot be told."""
    known = {measure: [amount_of(terms, row, measure) for row in rows] for measure in ("base_ug", "ul")}
    whole = [None if None in own else sum(filter(None, own)) for own in known.values()]
    return Sum(whole[0], whole[1])


def stated(rows: Sequence[Authorisation | Loose]) -> Sum:
    """The same in the measure the application counts in, and in no other."""
    known = {measure: {row.measure for row in rows} == {measure} for measure in ("base_ug", "ul")}
    much = sum(row.authorised for row in rows)
    return Sum(much if known["base_ug"] else None, much if known["ul"] else None)


def amount_of(terms: Terms, row: Authorisation | Loose, measure: str) -> int | None:
    """What one line applies for, in a measure; None where it cannot be told in it."""
    if row.measure == measure:
        return row.authorised
    goods = Goods(row.substance, row.unit, figure_of(row.concentration), row.basis, row.salt)
    quantity = figure_of(row.quantity)
    found = measured(quantity, goods, terms.convention, measure) if quantity else None
    return found[0] if isinstance(found, tuple) and found[1] == measure else None
