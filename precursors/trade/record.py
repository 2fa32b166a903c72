"""The fields of a shipment as people hand them in, described once (contract section 4)."""

from __future__ import annotations

from precursors.intake.countries import Place
from precursors.intake.goods_headings import goods_are_named
from precursors.intake.record import Field, Record
from precursors.intake.surroundings import direction_in
from precursors.intake.types import Amount, Choice, Container, Day, Text
from precursors.intake.words import words
from precursors.substances.plain_names import is_plain_name

goods_are_named("shipments", is_plain_name)

SHIPMENTS = Record(
    "shipments",
    (
        Field("document", Text()),
        Field("line", Text()),
        Field("date", Day(), needed=True),
        Field("direction", Choice(words("directions"), within=direction_in, letters="directions")),
        Field("operator", Text()),
        Field("licence", Text()),
        Field("authorisation", Text()),
        Field("notification", Text()),
        Field("substance", Text()),
        Field("cas", Text()),
        Field("hs", Text()),
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("concentration", Amount()),
        Field("basis", Text()),
        Field("salt", Text()),
        Field("packages", Amount()),
        Field("package_size", Amount()),
        Field("net_mass", Amount()),
        Field("volume", Amount()),
        Field("gross_mass", Amount()),
        Field("value", Amount()),
        Field("currency", Text()),
        Field("counterparty", Text()),
        Field("consignee", Text()),
        Field("origin", Place()),
        Field("destination", Place()),
        Field("transit", Place()),
        Field("port_loading", Text()),
        Field("port_discharge", Text()),
        Field("transport", Text()),
        Field("container", Container()),
        Field("seals", Text()),
        Field("carrier", Text()),
        Field("broker", Text()),
        Field("use", Text()),
        Field("site", Text()),
        Field("contains", Text()),
        Field("payment", Text()),
        Field("payer", Text()),
        Field("vehicle", Text()),
        Field("package_type", Text()),
        Field("labels", Text()),
        Field("notes", Text()),
    ),
    core=("date", "substance", "cas", "hs", "quantity", "net_mass", "volume", "package_size"),
)
