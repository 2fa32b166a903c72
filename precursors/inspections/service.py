"""Take visits, findings and reports in, and do what is done with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.flags.service import FlagDraft
from precursors.inspections.life import INSPECTIONS as VISITED_LIFE
from precursors.inspections.models import IncidentReport, Inspection, InspectionFinding
from precursors.inspections.record import FINDINGS, INSPECTIONS, REPORTS
from precursors.inspections.rules import CLOCKS, VERSION, Late, days_against, finding_against, late
from precursors.intake.importing import Outcome, Terms
from precursors.intake.types import Figure, as_typed
from precursors.intake.words import folded
from precursors.law.dated import NotInForce
from precursors.law.deadlines import Due, deadlines
from precursors.lives.service import begin
from precursors.paths import edition_in_use
from precursors.problems import Problem, missing, problem
from precursors.registers.amounts import weighed
from precursors.registers.importer import RegisterImporter, Row
from precursors.substances.book import book
from precursors.substances.identify import identify
from precursors.trade.amounts import Goods, Measured, measured


def inspection_key(agency: str, number: str) -> bytes:
    """Natural key of a visit."""
    return natural_key("inspection", agency, folded(number))


class InspectionImporter(RegisterImporter):
    """Visits: one that is over begins as visited, one to come as planned."""

    record = INSPECTIONS
    model = Inspection
    act_columns = ("number", "operator", "site", "day", "occasion", "inspectors", "met", "purpose", "result", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A visit needs a number, an operator and a day."""
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        made |= {"day": values.get("day"), "occasion": values.get("occasion") or "routine"}
        made["key"] = inspection_key(self.terms.agency, stated.get("number") or "")
        return made, missing(values, "number", "operator", "day", stated=stated)

    def write(self, act: OpenAct) -> None:
        """The visits, and the life of those that are over."""
        super().write(act)
        today = self.terms.today
        done = [row for row in self._write if row.values["day"] <= today and row.key not in self._standing_before]
        begin(act, VISITED_LIFE, self.terms.agency, [(row.key, "visited", row.values["day"]) for row in done])

    def settle(self, session: Session) -> Outcome:
        """As any register; those that stand already keep their life."""
        self._standing_before = set(standing(session, [row.key for row in self.rows]))
        return super().settle(session)


