"""The measures in which a limit of the law may be published; each has its own figure, none is derived."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from precursors.anomalies.rule import Deal, kilograms, litres
from precursors.trade.rules import Limit


class Measure(NamedTuple):
    """Kilograms or litres: the figure of a limit, the amount of a deal, None where none is known; how it is told."""

    most: Callable[[Limit], int | None]
    amount: Callable[[Deal], int | None]
    told: Callable[[int], str]

    def known(self, deals: Iterable[Deal]) -> list[Deal]:
        """The deals whose amount is known in it."""
        return [deal for deal in deals if self.amount(deal) is not None]

    def sum(self, deals: Iterable[Deal]) -> int:
        """What those known in it come to."""
        return sum(self.amount(deal) or 0 for deal in deals)

    def sum_told(self, deals: Sequence[Deal]) -> tuple[tuple[str, str], ...]:
        """What a finding says of their sum: how many it leaves out, and no figure where it would be of none of them."""
        known = self.known(deals)
        lacking = len(deals) - len(known)
        if lacking == 0:
            return (("sum", self.told(self.sum(known))),)
        if not known:
            return (("why", "unknown"),)
        return ("why", "unjudged"), ("unknown", str(lacking)), ("sum", self.told(self.sum(known)))


MEASURES = (
    Measure(lambda limit: limit.ug, lambda deal: deal.base_ug, kilograms),
    Measure(lambda limit: limit.ul, lambda deal: deal.ul, litres),
)


def widest(deals: Sequence[Deal], limit: Limit) -> Measure:
    """The measure among those of a limit in which most of the deals are known.

    Where even that leaves some out, nobody can say that they stay under the limit together. Raises ValueError for a
    limit without a figure.
    """
    published = (measure for measure in MEASURES if measure.most(limit) is not None)
    return max(published, key=lambda measure: len(measure.known(deals)))
