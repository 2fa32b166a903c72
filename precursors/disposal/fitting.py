"""Which protocol is one for the goods of an order: its scope, and the methods the whole load allows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlalchemy.orm import Session

from precursors.custody.storage import Nature, natures
from precursors.disposal import library
from precursors.disposal.custody_ties import found_otherwise, lots_of
from precursors.disposal.dossier import Dossier, read_kept
from precursors.disposal.leave import emergency_of
from precursors.disposal.meeting import meeting_against
from precursors.disposal.models import Protocol
from precursors.disposal.rules.methods import duties_against, method_against, operation_against
from precursors.disposal.rules.protocol import Goods, covers, resolve
from precursors.disposal.rules.protocol import Protocol as ReadProtocol
from precursors.problems import Problem, problem
from precursors.substances.confirming import confirmed
from precursors.substances.hazards import hazards


def goods_of(session: Session, dossier: Dossier, kept: Mapping[str, Nature]) -> list[Goods]:
    """The lines as a scope sees them: hazards at the strength a laboratory found, where a chemist confirmed them."""
    sure, made = confirmed(session, dossier.order.agency), []
    for line in dossier.lines:
        percent = kept[line.lot].percent if line.lot in kept else None
        known = hazards().profile(line.substance, percent)
        known = known if known and known.key in sure else None
        groups = frozenset(map(str, known.groups)) if known else frozenset()
        classes = frozenset(known.classes) if known else frozenset()
        made.append(Goods(line.substance, groups, classes, line.form, percent, Decimal(line.net_ug) / 10**9))
    return made


def _natures(session: Session, dossier: Dossier) -> Mapping[str, Nature]:
    """What each lot that custody knows is, as a laboratory found it last."""
    lots = {line.lot: bytes(lot.key) for line, lot in lots_of(session, dossier.order.agency, dossier.lines)}
    kinds = natures(session, lots.values())
    return {name: kinds[key] for name, key in lots.items()}


def fit_against(session: Session, dossier: Dossier, protocol: ReadProtocol) -> list[Problem]:
    """Why a protocol is not one for these goods: scope, methods, protection and flame that the whole load asks for."""
    kept = _natures(session, dossier)
    goods = goods_of(session, dossier, kept)
    outside = [each.substance for each in goods if not covers(protocol.scope, each)]
    wrong = [problem("protocol.scope", "protocol", protocol=protocol.code, substance=each) for each in outside]
    if protocol.emergency and emergency_of(dossier) is None:
        wrong.append(problem("protocol.emergency-only", "protocol", protocol=protocol.code))
    for line in dossier.lines:
        wrong += found_otherwise(line.lot, line.substance, kept[line.lot]) if line.lot in kept else []
    known = library.allowed()
    load = [known[line.substance] for line in dossier.lines if line.substance in known]
    unknown = [
        line.substance for line in dossier.lines if line.substance not in known and line.substance != library.RESIDUE
    ]
    wrong += [problem("disposal.substance-unlisted", "protocol", substance=each) for each in unknown]
    return [
        *wrong,
        *method_against(protocol.method, load, emergency=protocol.emergency),
        *operation_against(protocol.operation, library.operations()),
        *duties_against(protocol, load),
        *meeting_against(protocol, goods),
    ]


def narrowest(session: Session, dossier: Dossier, rows: Iterable[Protocol]) -> Protocol | None:
    """The approved protocol with the narrowest scope for all goods of an order; None where the lines disagree."""
    read = {each.code: (each, made) for each in rows if (made := read_kept(each)) is not None}
    if emergency_of(dossier) is None:
        read = {code: pair for code, pair in read.items() if not pair[1].emergency}
    own = goods_of(session, dossier, _natures(session, dossier))
    found = [resolve([made for _, made in read.values()], goods) for goods in own]
    codes = {None if isinstance(each, Problem) else each.code for each in found}
    (only,) = codes if len(codes) == 1 else (None,)
    return read[only][0] if only in read else None
