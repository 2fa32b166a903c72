"""Take operators and licences in: importers of the kinds `operators` and `licences`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.ledger.accounts import Address, balances, find, opened
from precursors.ledger.reversing import Movement
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.record import LICENCES, OPERATORS
from precursors.licensing.rules import licence_against, operator_against, years
from precursors.problems import Problem, problem
from precursors.registers.amounts import measured
from precursors.registers.importer import RegisterImporter, Row
from precursors.substances.identify import identify


class OperatorImporter(RegisterImporter):
    """Operators: who may handle substances."""

    record = OPERATORS
    model = Operator
    act_columns = ("identifier", "name", "country", "roles", "address", "officer", "phone", "email", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """An operator needs an identifier and a name."""
        against = list(operator_against(values))
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        identifier = folded(stated.get("identifier") or "")
        made |= {"folded": party(stated.get("name") or ""), "folded_identifier": identifier}
        made["key"] = natural_key("operator", self.terms.agency, identifier)
        return made, against


class LicenceImporter(RegisterImporter):
    """Licence lines; each opens the quota accounts of its licence years."""

    record = LICENCES
    model = LicenceLine
    act_columns = (
        "number", "holder", "kind", "substance", "activities", "quantity", "unit", "valid_from", "valid_to", "state",
        "basis", "conditions", "notes",
    )  # fmt: skip

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A line needs number, holder, substance, validity; a ceiling must be measurable."""
        against = list(licence_against(values))
        found = identify(stated.get("substance"), None, stated.get("cas"))
        key = found.substance
        if found.status != "match" or key is None:
            told = dict(found.values) | {"text": stated.get("substance") or stated.get("cas") or ""}
            against.append(Problem(found.because, "substance", told))
        per_year, measure, wrong = measured(values.get("quantity"), stated.get("unit"), key, self.terms.convention)
        if wrong:
            against.append(wrong)
        made: dict[str, Any] = {
            name: stated.get(name) for name in ("number", "holder", "kind", "quantity", "unit", "basis", "conditions")
        }
        made |= {"substance": key, "per_year": per_year, "measure": measure}
        made |= {name: values.get(name) for name in ("valid_from", "valid_to")}
        made |= {"activities": values.get("activities") or "any", "state": values.get("state") or "active"}
        number = folded(stated.get("number") or "")
        made["folded"] = number
        naming = (number, str(key), str(made["activities"]), str(values.get("valid_from")))
        made["key"] = natural_key("licence", self.terms.agency, *naming)
        return made, against

    def replaceable(self, session: Session, old: LicenceLine, row: Row) -> Problem | None:
        """A ceiling cannot fall below what has been drawn under it; the floor of its quota would refuse it."""
        granted = dict(_grants(row))
        for address, drawn in drawn_on(session, old).items():
            if drawn > granted.get(address, 0):
                return problem("licence.below-drawn", "quantity", year=address.period, drawn=drawn)
        return None

    def movements(self, act: OpenAct, rows: Sequence[Row]) -> list[list[Movement]]:
        """Each line opens an account a licence year, filled from the law's own account."""
        granted = [_grants(row) for row in rows]
        quotas = {address for own in granted for address, _ in own}
        sources = {address: address._replace(holder="law", role="grants", period=None) for address in quotas}
        ids = opened(act, quotas | set(sources.values()), dict.fromkeys(quotas, 0))
        return [[(ids[sources[address]], ids[address], amount) for address, amount in own] for own in granted]


def _grants(row: Row) -> list[tuple[Address, int]]:
    values = row.values
    account = Address(f"licence-line:{row.key.hex()}", "quota", values["substance"], values["measure"])
    return _by_year(account, values["per_year"], values["valid_from"], values["valid_to"])


def _by_year(account: Address, per_year: int | None, start: date, end: date) -> list[tuple[Address, int]]:
    if per_year is None:
        return []
    return [(account._replace(period=day.isoformat()), per_year) for day in years(start, end)]


def drawn_on(session: Session, line: LicenceLine) -> dict[Address, int]:
    """What has been drawn on a standing line, by the account of each licence year that was drawn on."""
    account = Address(f"licence-line:{line.key.hex()}", "quota", line.substance, line.measure)
    granted = dict(_by_year(account, line.per_year, line.valid_from, line.valid_to))
    ids = find(session, granted)
    held = balances(session, ids.values())
    drawn = {address: granted[address] - held.get(number, 0) for address, number in ids.items()}
    return {address: amount for address, amount in drawn.items() if amount > 0}
