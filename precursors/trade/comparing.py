"""Shipments side by side on the page of a flag, the fields first that its rule looked at."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.refs import refs_of
from precursors.flags.models import Flag
from precursors.flags.service import inputs
from precursors.flags.subjects import LISTED, SIDE_BY_SIDE, Compared, Line
from precursors.scope.reading import note
from precursors.scope.visible import Sight, visible
from precursors.substances.titles import title
from precursors.trade.models import Shipment
from precursors.trade.onerow import stated_cells
from precursors.trade.record import SHIPMENTS
from precursors.trade.shown import label, word
from precursors.web.figures import day, kilograms
from precursors.web.language import language
from precursors.web.texts import t

_LOOKS_AT = {
    "unresolved-quantity": {"quantity", "unit", "concentration", "packages", "package_size"},
    "over-licence": {"licence", "quantity", "unit", "date"},
    "not-covered-by-licence": {"licence", "substance", "direction", "site", "concentration"},
    "party-not-licensed": {"date"},
    "undeclared-above-threshold": {"quantity", "unit", "notification", "authorisation"},
    "over-authorisation": {"authorisation", "quantity", "unit", "substance", "direction", "date"},
    "late-notification": {"notification", "date"},
    "shipped-without-reply": {"notification", "date"},
    "changed-after-notification": {"notification", "consignee", "destination", "quantity", "substance"},
    "missing-notification": {"notification", "direction", "substance"},
    "hs-mismatch": {"hs", "substance"},
    "duplicate-record": {"date", "substance", "operator", "counterparty", "quantity"},
}
"""Fields a rule reads, by its code, beside those that its inputs name."""


def compare(session: Session, sight: Sight, flag: Flag, keys: Sequence[int]) -> Compared:
    """The first shipments of a flag field by field, and the references of the others; three queries."""
    query = visible(select(Shipment).where(Shipment.id.in_(keys[:SIDE_BY_SIDE])), Shipment, sight.own)
    rows = list(session.execute(query.order_by(Shipment.id)).scalars())
    if not rows:
        return Compared((), ())
    note(Shipment, rows)
    refs = refs_of(session, Shipment, keys[:LISTED])
    named = [(refs[key], url_for("trade.shipment", ref=refs[key])) for key in keys[:LISTED]]
    wanted = _LOOKS_AT.get(flag.rule, set()) | set(inputs(flag))
    lines = sorted((*_meant(rows, wanted), *_stated(rows, wanted)), key=lambda line: not line.caused)
    return Compared([pair for key, pair in zip(keys, named, strict=False) if key in {r.id for r in rows}], lines, named)


def _meant(rows: Sequence[Shipment], wanted: set[str]) -> list[Line]:
    """What the records were judged to mean."""
    return [
        Line(t("trade.day"), [day(row.day) for row in rows], "date" in wanted or "day" in wanted),
        Line(t("trade.direction"), [word("direction", row.direction) for row in rows], "direction" in wanted),
        Line(t("trade.substance"), [title(row.substance, language()) for row in rows], "substance" in wanted),
        Line(t("trade.base"), [_kg(row.base_ug) for row in rows], "quantity" in wanted),
    ]


def _stated(rows: Sequence[Shipment], wanted: set[str]) -> list[Line]:
    """What they state in so many words, field by field; what none of them states is left out."""
    cells = [stated_cells(row) for row in rows]
    return [
        Line(label(field.key), [own.get(field.key, ("", ""))[1] for own in cells], field.key in wanted)
        for field in SHIPMENTS.fields
        if field.key not in {"date", "direction"} and any(field.key in own for own in cells)
    ]


def _kg(ug: int | None) -> str:
    return t("web.unknown") if ug is None else t("web.kg", figure=kilograms(ug))
