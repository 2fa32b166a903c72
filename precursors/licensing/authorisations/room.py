"""What a licence still has room for: its quota less what other authorisations under it may yet move."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.importing import Terms
from precursors.intake.words import folded
from precursors.ledger.accounts import balances, find
from precursors.licensing.authorisations.asked import Asked, Role
from precursors.licensing.authorisations.drawing import quota_of, under
from precursors.licensing.authorisations.life import AUTHORISATION, IN_FORCE
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.observing import parted_under
from precursors.licensing.deals_rules import HeldLine
from precursors.lives.service import states_of

COMES_IN = frozenset({"import", "domestic"})
"""Ways on which goods come into the applicant's own stock, which a licence may bound."""


def with_room(session: Session, terms: Terms, asked: Asked, line: HeldLine, role: Role) -> HeldLine:
    """A licence line with what is left for this grant: what other authorisations may still move is spoken for."""
    if not asked.granting:
        return replace(line, remaining=None, stock_left=None)
    left = line.remaining
    if left is not None:
        left -= _spoken_for(session, terms, asked, line)
    receives = asked.way in COMES_IN and not (role == "applicant" and asked.supplies)
    return replace(line, remaining=left, stock_left=line.stock_left if receives else None)


def _spoken_for(session: Session, terms: Terms, asked: Asked, line: HeldLine) -> int:
    """What other authorisations in force under the same licence may still move, or have let go and nobody declared."""
    query = (
        select(Authorisation)
        .join(Current, stands(Authorisation))
        .where(Authorisation.agency.in_(terms.neighbours), Authorisation.substance == asked.row.substance)
        .where(Authorisation.kind == asked.row.kind, Authorisation.measure == line.measure)
    )
    same = [each for each in session.execute(query).scalars() if folded(each.licence or "") == folded(line.number)]
    states = states_of(session, AUTHORISATION, [each.key for each in same])
    others = {bytes(each.key): quota_of(each) for each in same if states[each.key].state in IN_FORCE}
    wanted = set(others.values())
    for key, reference in parted_under(session, others):
        wanted |= {under(others[key], role, reference) for role in ("released", "endorsed")}
    ids = find(session, wanted)
    return sum(max(amount, 0) for amount in balances(session, ids.values()).values())
