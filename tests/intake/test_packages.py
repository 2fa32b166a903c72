"""Kinds of packages: one in every language, with or without its count."""

from __future__ import annotations

import pytest

from precursors.intake.packages import package


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("drum", "drum"),
        ("20 tambores x 200 L", "drum"),
        ("Steel drums", "drum"),
        ("DR", "drum"),
        ("12 мешков", "bag"),
        ("IBC", "bulk-container"),
        ("tank container", "bulk-container"),
        ("bags in drums", "bags in drums"),
        ("Odd  thing", "odd thing"),
        ("20", ""),
        ("1,000", ""),
    ],
)
def test_a_kind_of_package_is_found_in_its_text(text: str, kind: str) -> None:
    assert package(text) == kind
