"""Take authorisations in: applications, and those granted elsewhere or before, with their quotas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key
from precursors.intake.words import folded
from precursors.ledger.reversing import Movement
from precursors.licensing import mixtures
from precursors.licensing.authorisations.drawing import drawn_on, grant_of, grants
from precursors.licensing.authorisations.life import APPLIED, AUTHORISATION, IN_FORCE
from precursors.licensing.authorisations.measuring import Goods, measured
from precursors.licensing.authorisations.models import STATED, Authorisation
from precursors.licensing.authorisations.record import AUTHORISATIONS
from precursors.licensing.authorisations.rules import authorisation_against, count, entered_in
from precursors.lives.service import begin, states_of
from precursors.paths import edition_in_use
from precursors.problems import Problem, problem
from precursors.registers.importer import RegisterImporter, Row
from precursors.substances.identify import identify


class AuthorisationImporter(RegisterImporter):
    """Authorisation lines; one that is granted opens its quota account."""

    record = AUTHORISATIONS
    model = Authorisation
    act_columns = (
        "kind", "substance", "authorised", "measure", "shipments", "planned", "applied", "valid_from", "valid_to",
        *STATED,
    )  # fmt: skip
    read_from: ClassVar = {"authorised": "quantity", "measure": "quantity"}

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A line needs number, kind, substance and a quantity that can be measured."""
        against = list(authorisation_against(values))
        key, wrong = _named(stated)
        amount, measure, unmeasured = self._amount(values, stated, key)
        shipments = count(stated.get("shipments"))
        against += [each for each in (wrong, unmeasured, shipments) if isinstance(each, Problem)]
        made: dict[str, Any] = {name: stated.get(name) for name in STATED}
        made |= {name: values.get(name) for name in ("kind", "planned", "applied", "valid_from", "valid_to")}
        made["begun"] = state = entered_in(values.get("state"), made["valid_from"], made["valid_to"])
        made |= {"substance": key, "authorised": amount, "measure": measure, "shipments": shipments}
        made |= {"granted": amount if state in IN_FORCE else None, "edition": edition_in_use()}
        made["folded"] = number = folded(stated.get("number") or "")
        naming = made["line"] or "/".join((str(key), folded(made["concentration"] or ""), folded(made["salt"] or "")))
        made["key"] = natural_key("authorisation", self.terms.agency, number, naming)
        return made, against

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterable[Problem]:
        """Goods that the law sets free as a mixture, and those of which nobody can say it."""
        key, _ = _named(stated)
        if key is None:
            return
        goods = mixtures.Goods(key, values.get("concentration"), stated.get("basis"), stated.get("contains"))
        day = values.get("planned") or values.get("applied") or self.terms.today
        found = mixtures.control(self.terms, goods, day)
        if found is not None and found.answer != "counted":
            yield found.told

    def _amount(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None], key: str | None
    ) -> tuple[int | None, str, Problem | None]:
        quantity = values.get("quantity")
        if quantity is None or key is None:
            return None, "base_ug", None
        goods = Goods(key, stated.get("unit"), values.get("concentration"), stated.get("basis"), stated.get("salt"))
        found = measured(quantity, goods, self.terms.convention)
        return (None, "base_ug", found) if isinstance(found, Problem) else (*found, None)

    def replaceable(self, session: Session, old: Authorisation, row: Row) -> Problem | None:
        """A grant cannot fall below what was drawn under it, nor one that stands become an application again."""
        standing = states_of(session, AUTHORISATION, [row.key])[row.key].state
        row.values["granted"] = row.values["authorised"] if standing in IN_FORCE else None
        row.values["begun"] = old.begun
        drawn = drawn_on(session, old)
        if drawn > (row.values["granted"] or 0):
            return problem("licence.below-drawn", "quantity", year=old.number, drawn=drawn)
        return None

    def movements(self, act: OpenAct, rows: Sequence[Row]) -> list[list[Movement]]:
        """Each granted line opens its quota, filled from the law's own account."""
        return grants(act, [grant_of(row.values | {"key": row.key}) for row in rows])

    def write(self, act: OpenAct) -> None:
        """The rows, and the beginning of the life of those that are new and no mere drafts."""
        super().write(act)
        known = states_of(act.session, AUTHORISATION, [row.key for row in self._write])
        places = [
            (row.key, str(row.values["begun"]), self._since(row))
            for row in self._write
            if known[row.key].since is None and row.values["begun"] != AUTHORISATION.first
        ]
        begin(act, AUTHORISATION, self.terms.agency, places)

    def _since(self, row: Row) -> date:
        """The first day of the state it was entered in, as far as the row says; days asked for are not of it."""
        asked = row.values["begun"] in APPLIED
        day = row.values["applied"] if asked else row.values["valid_from"] or row.values["applied"]
        return min(day or self.terms.today, self.terms.today)


def _named(stated: Mapping[str, str | None]) -> tuple[str | None, Problem | None]:
    """The substance a line is for, by its name, its trade name, code and CAS number."""
    text = stated.get("substance") or stated.get("commercial_name")
    found = identify(text, None, stated.get("cas"))
    if found.status == "match" and found.substance is not None:
        return found.substance, None
    told = dict(found.values) | {"text": text or stated.get("cas") or ""}
    return None, Problem(found.because, "substance", told)
