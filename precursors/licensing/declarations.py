"""Customer declarations of end use: described once, judged, put on their shelf.

Regulation (EC) No 273/2004 article 4: a declaration for each deal, or one for several deals within a year.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from precursors.access.permissions import Permission
from precursors.audit.keys import natural_key
from precursors.intake.parties import party
from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import folded, words
from precursors.law.dated import NotInForce
from precursors.law.deadlines import Due, deadlines
from precursors.licensing.declaration_models import CustomerDeclaration
from precursors.licensing.rules import declaration_against
from precursors.lives.rules import Machine, edges
from precursors.problems import Problem, problem
from precursors.registers.amounts import measured
from precursors.registers.importer import RegisterImporter
from precursors.registers.shelf import Shelf, Shown, Verb, moving
from precursors.substances.identify import identify

DECLARATIONS = Record(
    "customer-declarations",
    (
        Field("number", Text(), needed=True),
        Field("supplier", Text(), needed=True),
        Field("customer", Text(), needed=True),
        Field("substance", Text(), needed=True),
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("term", Choice(words("declaration_terms"))),
        Field("use", Text(), needed=True),
        Field("signed_on", Day(), needed=True),
        Field("valid_to", Day()),
        Field("notes", Text()),
    ),
    core=("number", "customer"),
)

LIFE = Machine(
    CustomerDeclaration.__tablename__,
    "active",
    edges(("withdraw", "active", "withdrawn"), ("close", "active", "closed")),
)
"""A declaration stands until it is withdrawn by the customer or closed by the agency; its last day is its own."""


VALIDITY = "customer-declaration-validity"
"""The time for which the law lets one declaration speak for several deals."""


def longest(country: str, signed: date, *, demo: bool) -> Due | None:
    """To which day a declaration signed on a day may speak for several deals; None where law or calendar are silent."""
    try:
        return deadlines(demo=demo).due(country, VALIDITY, signed)
    except NotInForce:
        return None


class DeclarationImporter(RegisterImporter):
    """Customer declarations."""

    record = DECLARATIONS
    model = CustomerDeclaration
    act_columns = (
        "number", "supplier", "customer", "substance", "stated_substance", "quantity", "unit", "term", "use",
        "signed_on", "valid_to", "notes",
    )  # fmt: skip
    read_from: ClassVar = {"stated_substance": "substance"}

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A declaration names number, both parties, substance, use and day; one for several deals has a last day."""
        against = list(declaration_against(values, self.terms.today))
        found = identify(stated.get("substance"))
        if found.status != "match" or found.substance is None:
            told = dict(found.values) | {"text": stated.get("substance") or ""}
            against.append(Problem(found.because, "substance", told))
        much = measured(values.get("quantity"), stated.get("unit"), found.substance, self.terms.convention)
        against += [much.wrong] if much.wrong else []
        made: dict[str, Any] = {
            name: stated.get(name) for name in ("number", "supplier", "customer", "quantity", "unit", "use")
        }
        made |= {"substance": found.substance, "stated_substance": stated.get("substance")}
        made |= {"amount": much.amount, "measure": much.measure, "term": values.get("term") or "single"}
        made |= {name: values.get(name) for name in ("signed_on", "valid_to")}
        made |= {f"folded_{name}": party(stated.get(name) or "") for name in ("supplier", "customer")}
        naming = (folded(stated.get("number") or ""), str(found.substance))
        made["key"] = natural_key("customer-declaration", self.terms.agency, *naming)
        return made, against

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterator[Problem]:  # noqa: ARG002 - see `RegisterImporter`
        """A longer time than the law lets one declaration speak for: recorded, and no deal after it is covered."""
        signed, last = values.get("signed_on"), values.get("valid_to")
        lawful = longest(self.terms.country, signed, demo=self.terms.demo) if signed else None
        if lawful and last and last > lawful.day:
            yield problem("declaration.too-long", "valid_to", last=lawful.day, law=lawful.entry.citation)


SHELF = Shelf(
    kind="customer-declarations",
    record=DECLARATIONS,
    model=CustomerDeclaration,
    importer=DeclarationImporter,
    read=Permission.READ_REGISTER,
    write=Permission.RECORD_REGISTER,
    name="number",
    columns=(
        Shown("supplier"), Shown("customer"), Shown("substance", "substance"), Shown("signed_on", "day"),
        Shown("valid_to", "day"),
    ),
    facts=(
        Shown("supplier"), Shown("customer"), Shown("substance", "substance"), Shown("quantity"), Shown("unit"),
        Shown("term", "words:declaration_terms"), Shown("use"), Shown("signed_on", "day"), Shown("valid_to", "day"),
        Shown("notes"),
    ),
    searched=("number", "folded_supplier", "folded_customer"),
    renamed={"substance": "stated_substance"},
    day="signed_on",
    machine=LIFE,
    verbs=(
        Verb("withdraw", Permission.RECORD_REGISTER, moving(LIFE, "withdraw")),
        Verb("close", Permission.RECORD_REGISTER, moving(LIFE, "close")),
    ),
)  # fmt: skip
