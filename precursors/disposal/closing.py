"""From the last step to the certificate: amounts, balance, witnesses, certificate, correction, end."""

from __future__ import annotations

from base64 import b32encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.audit.models import Reversal
from precursors.audit.refs import ref_of
from precursors.disposal import library
from precursors.disposal.content import UNSTATED, Registrant, content_of
from precursors.disposal.custody_ties import leave, leaving_against
from precursors.disposal.loading import Amount, Dossier
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.planning import emergency_of, sign
from precursors.disposal.rules.balance import ADDED, PARTS, balanced
from precursors.disposal.rules.duties import ISSUER, PERFORMER, WITNESS, Someone
from precursors.disposal.rules.gates import Gates, certificate_against
from precursors.disposal.rules.methods import operation_against
from precursors.disposal.rules.protocol import canonical
from precursors.disposal.rules.reagents import dose_warning
from precursors.disposal.rules.steps import claimed, complete_against, open_steps
from precursors.disposal.service import (
    OrderDraft,
    Who,
    factor_against,
    keyed,
    moved,
    moves_against,
    opened,
    written,
)
from precursors.disposal.work_models import DisposalCertificate, DisposalEntry, Reconciliation
from precursors.intake.words import folded
from precursors.problems import Problem, Problems, problem

DECLARED = "declared"
"""What a witness signs: that they watched until the goods could not be had back."""
ENTERED_IN = ("received", "in-progress", "on-hold", "steps-complete", "residue-verified", "stopped")
"""States in which amounts are written down."""
WITNESSED_IN = ("steps-complete", "residue-verified", "reconciled")
ENTERED = "disposal-enter-amount"
"""Kind of the act by which somebody writes an amount down."""
NEEDS_WHY = ("loss", "returned", "residue", "added")


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """An amount about to be written down."""

    line: int
    part: str
    ug: int
    uncertainty_ug: int = 0
    instrument: str = ""
    reagent: str = ""
    why: str = ""


def enter(session: Session, who: Who, dossier: Dossier, draft: EntryDraft) -> Problem | Problems | None:
    """Write down where an amount of a line went. Answers a warning about a dose nobody can believe, or None."""
    line = next((each for each in dossier.lines if each.id == draft.line), None)
    wrong = []
    if dossier.state not in ENTERED_IN and not (draft.part.startswith("sample") and dossier.state != "reconciled"):
        wrong.append(problem("disposal.not-now", "state", verb="enter", state=dossier.state))
    if draft.part == "residue" and dossier.state == "residue-verified":
        wrong.append(problem("disposal.residue-verified", "part"))
    if line is None:
        wrong.append(problem("disposal.line-unknown", "line"))
    if draft.part not in (*PARTS, ADDED):
        wrong.append(problem("choice.unknown", "part", value=draft.part, expected=", ".join((*PARTS, ADDED))))
    if draft.ug <= 0:
        wrong.append(problem("disposal.mass-nothing", "mass"))
    if draft.part in NEEDS_WHY and not draft.why.strip():
        wrong.append(problem("disposal.missing", "why", name="why"))
    if wrong or line is None:
        return Problems(wrong)
    act = opened(session, who, "enter-amount")
    values = {"order_id": dossier.order.id, "line": line.id, "part": draft.part, "ug": draft.ug}
    values |= {"uncertainty_ug": draft.uncertainty_ug, "instrument": draft.instrument.strip() or None}
    added = draft.part == ADDED
    act.add(
        DisposalEntry,
        values | {"reagent": (draft.reagent.strip() or None) if added else None, "why": draft.why.strip()},
    )
    act.seal()
    if not added:
        return None
    return dose_warning(library.plausible(), line.substance, draft.reagent.strip(), line.net_ug, draft.ug)


def strikable(dossier: Dossier) -> list[Amount]:
    """Amounts somebody wrote down that count and may be struck out: no other order rests on them."""
    own = [each for each in dossier.amounts if each.struck is None and each.kind == ENTERED]
    left = {line.id: dossier.residue_left(line) for line in dossier.lines} if own else {}
    settled = dossier.state == "residue-verified"
    return [each for each in own if each.row.part != "residue" or (not settled and each.row.ug <= left[each.row.line])]


