"""What a return says, held against its shipments."""

from __future__ import annotations

from datetime import date

import pytest

from precursors.stock.comparing import Difference, Moved, differences

DAY = date(2024, 2, 1)


def strict(_rule: str, apart: int, _of: int) -> str | None:
    """No tolerance at all."""
    return "error" if apart else None


def came_in(*amounts: int | None) -> list[Moved]:
    """Shipments into the operator's stock, numbered from 1."""
    return [Moved(n, DAY, "acetone", True, amount) for n, amount in enumerate(amounts, start=1)]


def of(what: str, amounts: dict[str, int], within: list[Moved], near: list[Moved] | None = None) -> Difference:
    """The difference in one figure."""
    found = differences("acetone", amounts, None, within, near or [], strict)
    return next(each for each in found if each.what == what)


@pytest.mark.parametrize(
    ("stated", "within", "near", "why", "hints", "level"),
    [
        (30, came_in(10, 20), [], "same", (), None),
        (10, came_in(10, 20), [], "one-record", (2,), "error"),
        (17, came_in(10, 20), [], "unexplained", (), "error"),
        (37, came_in(10, 20), [Moved(9, date(2024, 4, 2), "acetone", True, 7)], "across-the-edge", (9,), "error"),
        (37, came_in(10, 20, None), [], "unresolved", (3,), "error"),
    ],
)
def test_every_difference_in_movements_is_explained_where_a_record_explains_it(
    stated: int, within: list[Moved], near: list[Moved], why: str, hints: tuple[int, ...], level: str | None
) -> None:
    found = of("received", {"received": stated}, within, near)

    assert (found.why, found.hints, found.level) == (why, hints, level)
    assert found.records == tuple(each.key for each in within)


def test_nothing_stated_and_nothing_known_is_no_difference() -> None:
    found = of("sent", {"received": 5}, came_in(5))

    assert (found.stated, found.known, found.gap, found.level) == (None, None, None, None)


def test_goods_that_came_in_and_were_not_declared_are_a_difference() -> None:
    found = of("received", {"opening": 5}, came_in(7))

    assert (found.stated, found.known, found.gap, found.level, found.why) == (None, 7, -7, "error", "one-record")


def test_the_count_is_held_against_the_books_and_the_books_against_the_balance() -> None:
    amounts = {"opening": 10, "received": 5, "closing": 14, "counted": 13}

    assert of("counted", amounts, came_in(5)).gap == -1
    assert of("balance", amounts, came_in(5)).gap == -1


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        ({"opening": 5, "closing": 5}, "same"),
        ({"opening": 5}, "not-stated"),
        ({"closing": 5}, "nothing-known"),
    ],
)
def test_a_balance_that_nobody_can_tell_is_told_as_such(amounts: dict[str, int], why: str) -> None:
    found = of("balance", amounts, [])

    assert (found.why, found.level) == (why, None)
