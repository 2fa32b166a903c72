"""Take case files, their members and their tasks in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import has_request_context
from sqlalchemy.orm import Session

from precursors.audit.keys import natural_key, standing
from precursors.cases.confining import closed_to
from precursors.cases.models import CaseFile, CaseMember, CaseTask
from precursors.cases.record import CASES, MEMBERS, TASKS
from precursors.cases.rules import case_against
from precursors.intake.importing import Outcome
from precursors.intake.words import folded
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter
from precursors.web.access import perhaps_reader


def case_key(agency: str, number: str) -> bytes:
    """Natural key of a case."""
    return natural_key("case_file", agency, folded(number))


def asking() -> str | None:
    """Whoever sent the present request; None for the worker and the local operator, who work on no case."""
    known = perhaps_reader() if has_request_context() else None
    return known.person if known else None


class CaseImporter(RegisterImporter):
    """Case files."""

    record = CASES
    model = CaseFile
    act_columns = ("number", "title", "lead", "purpose", "ground", "opened", "summary", "notes")

    def settle(self, session: Session) -> Outcome:
        """A number that a case has of which whoever asks may know nothing is refused, and nothing of it told."""
        taken = closed_to(session, {row.key for row in self.rows}, asking())
        kept, self.rows = self.rows, [row for row in self.rows if row.key not in taken]
        for row in kept:
            if row.key in taken:
                self.reject(row, problem("case.number-taken", "number", number=row.values["number"]))
        return super().settle(session)

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A case needs a number, a title, whoever leads it, a purpose and a day."""
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        made |= {"purpose": values.get("purpose"), "opened": values.get("opened")}
        made["key"] = case_key(self.terms.agency, stated.get("number") or "")
        problems = missing(values, "number", "title", "lead", "purpose", "opened", stated=stated)
        return made, [*problems, *case_against(values, self.terms.today)]


class _OfCase(RegisterImporter):
    """Records of a case that is recorded already."""

    def settle(self, session: Session) -> Outcome:
        """A row of a case that nobody has recorded is rejected."""
        known = set(standing(session, {row.values["file_key"] for row in self.rows}))
        known -= closed_to(session, known, asking())
        strange = [row for row in self.rows if row.values["file_key"] not in known]
        self.rows = [row for row in self.rows if row.values["file_key"] in known]
        for row in strange:
            self.reject(row, problem("case.unknown", "file", number=row.values["file"]))
        return super().settle(session)


class MemberImporter(_OfCase):
    """Who works on a case."""

    record = MEMBERS
    model = CaseMember
    called_by = ("file", "person")
    act_columns = ("file", "person", "organisation", "role", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A member needs a case, a name and a part."""
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        made |= {"role": values.get("role"), "file_key": case_key(self.terms.agency, stated.get("file") or "")}
        naming = (folded(stated.get("file") or ""), folded(stated.get("person") or ""), made["role"] or "")
        made["key"] = natural_key("case_member", self.terms.agency, *naming)
        return made, missing(values, "file", "person", "role", stated=stated)


class TaskImporter(_OfCase):
    """What is to be done for a case."""

    record = TASKS
    model = CaseTask
    called_by = ("file", "line", "title")
    act_columns = ("file", "line", "title", "assignee", "due", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A task needs a case, a number, words, somebody to do it and a day."""
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        made |= {"due": values.get("due"), "file_key": case_key(self.terms.agency, stated.get("file") or "")}
        naming = (folded(stated.get("file") or ""), folded(stated.get("line") or ""))
        made["key"] = natural_key("case_task", self.terms.agency, *naming)
        return made, missing(values, "file", "line", "title", "assignee", "due", stated=stated)
