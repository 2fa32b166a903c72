"""Expat under guard: the only XML parser of this room.

No document type, no depth or namespace games, no token that grows without end. Names arrive as
"namespace|local"; the separator cannot stand in a local name, so a comparison with a full name is exact.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.parsers import expat

from precursors.workbooks.blocks import Refused

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main|"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships|"
CONTENT = "http://schemas.openxmlformats.org/package/2006/content-types|"
STRICT = "http://purl.oclc.org/ooxml/"
MAX_DEPTH, MAX_NAMESPACES, MAX_TOKEN = 64, 200, 1 << 20

Attributes = dict[str, str]


class Markup:
    """One XML part being parsed; subclasses say what `start`, `end` and `text` mean to them."""

    def __init__(self, part: str) -> None:
        self.part = part
        self.fed = 0
        self.depth = 0
        self.encoding: str | None = None
        self._namespaces = 0
        self.parser = expat.ParserCreate(namespace_separator="|")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.XmlDeclHandler = self._declared
        self.parser.StartNamespaceDeclHandler = self._namespace

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins; `depth` counts it already."""

    def end(self, name: str) -> None:
        """An element ends; `depth` still counts it."""

    def text(self, data: str) -> None:
        """Characters, possibly in several pieces."""

    def feed(self, data: bytes, last: bool = False) -> None:
        """Parse the next bytes. Raises Refused on anything but plain, well-formed XML."""
        try:
            self.parser.Parse(data, last)
        except expat.ExpatError as error:
            raise Refused("file.damaged", part=self.part) from error
        except (ValueError, UnicodeError, LookupError) as error:  # an encoding that nobody knows
            raise Refused("file.damaged", part=self.part) from error
        self.fed += len(data)
        if self.fed - self.parser.CurrentByteIndex > MAX_TOKEN:
            raise Refused("file.damaged", part=self.part)

    def run(self, pieces: Iterable[bytes]) -> None:
        """Parse a whole part."""
        for piece in pieces:
            self.feed(piece)
        self.feed(b"", last=True)

    def _start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise Refused("file.damaged", part=self.part)
        if self.depth == 1 and name.startswith(STRICT):
            raise Refused("file.strict-ooxml")
        self.start(name, attributes)

    def _end(self, name: str) -> None:
        self.end(name)
        self.depth -= 1

    def plain_encoding(self) -> bool:
        """Whether the part says that it is UTF-8, or says nothing."""
        return self.encoding is None or self.encoding.casefold() == "utf-8"

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self.encoding = encoding

    def _doctype(self, *_: object) -> None:
        raise Refused("file.dtd", part=self.part)

    def _namespace(self, *_: object) -> None:
        self._namespaces += 1
        if self._namespaces > MAX_NAMESPACES:
            raise Refused("file.damaged", part=self.part)
