"""Take partners' figures in: each is of a day, a month, a quarter or a year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from precursors.audit.keys import natural_key
from precursors.intake.countries import country_code
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.mirror.models import STATED, MirrorFigure
from precursors.mirror.record import FIGURES
from precursors.problems import Problem, missing, problem
from precursors.registers.amounts import weighed
from precursors.registers.importer import RegisterImporter
from precursors.stock.periods import Period, read_period
from precursors.substances.identify import identify

PAPERS = ("document", "line", "notification", "authorisation", "container")


class FigureImporter(RegisterImporter):
    """Figures of a partner country."""

    record = FIGURES
    model = MirrorFigure
    act_columns = ("partner", "direction", "first", "last", "substance", *STATED, "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A figure needs partner, direction, a day or a period, a substance and a quantity."""
        against = missing(values, "partner", "direction")
        partner = country_code(stated.get("partner"))
        if stated.get("partner") and (partner is None or partner == self.terms.country):
            against.append(problem("mirror.partner", "partner", value=stated["partner"]))
        days = self._days(values, stated, against)
        found = identify(stated.get("substance"), None, stated.get("cas"))
        key = found.substance if found.status == "match" else None
        if key is None:
            told = dict(found.values) | {"text": stated.get("substance") or stated.get("cas") or ""}
            against.append(Problem(found.because, "substance", told))
        made: dict[str, Any] = {name: stated.get(name) for name in (*STATED, "period")}
        made |= {"partner": partner, "direction": values.get("direction"), "day": values.get("day")}
        made |= {"first": days.first, "last": days.last, "substance": key, "stated_substance": stated.get("substance")}
        amounts, wrong = weighed(values, stated, key, self.terms.convention)
        against += [each.kept() for each in wrong] if values.get("quantity") is None else wrong
        papers = (folded(stated.get(name) or "") for name in PAPERS)
        parties = (party(stated.get(name) or "") for name in ("party", "counterparty"))
        naming = (str(partner), str(made["direction"]), str(days.first), str(days.last), str(key), *papers, *parties)
        made["key"] = natural_key("mirror-figure", self.terms.agency, *naming)
        return made | amounts, against

    def _days(self, values: Mapping[str, Any], stated: Mapping[str, str | None], against: list[Problem]) -> Period:
        """The days a figure is of, none of them after today."""
        day: date | None = values.get("day")
        found = Period(day, day) if day else read_period(stated.get("period") or "")
        if isinstance(found, Problem):
            against.append(found.about("period") if stated.get("period") else problem("mirror.no-time", "period"))
            return Period(self.terms.today, self.terms.today)
        if found.first > self.terms.today:
            field = "day" if day else "period"
            against.append(problem("date.future", field, value=found.first, today=self.terms.today))
        return found
