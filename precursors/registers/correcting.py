"""Put one record right on its page: judged like a row of a sheet that corrects what stands, in an act with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor, open_act
from precursors.db.tables import act_of
from precursors.intake.record import Record
from precursors.intake.types import Amount, Figure, as_typed, told
from precursors.lives.rules import Machine
from precursors.lives.service import state_of
from precursors.problems import Problem, problem
from precursors.registers.cells import Cell, as_row, typed
from precursors.registers.importer import RegisterImporter
from precursors.registers.shelf import Asked, Verb
from precursors.substances.titles import title


def asked_of(record: Record, named: Sequence[str]) -> Record:
    """What a form of correction asks: every field but those that name the record."""
    return Record(record.kind, tuple(each for each in record.fields if each.key not in named))


def rectifying(
    importer: type[RegisterImporter],
    named: Sequence[str],
    act_kind: str,
    permission: Permission,
    machine: Machine | None = None,
    states: tuple[str, ...] | None = None,
) -> Verb:
    """The verb by which people put a record right on its page; the fields in `named` name it and stay as they are.

    With `states` it may be put right in these of its life, `machine`, alone.
    """

    def run(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Sequence[Problem]:  # noqa: ANN401 - a fact
        now = state_of(session, machine, row.key).state if machine else None
        if now is not None and states is not None and now not in states:
            return [problem("life.not-from-here", None, verb="rectify", state=now, possible=", ".join(states))]
        return corrected(session, actor, row, asked, importer, {key: _name(row, key) for key in named}, act_kind)

    return Verb("rectify", permission, run, asked_of(importer.record, named), asks_day=False, states=states)


def _name(row: Any, key: str) -> str:  # noqa: ANN401 - a fact of the importer's model
    """The text of a field that names a record, as a sheet would say it; what names it no longer is empty."""
    value = getattr(row, key, None) or ""
    return title(value, "en") if key == "substance" and value else str(value)


def corrected(
    session: Session,
    actor: Actor,
    row: Any,  # noqa: ANN401 - a fact of the importer's model
    asked: Asked,
    importer: type[RegisterImporter],
    named: Mapping[str, str],
    act_kind: str,
) -> int | Sequence[Problem]:
    """Put a record's stated cells right; `named` are the texts of the fields that name it, which stay as they are.

    Answers the act; that of the standing record where nothing differs. What would name another record is refused.
    """
    judge = importer(replace(asked.terms, correct=True))
    fields = [each.key for each in judge.record.fields if each.key not in named]
    texts = {key: _text(asked, key) for key in fields} | dict(named)
    block, placed = as_row(judge.record, _as_they_stood(judge.record, row, typed(judge.record, texts)))
    judge.block("", block, placed, [], None, None)
    outcome = judge.settle(session)
    if outcome.rejected:
        return [each.problem for each in outcome.rejected]
    if judge.rows[0].key != bytes(row.key):
        return [problem("correction.other-record")]
    if outcome.known_facts:
        return act_of(outcome.known_facts[0])
    act = open_act(session, act_kind, actor, asked.reason, asked.request_key)
    judge.write(act)
    act.seal()
    return act.id


def _text(asked: Asked, key: str) -> str:
    value = asked.values.get(key)
    stated = as_typed(asked.stated.get(key)) if isinstance(value, Figure) else asked.stated.get(key)
    return value.isoformat() if isinstance(value, date) else stated or ""


def _as_they_stood(record: Record, row: Any, cells: Mapping[str, Cell]) -> dict[str, Cell]:  # noqa: ANN401 - a fact
    """The cells, those that were left as they stood of the sort they were: a number that nobody changed is the same."""
    amounts = {field.key for field in record.fields if isinstance(field.type, Amount)}
    made = dict(cells)
    for key in amounts & made.keys():
        stood = getattr(row, key, None)
        figure = None if stood is None else told(str(stood))
        text = told(made[key][1])
        if figure is not None and text is not None and figure.text == text.text and figure.number is not None:
            made[key] = ("n", figure.text)
    return made
