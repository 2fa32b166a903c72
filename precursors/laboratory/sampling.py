"""Plan the sampling of a lot: how many units, computed and kept."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from precursors.audit.keys import natural_key
from precursors.custody.finding import lot_of
from precursors.holds.exhibits import lot_key
from precursors.intake.types import Figure
from precursors.laboratory.models import SamplingPlan
from precursors.laboratory.record import PLANS
from precursors.laboratory.rules import Plan, Question, plan
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter

_HALF, _USUAL = Fraction(1, 2), Fraction(95, 100)


class PlanImporter(RegisterImporter):
    """Sampling plans. A question that no sample could answer is a problem, never a number."""

    record = PLANS
    model = SamplingPlan
    act_columns = ("seizure", "exhibit", "method", "units", "share", "confidence", "negatives", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A plan needs its lot, a method and a question with sense."""
        against = missing(values, "seizure", "exhibit", "method", "units")
        lot = lot_key(self.terms.agency, stated.get("seizure") or "", stated.get("exhibit") or "")
        if not against and lot_of(self.terms.session, lot) is None:
            against.append(problem("lot.unknown", "exhibit"))
        asked = question(values)
        made = asked if isinstance(asked, Problem) else plan(str(values.get("method") or ""), asked)
        told = {each.field for each in against}
        against += [made] if isinstance(made, Problem) and made.field not in told else []
        row: dict[str, Any] = {field.key: stated.get(field.key) for field in PLANS.fields}
        row |= {"lot": lot, "method": values.get("method"), "day": self.terms.today}
        if isinstance(made, Plan) and isinstance(asked, Question):
            row |= {"population": asked.units, "size": made.size, "statistical": int(made.statistical)}
        naming = [str(row[key] or "") for key in ("method", "units", "share", "confidence", "negatives")]
        row["key"] = natural_key("sampling-plan", self.terms.agency, lot.hex(), *naming)
        return row, against


def question(values: Mapping[str, Any]) -> Question | Problem:
    """The question of a form, percentages and counts read exactly."""
    units = _whole(values.get("units"))
    share, confidence = (_percent(values.get(key)) for key in ("share", "confidence"))
    negatives = 0 if values.get("negatives") is None else _whole(values["negatives"])
    return Question(
        units if units is not None else 0,
        _HALF if share is None else share,
        _USUAL if confidence is None else confidence,
        negatives if negatives is not None else -1,
    )


def _whole(figure: Figure | None) -> int | None:
    number = None if figure is None else figure.number if figure.number is not None else _plain(figure.text)
    return None if number is None or number != int(number) else int(number)


def _percent(figure: Figure | None) -> Fraction | None:
    """A percentage as a share; one that is none is told by the rules as nought."""
    if figure is None:
        return None
    number = figure.number if figure.number is not None else _plain(figure.text)
    return Fraction(0) if number is None else Fraction(number) / 100


def _plain(text: str) -> Decimal | None:
    bare = text.replace("%", "").replace(",", ".").strip()
    return Decimal(bare) if bare.replace(".", "", 1).isdecimal() else None