class FindingImporter(RegisterImporter):
    """Findings, each at the visit it was made."""

    record = FINDINGS
    model = InspectionFinding
    called_by = ("inspection", "line")
    act_columns = ("inspection", "line", "found", "substance", "gravity", "basis", "measure", "due", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A finding needs its visit, a number and words; a measure needs a day."""
        problems = missing(values, "inspection", "line", "found", stated=stated)
        problems += finding_against({"measure": stated.get("measure"), "due": values.get("due")})
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        made |= {"due": values.get("due"), "gravity": values.get("gravity") or "minor"}
        made["substance"], wrong = _substance(stated, self.terms)
        problems += wrong
        made["inspection_key"] = inspection_key(self.terms.agency, stated.get("inspection") or "")
        naming = (folded(stated.get("inspection") or ""), folded(stated.get("line") or ""))
        made["key"] = natural_key("inspection_finding", self.terms.agency, *naming)
        return made, problems

    def settle(self, session: Session) -> Outcome:
        """A finding of a visit that nobody has recorded is rejected."""
        keys = {row.values["inspection_key"] for row in self.rows}
        known = standing(session, keys)
        strange = [row for row in self.rows if row.values["inspection_key"] not in known]
        self.rows = [row for row in self.rows if row.values["inspection_key"] in known]
        for row in strange:
            self.reject(row, problem("inspection.unknown", "inspection", number=row.values["inspection"]))
        return super().settle(session)


def _substance(stated: Mapping[str, str | None], terms: Terms) -> tuple[str | None, list[Problem]]:
    """The key of the substance a row names, if it names one."""
    text, cas = stated.get("substance"), stated.get("cas")
    if not text and not cas:
        return None, []
    found = identify(text, None, cas, watch=terms.watch)
    if found.status == "match":
        return found.substance, []
    return None, [Problem(found.because, "substance", dict(found.values) | {"text": text or cas or ""})]


class ReportImporter(RegisterImporter):
    """Reports of operators, each with the day it was due by the law of the country."""

    record = REPORTS
    model = IncidentReport
    act_columns = (
        "number", "operator", "site", "event", "occurred", "noticed", "filed", "substance", "quantity", "unit",
        "concentration", "basis", "salt", "counterparty", "circumstances", "police", "notes",
    )  # fmt: skip

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A report needs a number, an operator, a sort, the day it was noticed and the day it was filed."""
        problems = missing(values, "number", "operator", "event", "noticed", "filed", stated=stated)
        problems += days_against(values, self.terms.today)
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        made |= {name: values.get(name) for name in ("event", "occurred", "noticed", "filed")}
        made["substance"], wrong = _substance(stated, self.terms)
        amount, more = self._amount(values, stated, made["substance"])
        made |= amount
        if not problems:
            due = lawful(self.terms, made["event"], made["noticed"])
            made["due"], made["law"] = (due.day, due.entry.citation) if due else (None, None)
        naming = (folded(stated.get("number") or ""), folded(stated.get("operator") or ""))
        made["key"] = natural_key("incident_report", self.terms.agency, *naming)
        return made, [*problems, *wrong, *more]

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterator[Problem]:
        """An amount that nobody can weigh is kept as it was reported, and told."""
        figure: Figure | None = values.get("quantity")
        substance, _ = _substance(stated, self.terms)
        if figure is not None and substance is not None:
            yield from self._measured(figure, stated, substance).problems

    def _amount(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None], substance: str | None
    ) -> tuple[dict[str, Any], list[Problem]]:
        """The amount, unknown where a person would have to say more; what no choice could make right stops a report.

        A report counts from the day it was filed: drums of which nobody knows what they hold must not keep it out.
        """
        figure: Figure | None = values.get("quantity")
        if figure is None or substance is None:
            return {"amount": None, "measure": None}, []
        made = self._measured(figure, stated, substance)
        if made.amounts["quantity"] is not None:
            return {"amount": made.amounts["quantity"], "measure": made.measure}, []
        _, lacks = weighed(values, stated, substance, self.terms.convention)
        return {"amount": None, "measure": None}, [each for each in lacks if not each.keepable]

    def _measured(self, figure: Figure, stated: Mapping[str, str | None], substance: str) -> Measured:
        texts = {name: stated.get(name) or "" for name in ("unit", "basis", "salt")}
        strength = as_typed(stated.get("concentration")) or ""
        profile = book().profile(substance)
        goods = Goods(**texts, concentration=strength, profile=profile, convention=self.terms.convention)
        return measured({"quantity": figure}, goods)

    def settle(self, session: Session) -> Outcome:
        """As any register, and which of the reports came late."""
        outcome = super().settle(session)
        outcome.flags = len(self._late())
        return outcome

    def flags(self, rows: Sequence[Row], first: int) -> Iterator[FlagDraft]:
        """A flag for each that came late."""
        numbers = {row.key: number for number, row in enumerate(rows, first)}
        return (self._flag(row, found, numbers[row.key]) for row, found in self._late())

    def _late(self) -> list[tuple[Row, Late]]:
        return [
            (row, found)
            for row in self._write
            for due in (lawful(self.terms, row.values["event"], row.values["noticed"]),)
            if due is not None
            for found in late(
                row.values["event"], row.values["filed"], due.day, due.entry.citation, decides=due.decides
            )
        ]

    def _flag(self, row: Row, found: Late, key: int) -> FlagDraft:
        cause = f"{row.values['operator']} {row.values['number']}"
        inputs = dict(found.inputs) | {"operator": row.values["operator"], "why": "report"}
        return FlagDraft(
            self.terms.agency, found.rule, VERSION, edition_in_use(), cause, found.score,
            IncidentReport.__tablename__, [key], inputs,
        )  # fmt: skip


def lawful(terms: Terms, event: str, noticed: date) -> Due | None:
    """When a report is due, and by what; None where the law of the country is silent."""
    law = deadlines(demo=terms.demo)
    for what in CLOCKS[event]:
        try:
            return law.due(terms.country, what, noticed)
        except NotInForce:
            continue
    return None
