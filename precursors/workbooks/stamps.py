"""The stamp of a workbook that this registry made: which template, which return, filled in from what."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

STAMP = "precursors-template"
"""The custom document property that holds the stamp."""

PART = "docProps/custom.xml"
_BROKEN = (
    OSError, KeyError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error, ParseError,
    DefusedXmlException,
)  # fmt: skip
LONGEST = 65_536
"""Octets of that part that are read; a stamp is far shorter."""


def stamp_in(path: Path) -> str | None:
    """The stamp of a workbook; None where it has none, or is no workbook. Never raises for what a file holds."""
    try:
        with zipfile.ZipFile(path) as book, book.open(PART) as part:
            octets = part.read(LONGEST + 1)
        root = fromstring(octets) if len(octets) <= LONGEST else None
    except _BROKEN:
        return None
    for each in () if root is None else root:
        if each.get("name") == STAMP:
            return "".join(each.itertext()).strip() or None
    return None
