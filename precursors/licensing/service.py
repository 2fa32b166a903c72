"""Take operators and licences in: importers of the kinds `operators` and `licences`.

Both are small registers: their rows are judged one by one and kept in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import insert
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.audit.models import Current
from precursors.db.tables import Fact
from precursors.intake.drafts import Fields, PlacedLike, Trouble
from precursors.intake.importing import Correction, Outcome, Terms, Total
from precursors.intake.parties import party
from precursors.intake.record import Record
from precursors.intake.types import Figure
from precursors.intake.words import folded
from precursors.ledger.accounts import Address, balances, find, opened, tail
from precursors.ledger.reversing import Movement, post, withdraw
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.record import LICENCES, OPERATORS
from precursors.licensing.rules import licence_against, operator_against, years
from precursors.problems import Problem, problem
from precursors.quantities.normalise import Stated, normalise
from precursors.substances.book import book
from precursors.substances.identify import identify


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: where it stood, its natural key, the values of its columns."""

    sheet: str
    number: int
    key: bytes
    values: dict[str, Any]


class RegisterImporter:
    """What operators and licences have in common."""

    record: Record
    model: ClassVar[type[Fact]]
    act_columns: ClassVar[tuple[str, ...]]

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.rows: list[Row] = []
        self.outcome = Outcome()
        self._write: list[Row] = []
        self._replaced: list[int] = []

    def block(
        self,
        sheet: str,
        block: Any,  # noqa: ANN401 - see the protocol
        placed: Sequence[PlacedLike],
        unknown: Sequence[tuple[int, str]],
        direction: str | None,  # noqa: ARG002 - a register has no direction
        keep: Sequence[bool] | None,
    ) -> None:
        """Judge every kept row."""
        fields = Fields(self.record, placed, block.columns, self.terms.convention)
        numbers = list(block.rows)
        stopped: dict[int, list[Trouble]] = {}
        for at, trouble in fields.troubles(sheet, numbers):
            stopped.setdefault(at, []).append(trouble)
        self.outcome.warnings += fields.warnings(sheet, numbers)
        for at, number in enumerate(numbers):
            if keep is None or keep[at]:
                notes = [
                    f"{heading}: {block.columns[c].at(at).text}" for c, heading in unknown if _filled(block, c, at)
                ]
                self._row(sheet, number, fields, at, stopped.get(at, []), notes)

    def _row(self, sheet: str, number: int, fields: Fields, at: int, stopped: list[Trouble], notes: list[str]) -> None:
        self.outcome.rows += 1
        values = {each.key: fields[each.key].reading.values[fields[each.key].codes[at]] for each in self.record.fields}
        stated = {each.key: fields[each.key].reading.stated[fields[each.key].codes[at]] for each in self.record.fields}
        told = {t.problem.field for t in stopped}
        made, against = self.judged(values, stated)
        troubles = list(stopped)
        for each in against:
            if each.field not in told:
                heading = fields.heading(each.field)
                troubles.append(Trouble(sheet, number, heading, each, stated.get(each.field or "")))
        if troubles:
            self.outcome.rejected += troubles
            self.outcome.bad_rows.add((sheet, number))
            return
        made["notes"] = "\n".join(filter(None, [stated.get("notes"), *notes])) or None
        self.rows.append(Row(sheet, number, made["key"], made))

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """The columns of one row, and everything that stops it."""
        raise NotImplementedError

    def settle(self, session: Session) -> Outcome:
        """Same key twice, known already, in conflict."""
        self._write, self._replaced = [], []
        present = standing(session, [row.key for row in self.rows])
        seen: set[bytes] = set()
        first = self.outcome
        result = Outcome(
            rows=first.rows, warnings=first.warnings, rejected=list(first.rejected), bad_rows=set(first.bad_rows)
        )
        for row in self.rows:
            if row.key in seen:
                _reject(result, row, "record.duplicate")
            elif row.key not in present:
                self._write.append(row)
            else:
                self._compare(session, result, row, present[row.key])
            seen.add(row.key)
        result.accepted = len(self._write)
        result.totals = self.totals()
        return result

    def _compare(self, session: Session, result: Outcome, row: Row, key: int) -> None:
        standing_row = session.get_one(self.model, key)
        differing = [
            Correction(row.sheet, row.number, name, _shown(getattr(standing_row, name)), _shown(row.values.get(name)))
            for name in self.act_columns
            if getattr(standing_row, name) != row.values.get(name)
        ]
        if not differing:
            result.known += 1
            result.known_facts.append(key)
        elif self.terms.correct:
            against = self.replaceable(session, standing_row, row)
            if against is None:
                self._write.append(row)
                self._replaced.append(key)
                result.corrections += differing
            else:
                result.rejected.append(Trouble(row.sheet, row.number, None, against, None))
                result.bad_rows.add((row.sheet, row.number))
        else:
            told = (f"{each.field}: {each.was or '-'} → {each.now or '-'}" for each in differing)
            _reject(result, row, "record.conflict", differing="; ".join(told))

    def replaceable(self, session: Session, old: Any, row: Row) -> Problem | None:  # noqa: ANN401, ARG002 - a fact
        """What forbids that `row` takes the place of a standing record."""
        return None

    def totals(self) -> list[Total]:
        """Nothing is weighed in a register."""
        return []

    def write(self, act: OpenAct) -> None:
        """Write the rows of the last settlement, those they correct reversed first."""
        withdraw(act, self._replaced)
        moved = self.movements(act, self._write)
        values = [row.values | {"agency": self.terms.agency} for row in self._write]
        first = act.add_many(self.model, values, [tail(own) for own in moved])
        post(act.session, first, moved)
        act.session.execute(insert(Current), [{"key": row.key, "id": first + n} for n, row in enumerate(self._write)])

    def movements(self, act: OpenAct, rows: Sequence[Row]) -> list[list[Movement]]:  # noqa: ARG002 - for those that move
        """What each row moves in the ledger."""
        return [[] for _ in rows]

    def close(self) -> None:
        """Nothing is held outside memory."""


def _filled(block: Any, column: int, at: int) -> bool:  # noqa: ANN401 - a block of the spreadsheet kit
    return column < len(block.columns) and bool(block.columns[column].codes[at])


def _shown(value: object) -> str | None:
    """A value as a person compares it."""
    return None if value is None else str(value)


def _reject(outcome: Outcome, row: Row, code: str, **values: str) -> None:
    outcome.rejected.append(Trouble(row.sheet, row.number, None, problem(code, None, **values), None))
    outcome.bad_rows.add((row.sheet, row.number))


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
        per_year, measure, wrong = self._ceiling(values.get("quantity"), stated.get("unit"), key)
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

    def _ceiling(
        self, quantity: Figure | None, unit: str | None, key: str | None
    ) -> tuple[int | None, str, Problem | None]:
        """Most per year, its measure, and what is wrong with it; no quantity is no ceiling."""
        if quantity is None or key is None:
            return None, "base_ug", None
        amount = quantity.number if quantity.number is not None else quantity.text
        stated = Stated(amount, unit or quantity.unit or "", "100%", "w/w", "base", convention=self.terms.convention)
        made = normalise(stated, book().profile(key))
        if made.stated_ul is not None and made.status in {"ok", "ok_flag", "ask"} and made.stated_ug is None:
            return made.stated_ul // 1000, "ul", None
        if made.stated_ug is not None and made.status in {"ok", "ok_flag"}:
            return made.stated_ug, "base_ug", None
        wrong = made.problem or problem(made.code or "quantity.missing")
        return None, "base_ug", wrong.about("quantity")

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
