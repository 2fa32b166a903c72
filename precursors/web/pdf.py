"""Papers as PDF/A, where the extra `pdf` is installed: a template of ours, filled with texts that stay texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from precursors.paths import resource

AVAILABLE = find_spec("typst") is not None
"""Whether papers can be made here. The setter itself is loaded with the first paper: it is large."""

STANDARD = "a-2b"
"""ISO 19005-2, level B: what archives keep."""
ENCLOSING = "a-3b"
"""ISO 19005-3, level B: the same with files enclosed."""


def paper(
    template: str,
    told: Mapping[str, Any],
    pictures: Mapping[str, bytes] | None = None,
    enclosed: Mapping[str, bytes] | None = None,
) -> bytes:
    """A paper from `templates/<template>`, which reads `told.json`, the pictures and files to enclose by their names.

    Nothing told is ever read as markup. Fonts are those the setter carries, so the paper is the same everywhere.
    Raises ModuleNotFoundError where the extra is not installed.
    """
    setter: Any = import_module("typst")
    files = {"main": (resource("templates") / template).read_bytes(), "told.json": json.dumps(told).encode()}
    files |= {**(pictures or {}), **(enclosed or {})}
    standard = ENCLOSING if enclosed else STANDARD
    made: bytes = setter.compile(files, format="pdf", pdf_standards=standard, ignore_system_fonts=True)
    return made
