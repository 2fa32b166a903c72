"""Take licence lines in: each opens the quota accounts of its periods and begins its life."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key
from precursors.flags.service import FlagDraft
from precursors.intake.importing import Outcome, Terms
from precursors.intake.words import folded
from precursors.law.dated import NotInForce
from precursors.law.deadlines import deadlines
from precursors.ledger.accounts import Address, balances, find, opened
from precursors.ledger.reversing import Movement, given_back
from precursors.licensing.deals_rules import told
from precursors.licensing.licences_life import LICENCE, first_day, states_now
from precursors.licensing.measuring import ceiling, percent, used_so_far
from precursors.licensing.models import LicenceLine
from precursors.licensing.operators_importers import Made, TakenOver
from precursors.licensing.record import LICENCES
from precursors.licensing.rules import (
    OVER,
    OVER_SCORE,
    VERSION,
    licence_against,
    over_licence,
    period_of,
    periods,
    used_against,
)
from precursors.lives.service import begin
from precursors.paths import edition_in_use
from precursors.problems import Problem, problem
from precursors.registers.importer import Row
from precursors.substances.identify import identify

STATED = (
    "number", "holder", "kind", "site", "quantity", "unit", "max_stock", "end_use", "renews", "basis", "conditions",
    "taken_over", "used",
)  # fmt: skip
"""Columns kept as stated."""

READ = ("valid_from", "valid_to", "issued", "grace_until", "used_until")
"""Columns kept as read."""


VALIDITY = "certificate-validity"
"""The longest time for which the law lets a licence or registration be granted."""


def beyond_law(terms: Terms, first: date | None, last: date | None) -> tuple[Problem, bool] | None:
    """What the law of the country says against a licence of these days, and whether it is law that decides."""
    if first is None or last is None:
        return None
    try:
        due = deadlines(demo=terms.demo).due(terms.country, VALIDITY, first)
    except NotInForce:
        return None
    told = problem("licence.longer-than-law", "valid_to", last=due.day, law=due.entry.citation)
    return (told, due.decides) if last > due.day else None


class LicenceImporter(TakenOver):
    """Licence lines; each opens the quota accounts of its periods."""

    record = LICENCES
    model = LicenceLine
    act_columns = (
        *STATED, *READ, "substance", "activities", "period", "strength_from", "strength_to", "state", "notes",
    )  # fmt: skip

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """A line needs number, holder, substance, validity; its ceilings must be measurable."""
        against = [*licence_against(values), *used_against(values, self.terms.today)]
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

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterator[Problem]:  # noqa: ARG002 - see `RegisterImporter`
        """A longer time than the law of the country lets a licence last: it may have been granted all the same."""
        if against := beyond_law(self.terms, values.get("valid_from"), values.get("valid_to")):
            yield against[0]

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
        used = used_so_far(values.get("used"), unit, key, source)
        against += [each.wrong for each in (most, stock, used) if each.wrong]
        measure = used.measure if most.amount is None else most.measure
        if used.amount and used.measure != measure:
            against.append(problem("licence.used-other-measure", "used"))
        made = {"per_year": most.amount, "measure": measure, "stock_most": stock.amount, "used_before": used.amount}
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
        self._drawn: dict[bytes, dict[Address, int]] = {}
        outcome = super().settle(session)
        outcome.flags = sum(self._taken(row).excess > 0 for row in self._write)
        return outcome

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
        self._drawn[row.key] = drawn_on(session, old)
        for address, drawn in self._drawn[row.key].items():
            if drawn > granted.get(address, 0):
                return problem("licence.below-drawn", "quantity", year=address.period, drawn=drawn)
        return None

    def write(self, act: OpenAct) -> None:
        """Write the lines; those that are new here begin their lives in the state they are stated in."""
        super().write(act)
        begun = [(row.key, row.values) for row in self._write if row.key not in self._lasting]
        places = [
            (key, own["state"], first_day(own["state"], own["valid_from"], own["issued"], self.terms.today))
            for key, own in begun
        ]
        begin(act, LICENCE, self.terms.agency, places)

    def flags(self, rows: Sequence[Row], first: int) -> Iterator[FlagDraft]:
        """R02: more was used before the registry went live than the line allows in that period."""
        for number, row in enumerate(rows, first):
            taken = self._taken(row)
            if taken.excess:
                values = row.values
                beyond = told(taken.excess, values["measure"])
                cause, inputs = over_licence(values["number"], values["substance"], taken.quota.period or "", beyond)
                yield FlagDraft(
                    self.terms.agency, OVER, VERSION, edition_in_use(), cause, OVER_SCORE, LicenceLine.__tablename__,
                    [number], inputs,
                )  # fmt: skip

    def _taken(self, row: Row) -> Taken:
        """What was used before is drawn on the quota of its period as far as that goes, and else beyond it."""
        values, used, start = row.values, row.values["used_before"] or 0, row.values["valid_from"]
        first = period_of(values["period"], start, values["used_until"] or start, values["valid_to"])
        quota = quota_of(row.key, values["substance"], values["measure"], first)
        if values["per_year"] is None:
            return Taken(quota, 0, 0)
        within = min(used, max(values["per_year"] - self._drawn.get(row.key, {}).get(quota, 0), 0))
        return Taken(quota, within, used - within)

    def movements(self, act: OpenAct, rows: Sequence[Row]) -> list[list[Movement]]:
        """Each line opens an account a period, filled from the law's own account, less what was used before."""
        granted = [_grants(row) for row in rows]
        taken = [[*self._taken(row).legs()] for row in rows]
        quotas = {address for own in granted for address, _ in own}
        sources = {address: address._replace(holder="law", role="grants", period=None) for address in quotas}
        moved = {address for own in taken for out, into, _ in own for address in (out, into)}
        ids = opened(act, quotas | set(sources.values()) | moved, dict.fromkeys(quotas, 0))
        filled = [[(ids[sources[address]], ids[address], amount) for address, amount in own] for own in granted]
        drawn = [[(ids[out], ids[into], amount) for out, into, amount in own] for own in taken]
        return [[*own, *used] for own, used in zip(filled, drawn, strict=True)]


class Taken(NamedTuple):
    """What a line says was used before: the quota of its period, what came from that, what went beyond."""

    quota: Address
    within: int
    excess: int

    def legs(self) -> Iterator[tuple[Address, Address, int]]:
        """From where to where, and how much."""
        used = self.quota._replace(role="used")
        for role, amount in (("quota", self.within), ("excess", self.excess)):
            if amount:
                yield self.quota._replace(role=role), used, amount


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
    """What has been drawn on a standing line, by the account of each period that was drawn on.

    What the line itself says was used before is not among it: it goes when the line does.
    """
    account = quota_of(line.key, line.substance, line.measure)
    granted = dict(_by_period(account, line.per_year, line.period, line.valid_from, line.valid_to))
    ids = find(session, granted)
    held, own = balances(session, ids.values()), given_back(session, [line.id], ids.values())
    drawn = {address: granted[address] - held.get(number, 0) - own.get(number, 0) for address, number in ids.items()}
    return {address: amount for address, amount in drawn.items() if amount > 0}