def strike(session: Session, who: Who, dossier: Dossier, number: int, reason: str) -> int | Problems:
    """Strike out an amount that was written down wrongly: it stays to be seen, and counts no more.

    Not by whoever wrote it down, and with a factor: the balance is what a certificate rests on.
    """
    wrong = factor_against(who)
    amount = next((each for each in strikable(dossier) if each.row.id == number), None)
    if dossier.state not in ENTERED_IN:
        wrong.append(problem("disposal.not-now", "state", verb="strike", state=dossier.state))
    elif amount is None:
        wrong.append(problem("disposal.amount-not-to-strike", "amount"))
    if amount is not None and amount.by == who.person:
        wrong.append(problem("disposal.struck-by-another", "amount", person=who.person))
    if not reason.strip():
        wrong.append(problem("reason.missing", "reason"))
    if wrong or amount is None:
        return Problems(wrong)
    act = opened(session, who, "strike-amount", reason)
    act.add(Reversal, {"target": amount.row.id})
    act.seal()
    return act.id


def end_work(session: Session, who: Who, dossier: Dossier) -> int | Problems:
    """Every step has been passed and every claim confirmed."""
    wrong = moves_against(session, dossier, "end-work", who)
    if dossier.protocol is None:
        return Problems([*wrong, problem("disposal.no-plan", "plan")])
    wrong += complete_against(dossier.protocol, dossier.done, dossier.containers)
    if dossier.open_deviations:
        wrong.append(problem("disposal.deviations-open", "deviations", count=len(dossier.open_deviations)))
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "end-work")
    moved(act, dossier.order, "end-work", who.today)
    act.seal()
    return act.id


def reconcile(session: Session, who: Who, dossier: Dossier) -> int | Problems:
    """Close the balance of every line. Anything unexplained beyond the limit is refused, whoever asks."""
    wrong = [*moves_against(session, dossier, "reconcile", who), *balanced(dossier.balances)]
    wrong += _residue_against(dossier)
    if dossier.open_deviations:
        wrong.append(problem("disposal.deviations-open", "deviations", count=len(dossier.open_deviations)))
    if wrong:
        return Problems(wrong)
    if against := leaving_against(session, dossier):
        return Problems(against)
    act = opened(session, who, "reconcile")
    leave(act, dossier)
    act.add_many(Reconciliation, [_closed(dossier, line) for line in dossier.lines])
    moved(act, dossier.order, "reconcile", who.today)
    act.seal()
    return act.id


def _closed(dossier: Dossier, own: DisposalLine) -> dict[str, Any]:
    made = dossier.balance_of(own)
    values: dict[str, Any] = {"order_id": dossier.order.id, "line": own.id, "seized_ug": made.seized_ug}
    names = zip(("kept_ug", "used_ug", "returned_ug", "disposed_ug", "residue_ug", "loss_ug"), PARTS, strict=True)
    values |= {column: made.part(part) for column, part in names}
    values |= {"added_ug": made.added_ug, "unexplained_ug": made.unexplained_ug}
    return values | {"uncertainty_ug": made.uncertainty_ug, "limit_ug": made.limit_ug}


def witness(session: Session, who: Who, dossier: Dossier) -> int | Problems:
    """A witness of the plan signs that they watched to the end, with their own factor."""
    wrong = factor_against(who)
    if who.person not in {each.person for each in dossier.holding(WITNESS)}:
        wrong.append(problem("disposal.not-in-team", "witness", person=who.person))
    if who.person in {each.person for each in dossier.witnesses}:
        wrong.append(problem("disposal.signed-already", "witness", person=who.person))
    if dossier.state not in WITNESSED_IN:
        wrong.append(problem("disposal.not-now", "state", verb="confirm", state=dossier.state))
    team = dossier.team()
    wrong += [
        problem("disposal.same-person", "witness", person=who.person, one=part, other=WITNESS)
        for part in (PERFORMER, "custodian")
        if who.person in team.get(part, frozenset())
    ]
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "witness")
    sign(act, who, dossier, WITNESS, DECLARED)
    act.seal()
    return act.id


def inform_court(session: Session, who: Who, dossier: Dossier, reference: str) -> int | Problems:
    """Write down that the court was told of a destruction without its leave."""
    wrong = (
        factor_against(who)
        if reference.strip()
        else [*factor_against(who), problem("disposal.missing", "reference", name="reference")]
    )
    if emergency_of(dossier) is None:
        wrong.append(problem("disposal.emergency-two", "emergency"))
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "inform-court")
    sign(act, who, dossier, "court-informed", reference.strip())
    act.seal()
    return act.id


