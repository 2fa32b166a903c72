"""Daily operations of operators: described once, judged, put on their shelf, summed beside a return.

What Brazil's monthly map tells of trade, production and consumption, Peru's daily operations and Mexico's day book have
in common. An operation moves no account; it is what a return of the same days is held against.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precursors.access.permissions import Permission
from precursors.audit.keys import natural_key
from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Choice, Day, Text
from precursors.intake.words import folded, words
from precursors.problems import Problem, problem
from precursors.registers.amounts import weighed
from precursors.registers.shelf import Shelf, Shown
from precursors.stock.declaring import Declarants
from precursors.stock.operations_models import DailyOperation
from precursors.substances.identify import identify

OPERATIONS = Record(
    "daily-operations",
    (
        Field("operator", Text(), needed=True),
        Field("site", Text()),
        Field("day", Day(), needed=True),
        Field("operation", Choice(words("operations")), needed=True),
        Field("batch", Text()),
        Field("line", Text()),
        Field("document", Text()),
        Field("counterparty", Text()),
        Field("counterparty_name", Text()),
        Field("carrier", Text()),
        Field("carrier_name", Text()),
        Field("keeper", Text()),
        Field("keeper_name", Text()),
        Field("keeper_place", Text()),
        Field("storage", Text()),
        Field("haulage", Text()),
        Field("product", Text()),
        Field("product_code", Text()),
        Field("form", Choice(words("product_forms"))),
        Field("contains", Text()),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("quantity", Amount(), needed=True),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("basis", Text()),
        Field("density", Amount()),
        Field("purpose", Choice(words("consumption_purposes"))),
        Field("notes", Text()),
    ),
    core=("operation", "quantity"),
)

TEXTS = (
    "site", "batch", "line", "document", "counterparty", "counterparty_name", "carrier", "carrier_name", "keeper",
    "keeper_name", "keeper_place", "storage", "haulage", "product", "product_code", "contains", "quantity", "unit",
    "concentration", "basis", "density",
)  # fmt: skip
"""What is kept as it was stated."""

MIXED = frozenset({"mixture", "residue-mixture"})
"""Forms that may hold several substances, so that none need be named."""

WAYS = {
    "received": frozenset(
        {"purchase", "transfer-in", "donation-in", "storage-in", "processed-in", "for-processing-in", "other-in"}
    ),
    "sent": frozenset(
        {"sale", "transfer-out", "donation-out", "storage-return", "processed-return", "to-storage", "to-processing",
         "other-out"}
    ),
    "produced": frozenset({"produced", "manufactured"}),
    "used": frozenset({"used-in-production", "used-in-transformation", "consumed"}),
}  # fmt: skip
"""Which column of a return an operation counts in."""


class OperationImporter(Declarants):
    """Daily operations."""

    record = OPERATIONS
    model = DailyOperation
    act_columns = ("operator", "day", "operation", "form", "substance", "purpose", "notes", *TEXTS)

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """An operation names operator, day, what was done, a product, and how much of it."""
        against = [problem("field.missing", name) for name in ("operator", "day", "operation") if not values.get(name)]
        day = values.get("day")
        if day is not None and day > self.terms.today:
            against.append(problem("date.future", "day", value=day, today=self.terms.today))
        made: dict[str, Any] = {name: stated.get(name) for name in TEXTS}
        made |= {"day": day, "operation": values.get("operation"), "purpose": values.get("purpose")}
        made["form"] = values.get("form") or "product"
        made["substance"], wrong = _substance(stated, made["form"])
        amounts, lacks = weighed(values, stated, made["substance"], self.terms.convention)
        stops = [each for each in lacks if not each.keepable]
        stops += [problem("amount.zero", "quantity")] if amounts["code"] == "amount.zero" else []
        party = self.parties.who(stated.get("operator") or "")
        made |= amounts | {"operator": party.identifier, "who": party.who}
        naming = (made[name] or "" for name in ("batch", "document", "product_code", "product", "concentration"))
        place = (party.who, folded(made["site"] or ""), str(day), str(made["operation"]))
        strength = (made["density"] or "", made["line"] or "")
        made["key"] = natural_key(
            "daily-operation", self.terms.agency, *place, *map(folded, naming), *strength, made["substance"] or ""
        )
        return made, [*against, *wrong, *stops]


def _substance(stated: Mapping[str, str | None], form: str) -> tuple[str | None, list[Problem]]:
    """The substance named, else that of the product's name; a mixture may name none."""
    text = stated.get("substance") or ("" if stated.get("cas") else stated.get("product"))
    found = identify(text, None, stated.get("cas"))
    if found.status == "match" and found.substance:
        return found.substance, []
    if form in MIXED and not stated.get("substance"):
        return None, []
    told = dict(found.values) | {"text": text or stated.get("cas") or ""}
    return None, [Problem(found.because, "substance", told)]


SHELF = Shelf(
    kind="daily-operations",
    record=OPERATIONS,
    model=DailyOperation,
    importer=OperationImporter,
    read=Permission.READ_STOCK,
    write=Permission.RECORD_STOCK,
    name="operator",
    columns=(
        Shown("day", "day"), Shown("operation", "words:operations"), Shown("product"), Shown("quantity"), Shown("unit"),
    ),
    facts=(
        Shown("operator"), Shown("site"), Shown("day", "day"), Shown("operation", "words:operations"), Shown("batch"),
        Shown("line"), Shown("document"), Shown("counterparty"), Shown("counterparty_name"), Shown("carrier"),
        Shown("carrier_name"), Shown("keeper"), Shown("keeper_name"), Shown("keeper_place"), Shown("storage"),
        Shown("haulage"), Shown("product"), Shown("product_code"), Shown("form", "words:product_forms"),
        Shown("contains"), Shown("substance", "substance"), Shown("quantity"), Shown("unit"), Shown("concentration"),
        Shown("basis"), Shown("density"), Shown("base_ug", "kg"), Shown("net_ug", "kg"), Shown("ul", "litres"),
        Shown("purpose", "words:consumption_purposes"), Shown("notes"),
    ),
    searched=("operator", "document", "product"),
    day="day",
)  # fmt: skip
