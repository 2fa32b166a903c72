"""Which record a row is: the natural keys of a block's good rows (contract section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from precursors.audit.keys import natural_key
from precursors.trade.goods import Goods
from precursors.trade.tally import Coded, spread


def natural_keys(
    agency: str, columns: Mapping[str, Coded], goods: Sequence[Goods], ways: Sequence[Any], days: Sequence[Any]
) -> list[bytes]:
    """Keys by agency, direction, document, line, goods and container; without a document, by all that is stated."""

    def texts(column: str) -> Sequence[str | None]:
        own = columns.get(column)
        return [None] * len(goods) if own is None else spread(own)

    documents = texts("document")
    keys = [
        natural_key("shipment", agency, way, document or "", line or "", each.naming, container or "")
        for way, document, line, each, container in zip(
            ways, documents, texts("line"), goods, texts("container"), strict=True
        )
    ]
    nameless = [at for at, document in enumerate(documents) if not document]
    if nameless:
        stated = {column: texts(column) for column in sorted(columns) if column != "stated_date"}
        for at in nameless:
            parts = [f"{column}={own[at]}" for column, own in stated.items() if own[at] is not None]
            keys[at] = natural_key("shipment", agency, "no document", str(ways[at]), str(days[at]), *parts)
    return keys
