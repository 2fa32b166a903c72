"""R24: one side of a deal at home is silent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from precursors.anomalies.rule import RULES, Declared, Dossier
from precursors.anomalies.rules.unilateral_transaction import unilateral_transaction
from tests.anomalies.makers import an_order, known

MAY = date(2026, 5, 10)
_BOTH = frozenset({"seller", "buyer"})


def sold(key: int, day: date, kg: float = 100, **changes: object) -> Declared:
    return an_order(day, kg, key=key, direction="domestic", parties=_BOTH, other="buyer", **changes)


def bought(key: int, day: date, kg: float = 100) -> Declared:
    return an_order(day, kg, key=key, direction="domestic", parties=_BOTH, other="seller")


def usual() -> list[Declared]:
    """Three deals that both sides declared, and one of the buyer's long after."""
    days = [MAY - timedelta(days=30 * n) for n in (1, 2, 3)]
    both = [each for n, day in enumerate(days) for each in (sold(10 + n, day), bought(20 + n, day))]
    return [*both, bought(30, MAY + timedelta(days=60), 1)]


def found(*declared: Declared) -> set[int]:
    looked_at = filter(RULES["unilateral-transaction"].looks_at, declared)
    ordered = sorted(looked_at, key=lambda each: (each.substance, each.day, each.key))
    return {finding.subjects[0] for finding in unilateral_transaction(Dossier(ordered, known()))} - {30}


def test_a_sale_that_a_buyer_who_declares_its_purchases_did_not_declare_is_flagged() -> None:
    assert found(*usual(), sold(1, MAY)) == {1}


@pytest.mark.parametrize(("days", "kg", "flagged"), [(3, 100, False), (-3, 99, False), (4, 100, True), (0, 98, True)])
def test_the_other_side_may_be_some_days_and_a_hundredth_apart(days: int, kg: float, flagged: bool) -> None:
    answer = bought(2, MAY + timedelta(days=days), kg)

    assert (1 in found(*usual(), sold(1, MAY), answer)) is flagged


def test_one_purchase_answers_one_sale_only() -> None:
    assert found(*usual(), sold(1, MAY), sold(2, MAY), bought(3, MAY)) == {2}


def test_a_buyer_who_never_declares_purchases_is_not_missed() -> None:
    assert found(sold(1, MAY), sold(2, MAY + timedelta(days=9))) == set()


def test_a_deal_the_buyer_may_still_declare_is_left_alone() -> None:
    assert found(*usual()[:-1], sold(1, MAY)) == set()


def test_imports_are_no_deals_at_home() -> None:
    assert found(*usual(), an_order(MAY, 100, key=1, parties=_BOTH, other="buyer")) == set()
