"""Enter one shipment by hand: judged and written exactly as a one-row sheet would be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, act_of_request, open_act
from precursors.audit.models import Span
from precursors.audit.refs import ref_of
from precursors.db.engine import lock_writer
from precursors.db.tables import act_of, fact_id
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Terms
from precursors.registers.cells import typed
from precursors.trade.models import Shipment
from precursors.trade.onerow import judged
from precursors.trade.record import SHIPMENTS


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
    session: Session, actor: Actor, terms: Terms, texts: Mapping[str, str], request_key: str
) -> Entered | list[Trouble]:
    """Record one shipment from the texts of a form, by field; the same request again finds what it has written.

    Numbers are read by the convention of `terms`, a day is year-month-day. Answers what stops it otherwise.
    """
    lock_writer(session)  # before the look-up: of two equal requests the second must find the first
    done = act_of_request(session, request_key)
    if done is not None:
        return entered(session, done)
    with judged(terms, typed(SHIPMENTS, texts)) as found:
        if found.troubles:
            return found.troubles
        if found.meets is not None:
            return Entered(ref_of(session, Shipment, found.meets), act_of(found.meets), known=True)
        act = open_act(session, "enter-shipment", actor, None, request_key)
        found.importer.write(act)
        act.seal()
        warnings = tuple(found.outcome.warnings)
    return replace(entered(session, act.id), warnings=warnings)


def entered(session: Session, act: int) -> Entered:
    """The one shipment an act wrote. Raises NoResultFound when it wrote none."""
    query = select(Span.first).where(Span.act == act, Span.kind == Shipment.__tablename__)
    return Entered(ref_of(session, Shipment, fact_id(act, session.execute(query).scalar_one())), act)
