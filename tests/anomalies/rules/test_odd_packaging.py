"""R27: kinds and sizes of packages, and packages without a label."""

from __future__ import annotations

from typing import Any

import pytest

from precursors.anomalies.rules.odd_packaging import odd_packaging
from tests.anomalies.makers import an_order, known, seen

KNOWN = known(
    packagings={"acetone": {"200 l": 30, "25 l": 9, "1 5 l": 1}, "toluene": {"200 l": 9}},
    packages={"acetone": {"drum": 38, "jerrycan": 5, "bottle": 1}, "toluene": {"drum": 9}},
)


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({"packaging": "1 5 l"}, {"size": "1 5 l", "usual": "200 l", "shipments": "40"}),
        ({"package": "bottle"}, {"package": "bottle", "usual": "drum", "shipments": "44", "why": "package"}),
        ({"package": "sack", "packaging": "200 l"}, {"package": "sack"}),
        ({"package": "drum", "packaging": "1 5 l"}, {"size": "1 5 l"}),
        ({"unlabelled": True}, {"why": "unlabelled"}),
        ({"unlabelled": True, "package": "bottle", "substance": "toluene"}, {"why": "unlabelled"}),
    ],
)
def test_the_gravest_sign_of_packages_is_told(stated: dict[str, Any], told: dict[str, str]) -> None:
    (finding,) = seen(odd_packaging, [an_order(**stated)], KNOWN)

    assert told.items() <= dict(finding.inputs).items()


@pytest.mark.parametrize(
    "stated",
    [
        {"packaging": "25 l", "package": "jerrycan"},
        {"packaging": "", "package": ""},
        {"substance": "toluene", "packaging": "1 l", "package": "bottle"},
        {"substance": "ethyl-ether", "packaging": "1 l", "package": "bottle"},
    ],
)
def test_usual_packages_and_little_known_substances_are_not(stated: dict[str, Any]) -> None:
    assert seen(odd_packaging, [an_order(**stated)], KNOWN) == []


def test_where_everybody_has_a_size_of_their_own_none_is_odd() -> None:
    sizes = known(packagings={"acetone": {f"{n} l": 1 for n in range(40)}})

    assert seen(odd_packaging, [an_order(packaging="7 l")], sizes) == []


def test_who_never_labels_a_substance_is_told_once() -> None:
    first, second = seen(odd_packaging, [an_order(unlabelled=True, party="p"), an_order(unlabelled=True, party="p")])

    assert first.cause == second.cause == "p acetone"
