"""What the rules know of everybody, from counts and from what the register says. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from precursors.anomalies import usual
from precursors.anomalies.rule import Known
from precursors.law.parameters import Parameters
from precursors.trade.rules import Limit


def known_of(
    counts: usual.Counts,
    today: date,
    limits: Callable[[str, str, str, date], Sequence[Limit]],
    sensitive: frozenset[str],
    groups: Mapping[tuple[str, str], str],
    uses: Mapping[tuple[str, str, str], str] | None = None,
    owners: Mapping[tuple[str, str], str] | None = None,
    vehicles: Mapping[tuple[str, str], frozenset[str]] | None = None,
) -> Known:
    """Amounts, prices, weights, packages, ways and forwarders as they were counted, and the rest as it is."""
    return Known(
        today,
        Parameters(today),
        usual.amounts(counts),
        usual.prices(counts),
        usual.heaviness(counts),
        usual.packagings(counts),
        usual.packages(counts),
        usual.routes(counts),
        usual.forwarders(counts),
        uses or {},
        limits,
        sensitive,
        groups,
        owners or {},
        vehicles or {},
    )
