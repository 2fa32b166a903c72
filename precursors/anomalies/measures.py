"""The measures in which a limit of the law may be published; each has its own figure, none is derived."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from precursors.anomalies.rule import Declared, kilograms, litres
from precursors.trade.rules import Limit


class Measure(NamedTuple):
    """Kilograms or litres: the figure of a limit, the amount of a deal, None where none is known; how it is told."""

    most: Callable[[Limit], int | None]
    amount: Callable[[Declared], int | None]
    told: Callable[[int], str]

    def known(self, deals: Sequence[Declared]) -> list[Declared]:
        """The deals whose amount is known in it."""
        return [deal for deal in deals if self.amount(deal) is not None]


MEASURES = (
    Measure(lambda limit: limit.ug, lambda deal: deal.base_ug, kilograms),
    Measure(lambda limit: limit.ul, lambda deal: deal.ul, litres),
)
