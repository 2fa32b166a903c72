"""At the gate of the site: every lot weighed and counted, and what differs from what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from precursors.disposal import library
from precursors.disposal.carrying import FACILITY, arrive_against
from precursors.disposal.dossier import Dossier
from precursors.disposal.models import DisposalLine
from precursors.disposal.rules.balance import Receipt, combine, hold_limit, kg, settle_by, significant
from precursors.disposal.rules.deviations import MAJOR
from precursors.disposal.service import Who, moved, moves_against, opened
from precursors.disposal.signing import sign
from precursors.disposal.weighing import Weighed, sent_of
from precursors.disposal.work_models import DisposalDeviation, DisposalReceipt
from precursors.problems import Problems, problem


def receive(session: Session, who: Who, dossier: Dossier, weighed: Sequence[Weighed]) -> int | Problems:
    """Weigh and count every lot at the site. A difference beyond the limit, either way, holds the order."""
    wrong = [*moves_against(session, dossier, "receive", who), *arrive_against(dossier, who)]
    given = {each.line: each for each in weighed}
    missing = [line.lot for line in dossier.lines if line.id not in given]
    if missing:
        wrong.append(problem("disposal.not-weighed", "receipt", lots=", ".join(missing)))
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "receive")
    if dossier.waybill is not None:
        sign(act, who, dossier, FACILITY, dossier.waybill.number, dossier.waybill.id)
    rows = [_receipt(dossier, line, given[line.id], who) for line in dossier.lines]
    act.add_many(DisposalReceipt, rows)
    raised = [_difference(dossier, row, who) for row in rows if row["verdict"] != "as-sent"]
    if raised:
        act.add_many(DisposalDeviation, raised)
    moved(act, dossier.order, "receive", who.today)
    act.seal()
    return act.id


def _difference(dossier: Dossier, row: Mapping[str, Any], who: Who) -> dict[str, Any]:
    line = next(each for each in dossier.lines if each.id == row["line"])
    seen = f"{line.lot}: {kg(row['received_ug'])} kg, {row['pieces']}"
    values: dict[str, Any] = {
        "order_id": dossier.order.id,
        "step": None,
        "rule": "receipt-difference",
        "observed": seen,
    }
    sent, pieces = sent_of(dossier, line)
    return values | {"limits": f"{kg(sent)} kg, {pieces}", "grade": MAJOR, "person": who.person}


def _receipt(dossier: Dossier, own: DisposalLine, weighed: Weighed, who: Who) -> dict[str, Any]:
    limits = library.limits(who.today)
    sent, pieces = sent_of(dossier, own)
    limit = hold_limit(
        own.net_ug, combine((own.uncertainty_ug, weighed.uncertainty_ug)), liquid=own.form == "L", limits=limits
    )
    grave = significant(Receipt(sent, weighed.ug, pieces, weighed.pieces), limits)
    verdict = "significant" if grave else "held" if abs(weighed.ug - sent) > limit else "as-sent"
    values: dict[str, Any] = {
        "order_id": dossier.order.id,
        "line": own.id,
        "received_ug": weighed.ug,
        "pieces": weighed.pieces,
    }
    values |= {"uncertainty_ug": weighed.uncertainty_ug, "instrument": weighed.instrument.strip() or "-"}
    return values | {"verdict": verdict, "settle_by": settle_by(who.today, limits) if grave else None}
