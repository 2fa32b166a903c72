"""From the last step to the end of an order: balance, witnesses, certificate, correction."""

from __future__ import annotations

from base64 import b32encode
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key
from precursors.audit.refs import ref_of
from precursors.disposal import library
from precursors.disposal.closing_models import DisposalCertificate, Reconciliation
from precursors.disposal.content import UNSTATED, Registrant, content_of
from precursors.disposal.custody_ties import leave, leaving_against
from precursors.disposal.dossier import Dossier
from precursors.disposal.entering import by_word_against
from precursors.disposal.leave import emergency_of
from precursors.disposal.models import DisposalLine
from precursors.disposal.residue import residue_against
from precursors.disposal.rules.balance import PARTS, balanced
from precursors.disposal.rules.duties import ISSUER, PERFORMER, WITNESS, Someone
from precursors.disposal.rules.gates import Gates, certificate_against
from precursors.disposal.rules.methods import operation_against
from precursors.disposal.rules.protocol import canonical
from precursors.disposal.rules.steps import claimed, complete_against, open_steps
from precursors.disposal.service import Who, factor_against, keyed, moved, moves_against, opened, unsaid
from precursors.disposal.signing import sign
from precursors.problems import Problems, problem

DECLARED = "declared"
"""What a witness signs: that they watched until the goods could not be had back."""
WITNESSED_IN = ("steps-complete", "residue-verified", "reconciled")


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
    wrong += [*residue_against(dossier), *by_word_against(dossier)]
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
    wrong = [*factor_against(who), *unsaid(reference=reference)]
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


def close(session: Session, who: Who, dossier: Dossier) -> int | Problems:
    """End an order. Once more every balance is looked at."""
    wrong = [*moves_against(session, dossier, "close", who), *balanced(dossier.balances)]
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "close")
    moved(act, dossier.order, "close", who.today)
    act.seal()
    return act.id
