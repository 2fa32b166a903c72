"""Whether the bytes of a file are what its name says, as far as its kind can be known by its beginning. Pure."""

from __future__ import annotations

from pathlib import PurePath

from precursors.problems import Problem, problem

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)
_JPEG = (b"\xff\xd8\xff",)
_TIFF = (b"II*\x00", b"MM\x00*")
BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".gif": (b"GIF87a", b"GIF89a"),
    ".tif": _TIFF,
    ".tiff": _TIFF,
    ".xlsx": _ZIP,
    ".docx": _ZIP,
    ".pptx": _ZIP,
    ".odt": _ZIP,
    ".ods": _ZIP,
    ".zip": _ZIP,
    ".xls": _OLE,
    ".doc": _OLE,
    ".msg": _OLE,
}
"""How files of these endings begin; a file of any other ending is kept as evidence whatever it holds."""
LOOKED_AT = max(len(each) for beginnings in BEGINNINGS.values() for each in beginnings)
"""Octets that tell."""


def kind_against(name: str, head: bytes) -> Problem | None:
    """What is wrong with a file of this name that begins so."""
    ending = PurePath(name).suffix.lower()
    known = BEGINNINGS.get(ending)
    if known is None or head.startswith(known):
        return None
    return problem("document.not-its-kind", "file", name=name, ending=ending)
