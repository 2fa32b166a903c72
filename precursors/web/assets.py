"""Addresses of style sheets and scripts. Each carries the hash of its bytes, so a browser may keep it for a year."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import url_for

from precursors.web.language import direction

STATIC = Path(__file__).resolve().parent / "static"
GOVUK = "vendor/govuk-frontend-6.3.0"
HTMX = "vendor/htmx.org-4.0.1"
KEPT = 365 * 24 * 60 * 60
"""Seconds for which a browser may keep what has a hash in its address."""


def asset(name: str) -> str:
    """The address of one static file; `govuk/…` and `htmx/…` stand for the vendored folders.

    Raises FileNotFoundError when there is no such file.
    """
    first, _, rest = name.partition("/")
    path = f"{ {'govuk': GOVUK, 'htmx': HTMX}[first] }/{rest}" if first in {"govuk", "htmx"} else name
    return url_for("static", filename=path, v=_mark(path))


def style_sheets() -> list[str]:
    """The style sheets of a page in the reader's direction of writing."""
    mirrored = "govuk/govuk.rtl.css" if direction() == "rtl" else "govuk/govuk.css"
    return [asset(mirrored), asset("registry.css")]


@cache
def _mark(path: str) -> str:
    return sha256((STATIC / path).read_bytes()).hexdigest()[:12]
