"""Take licence lines in: each opens the quota accounts of its periods and begins its life."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key
from precursors.intake.importing import Outcome
from precursors.intake.words import folded
from precursors.ledger.accounts import Address, balances, find, opened
from precursors.ledger.reversing import Movement
from precursors.licensing.licences_life import LICENCE, states_now
from precursors.licensing.measuring import ceiling, percent
from precursors.licensing.models import LicenceLine
from precursors.licensing.operators_importers import Made, TakenOver
from precursors.licensing.record import LICENCES
from precursors.licensing.rules import licence_against, periods
from precursors.lives.service import begin
from precursors.problems import Problem, problem
from precursors.registers.importer import Row
from precursors.substances.identify import identify

STATED = (
    "number", "holder", "kind", "site", "quantity", "unit", "max_stock", "end_use", "renews", "basis", "conditions",
    "taken_over",
)  # fmt: skip
"""Columns kept as stated."""

READ = ("valid_from", "valid_to", "issued", "grace_until")
"""Columns kept as read."""


class LicenceImporter(TakenOver):
    """Licence lines; each opens the quota accounts of its periods."""

    record = LICENCES
    model = LicenceLine
    act_columns = (
        *STATED, *READ, "substance", "activities", "period", "strength_from", "strength_to", "state", "notes",
    )  # fmt: skip

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """A line needs number, holder, substance, validity; its ceilings must be measurable."""
        against = list(licence_against(values))
        key = self._substance(stated, against)
        made: dict[str, Any] = {name: stated.get(name) for name in STATED} | {name: values.get(name) for name in READ}
        made |= self._ceilings(values, stated, key, against) | self._strengths(values, against)
        made |= {"substance": key, "activities": values.get("activities") or "any"}
        made |= {"state": values.get("state") or "active", "period": values.get("period") or "year"}
        made["folded"] = folded(stated.get("number") or "")
        naming = (made["folded"], str(key), str(made["activities"]), str(values.get("valid_from")))
        site = folded(stated.get("site") or "")
        made["key"] = natural_key("licence", self.terms.agency, *naming, *([site] if site else []))
        return made, against

    def _substance(self, stated: Mapping[str, str | None], against: list[Problem]) -> str | None:
        found = identify(stated.get("substance"), None, stated.get("cas"))
        if found.status == "match" and found.substance is not None:
            return found.substance
        told = dict(found.values) | {"text": stated.get("substance") or stated.get("cas") or ""}
        against.append(Problem(found.because, "substance", told))
        return None

    def _ceilings(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None], key: str | None, against: list[Problem]
    ) -> dict[str, Any]:
        unit, source = stated.get("unit"), self.terms.convention
        most = ceiling(values.get("quantity"), unit, key, source, "quantity")
        stock = ceiling(values.get("max_stock"), unit, key, source, "max_stock")
        against += [each.wrong for each in (most, stock) if each.wrong]
        made = {"per_year": most.amount, "measure": most.measure, "stock_most": stock.amount}
        return made | {"stock_measure": None if stock.amount is None else stock.measure}

    def _strengths(self, values: Mapping[str, Any], against: list[Problem]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name in ("strength_from", "strength_to"):
            made[name], wrong = percent(values.get(name), self.terms.convention, name)
            against += [wrong] if wrong else []
        low, high = made["strength_from"], made["strength_to"]
        if low is not None and high is not None and Decimal(low) > Decimal(high):
            against.append(problem("licence.strength-reversed", "strength_to", low=low, high=high))
        return made

    def settle(self, session: Session) -> Outcome:
        """As every small register; lines whose stated beginning does not change keep the life they have."""
        self._lasting: set[bytes] = set()
        return super().settle(session)

    def standing_value(self, session: Session, old: LicenceLine, name: str) -> Any:  # noqa: ANN401 - of a fact
        """A line's state is where its life stands; a period nobody stated is the licence year."""
        if name == "state":
            return states_now(session, [old])[bytes(old.key)]
        return old.period or "year" if name == "period" else getattr(old, name)

    def replaceable(self, session: Session, old: LicenceLine, row: Row) -> Problem | None:
        """A ceiling cannot fall below what has been drawn under it; the floor of its quota would refuse it."""
        if self.standing_value(session, old, "state") == row.values["state"]:
            self._lasting.add(row.key)
        granted = dict(_grants(row))
        for address, drawn in drawn_on(session, old).items():
            if drawn > granted.get(address, 0):
                return problem("licence.below-drawn", "quantity", year=address.period, drawn=drawn)
        return None

    def write(self, act: OpenAct) -> None:
        """Write the lines; those that are new here begin their lives in the state they are stated in."""
        super().write(act)
        begun = (row for row in self._write if row.key not in self._lasting)
        places = [(row.key, row.values["state"], self._first_day(row.values)) for row in begun]
        begin(act, LICENCE, self.terms.agency, places)

    def _first_day(self, values: Mapping[str, Any]) -> date:
        told: date = values["issued"] or values["valid_from"]
        return min(told, self.terms.today)

    def movements(self, act: OpenAct, rows: Sequence[Row]) -> list[list[Movement]]:
        """Each line opens an account a period, filled from the law's own account."""
        granted = [_grants(row) for row in rows]
        quotas = {address for own in granted for address, _ in own}
        sources = {address: address._replace(holder="law", role="grants", period=None) for address in quotas}
        ids = opened(act, quotas | set(sources.values()), dict.fromkeys(quotas, 0))
        return [[(ids[sources[address]], ids[address], amount) for address, amount in own] for own in granted]


def quota_of(key: bytes, substance: str, measure: str, period: date | None = None) -> Address:
    """The account that holds what a licence line may still move in the period that begins on `period`."""
    return Address(f"licence-line:{key.hex()}", "quota", substance, measure, period.isoformat() if period else None)


def _grants(row: Row) -> list[tuple[Address, int]]:
    values = row.values
    account = quota_of(row.key, values["substance"], values["measure"])
    return _by_period(account, values["per_year"], values["period"], values["valid_from"], values["valid_to"])


def _by_period(
    account: Address, most: int | None, period: str | None, start: date, end: date
) -> list[tuple[Address, int]]:
    if most is None:
        return []
    return [(account._replace(period=day.isoformat()), most) for day in periods(period, start, end)]


def drawn_on(session: Session, line: LicenceLine) -> dict[Address, int]:
    """What has been drawn on a standing line, by the account of each period that was drawn on."""
    account = quota_of(line.key, line.substance, line.measure)
    granted = dict(_by_period(account, line.per_year, line.period, line.valid_from, line.valid_to))
    ids = find(session, granted)
    held = balances(session, ids.values())
    drawn = {address: granted[address] - held.get(number, 0) for address, number in ids.items()}
    return {address: amount for address, amount in drawn.items() if amount > 0}
