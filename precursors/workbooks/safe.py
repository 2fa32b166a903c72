"""Text that stays text: nothing we write may run as a formula when somebody opens it.

In a text table a dangerous cell gets one apostrophe in front, and so does every cell that already looks
as if it had one; reading takes exactly that apostrophe off again. So `revive(inert(text)) == text` for
every text, and a table of another program loses an apostrophe only where its own writer had put one for
the same purpose. In a workbook a text cell is typed as text; it needs no apostrophe.
"""

from __future__ import annotations

import re

_DANGEROUS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
_FIRST = frozenset(_DANGEROUS)
_STARTS = re.compile(f"'*[{re.escape(_DANGEROUS)}]")
_QUOTED = re.compile(f"''*[{re.escape(_DANGEROUS)}]")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def is_dangerous(text: str) -> bool:
    """Whether a spreadsheet program that sees only these characters might take them for a formula."""
    return text[:1] in _FIRST and bool(text)


def inert(text: str) -> str:
    """The text as a cell of a text table, harmless in every spreadsheet program."""
    return "'" + text if _STARTS.match(text) else text


def revive(cell: str) -> str:
    """The text that `inert` was given."""
    return cell[1:] if cell[:1] == "'" and _QUOTED.match(cell) else cell


def xml_text(text: str) -> str:
    """The text for an XML element: markup escaped, characters XML cannot hold written as _xHHHH_."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if text.isascii() and text.isprintable() and "_x" not in text:
        return text
    return _FORBIDDEN.sub(lambda match: f"_x{ord(match[0]):04X}_", text)
