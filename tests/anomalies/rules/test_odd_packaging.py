"""R27: package sizes."""

from __future__ import annotations

from precursors.anomalies.rules.odd_packaging import odd_packaging
from tests.anomalies.makers import an_order, known, seen

SIZES = known(packagings={"acetone": {"200 l": 30, "25 l": 9, "1 5 l": 1}})


def test_a_size_nobody_else_used_is_told() -> None:
    (finding,) = seen(odd_packaging, [an_order(packaging="1 5 l")], SIZES)

    assert dict(finding.inputs)["usual"] == "200 l"


def test_usual_sizes_and_little_known_substances_are_not() -> None:
    assert seen(odd_packaging, [an_order(packaging="25 l"), an_order(packaging="")], SIZES) == []
    assert seen(odd_packaging, [an_order(packaging="1 l")], known(packagings={"acetone": {"200 l": 9}})) == []
