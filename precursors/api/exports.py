"""Records of a kind as a file, those that a list with the same filters shows, with the columns that are asked for."""

from __future__ import annotations

from flask import Response

from precursors.access.permissions import Permission
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, parameters
from precursors.api.refusals import refused_for
from precursors.api.shapes import TEXT
from precursors.api.shipments import FILTERS
from precursors.exchange.blueprint import READS
from precursors.exchange.choosing import named
from precursors.exchange.exporting import SOURCES
from precursors.exchange.files_views import TYPES, taken_away
from precursors.problems import problem
from precursors.trade.filters import read_filters
from precursors.web.access import reader, requires

_QUERY = {name: schema for name, schema in FILTERS.items() if name != "updated_since"} | {"columns": TEXT}


def _put(ending: str) -> None:
    about = Operation(
        f"Take records of a kind away as {ending.upper()}; `columns` names fields, separated by commas",
        query=_QUERY,
        media=TYPES[f".{ending}"].partition(";")[0],
        answers={} if ending == "json" else None,
    )

    def view(kind: str) -> Response:
        """The file."""
        source = SOURCES.get(kind)
        if source is None or not reader().may(READS[kind]):
            return not_found()
        asked = {name: str(value) for name, value in parameters().items()}
        keys = named(source, asked["columns"]) if "columns" in asked else list(source.columns)
        if keys is None:
            return refused_for([problem("export.unknown-column", "columns", value=asked["columns"])])
        return taken_away(source, ending, read_filters(asked)[0], keys) or not_found()

    endpoint = f"exported_{ending}"
    described = operation(about)(view)
    bp.add_url_rule(f"/exports/<kind>.{ending}", endpoint, requires(Permission.EXPORT_RECORDS)(described))


for _ending in ("xlsx", "csv", "json"):
    _put(_ending)
