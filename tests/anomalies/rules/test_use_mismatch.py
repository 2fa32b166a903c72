"""R29: declared and licensed uses."""

from __future__ import annotations

import pytest

from precursors.anomalies.rules.use_mismatch import use_mismatch
from tests.anomalies.makers import an_order, known, seen

USES = known(uses={("XD-INS", "l 1", "acetone"): "paints and varnishes"})


def test_a_use_the_licence_does_not_name_is_told_with_both_texts() -> None:
    (finding,) = seen(use_mismatch, [an_order(licence="l 1", use="pharmaceutical synthesis")], USES)

    assert dict(finding.inputs)["licensed"] == "paints and varnishes"


@pytest.mark.parametrize(
    ("licence", "use"),
    [
        ("l 1", "painting of cars"),
        ("l 1", "varnish"),
        ("l 1", ""),
        ("l 1", "R&D"),
        ("l 2", "synthesis"),
        ("", "synthesis"),
    ],
)
def test_a_word_in_common_or_nothing_to_compare_is_not(licence: str, use: str) -> None:
    assert seen(use_mismatch, [an_order(licence=licence, use=use)], USES) == []


def test_the_same_use_again_is_one_cause() -> None:
    orders = [an_order(licence="l 1", use="synthesis", key=key) for key in (1, 2)]

    assert len({finding.cause for finding in seen(use_mismatch, orders, USES)}) == 1
