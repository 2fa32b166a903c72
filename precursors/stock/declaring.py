"""Whoever declares stock: the operator, site and period of a row, and the return that period asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from precursors.audit.keys import natural_key
from precursors.intake.drafts import PlacedLike
from precursors.intake.importing import Terms
from precursors.intake.words import folded
from precursors.law.dated import NotInForce
from precursors.law.deadlines import deadlines
from precursors.law.tolerances import tolerances
from precursors.problems import Problem
from precursors.registers.importer import RegisterImporter
from precursors.stock.parties import Parties
from precursors.stock.periods import Period, read_period


class Declarants(RegisterImporter):
    """What lines and expected returns have in common: who declares, for which period."""

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        self.parties = Parties(terms.session, terms.neighbours)

    def block(
        self,
        sheet: str,
        block: Any,  # noqa: ANN401 - see the protocol
        placed: Sequence[PlacedLike],
        unknown: Sequence[tuple[int, str]],
        direction: str | None,
        keep: Sequence[bool] | None,
    ) -> None:
        """Look the operators of a block up once, then judge its rows."""
        columns = [block.columns[each.column] for each in placed if each.field == "operator"]
        self.parties.learn(text.strip() for column in columns for text in column.texts)
        super().block(sheet, block, placed, unknown, direction, self._says_something(sheet, block, placed, keep))

    def _says_something(
        self,
        sheet: str,
        block: Any,  # noqa: ANN401 - see the protocol
        placed: Sequence[PlacedLike],
        keep: Sequence[bool] | None,
    ) -> Sequence[bool] | None:
        """Which rows are records: a row that only repeats whose return it is was left open in its workbook."""
        if not sheet:
            return keep  # typed by hand: whatever is missing is told
        own = [block.columns[each.column].codes for each in placed if each.field in self.record.core]
        own = own or [column.codes for column in block.columns]
        wanted = keep if keep is not None else [True] * len(block.rows)
        return [one and any(codes[at] for codes in own) for at, one in enumerate(wanted)]

    def _head(self, stated: Mapping[str, str | None]) -> tuple[dict[str, Any], Period | None, list[Problem]]:
        """Who and when: the columns every return and every line begins with."""
        who = self.parties.who(stated.get("operator") or "")
        period = read_period(stated.get("period"), frequency(self.terms))
        if isinstance(period, Problem):
            return {}, None, [period]
        made: dict[str, Any] = {"operator": who.identifier, "who": who.who, "site": stated.get("site")}
        made |= {"period": period.name, "first": period.first, "last": period.last}
        made["return_key"] = return_key(self.terms.agency, who.who, made["site"], period)
        return made, period, []


def frequency(terms: Terms) -> str | None:
    """How often stock is declared where the agency is; None where the law is silent."""
    try:
        return tolerances(demo=terms.demo).cycle(terms.country, terms.today).value.frequency
    except NotInForce:
        return None


def return_key(agency: str, who: str, site: str | None, period: Period) -> bytes:
    """Natural key of a return."""
    return natural_key("stock_return", agency, who, folded(site or ""), period.name)


def expected_return(terms: Terms, made: Mapping[str, Any], due: date | None = None) -> dict[str, Any]:
    """The row of a return: due by the law of the country, unless a day is given."""
    basis = None
    if due is None:
        due, basis = due_day(terms, made["first"], made["last"])
    row = {name: made[name] for name in ("operator", "who", "site", "period", "first", "last")}
    return row | {"agency": terms.agency, "due": due, "basis": basis, "key": made["return_key"]}


def due_day(terms: Terms, first: date, last: date) -> tuple[date | None, str | None]:
    """When a return of a period is due, and by what; (None, None) where law or calendar are silent."""
    law = tolerances(demo=terms.demo)
    try:
        cycle = law.cycle(terms.country, last)
        due = deadlines(demo=terms.demo).due(terms.country, f"{_length(Period(first, last))}-report", last)
    except NotInForce:
        return None, None
    return due.day, "; ".join(dict.fromkeys((cycle.citation, due.entry.citation)))


def _length(period: Period) -> str:
    return {1: "monthly", 3: "quarterly"}.get(period.months, "yearly")
