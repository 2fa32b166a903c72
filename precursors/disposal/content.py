"""What a certificate says: plain data, gathered once, sealed by the act that issues it (disposal.md 2.6)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.refs import ref_of, refs_of
from precursors.custody.chain import held
from precursors.custody.finding import containers_of
from precursors.custody.storage import natures
from precursors.disposal import library
from precursors.disposal.closing_models import DisposalCertificate
from precursors.disposal.custody_ties import lot_in_custody
from precursors.disposal.dossier import GO_ON, Dossier
from precursors.disposal.leave import emergency_of
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.rules.balance import PARTS, exact_kg
from precursors.disposal.rules.duties import CHAIN, COMMITTEE, ISSUER, PERFORMER, WITNESS
from precursors.disposal.service import Who
from precursors.substances.book import book
from precursors.substances.confirming import confirmed
from precursors.substances.hazards import Hazard, hazards

FORM = "precursors-disposal-certificate/2"


@dataclass(frozen=True, slots=True)
class Registrant:
    """Whoever answers for the destruction, as they state themselves; what they leave out is unknown."""

    number: str = ""
    """Number of their registration or licence."""
    address: str = ""
    phone: str = ""
    contact: str = ""


UNSTATED = Registrant()


def last_registrant(session: Session, agency: str) -> Registrant:
    """What an agency stated on its last certificate, to be stated again."""
    query = select(DisposalCertificate.content).where(DisposalCertificate.agency == agency)
    last = session.execute(query.order_by(DisposalCertificate.id.desc()).limit(1)).scalar_one_or_none()
    stated = json.loads(last).get("registrant", {}) if last else {}
    return Registrant(*(stated.get(each.name) or "" for each in fields(Registrant)))


def content_of(
    session: Session, dossier: Dossier, who: Who, version: int, reason: str, registrant: Registrant
) -> dict[str, Any]:
    """All that is printed, as plain JSON values."""
    order, on, read = dossier.order, dossier.plan, dossier.protocol
    told: dict[str, Any] = {
        "form": FORM,
        "order": {"ref": ref_of(session, DisposalOrder, order.id), "number": order.number, "kind": order.kind},
        "agency": order.agency,
        "registrant": _registrant(session, order.agency, registrant),
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
        "lines": [line_told(session, dossier, line) for line in dossier.lines],
        "work": _work(dossier),
        "journey": [each for part in CHAIN for each in _signed(dossier, part)],
        "steps": [_step(each.row) for each in dossier.steps if each.row.verdict in {"pass", "fail"}],
        "deviations": [_deviation(dossier, each.row) for each in dossier.deviations],
        "people": _people(dossier),
        "witnesses": _signed(dossier, WITNESS),
        "stopped": dossier.stopped,
        "children": list(refs_of(session, DisposalOrder, [each.id for each in dossier.children]).values()),
    }
    return told


def _registrant(session: Session, agency: str, stated: Registrant) -> Mapping[str, Any]:
    home = by_code(session, agency)
    told: dict[str, Any] = {"name": home.name if home else agency, "country": home.country if home else None}
    return told | {name: value.strip() or None for name, value in asdict(stated).items()}


def _work(dossier: Dossier) -> Mapping[str, str | None]:
    """From the first step that counted to the last."""
    moments = sorted(each.row.at for each in dossier.steps if each.row.verdict == "pass")
    return {"began": moments[0] if moments else None, "ended": moments[-1] if moments else None}


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
    names |= {"legal_basis": read.legal_basis if read else "", "authority": read.authority if read else ""}
    return told | names | {"title": row.title if row else "", "later": switched}


def line_told(session: Session, dossier: Dossier, line: DisposalLine) -> Mapping[str, Any]:
    """A line as papers have it: goods, amounts, classes, containers with their seals."""
    made, known = dossier.balance_of(line), book().substances.get(line.substance)
    receipt = next((each for each in reversed(dossier.receipts) if each.line == line.id), None)
    told: dict[str, Any] = {
        "lot": line.lot,
        "substance": line.substance,
        "name": known.name if known else line.substance,
        "cas": book().first_cas(line.substance) if known else None,
    }
    told |= {"form": line.form, "pieces": line.pieces, "seals": line.seals, "seized": exact_kg(made.seized_ug)}
    told |= {part: exact_kg(made.part(part)) for part in PARTS}
    told |= {
        "added": exact_kg(made.added_ug),
        "unexplained": exact_kg(made.unexplained_ug),
        "limit": exact_kg(made.limit_ug),
    }
    told |= {
        "uncertainty": exact_kg(made.uncertainty_ug),
        "received": exact_kg(receipt.received_ug) if receipt else None,
    }
    told |= {"received_pieces": receipt.pieces if receipt else None, "receipt": receipt.verdict if receipt else None}
    told |= _kept(session, dossier, line)
    return told | {"waste": dict(library.waste_codes().get(line.substance, {}))}


def _kept(session: Session, dossier: Dossier, line: DisposalLine) -> Mapping[str, Any]:
    """What custody knows of a line's lot: label, gross mass, purity, containers with the seals last seen on each."""
    lot = lot_in_custody(session, dossier.order.agency, line.lot)
    if lot is None:
        return {"hazard": _hazard(session, dossier, hazards().profile(line.substance)), "containers": []}
    own = containers_of(session, [bytes(lot.key)])
    now = held(session, [bytes(each.key) for each in own])
    percent = natures(session, [bytes(lot.key)])[bytes(lot.key)].percent
    seals = {bytes(key): each.seals for key, each in now.items()}
    told: dict[str, Any] = {"label": lot.label, "gross": lot.gross, "seals_laid": lot.seals}
    told |= {"concentration": lot.concentration, "purity": None if percent is None else str(percent)}
    told["hazard"] = _hazard(session, dossier, hazards().profile(line.substance, percent))
    told["containers"] = [
        {
            "number": each.number,
            "kind": each.kind,
            "net": None if each.net_ug is None else exact_kg(each.net_ug),
            "seals": seals.get(bytes(each.key)),
        }
        for each in own
    ]
    return told


