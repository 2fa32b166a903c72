"""Take opening balances over: what operators held when the registry went live, put on their accounts once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key
from precursors.intake.words import folded
from precursors.ledger.accounts import Address, opened
from precursors.ledger.models import MEASURES
from precursors.ledger.reversing import Movement
from precursors.licensing.balances_models import OpeningBalance
from precursors.licensing.naming import holder_of, operators_named
from precursors.licensing.operators_importers import Made
from precursors.licensing.record import BALANCES
from precursors.problems import Problem, missing, problem
from precursors.registers.amounts import weighed
from precursors.registers.importer import RegisterImporter, Row
from precursors.substances.identify import identify

STATED = ("operator", "site", "quantity", "unit", "concentration", "basis", "salt", "taken_over")


class BalanceImporter(RegisterImporter):
    """Opening balances; each moves goods from the time before the registry to its operator's stock."""

    record = BALANCES
    model = OpeningBalance
    act_columns = (*STATED, "day", "substance", "notes")

    @property
    def verb(self) -> str:
        """What was there before is taken over, always."""
        return "take-over"

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """A balance needs operator, day, substance, quantity, and where it comes from; it is never ahead of today."""
        against = missing(values, "operator", "day", "taken_over")
        day = values.get("day")
        if day is not None and day > self.terms.today:
            against.append(problem("date.future", "day", value=day, today=self.terms.today))
        found = identify(stated.get("substance"), None, stated.get("cas"))
        key = found.substance if found.status == "match" else None
        if key is None:
            told = dict(found.values) | {"text": stated.get("substance") or stated.get("cas") or ""}
            against.append(Problem(found.because, "substance", told))
        made: dict[str, Any] = {name: stated.get(name) for name in STATED} | {"day": day, "substance": key}
        amounts, wrong = weighed(values, stated, key, self.terms.convention)
        made |= amounts
        against += wrong
        made["folded_operator"] = folded(stated.get("operator") or "")
        naming = (made["folded_operator"], folded(stated.get("site") or ""), str(key))
        strength = (stated.get("concentration") or "", folded(stated.get("salt") or ""))
        made["key"] = natural_key("opening-balance", self.terms.agency, *naming, *strength)
        return made, against

    def movements(self, act: OpenAct, rows: Sequence[Row]) -> list[list[Movement]]:
        """From before the registry to the operator's stock, in each measure that is known."""
        agency = self.terms.agency
        known = operators_named(act.session, self.terms.neighbours, [row.values["operator"] for row in rows])
        legs = [[leg for measure in MEASURES if (leg := _leg(agency, row, measure, known))] for row in rows]
        ids = opened(act, {address for own in legs for pair in own for address in pair[:2]})
        return [[(ids[out], ids[into], amount) for out, into, amount in own] for own in legs]


def _leg(agency: str, row: Row, measure: str, known: Mapping[str, int]) -> tuple[Address, Address, int] | None:
    amount = row.values[measure]
    if not amount:
        return None
    operator, substance = row.values["operator"], row.values["substance"]
    into = Address(holder_of(agency, operator, known.get(operator)), "stock", substance, measure)
    return Address(f"before:{agency}", "world", substance, measure), into, amount
