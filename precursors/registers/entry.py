"""Enter one record by hand: judged and written exactly as a one-row sheet would be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, act_of_request, open_act
from precursors.audit.refs import first_of, ref_of
from precursors.db.engine import lock_writer
from precursors.db.tables import act_of
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Terms
from precursors.registers.cells import as_row, typed
from precursors.registers.importer import RegisterImporter


@dataclass(frozen=True, slots=True)
class Entered:
    """What an entry came to."""

    ref: str
    act: int
    known: bool = False
    """Whether the record stood already, so that nothing was written."""
    warnings: tuple[Trouble, ...] = ()
    """What a person should be told of it all the same."""


def enter(
    session: Session,
    actor: Actor,
    importer: Callable[[Terms], RegisterImporter],
    terms: Terms,
    texts: Mapping[str, str],
    request_key: str,
) -> Entered | list[Trouble]:
    """Record one row from the texts of a form, by field; the same request again finds what it has written.

    Numbers are read by the convention of `terms`, a day is year-month-day. Answers what stops it otherwise.
    """
    lock_writer(session)  # before the look-up: of two equal requests the second must find the first
    judge = importer(terms)
    done = act_of_request(session, request_key)
    if done is not None:
        return Entered(first_of(session, done, judge.model) or "", done)
    block, placed = as_row(judge.record, typed(judge.record, texts))
    judge.block("", block, placed, [], None, None)
    outcome = judge.settle(session)
    if outcome.rejected:
        return outcome.rejected
    if outcome.known_facts:
        known = outcome.known_facts[0]
        return Entered(ref_of(session, judge.model, known), act_of(known), known=True)
    act = open_act(session, f"enter-{judge.record.kind}", actor, None, request_key)
    judge.write(act)
    act.seal()
    return Entered(first_of(session, act.id, judge.model) or "", act.id, warnings=tuple(outcome.warnings))
