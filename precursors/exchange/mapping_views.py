"""The page on which a person says which column is which."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from precursors.exchange.blueprint import (
    RECORDS,
    TAKES_SOME,
    answered,
    asker,
    bp,
    fields_of,
    may_take_in,
    others_fitting,
    upload_in_sight,
)
from precursors.exchange.upload_models import Upload
from precursors.exchange.uploads import judged, name_columns, take_as
from precursors.exchange.uploads_columns import Offer, confirmed, offer, read_as
from precursors.problems import Problem
from precursors.quantities.conventions import convention_names
from precursors.web.access import requires_any
from precursors.web.here import here
from precursors.web.numbers import whole

NAMED_IN = ("mapping", "refused", "review")
"""States of an upload in which its columns can be named."""


@bp.get("/uploads/<number>/mapping")
@requires_any(TAKES_SOME)
def mapping(number: str) -> ResponseReturnValue:
    """Which column is which, as far as the product understands it."""
    found = upload_in_sight(number, *NAMED_IN)
    return _mapping_form(found, request.args.to_dict(), [])


@bp.post("/uploads/<number>/mapping")
@requires_any(TAKES_SOME)
def name(number: str) -> ResponseReturnValue:
    """Take a person's word on the columns, and check again."""
    found, typed = upload_in_sight(number, *NAMED_IN), request.form.to_dict()
    laid = confirmed(_mapping_typed(typed), judged(found), RECORDS[found.kind])
    if isinstance(laid, Problem):
        return _mapping_form(found, typed, [laid]), 422
    done = here().database.aside.write(lambda session: name_columns(session, found.id, laid, asker(found.id)))
    return answered(done, found)


@bp.post("/uploads/<number>/kind")
@requires_any(TAKES_SOME)
def kind(number: str) -> ResponseReturnValue:
    """Take the file for a list of another kind, and check again."""
    found, other = upload_in_sight(number, *NAMED_IN), request.form.get("kind", "")
    if not may_take_in(other):
        abort(403)
    done = here().database.aside.write(lambda session: take_as(session, found.id, other, asker(found.id)))
    return answered(done, found)


def _mapping_form(found: Upload, typed: dict[str, str], wrong: list[Problem]) -> str:
    document = judged(found)
    rows = _rows(typed.get("rows", ""))
    offered = offer(document, RECORDS[found.kind], typed.get("sheet") or None, tuple(rows) if rows else None)
    return render_template(
        "exchange/mapping.html",
        upload=found,
        others=others_fitting(found),
        offer=offered,
        columns=_chosen(offered, typed),
        fields=fields_of(found.kind),
        names=dict(fields_of(found.kind)),
        typed=typed,
        wrong=wrong,
        conventions=[(each, read_as(each)) for each in convention_names()],
    )


def _chosen(offered: Offer | None, typed: dict[str, str]) -> list[tuple[Any, str | None, str | None]]:
    """(column, field, unit): what the person has chosen so far, else what is proposed."""
    made = []
    for at, column in enumerate(offered.columns if offered else []):
        same = typed.get(f"name-{at}") == column.name
        field, unit = (typed.get(f"field-{at}"), typed.get(f"unit-{at}")) if same else (column.field, column.unit)
        made.append((column, field, unit))
    return made


def _mapping_typed(typed: dict[str, str]) -> dict[str, Any]:
    """The form as a mapping in the form in which machines send one."""
    columns = {}
    for key, heading in typed.items():
        at = key.removeprefix("name-")
        if at != key:
            unit = typed.get(f"unit-{at}", "").strip() or None
            columns[heading] = {"field": typed.get(f"field-{at}") or None, "unit": unit}
    sheet = typed.get("sheet") if typed.get("only") else None
    convention = typed.get("convention") or None
    return {"sheet": sheet, "heading_rows": _rows(typed.get("rows", "")), "columns": columns, "convention": convention}


def _rows(text: str) -> list[int] | None:
    return [row for part in text.replace("-", " ").split() if (row := whole(part)) is not None] or None
