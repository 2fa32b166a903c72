"""A licence line in its next version: what is stated now beside what it said, judged as a sheet that corrects it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.intake.importing import Terms
from precursors.intake.types import Amount, Day, told
from precursors.licensing.licences_importer import LicenceImporter
from precursors.licensing.licences_life import APPLIED, IN_FORCE, LICENCE, states_now
from precursors.licensing.models import LicenceLine
from precursors.licensing.record import LICENCES
from precursors.problems import Problem, problem
from precursors.registers.cells import Cell, as_row
from precursors.registers.shelf import Asked


def amend(session: Session, actor: Actor, row: LicenceLine, asked: Asked) -> int | Problem | Sequence[Problem]:
    """Write a new version of the line with what is stated now; what was drawn under the old one stays drawn."""
    if against := only_in(session, row, "amend", (*APPLIED, *IN_FORCE)):
        return against
    importer, wrong = version(session, asked.terms, row, stated_in(asked))
    if wrong:
        return wrong
    if not importer.outcome.rows or not importer.amends:
        return problem("licence.nothing-amended")
    act = open_act(session, "amend-licence", actor, asked.reason, asked.request_key)
    importer.write(act)
    act.seal()
    return act.id


def only_in(session: Session, row: LicenceLine, verb: str, states: Sequence[str]) -> Problem | None:
    """What forbids a verb that leads to no other state."""
    now = states_now(session, [row])[bytes(row.key)]
    possible = ", ".join(LICENCE.possible(now)) or "-"
    return None if now in states else problem("life.not-from-here", None, verb=verb, state=now, possible=possible)


def stated_in(asked: Asked) -> dict[str, str]:
    """What somebody states, field by field; days as a sheet would write them."""
    days = {key: value.isoformat() for key, value in asked.values.items() if isinstance(value, date)}
    return {key: value for key, value in asked.stated.items() if value is not None} | days


class Amending(LicenceImporter):
    """One line on its way to its next version."""

    @property
    def amends(self) -> bool:
        """Whether the last settlement changes anything."""
        return bool(self._replaced)


def version(
    session: Session, terms: Terms, row: LicenceLine, changes: Mapping[str, str | None]
) -> tuple[Amending, list[Problem]]:
    """A line with some fields changed, or emptied, judged as a row of a sheet that corrects it."""
    importer = Amending(replace(terms, correct=True))
    kept = {key: own for key, own in cells_of(session, row).items() if key not in changes}
    block, placed = as_row(LICENCES, kept | {key: cell(key, text) for key, text in changes.items() if text is not None})
    importer.block("", block, placed, [], None, None)
    outcome = importer.settle(session)
    return importer, [each.problem for each in outcome.rejected]


def cells_of(session: Session, row: LicenceLine) -> dict[str, Cell]:
    """A standing line as the cells of a sheet that would say the same."""
    found: dict[str, Cell] = {}
    for field in LICENCES.fields:
        value = states_now(session, [row])[bytes(row.key)] if field.key == "state" else getattr(row, field.key, None)
        if value is not None:
            found[field.key] = cell(field.key, value.isoformat() if isinstance(value, date) else str(value))
    return found


def cell(key: str, text: str) -> Cell:
    """A text as the cell of its field: a day, a number, or the text itself."""
    if isinstance(LICENCES[key].type, Day):
        return "d", text
    figure = told(text) if isinstance(LICENCES[key].type, Amount) else None
    return (
        ("n", figure.text)
        if figure is not None and figure.number is not None
        else ("t", figure.text if figure else text)
    )
