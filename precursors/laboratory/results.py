"""Take reports of the laboratory in: each states its lot anew, and uses up what the analysis consumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.custody.accounts import account_of_lot, of_lot, open_accounts
from precursors.custody.finding import lot_of
from precursors.custody.life import LOT
from precursors.custody.models import Statement
from precursors.custody.service import step_where_possible
from precursors.custody.weights import Weighed, net_mass
from precursors.holds.exhibits import lot_key
from precursors.intake.types import Figure
from precursors.intake.words import folded
from precursors.laboratory.models import LabResult
from precursors.laboratory.odd import raise_odd_purity
from precursors.laboratory.record import RESULTS
from precursors.ledger.reversing import Movement
from precursors.lives.service import state_of
from precursors.problems import Problem, missing, problem
from precursors.quantities.numbers import Number, read_number
from precursors.registers.importer import RegisterImporter, Row
from precursors.substances.hazards import hazards
from precursors.substances.identify import identify

NOTHING = frozenset({"not identified", "unidentified", "none", "no identificado", "non identifié", "não identificado"})
_PPM = 10_000
_ALL = Decimal(100)


class ResultImporter(RegisterImporter):
    """Reports on lots. A later report states the lot again; none is edited."""

    record = RESULTS
    model = LabResult
    act_columns = (
        "seizure", "exhibit", "report", "day", "laboratory", "techniques", "identity", "purity", "uncertainty",
        "density", "consumed", "unit", "signed_by", "notes",
    )  # fmt: skip

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A report needs its lot, number, day and what was found; percentages must be such."""
        against = missing(values, "seizure", "exhibit", "report", "day", "identity")
        agency = self.terms.agency
        lot = lot_key(agency, stated.get("seizure") or "", stated.get("exhibit") or "")
        if not against and lot_of(self.terms.session, lot) is None:
            against.append(problem("lot.unknown", "exhibit"))
        if values.get("day") and values["day"] > self.terms.today:
            against.append(problem("custody.day-ahead", "day", day=values["day"]))
        made: dict[str, Any] = {field.key: stated.get(field.key) for field in RESULTS.fields}
        made |= {"day": values.get("day"), "lot": lot, "substance": _found(stated.get("identity"))}
        for key in ("purity", "uncertainty"):
            share = self._share(values.get(key))
            against += [share.about(key)] if isinstance(share, Problem) else []
            made[f"{key}_ppm"] = None if isinstance(share, Problem) else share
        consumed = net_mass(values.get("consumed"), stated.get("unit"), self.terms.convention)
        against += [consumed.about("consumed")] if isinstance(consumed, Problem) else []
        made["consumed_ug"] = consumed.net_ug if isinstance(consumed, Weighed) else None
        made["key"] = natural_key("lab-result", agency, lot.hex(), folded(stated.get("report") or ""))
        if isinstance(consumed, Weighed) and not against:
            against += self._more_than_sampled(lot, consumed.net_ug)
        return made, against

    def _more_than_sampled(self, lot: bytes, consumed: int) -> list[Problem]:
        there = of_lot(self.terms.session, lot).get("sample", 0)
        return [problem("laboratory.more-than-sampled", "consumed")] if consumed > there else []

    def _share(self, figure: Figure | None) -> int | Problem | None:
        """A percentage in parts per million."""
        if figure is None:
            return None
        number = figure.number
        if number is None:
            read = read_number(figure.text.removesuffix("%").strip(), self.terms.convention)
            number = read.value if isinstance(read, Number) else None
        if number is None or not 0 <= number <= _ALL:
            return problem("laboratory.not-a-percentage")
        return int(Decimal(number) * _PPM)

    def movements(self, act: OpenAct, rows: Sequence[Row]) -> list[list[Movement]]:
        """What an analysis used up leaves the samples for the laboratory."""
        moving = [row for row in rows if row.values["consumed_ug"]]
        wanted = {account_of_lot(row.values["lot"], role) for row in moving for role in ("sample", "laboratory")}
        ids = open_accounts(act, wanted)

        def own(row: Row) -> list[Movement]:
            lot, amount = row.values["lot"], row.values["consumed_ug"]
            if not amount:
                return []
            return [(ids[account_of_lot(lot, "sample")], ids[account_of_lot(lot, "laboratory")], amount)]

        return [own(row) for row in rows]

    def replaceable(self, session: Any, old: Any, row: Row) -> Problem | None:  # noqa: ANN401, ARG002 - see above
        """A report stands as it was signed; another report says what is different."""
        return problem("laboratory.report-stands")

    def write(self, act: OpenAct) -> None:
        """The reports; then each states its lot anew and moves its life on."""
        super().write(act)
        if self._write:
            act.add_many(Statement, [_statement(row, self.terms.agency) for row in self._write])
            numbers = standing(act.session, [row.key for row in self._write])
            found = [(numbers[row.key], row.values["lot"], row.values["purity_ppm"]) for row in self._write]
            raise_odd_purity(act, self.terms.agency, found)
        for row in self._write:
            values = row.values
            if state_of(act.session, LOT, values["lot"]).state in {"recorded", "secured", "stored"}:
                step_where_possible(act, self.terms.agency, values["lot"], "sample", values["day"])
            verb = "confirm" if values["substance"] else "leave-unidentified"
            step_where_possible(act, self.terms.agency, values["lot"], verb, values["day"])


def _statement(row: Row, agency: str) -> dict[str, Any]:
    own = ("lot", "substance", "identity", "purity", "purity_ppm", "uncertainty", "uncertainty_ppm", "density", "day")
    return {key: row.values[key] for key in own} | {"report": row.values["report"], "agency": agency}


def _found(identity: str | None) -> str | None:
    """Key of what was found; None where nothing was, or nothing the registry knows."""
    if not identity or identity.casefold() in NOTHING:
        return None
    found = identify(identity, None, None)
    return found.substance if found.status == "match" else hazards().named(identity)
