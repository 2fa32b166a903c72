"""What a certificate says: plain data, gathered once, sealed by the act that issues it (disposal.md 2.6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.refs import ref_of, refs_of
from precursors.disposal import library
from precursors.disposal.loading import GO_ON, Dossier
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.planning import emergency_of
from precursors.disposal.rules.balance import PARTS, kg
from precursors.disposal.rules.duties import COMMITTEE, ISSUER, PERFORMER
from precursors.disposal.service import Who, plain
from precursors.substances.book import book

FORM = "precursors-disposal-certificate/1"


def content_of(session: Session, dossier: Dossier, who: Who, version: int, reason: str) -> dict[str, Any]:
    """All that is printed, as plain JSON values."""
    order, on, read = dossier.order, dossier.plan, dossier.protocol
    told: dict[str, Any] = {
        "form": FORM,
        "order": {"ref": ref_of(session, DisposalOrder, order.id), "number": order.number, "kind": order.kind},
        "agency": order.agency,
        "version": version,
        "corrects": reason.strip() if version > 1 else None,
        "issued": {"by": who.person, "agency": who.home, "at": who.now.isoformat(timespec="seconds")},
        "release": _release(dossier),
        "emergency": _emergency(dossier),
        "demo": bool(read and read.demo),
        "protocol": _protocol(dossier),
        "site": {
            "name": on.site if on else "",
            "permit": on.permit if on else None,
            "km": on.distance_km if on else None,
        },
        "lines": [_line(dossier, line) for line in dossier.lines],
        "steps": [_step(each.row) for each in dossier.steps if each.row.verdict in {"pass", "fail"}],
        "deviations": [_deviation(dossier, each.row) for each in dossier.deviations],
        "people": _people(dossier),
        "witnesses": _witnesses(dossier),
        "stopped": dossier.stopped,
        "children": list(refs_of(session, DisposalOrder, [each.id for each in dossier.children]).values()),
    }
    return told


def _release(dossier: Dossier) -> Mapping[str, Any] | None:
    if not dossier.releases:
        return None
    row = dossier.releases[-1].row
    told = {"basis": row.basis, "authority": row.authority, "reference": row.reference}
    return told | {"expires": row.expires.isoformat(), "retained": row.retained}


def _emergency(dossier: Dossier) -> Mapping[str, Any] | None:
    found = emergency_of(dossier)
    if found is None:
        return None
    informed = [each.row.statement for each in dossier.signatures if each.row.purpose == "court-informed"]
    return {
        "authorities": sorted(found.authorities),
        "at": found.declared.isoformat(timespec="seconds"),
        "court": informed,
    }


def _protocol(dossier: Dossier) -> Mapping[str, Any]:
    read, row = dossier.protocol, dossier.pinned
    switched = [each.row.statement for each in dossier.signatures if each.row.purpose == GO_ON]
    told: dict[str, Any] = {
        "code": row.code if row else "",
        "version": row.version if row else 0,
        "sha256": row.sha256 if row else "",
    }
    names = {"method": read.method if read else "", "operation": read.operation if read else ""}
    return told | names | {"title": row.title if row else "", "later": switched}


def _line(dossier: Dossier, line: DisposalLine) -> Mapping[str, Any]:
    made, known = dossier.balance_of(line), book().substances.get(line.substance)
    receipt = next((each for each in reversed(dossier.receipts) if each.line == line.id), None)
    told: dict[str, Any] = {
        "lot": line.lot,
        "substance": line.substance,
        "name": known.name if known else line.substance,
    }
    told |= {"form": line.form, "pieces": line.pieces, "seals": line.seals, "seized": kg(made.seized_ug)}
    told |= {part: kg(made.part(part)) for part in PARTS}
    told |= {"added": kg(made.added_ug), "unexplained": kg(made.unexplained_ug), "limit": kg(made.limit_ug)}
    told |= {"received": kg(receipt.received_ug) if receipt else None}
    return told | {"waste": dict(library.waste_codes().get(line.substance, {}))}


def _step(row: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a step
    told = {"step": row.step, "performer": row.performer, "witness": row.witness, "at": row.at, "way": row.way}
    return told | {"verdict": row.verdict, "findings": plain(row.findings)}


def _deviation(dossier: Dossier, row: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a deviation
    found = dossier.decisions.get(row.id)
    told = {"rule": row.rule, "observed": row.observed, "limits": row.limits, "grade": row.grade, "raised": row.person}
    return told | {"decision": found.row.decision if found else None, "by": found.by if found else None}


def _people(dossier: Dossier) -> Mapping[str, Any]:
    parts = (PERFORMER, COMMITTEE, ISSUER, "custodian")
    return {part: [{"person": each.person, "agency": each.agency} for each in dossier.holding(part)] for part in parts}


def _witnesses(dossier: Dossier) -> list[Mapping[str, Any]]:
    rows = [each for each in dossier.signatures if each.row.purpose == "witness"]
    return [
        {"person": each.row.person, "agency": each.row.home, "at": each.at.isoformat(timespec="seconds")}
        for each in rows
    ]
