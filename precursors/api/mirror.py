"""For machines: a year's trade with partner countries as both sides tell it."""

from __future__ import annotations

from typing import Any

from flask import Response

from precursors.access.permissions import Permission
from precursors.api.answers import tagged
from precursors.api.blueprint import bp
from precursors.api.operation import Operation, operation, parameters
from precursors.api.shapes import QUANTITY, TEXT, WHOLE, exactly, kilograms, many, maybe, words
from precursors.mirror.gathering import Found, Wanted, comparisons
from precursors.mirror.rules import Deal, Month, Sum, summed
from precursors.web.access import reader, requires
from precursors.web.here import here

_VERDICT = words("agrees", "timing", "mismatch", "missing-here", "missing-there", "unknown", "nothing")
_SIDE = exactly(lines=WHOLE, unknown=WHOLE, quantity=maybe(QUANTITY.ref))
_SIDES = {"here": _SIDE, "there": _SIDE, "verdict": _VERDICT}
_COMPARED = exactly(
    agency=TEXT,
    partner=TEXT,
    direction=words("import", "export"),
    substance=TEXT,
    year=WHOLE,
    **_SIDES,
    months=many(exactly(month=TEXT, **_SIDES)),
    deals=many(exactly(references=many(TEXT), **_SIDES)),
)


@bp.get("/mirror")
@requires(Permission.READ_SHIPMENTS)
@operation(
    Operation(
        "Compare a year's trade with what partner countries told of it",
        exactly(items=many(_COMPARED)),
        {
            "year": WHOLE | {"minimum": 1990, "maximum": 2200},
            "partner": TEXT | {"pattern": "^[A-Z]{2}$"},
            "substance": TEXT,
            "direction": words("import", "export"),
        },
    )
)
def mirror() -> Response:
    """The year before this one unless another is asked for; only what partners told of is compared."""
    given = parameters()
    year = int(given.get("year", here().today.year - 1))
    asked = Wanted(reader().sight, given.get("partner"), given.get("substance"), given.get("direction"), year)
    with here().database.read() as session:
        items = [_told(each) for each in comparisons(session, asked, here().today)]
    return tagged({"items": items})


def _told(found: Found) -> dict[str, Any]:
    one = found.comparison
    return {
        **found.place._asdict(),
        "here": _side(one.here),
        "there": _side(one.there),
        "verdict": one.verdict,
        "months": list(map(_month, one.months)),
        "deals": list(map(_deal, one.deals)),
    }


def _month(month: Month) -> dict[str, Any]:
    named = f"{month.month // 12:04d}-{month.month % 12 + 1:02d}"
    return {"month": named, "here": _side(month.here), "there": _side(month.there), "verdict": month.verdict}


def _deal(deal: Deal) -> dict[str, Any]:
    sides = {"here": _side(summed(deal.here)), "there": _side(summed(deal.there))}
    return {"references": list(deal.references), **sides, "verdict": deal.verdict}


def _side(side: Sum) -> dict[str, Any]:
    """One side; its quantity is null where it has no line whose quantity is known."""
    known = side.ug if side.lines > side.unknown else None
    return {"lines": side.lines, "unknown": side.unknown, "quantity": kilograms(known)}
