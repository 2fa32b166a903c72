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
    "late-report": {"date", "operator"},
    "missing-notification": {"notification", "direction", "substance"},
    "hs-mismatch": {"hs", "substance"},
    "duplicate-record": {"date", "substance", "operator", "counterparty", "quantity"},
    "structuring": {"date", "operator", "counterparty", "quantity", "notification", "authorisation"},
    "split-across-sites": {"date", "operator", "counterparty", "quantity", "site"},
    "order-spike": {"operator", "quantity", "date"},
    "frequency-spike": {"operator", "date"},
    "new-consignee": {"operator", "counterparty", "quantity"},
    "new-importer-large-order": {"operator", "quantity"},
    "dormant-reactivated": {"operator", "quantity", "date"},
    "slow-drift": {"operator", "quantity", "date"},
    "round-trip": {"date", "direction", "quantity", "origin", "destination"},
    "unilateral-transaction": {"date", "counterparty", "quantity"},
    "price-outlier": {"value", "currency", "quantity"},
    "gross-net-implausible": {"gross_mass", "net_mass", "quantity"},
    "odd-packaging": {"package_size", "package_type", "packages", "labels"},
    "unusual-route": {"origin", "destination", "transit", "port_loading", "port_discharge"},
    "use-mismatch": {"use", "licence"},
    "odd-payment": {"payment", "payer", "vehicle", "consignee", "carrier", "broker", "operator", "counterparty"},
}
"""Fields a rule reads, by its code, beside those that its inputs name."""

_OF_OPERATOR = frozenset(
    {
        "structuring", "split-across-sites", "order-spike", "frequency-spike", "new-consignee", "slow-drift",
        "dormant-reactivated", "new-importer-large-order", "round-trip", "odd-payment",
    }
)  # fmt: skip
"""Rules that hold a shipment against others of its operator; the rest hold it against everybody's of the substance."""


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
    first = [pair for key, pair in zip(keys, named, strict=False) if key in {row.id for row in rows}]
    return Compared(first, lines, named, _against(flag, rows[-1]))


def _against(flag: Flag, row: Shipment) -> tuple[str, str]:
    """Where what a shipment was held against is listed: what its operator declared, or everybody, of the substance."""
    operator = row.operator if flag.rule in _OF_OPERATOR else None
    named = "flags.history-of-operator" if operator else "flags.history-of-all"
    return t(named), url_for("trade.shipments", substance=row.substance, operator=operator)


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
