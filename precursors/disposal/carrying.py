"""A load on its way: a document, signed by who gives it away, by each who carries it, by the site, each with counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from precursors.agencies.people import person
from precursors.audit.keys import natural_key, standing
from precursors.disposal import library
from precursors.disposal.dossier import Dossier
from precursors.disposal.models import DisposalSignature
from precursors.disposal.movement_models import DisposalWaybill, WaybillCount
from precursors.disposal.rules.balance import Receipt, combine, hold_limit, kg, settle_by, significant
from precursors.disposal.rules.deviations import MAJOR
from precursors.disposal.rules.duties import CHAIN, Signed, chain_against
from precursors.disposal.service import Who, factor_against, keyed, opened, show_to, unsaid
from precursors.disposal.weighing import Weighed, sent_of
from precursors.disposal.work_models import DisposalDeviation
from precursors.intake.words import folded
from precursors.problems import Problem, Problems, problem

GENERATOR, TRANSPORTER, FACILITY = CHAIN


@dataclass(frozen=True, slots=True)
class WaybillDraft:
    """A movement document, as typed."""

    number: str
    phone: str
    carrier: str
    vehicle: str
    carriers: tuple[str, ...]
    generator_number: str = ""
    carrier_number: str = ""
    facility_number: str = ""
    handling: str = ""


def draw_up(session: Session, who: Who, dossier: Dossier, draft: WaybillDraft) -> int | Problems:
    """Draw the document of a load up, once, before it leaves; those who carry it see the order from now on."""
    wrong = [] if dossier.state == "scheduled" else [_not_now(dossier, "waybill")]
    if dossier.waybill is not None:
        wrong.append(problem("disposal.waybill-exists", "number", number=dossier.waybill.number))
    wrong += unsaid(number=draft.number, phone=draft.phone, carrier=draft.carrier, vehicle=draft.vehicle)
    wrong += unsaid(carriers=draft.carriers)
    people = {name: person(session, name) for name in draft.carriers}
    wrong += [problem("person.unknown", "carriers", value=name) for name, known in people.items() if known is None]
    keepers = {line.custodian for line in dossier.lines}
    wrong += [
        problem("disposal.same-person", "carriers", person=name, one="custodian", other=TRANSPORTER)
        for name in sorted(keepers & set(draft.carriers))
    ]
    key = natural_key("disposal-waybill", dossier.order.agency, folded(draft.number))
    if standing(session, [key]):
        wrong.append(problem("disposal.number-taken", "number", number=draft.number))
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "waybill")
    values = {name: getattr(draft, name) or None for name in DisposalWaybill.facts[1] if hasattr(draft, name)}
    values |= {"agency": dossier.order.agency, "order_id": dossier.order.id, "carriers": " ".join(draft.carriers)}
    keyed(act, DisposalWaybill, values, key)
    show_to(act, dossier.order, {each.agency for each in people.values() if each}, who.today)
    act.seal()
    return act.id


def _not_now(dossier: Dossier, verb: str) -> Problem:
    return problem("disposal.not-now", "state", verb=verb, state=dossier.state)


def turn(dossier: Dossier) -> tuple[str, frozenset[str]] | None:
    """Whose signature comes next on the way, and who may give it; None where the load is signed for all the way."""
    if dossier.waybill is None:
        return None
    signed = {(each.part, each.person) for each in dossier.journey}
    if not any(part == GENERATOR for part, _ in signed):
        return GENERATOR, frozenset(line.custodian for line in dossier.lines)
    left = [name for name in dossier.waybill.carriers.split() if (TRANSPORTER, name) not in signed]
    return (TRANSPORTER, frozenset(left[:1])) if left else None


def sign_over(session: Session, who: Who, dossier: Dossier, weighed: Sequence[Weighed]) -> int | Problems:
    """Sign for a load with one's own factor, having weighed and counted it: who gives it away, then who carries it.

    A difference from what was signed before raises a deviation, either way, which somebody must decide.
    """
    next_one = turn(dossier)
    wrong = factor_against(who)
    if dossier.state not in {"scheduled", "in-transit"} or next_one is None:
        return Problems([*wrong, _not_now(dossier, "sign-over")])
    part, people = next_one
    if who.person not in people:
        wrong.append(problem("disposal.not-your-turn", "signature", people=", ".join(sorted(people))))
    if part == TRANSPORTER and dossier.state == "scheduled" and any(x.part == TRANSPORTER for x in dossier.journey):
        wrong.append(_not_now(dossier, "sign-over"))
    wrong += [*chain_against([*dossier.journey, Signed(part, who.person, who.now)], who.now)]
    given = {each.line: each for each in weighed}
    if missing := [line.lot for line in dossier.lines if line.id not in given]:
        wrong.append(problem("disposal.not-weighed", "receipt", lots=", ".join(missing)))
    if wrong or dossier.waybill is None:
        return Problems(wrong)
    act = opened(session, who, "sign-over")
    signature = {"order_id": dossier.order.id, "subject": dossier.waybill.id, "purpose": part, "person": who.person}
    number = act.add(DisposalSignature, signature | {"home": who.home, "statement": dossier.waybill.number})
    counts = [_count(dossier, number, given[line.id], who) for line in dossier.lines]
    act.add_many(WaybillCount, counts)
    raised = [_difference(dossier, row, part, who) for row in counts if row["verdict"] != "as-sent"]
    if raised:
        act.add_many(DisposalDeviation, raised)
    act.seal()
    return act.id


def _count(dossier: Dossier, signature: int, weighed: Weighed, who: Who) -> dict[str, Any]:
    line = next(each for each in dossier.lines if each.id == weighed.line)
    limits = library.limits(who.today)
    ug, pieces = sent_of(dossier, line)
    spread = combine((line.uncertainty_ug, weighed.uncertainty_ug))
    limit = hold_limit(line.net_ug, spread, liquid=line.form == "L", limits=limits)
    grave = significant(Receipt(ug, weighed.ug, pieces, weighed.pieces), limits)
    verdict = "significant" if grave else "held" if abs(weighed.ug - ug) > limit else "as-sent"
    values: dict[str, Any] = {"order_id": dossier.order.id, "signature": signature, "line": line.id, "verdict": verdict}
    values |= {"settle_by": settle_by(who.today, limits) if grave else None}
    return values | {"ug": weighed.ug, "uncertainty_ug": weighed.uncertainty_ug, "pieces": weighed.pieces}


def _difference(dossier: Dossier, row: dict[str, Any], part: str, who: Who) -> dict[str, Any]:
    line = next(each for each in dossier.lines if each.id == row["line"])
    ug, pieces = sent_of(dossier, line)
    told = {
        "observed": f"{line.lot}: {kg(int(str(row['ug'])))} kg, {row['pieces']}",
        "limits": f"{kg(ug)} kg, {pieces}",
    }
    values = {"order_id": dossier.order.id, "step": None, "rule": f"{part}-difference", "grade": MAJOR}
    return values | told | {"person": who.person}


def depart_against(dossier: Dossier) -> list[Problem]:
    """Why a load cannot leave: no document, or not signed by who gives it away and by who takes it."""
    if dossier.waybill is None:
        return [problem("disposal.waybill-missing", "waybill")]
    signed = {each.part for each in dossier.journey}
    return [problem("disposal.unsigned", part, part=part) for part in (GENERATOR, TRANSPORTER) if part not in signed]


def arrive_against(dossier: Dossier, who: Who) -> list[Problem]:
    """Why a load that was sent off cannot be received: not all who carry it have signed, or no own factor."""
    if dossier.waybill is None:
        return []
    wrong = [*factor_against(who), *chain_against([*dossier.journey, Signed(FACILITY, who.person, who.now)], who.now)]
    next_one = turn(dossier)
    if next_one is not None and not wrong:
        wrong.append(problem("disposal.unsigned", next_one[0], part=next_one[0]))
    return wrong
