"""Authorisations as XML with the public names of the WCO Data Model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from precursors.exchange import permit_xml
from precursors.exchange.formats.contents import Contents, Row
from precursors.problems import Problem

NAME = "authorisation-xml"
KIND = "authorisations"
KINDS = (KIND,)
TITLE = "formats.authorisation-xml"
SUFFIX = "xml"

PATHS: permit_xml.Paths = {
    "number": "ID",
    "kind": "TypeCode",
    "state": "StatusCode",
    "applied": "AcceptanceDateTime",
    "valid_from": "EffectiveDateTime",
    "valid_to": "ExpirationDateTime",
    "licence": "AdditionalDocument:LICENCE",
    "notification": "AdditionalDocument:PEN",
    "invoice": "AdditionalDocument:INVOICE",
    **permit_xml.PARTIES,
    "exporter_country": "Exporter/Address/CountryCode",
    "importer_country": "Importer/Address/CountryCode",
    "others": "AuthenticatorParty/Name",
    "office": "DeclarationOffice/Name",
    "shipments": "UseLimitQuantity",
    "planned": "Consignment/ExpectedDateTime",
    "itinerary": "Consignment/Itinerary/RoutingText",
    "conditions": "AdditionalInformation/LimitText",
    "contains": "GoodsItem/Commodity/CompositionText",
    **permit_xml.GOODS,
    **permit_xml.WAY,
}


def read(content: bytes) -> Contents | Problem:
    """The lines a file tells of."""
    return permit_xml.read(content, KIND, "Authorisations", "Authorisation", PATHS)


def write(rows: Mapping[str, Sequence[Row]], about: Mapping[str, str]) -> bytes | Problem:  # noqa: ARG001 - nothing stands once in it
    """The lines as such a file."""
    return permit_xml.written(rows.get(KIND, ()), "Authorisations", "Authorisation", PATHS)
