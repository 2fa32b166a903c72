"""What is left when the work ends: residue that nobody took over, and the orders that take over what is left."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.audit.refs import ref_of
from precursors.disposal import library
from precursors.disposal.closing_models import DisposalEntry
from precursors.disposal.dossier import Dossier
from precursors.disposal.entering import by_word_against
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.requesting import OrderDraft, written
from precursors.disposal.rules.life import GONE, ORDER
from precursors.disposal.service import Who, moved, moves_against, opened, step_of_life, unsaid
from precursors.intake.words import folded
from precursors.lives.service import state_of
from precursors.problems import Problem, Problems, problem


def verify_residue(session: Session, who: Who, dossier: Dossier) -> int | Problems:
    """What is left is nobody's: all residue that was weighed goes on under orders of its own."""
    wrong = [*moves_against(session, dossier, "verify-residue", who), *residue_against(dossier)]
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "verify-residue")
    moved(act, dossier.order, "verify-residue", who.today)
    act.seal()
    return act.id


def residue_against(dossier: Dossier) -> list[Problem]:
    """Residue that was weighed and that no order has taken over yet."""
    left = any(dossier.residue_left(line) > 0 for line in dossier.lines)
    return [problem("disposal.residue-order-needed", "residue")] if left else []


CHILDREN = {
    "residue": ("in-progress", "on-hold", "steps-complete", "stopped"),
    "remainder": ("stopped",),
    "rejected": ("received",),
}
"""Kinds of order that come out of another, and the states of that one in which they do."""
TAKES_OVER = ("residue", "remainder")
"""Those on which the balance of the other one rests."""


def child(session: Session, who: Who, dossier: Dossier, kind: str, number: str, reason: str) -> str | Problems:
    """Open an order that came out of this one: its residue, what was rejected, what was left when it stopped."""
    wrong = unsaid(number=number)
    key = natural_key("disposal-order", dossier.order.agency, folded(number))
    if number.strip() and standing(session, [key]):
        wrong.append(problem("disposal.number-taken", "number", number=number))
    if dossier.state not in CHILDREN.get(kind, ()):
        wrong.append(problem("disposal.not-now", "state", verb=f"open-{kind}", state=dossier.state))
    amounts = [(line, _left(dossier, line, kind)) for line in dossier.lines]
    if not any(ug > 0 for _, ug in amounts):
        wrong.append(problem("disposal.nothing-left", "lot"))
    if not reason.strip():
        wrong.append(problem("reason.missing", "reason"))
    # The order that takes a rejected load over takes its amounts with it: what is only said is accepted before.
    wrong += by_word_against(dossier) if kind == "rejected" else []
    if wrong:
        return Problems(wrong)
    act = opened(session, who, f"open-{kind}-order", reason)
    draft = OrderDraft(number, reason, (), kind, dossier.order.id)
    lines = [_child_line(dossier, line, ug, kind) for line, ug in amounts if ug > 0]
    made = written(act, draft, lines, dossier.order.agency, key)
    if kind == "rejected":
        _take_over(act, dossier, made)
    if kind == "remainder":
        act.add_many(DisposalEntry, [_handed_on(dossier, line, ug, number) for line, ug in amounts if ug > 0])
    if kind == "rejected":
        moved(act, dossier.order, "reject", who.today, reason)
    act.seal()
    return ref_of(session, DisposalOrder, made)


def cancel(session: Session, who: Who, dossier: Dossier, reason: str) -> int | Problems:
    """Call an order off; not one that took over what another, whose balance is closed, left."""
    wrong = [] if reason.strip() else [problem("reason.missing", "reason")]
    parent = session.get(DisposalOrder, dossier.order.parent) if dossier.order.kind in TAKES_OVER else None
    if parent is not None and state_of(session, ORDER, bytes(parent.key)).state in GONE:
        wrong.append(problem("disposal.rests-on-it", "state", order=parent.number))
    return Problems(wrong) if wrong else step_of_life(session, who, dossier, "cancel", reason)


def _take_over(act: OpenAct, dossier: Dossier, order: int) -> None:
    """What was written down of a rejected load goes with it: the order that was rejected never closes a balance."""
    query = select(DisposalLine).where(DisposalLine.order_id == order)
    to = {line.lot: line.id for line in act.session.execute(query).scalars()}
    of = {line.id: to[line.lot] for line in dossier.lines if line.lot in to}
    rows = [
        {name: getattr(each, name) for name in DisposalEntry.facts[1]} | {"order_id": order, "line": of[each.line]}
        for each in dossier.entries
        if each.line in of
    ]
    if rows:
        act.add_many(DisposalEntry, rows)


def _left(dossier: Dossier, line: DisposalLine, kind: str) -> int:
    """How much of a line the new order takes over: all of what was rejected, with what was written down of it."""
    if kind == "residue":
        return dossier.residue_left(line)
    left = dossier.balance_of(line).unexplained_ug
    return line.net_ug if kind == "rejected" and left > 0 else left


def _child_line(dossier: Dossier, line: DisposalLine, ug: int, kind: str) -> dict[str, Any]:
    values: dict[str, Any] = {"lot": line.lot, "substance": line.substance, "form": line.form, "net_ug": ug}
    values |= {"uncertainty_ug": line.uncertainty_ug, "pieces": line.pieces, "seals": line.seals}
    if kind == "residue":
        values |= {"lot": dossier.residue_lot(line), "substance": library.RESIDUE, "form": "S", "pieces": 1}
        values["seals"] = None
    return values | {"custodian": line.custodian}


def _handed_on(dossier: Dossier, line: DisposalLine, ug: int, number: str) -> dict[str, Any]:
    values = {"order_id": dossier.order.id, "line": line.id, "part": "returned", "ug": ug, "uncertainty_ug": 0}
    return values | {"instrument": None, "reagent": None, "why": number.strip()}
