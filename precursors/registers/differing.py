"""What a row says otherwise than the record that stands, in the words of its sheets and with names of substances."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from precursors.intake.record import headings
from precursors.paths import resource
from precursors.substances.titles import title

_CHANGE = re.compile(r"(?:^|(?<=; ))([a-z_]+): (.*?) → (.*?)(?=; [a-z_]+: |$)", re.DOTALL)
"""Field, what stands, what the row says, as whoever takes rows in writes them one after another."""


def differing(told: str, tongue: str) -> str:
    """Each field by its heading in a language, each substance by its name."""
    return _CHANGE.sub(lambda found: _told(found[1], found[2], found[3], tongue), told)


def _told(field: str, was: str, now: str, tongue: str) -> str:
    known = _words().get(field, {})
    if field == "substance":
        was, now = title(was, tongue), title(now, tongue)
    return f"{known.get(tongue) or known.get('en') or field}: {was} → {now}"


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return dict(_headings())


def _headings() -> Iterator[tuple[str, Mapping[str, str]]]:
    kinds = {path.stem for path in (resource("seed") / "headings").glob("*.csv")} - {"ambiguous"}
    for kind in sorted(kinds, reverse=True):  # of a word that several use, the one of shipments stays
        yield from headings(kind).items()
    yield from headings("shipments").items()