def _hazard(session: Session, dossier: Dossier, known: Hazard | None) -> Mapping[str, Any] | None:
    """How the goods are classed for transport and waste; its status says whether a chemist stands behind it."""
    if known is None:
        return None
    told: dict[str, Any] = {"un": known.un, "shipping_name": known.shipping_name, "classes": list(known.classes)}
    told |= {"packing_group": known.packing_group, "ghs": list(known.ghs), "waste": dict(known.waste)}
    sure = known.key in confirmed(session, dossier.order.agency)
    return told | {"status": "reviewed" if sure else known.status}


def _step(row: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a step
    told = {"step": row.step, "performer": row.performer, "witness": row.witness, "at": row.at, "way": row.way}
    evidence = json.loads(row.evidence)
    told |= {"readings": evidence, "photos": _photos(evidence)}
    return told | {"verdict": row.verdict, "findings": json.loads(row.findings)}


def _photos(evidence: Mapping[str, Any]) -> list[str]:
    """Hashes of the photographs of a step."""
    pieces = [each for each in evidence.values() if isinstance(each, Mapping)]
    return sorted(str(each["sha256"]) for each in pieces if each.get("sha256"))


def _deviation(dossier: Dossier, row: Any) -> Mapping[str, Any]:  # noqa: ANN401 - a deviation
    found = dossier.decisions.get(row.id)
    told = {"rule": row.rule, "observed": row.observed, "limits": row.limits, "grade": row.grade, "raised": row.person}
    return told | {"decision": found.row.decision if found else None, "by": found.by if found else None}


def _people(dossier: Dossier) -> Mapping[str, Any]:
    parts = (PERFORMER, COMMITTEE, ISSUER, "custodian")
    return {part: [{"person": each.person, "agency": each.agency} for each in dossier.holding(part)] for part in parts}


def _signed(dossier: Dossier, purpose: str) -> list[Mapping[str, Any]]:
    """Who signed, for which agency, as what, when."""
    return [
        {
            "person": each.row.person,
            "agency": each.row.home,
            "part": purpose,
            "at": each.at.isoformat(timespec="seconds"),
        }
        for each in dossier.signatures
        if each.row.purpose == purpose
    ]
