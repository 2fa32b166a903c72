"""R31: how a deal was paid, and where and by whom its goods went."""

from __future__ import annotations

import pytest

from precursors.anomalies.rules.odd_payment import odd_payment
from precursors.anomalies.spread import Levels
from tests.anomalies.makers import KG, an_order, known, seen

AGENCY = an_order().agency
KNOWN = known(
    forwarders={"fast freight": 12, "once only": 1},
    owners={(AGENCY, "20 1"): "20 1", (AGENCY, "acme"): "20 1", (AGENCY, "fast freight"): "30 1"},
    vehicles={(AGENCY, "20 1"): frozenset({"ABC123"}), (AGENCY, "30 1"): frozenset({"TRK900"})},
    amounts={"acetone": Levels.of([10 * KG] * 30), "toluene": Levels.of([10 * KG] * 29)},
)


@pytest.mark.parametrize(
    ("stated", "sign", "score"),
    [
        ({"consignee": "fast freight"}, None, 700),
        ({"payment": "cash", "substance": "toluene"}, "cash", 400),
        ({"payment": "cash", "base_ug": 90 * KG}, "much-cash", 550),
        ({"payer": "a cousin"}, "payer", 650),
        ({"payer": "a cousin", "payment": "cash"}, "cash-by-other", 800),
        ({"vehicle": "XYZ999"}, "vehicle", 600),
        ({"vehicle": "XYZ999", "payment": "cash"}, "vehicle", 600),
    ],
)
def test_the_gravest_sign_of_an_order_is_told(stated: dict[str, object], sign: str | None, score: int) -> None:
    (finding,) = seen(odd_payment, [an_order(**stated)], KNOWN)

    assert (dict(finding.inputs).get("why"), finding.score) == (sign, score)


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"consignee": "once only"},
        {"consignee": "farbwerke"},
        {"payment": "transfer"},
        {"payment": "cash"},
        {"payer": "acme"},
        {"payer": "20 1"},
        {"payer": "usual"},
        {"payer": "farbwerke", "consignee": "farbwerke"},
        {"vehicle": "ABC123"},
        {"vehicle": "TRK900", "forwarders": ("fast freight",)},
    ],
)
def test_what_is_usual_in_trade_is_not_told(stated: dict[str, object]) -> None:
    assert seen(odd_payment, [an_order(**stated)], KNOWN) == []


def test_a_payer_of_the_same_group_is_no_third_party() -> None:
    joined = known(groups={(AGENCY, "mother"): "a group", (AGENCY, "acme"): "a group"})

    assert seen(odd_payment, [an_order(payer="mother")], joined) == []


def test_of_a_vehicle_nothing_is_known_where_nobody_named_any() -> None:
    assert seen(odd_payment, [an_order(vehicle="XYZ999")]) == []


def test_a_party_that_always_pays_in_cash_is_told_once() -> None:
    first, second = seen(odd_payment, [an_order(payment="cash"), an_order(key=7, payment="cash")], known())

    assert first.cause == second.cause
