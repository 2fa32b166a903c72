"""Which protocol is one for the goods of an order: its scope, and the methods the whole load allows."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy.orm import Session

from precursors.custody.storage import natures
from precursors.disposal import library
from precursors.disposal.custody_ties import lots_of
from precursors.disposal.dossier import Dossier, read_kept
from precursors.disposal.models import Protocol
from precursors.disposal.rules.methods import method_against, operation_against
from precursors.disposal.rules.protocol import Goods, covers, resolve
from precursors.disposal.rules.protocol import Protocol as ReadProtocol
from precursors.problems import Problem, problem
from precursors.substances.confirming import confirmed
from precursors.substances.hazards import hazards


def goods_of(session: Session, dossier: Dossier) -> list[Goods]:
    """The lines as a scope sees them: hazards at the strength a laboratory found, where a chemist confirmed them."""
    lots = {line.lot: bytes(lot.key) for line, lot in lots_of(session, dossier.order.agency, dossier.lines)}
    kinds = natures(session, lots.values())
    sure, made = confirmed(session, dossier.order.agency), []
    for line in dossier.lines:
        percent = kinds[lots[line.lot]].percent if line.lot in lots else None
        known = hazards().profile(line.substance, percent)
        known = known if known and known.key in sure else None
        groups = frozenset(map(str, known.groups)) if known else frozenset()
        classes = frozenset(known.classes) if known else frozenset()
        made.append(Goods(line.substance, groups, classes, line.form, percent, Decimal(line.net_ug) / 10**9))
    return made


def fit_against(session: Session, dossier: Dossier, protocol: ReadProtocol) -> list[Problem]:
    """Why a protocol is not one for these goods: scope, permitted and prohibited methods of the whole load."""
    outside = [goods.substance for goods in goods_of(session, dossier) if not covers(protocol.scope, goods)]
    wrong = [problem("protocol.scope", "protocol", protocol=protocol.code, substance=each) for each in outside]
    known = library.allowed()
    load = [known[line.substance] for line in dossier.lines if line.substance in known]
    unknown = [
        line.substance for line in dossier.lines if line.substance not in known and line.substance != library.RESIDUE
    ]
    wrong += [problem("disposal.substance-unlisted", "protocol", substance=each) for each in unknown]
    return [
        *wrong,
        *method_against(protocol.method, load),
        *operation_against(protocol.operation, library.operations()),
    ]


def narrowest(session: Session, dossier: Dossier, rows: Iterable[Protocol]) -> Protocol | None:
    """The approved protocol with the narrowest scope for all goods of an order; None where the lines disagree."""
    read = {each.code: (each, made) for each in rows if (made := read_kept(each)) is not None}
    found = [resolve([made for _, made in read.values()], goods) for goods in goods_of(session, dossier)]
    codes = {None if isinstance(each, Problem) else each.code for each in found}
    (only,) = codes if len(codes) == 1 else (None,)
    return read[only][0] if only in read else None
