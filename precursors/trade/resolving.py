"""Put another record in the place of one that stands: its quantity chosen by a person, or its cells corrected.

The old record is reversed and the new one written in the same act; both are judged like any row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, act_of_request, open_act
from precursors.audit.refs import ref_of
from precursors.db.engine import lock_writer
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Outcome, Terms
from precursors.problems import Problem, problem
from precursors.registers.cells import Cell
from precursors.trade.corrections import standing_shipment
from precursors.trade.entry import Entered, entered
from precursors.trade.models import Shipment
from precursors.trade.onerow import Judgement, changed_cells, judged, stated_cells
from precursors.trade.record import SHIPMENTS

CHOICES = ("unit", "concentration", "basis", "salt", "substance", "package_size", "quantity")
"""Fields a person may choose; everything else stays as stated."""


class Difference(NamedTuple):
    """One field a correction changes."""

    field: str
    before: str
    after: str


def resolve(
    session: Session,
    actor: Actor,
    terms: Terms,
    ref: str,
    choices: Mapping[str, str],
    reason: str | None,
    request_key: str | None = None,
) -> Outcome | list[Trouble] | Problem:
    """Judge the record again with `choices`; write it if nothing stands against it.

    Answers the outcome, whose `totals` say what the record now comes to, or what still stands against it.
    """
    old = standing_shipment(session, ref)
    if isinstance(old, Problem):
        return old
    if old.base_ug is not None:
        return problem("record.resolved", ref=ref)
    with judged(replace(terms, correct=True), chosen_cells(old, choices), old) as found:
        against = _against(session, old, found)
        if against:
            return against
        _write(session, actor, found, "resolve-shipment", reason, request_key)
        return found.outcome


def chosen_cells(old: Shipment, choices: Mapping[str, str]) -> dict[str, Cell]:
    """A record's cells with a person's choices in their places."""
    return stated_cells(old) | {key: ("t", text) for key, text in choices.items() if key in CHOICES and text}


def correct(
    session: Session, actor: Actor, terms: Terms, ref: str, texts: Mapping[str, str], reason: str, request_key: str
) -> Entered | list[Trouble] | Problem:
    """Put the record that `texts` state in the place of `ref`, in one act with a reason.

    `texts` are all fields as a form holds them; those left as they stood stay exactly the cells they were.
    """
    lock_writer(session)
    done = act_of_request(session, request_key)
    if done is not None:
        return entered(session, done)
    old = standing_shipment(session, ref)
    if isinstance(old, Problem):
        return old
    if not reason.strip():
        return problem("reason.missing", "reason")
    if not differences(old, texts):
        return problem("correction.nothing-changes")
    with judged(correcting(terms, old), changed_cells(stated_cells(old), texts), old) as found:
        against = _against(session, old, found)
        if against:
            return against
        act = _write(session, actor, found, "correct-shipment", reason.strip(), request_key)
    return entered(session, act)


def differences(old: Shipment, texts: Mapping[str, str]) -> list[Difference]:
    """The fields in which a form says something else than a record, in their order."""
    before, after = stated_cells(old), changed_cells(stated_cells(old), texts)
    keys = (field.key for field in SHIPMENTS.fields)
    pairs = ((key, before.get(key, ("t", "")), after.get(key, ("t", ""))) for key in keys)
    return [Difference(key, was[1], is_[1]) for key, was, is_ in pairs if was[1].strip() != is_[1].strip()]


def correcting(terms: Terms, old: Shipment) -> Terms:
    """The terms for a record in the place of `old`: a quantity nobody has resolved yet may stay so."""
    return replace(terms, correct=True, keep_unresolved=old.base_ug is None)


def _against(session: Session, old: Shipment, found: Judgement) -> list[Trouble] | Problem | None:
    """What stops a row from taking the place of `old`: what is wrong with it, or another record it would be."""
    if found.troubles:
        return found.troubles
    if found.meets != old.id:
        return problem("record.taken", "document", ref=ref_of(session, Shipment, found.meets or 0))
    return problem("correction.nothing-changes") if found.outcome.known else None


def _write(session: Session, actor: Actor, found: Judgement, kind: str, reason: str | None, key: str | None) -> int:
    act = open_act(session, kind, actor, reason, key)
    found.importer.write(act)
    act.seal()
    return act.id
