"""Take operators in, their sites, their responsible officers and their links with each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from precursors.audit.keys import natural_key
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.identifiers import doubts
from precursors.licensing.models import Operator
from precursors.licensing.places_models import Officer, OperatorLink, Site
from precursors.licensing.record import LINKS, OFFICERS, OPERATORS, SITES
from precursors.licensing.rules import officer_against, operator_against
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter

Made = tuple[dict[str, Any], list[Problem]]
"""The columns of a row, and everything that stops it."""


class TakenOver(RegisterImporter):
    """What an older system may have had: a file of it is an act of its own."""

    @property
    def verb(self) -> str:
        """take-over where any of the rows was taken over."""
        return "take-over" if any(row.values.get("taken_over") for row in self._write) else "import"


class OperatorImporter(TakenOver):
    """Operators: who may handle substances."""

    record = OPERATORS
    model = Operator
    act_columns = (
        "identifier", "name", "country", "roles", "address", "officer", "phone", "email", "lei", "eori", "gln",
        "vehicles", "accounts", "taken_over", "notes",
    )  # fmt: skip

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """An operator needs an identifier and a name."""
        against = list(operator_against(values))
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        identifier = folded(stated.get("identifier") or "")
        made |= {"folded": party(stated.get("name") or ""), "folded_identifier": identifier}
        made["key"] = natural_key("operator", self.terms.agency, identifier)
        return made, against

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterable[Problem]:  # noqa: ARG002 - stated says all
        """Numbers whose check digits do not fit."""
        return doubts(stated)


class SiteImporter(TakenOver):
    """Sites of operators."""

    record = SITES
    model = Site
    called_by = ("operator", "code", "name")
    act_columns = (
        "operator", "code", "name", "address", "country", "latitude", "longitude", "activities", "secured",
        "taken_over", "notes",
    )  # fmt: skip

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """A site needs its operator and a code; coordinates are decimal degrees."""
        against = missing(values, "operator", "code")
        against += [*_degrees(stated, "latitude", 90), *_degrees(stated, "longitude", 180)]
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        operator = folded(stated.get("operator") or "")
        made |= {"folded_operator": operator, "activities": values.get("activities") or "any"}
        made["secured"] = values.get("secured")
        made["key"] = natural_key("site", self.terms.agency, operator, folded(stated.get("code") or ""))
        return made, against


def _degrees(stated: Mapping[str, str | None], name: str, most: int) -> Iterable[Problem]:
    text = stated.get(name)
    if text is None:
        return
    try:
        fits = abs(Decimal(text)) <= most
    except InvalidOperation:
        fits = False
    if not fits:
        yield problem("site.coordinate", name, value=text, most=most)


class OfficerImporter(RegisterImporter):
    """Responsible officers of operators, each from one day to another."""

    record = OFFICERS
    model = Officer
    called_by = ("operator", "name")
    act_columns = ("operator", "name", "role", "site", "since", "until", "phone", "email", "document", "notes")

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """An officer needs an operator, a name and a first day."""
        made: dict[str, Any] = {name: stated.get(name) for name in self.act_columns}
        operator, name = folded(stated.get("operator") or ""), folded(stated.get("name") or "")
        since = values.get("since")
        made |= {"folded_operator": operator, "folded": name, "since": since, "until": values.get("until")}
        made["key"] = natural_key("officer", self.terms.agency, operator, name, str(since))
        return made, list(officer_against(values))


class LinkImporter(RegisterImporter):
    """Operators that count as one buyer."""

    record = LINKS
    model = OperatorLink
    called_by = ("one", "other")
    act_columns = ("kind", "basis", "notes")

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """A link joins two operators; which one is named first does not matter."""
        made: dict[str, Any] = {name: stated.get(name) for name in ("one", "other", "basis")}
        one, other = folded(stated.get("one") or ""), folded(stated.get("other") or "")
        against = missing(values, "one", "other", "kind")
        if one and one == other:
            against.append(problem("link.with-itself", "other", value=stated.get("other") or ""))
        made |= {"folded_one": one, "folded_other": other, "kind": values.get("kind")}
        made["key"] = natural_key("operator-link", self.terms.agency, *sorted((one, other)))
        return made, against
