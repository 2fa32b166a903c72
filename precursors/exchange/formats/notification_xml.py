"""Pre-export notifications as XML with the public names of the WCO Data Model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from precursors.exchange import permit_xml
from precursors.exchange.formats.contents import Contents, Row
from precursors.problems import Problem

NAME = "notification-xml"
KIND = "notifications"
KINDS = (KIND,)
TITLE = "formats.notification-xml"
SUFFIX = "xml"

PATHS: permit_xml.Paths = {
    "number": "ID",
    "direction": "TypeCode",
    "counterpart": "FunctionalReferenceID",
    "notified": "IssueDateTime",
    "reply_by": "ResponseDueDateTime",
    "period_from": "EffectiveDateTime",
    "period_to": "ExpirationDateTime",
    "reply": "Response/FunctionCode",
    "replied": "Response/IssueDateTime",
    "objection": "Response/ReasonCode",
    "reply_text": "Response/Statement",
    "export_authorisation": "AdditionalDocument:EXPORT",
    "import_authorisation": "AdditionalDocument:IMPORT",
    **permit_xml.PARTIES,
    "origin": "Exporter/Address/CountryCode",
    "destination": "Importer/Address/CountryCode",
    "dispatch": "Consignment/DepartureDateTime",
    "transit": "Consignment/TransitCountryCode",
    **permit_xml.GOODS,
    **permit_xml.WAY,
}


def read(content: bytes) -> Contents | Problem:
    """The notifications a file tells of."""
    return permit_xml.read(content, KIND, "Notifications", "Notification", PATHS)


def write(rows: Mapping[str, Sequence[Row]], about: Mapping[str, str]) -> bytes | Problem:  # noqa: ARG001 - nothing stands once in it
    """The notifications as such a file."""
    return permit_xml.written(rows.get(KIND, ()), "Notifications", "Notification", PATHS)