def gates_of(dossier: Dossier, who: Who, *, correcting: bool = False) -> Gates:
    """Every gate before a certificate, as it stands."""
    read = dossier.protocol
    final = read is not None and not operation_against(read.operation, library.operations())
    return Gates(
        dossier.state,
        dossier.protocol_state,
        open_steps(read, dossier.done, dossier.containers) if read else ("?",),
        claimed(dossier.done),
        len(dossier.open_deviations),
        len(dossier.critical),
        dossier.stopped,
        dossier.balances,
        final,
        dossier.witnesses,
        [each for each in dossier.people if each.part not in {WITNESS, ISSUER}],
        Someone(who.person, who.home, ISSUER),
        read.apart if read else (),
        read.witnesses if read else 2,
        read.witness_agencies if read else 2,
        issued=bool(dossier.certificates),
        correcting=correcting,
    )


def certify(
    session: Session,
    who: Who,
    dossier: Dossier,
    registrant: Registrant = UNSTATED,
    *,
    reason: str = "",
    correcting: bool = False,
) -> str | Problems:
    """Issue the certificate, or its next version; answers its reference. Every gate must be open."""
    wrong = [*factor_against(who), *certificate_against(gates_of(dossier, who, correcting=correcting))]
    if who.person not in {each.person for each in dossier.holding(ISSUER)}:
        wrong.append(problem("disposal.not-issuer", "issuer", person=who.person))
    informed = any(each.row.purpose == "court-informed" for each in dossier.signatures)
    if emergency_of(dossier) is not None and not informed:
        wrong.append(problem("disposal.court-not-informed", "emergency"))
    if correcting and not reason.strip():
        wrong.append(problem("reason.missing", "reason"))
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "correct-certificate" if correcting else "certify", reason)
    version = len(dossier.certificates) + 1
    content = canonical(content_of(session, dossier, who, version, reason, registrant))
    number = _certificate(act, dossier, version, content)
    moved(act, dossier.order, "correct" if correcting else "certify", who.today, reason)
    act.seal()
    return ref_of(session, DisposalCertificate, number)


def _certificate(act: OpenAct, dossier: Dossier, version: int, content: str) -> int:
    digest = sha256(content.encode()).hexdigest()
    agency = dossier.order.agency
    key = natural_key("disposal-certificate", agency, str(dossier.order.id), str(version))
    values = {"agency": agency, "order_id": dossier.order.id, "version": version, "content": content}
    return keyed(act, DisposalCertificate, values | {"sha256": digest, "code": code_of(digest)}, key)


def code_of(digest: str) -> str:
    """What is looked up: 25 letters and figures from the hash, in fives."""
    letters = b32encode(bytes.fromhex(digest)).decode()[:25]
    return "-".join(letters[at : at + 5] for at in range(0, 25, 5))


def verify_residue(session: Session, who: Who, dossier: Dossier) -> int | Problems:
    """What is left is nobody's: all residue that was weighed goes on under orders of its own."""
    wrong = [*moves_against(session, dossier, "verify-residue", who), *_residue_against(dossier)]
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "verify-residue")
    moved(act, dossier.order, "verify-residue", who.today)
    act.seal()
    return act.id


def _residue_against(dossier: Dossier) -> list[Problem]:
    left = any(dossier.residue_left(line) > 0 for line in dossier.lines)
    return [problem("disposal.residue-order-needed", "residue")] if left else []


CHILDREN = {
    "residue": ("in-progress", "on-hold", "steps-complete", "stopped"),
    "remainder": ("stopped",),
    "rejected": ("received",),
}
"""Kinds of order that come out of another, and the states of that one in which they do."""


def child(session: Session, who: Who, dossier: Dossier, kind: str, number: str, reason: str) -> str | Problems:
    """Open an order that came out of this one: its residue, what was rejected, what was left when it stopped."""
    wrong = [] if number.strip() else [problem("disposal.missing", "number", name="number")]
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


def close(session: Session, who: Who, dossier: Dossier) -> int | Problems:
    """End an order. Once more every balance is looked at."""
    wrong = [*moves_against(session, dossier, "close", who), *balanced(dossier.balances)]
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "close")
    moved(act, dossier.order, "close", who.today)
    act.seal()
    return act.id
