"""The licence that follows another, and the grace in which the old one goes on while nobody has decided on the new."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.importing import Terms
from precursors.intake.words import folded
from precursors.law.dated import NotInForce
from precursors.law.deadlines import deadlines
from precursors.licensing.licences_importer import LicenceImporter
from precursors.licensing.licences_life import APPLIED, IN_FORCE, states_now
from precursors.licensing.licences_versions import Amending, cell, cells_of, only_in, stated_in, version
from precursors.licensing.models import LicenceLine
from precursors.licensing.record import LICENCES
from precursors.lives.rules import day_against
from precursors.problems import Problem, problem
from precursors.registers.cells import as_row
from precursors.registers.shelf import Asked

GRACE = "licence-grace"
"""What the law calls the time a licence goes on while its renewal is decided, among its deadlines."""

DECIDED = frozenset({"grant", "refuse", "withdraw"})
"""Verbs after which nobody decides on an application any more."""

RENEWABLE = (*IN_FORCE, "expired")
"""States of a line that another may follow."""


def renew(session: Session, actor: Actor, row: LicenceLine, asked: Asked) -> int | Problem | Sequence[Problem]:
    """Apply for the licence that follows; in time, the old one goes on in grace where the law says so."""
    if wrong := only_in(session, row, "renew", RENEWABLE) or day_against(asked.day, None, asked.terms.today):
        return wrong
    old = cells_of(session, row)
    own = {"number", "issued", "grace_until", "taken_over", "used", "used_until", "renews"}
    kept = {key: each for key, each in old.items() if key not in own}
    changes = {key: cell(key, text) for key, text in stated_in(asked).items()}
    cells = kept | changes | {"state": ("t", "submitted"), "renews": ("t", row.number)}
    following = LicenceImporter(asked.terms)
    block, placed = as_row(LICENCES, cells)
    following.block("", block, placed, [], None, None)
    outcome = following.settle(session)
    if not outcome.accepted:
        return [each.problem for each in outcome.rejected] or problem("licence.nothing-amended")
    grace = grace_of(asked.terms, row, asked.day)
    prolonged, against = version(session, asked.terms, row, {"grace_until": grace.isoformat()} if grace else {})
    if grace and against:
        return against
    act = open_act(session, "renew-licence", actor, asked.reason, asked.request_key)
    following.write(act)
    if grace and prolonged.amends:
        prolonged.write(act)
    act.seal()
    return act.id


def grace_of(terms: Terms, row: LicenceLine, day: date) -> date | None:
    """Until when a licence goes on that is renewed in time; None where it is late or no law that decides says so."""
    if day > row.valid_to:
        return None
    try:
        due = deadlines(demo=terms.demo).due(terms.country, GRACE, row.valid_to)
    except NotInForce:
        return None
    return due.day if due.decides else None


def graces(
    session: Session, terms: Terms, decided: Sequence[LicenceLine], verb: str, day: date
) -> tuple[list[Amending], list[Problem]]:
    """The lines in grace that applications were to follow, ending as those are decided on a day; what is against it.

    One that is granted leaves no gap before its first day. While another application waits, the grace goes on.
    """
    ending, wrong = [], []
    for line in decided:
        last = max(day, line.valid_from - timedelta(days=1)) if verb == "grant" else day
        for old in _followed(session, line, {each.id for each in decided}):
            if old.grace_until is not None and last < old.grace_until:
                until = last.isoformat() if last > old.valid_to else None
                made, against = version(session, terms, old, {"grace_until": until})
                ending.append(made)
                wrong += against
    return ending, wrong


def _followed(session: Session, line: LicenceLine, decided: Collection[int]) -> list[LicenceLine]:
    """The standing lines that an application alone is to follow."""
    if not line.renews:
        return []
    same = (LicenceLine.agency == line.agency, LicenceLine.substance == line.substance)
    standing = select(LicenceLine).join(Current, stands(LicenceLine)).where(*same).order_by(LicenceLine.id)
    others = session.execute(
        standing.where(LicenceLine.renews == line.renews, LicenceLine.id.not_in(decided))
    ).scalars()
    now = states_now(session, rows := list(others))
    if any(now[bytes(each.key)] in APPLIED for each in rows):
        return []
    return list(session.execute(standing.where(LicenceLine.folded == folded(line.renews))).scalars())
