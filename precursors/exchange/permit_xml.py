"""XML of permits: one element a line of an authorisation or notification, with the names of the WCO Data Model.

The names are those its declarations use in public (Exporter, Consignee, GoodsMeasure, Classification …); the schema of
the model itself was not seen, nor that of any national permit system, so the namespace is our own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, overload
from xml.etree import ElementTree as ET

from defusedxml.ElementTree import fromstring

from precursors.exchange.formats.contents import Contents, Row
from precursors.problems import Problem, problem

NAMESPACE = "urn:precursors:permits:1"
LONGEST = 64 << 20
"""Octets of a file."""

Paths = Mapping[str, str]
"""Field to its place: tags parted by strokes; `@name` at the end is an attribute, `tag:code` has that type code."""

PARTIES: Paths = {
    "exporter": "Exporter/Name",
    "exporter_address": "Exporter/Address/Line",
    "importer": "Importer/Name",
    "importer_address": "Importer/Address/Line",
    "consignee": "Consignee/Name",
    "consignee_address": "Consignee/Address/Line",
}
GOODS: Paths = {
    "line": "GoodsItem/SequenceNumeric",
    "substance": "GoodsItem/Commodity/Constituent/ElementName",
    "concentration": "GoodsItem/Commodity/Constituent/ElementPercent",
    "basis": "GoodsItem/Commodity/Constituent/ElementPercent@basis",
    "salt": "GoodsItem/Commodity/Constituent/Salt",
    "commercial_name": "GoodsItem/Commodity/Description",
    "cas": "GoodsItem/Commodity/Classification:CAS",
    "hs": "GoodsItem/Commodity/Classification:HS",
    "quantity": "GoodsItem/GoodsMeasure/NetNetWeightMeasure",
    "unit": "GoodsItem/GoodsMeasure/NetNetWeightMeasure@unitCode",
    "packages": "GoodsItem/Packaging/MarksNumbersID",
}
WAY: Paths = {
    "point_exit": "Consignment/ExitOffice/Name",
    "point_entry": "Consignment/EntryOffice/Name",
    "transport": "Consignment/BorderTransportMeans/ModeCode",
    "carrier": "Consignment/Carrier/Name",
    "end_use": "GoodsItem/EndUse",
    "notes": "AdditionalInformation/Content",
}


def written(rows: Sequence[Row], root: str, item: str, paths: Paths) -> bytes:
    """The rows as one document; fields a row does not fill leave no element."""
    top = ET.Element(root, {"xmlns": NAMESPACE})
    for row in rows:
        own = ET.SubElement(top, item)
        for field, path in paths.items():
            if row.get(field):
                _put(own, path, row[field])
    ET.indent(top)
    return bytes(ET.tostring(top, encoding="utf-8", xml_declaration=True)) + b"\n"


def _put(own: ET.Element, path: str, text: str) -> None:
    place, _, attribute = path.partition("@")
    for tag in place.split("/"):
        own = _step(own, tag, make=True)
    if attribute:
        own.set(attribute, text)
    else:
        own.text = text


@overload
def _step(own: ET.Element, tag: str, *, make: Literal[True]) -> ET.Element: ...


@overload
def _step(own: ET.Element, tag: str, *, make: Literal[False]) -> ET.Element | None: ...


def _step(own: ET.Element, tag: str, *, make: bool) -> ET.Element | None:
    """The child of that tag and type code, made where it is missing and `make` asks for it."""
    name, _, code = tag.partition(":")
    for child in own:
        if _plain(child.tag) == name and child.get("typeCode", "") == code:
            return child
    return ET.SubElement(own, name, {"typeCode": code} if code else {}) if make else None


def _plain(tag: str) -> str:
    return tag.rpartition("}")[2]


def read(content: bytes, kind: str, root: str, item: str, paths: Paths) -> Contents | Problem:
    """The rows of a document, of one kind; places the paths do not know are told as unread.

    A document of another namespace is of another version, and refused. An element that tells something twice, such as
    two goods under one permit, is no row: one of them would be lost.
    """
    if len(content) > LONGEST:
        return problem("format.too-large", most=LONGEST)
    try:
        top: ET.Element = fromstring(content)
    except (ET.ParseError, ValueError) as damage:
        return problem("format.no-xml", detail=str(damage)[:200])
    if _plain(top.tag) != root:
        return problem("format.no-head", expected=root)
    if top.tag != f"{{{NAMESPACE}}}{root}":
        said = top.tag.rpartition("}")[0].removeprefix("{")
        return problem("format.other-version", expected=NAMESPACE, found=said or "-")
    rows: list[Row] = []
    wrong: list[tuple[int, Problem]] = []
    unread: list[tuple[int, str]] = []
    for number, own in enumerate(top, start=1):
        if _plain(own.tag) != item:
            unread.append((number, _plain(own.tag)))
            continue
        places = Counter(_places(own, ""))
        unread += [(number, place) for place in places.elements() if place not in _known(paths)]
        twice = [place for place, times in places.items() if times > 1 and place in _known(paths)]
        wrong += [(number, problem("format.told-twice", place=place)) for place in twice]
        if not twice:
            rows.append({field: text for field, path in paths.items() if (text := _get(own, path))})
    return Contents({}, {kind: rows}, wrong, unread)


def _get(own: ET.Element, path: str) -> str:
    place, _, attribute = path.partition("@")
    at: ET.Element | None = own
    for tag in place.split("/"):
        at = _step(at, tag, make=False) if at is not None else None
    if at is None:
        return ""
    return (at.get(attribute, "") if attribute else at.text or "").strip()


def _known(paths: Paths) -> frozenset[str]:
    return frozenset(path.partition("@")[0] for path in paths.values())


def _places(own: ET.Element, before: str) -> Iterator[str]:
    """Where a text stands, by tags."""
    for child in own:
        code = child.get("typeCode")
        place = before + _plain(child.tag) + (f":{code}" if code else "")
        if len(child):
            yield from _places(child, f"{place}/")
        elif (child.text or "").strip():
            yield place
