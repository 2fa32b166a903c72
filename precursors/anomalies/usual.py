"""What everybody's shipments together show, for rules that compare one with all: counts, which add up. Pure.

Figures are counted by level (`spread.level`), so that what a million shipments show is a few thousand numbers, new
shipments are added and reversed ones taken away, and nothing is ever read again.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log
from typing import NamedTuple, TypeAlias

from precursors.anomalies.rule import Declared, Price
from precursors.anomalies.spread import Levels, Spread, counted_spread

AMOUNT, PRICE, WEIGHT, SIZE, PACKAGE = "amount", "price", "weight", "size", "package"
WAY, FORWARDER = "way", "forwarder"
"""What is counted: base_ug, value for a kilogram, gross over net, sizes and kinds of packages, ways through third
countries, firms that carry or clear."""
FINE = 1000
"""Steps of gross over net, which differs by a few per cent."""
BETWEEN = "\x1f"

Counts: TypeAlias = dict[tuple[str, str], Counter[str]]
"""By what is counted, and about what (a substance; substance, year and currency; origin and destination): how often
each level or text."""


class Seen(NamedTuple):
    """What is counted of one shipment; named and meant as in `Declared`."""

    substance: str
    year: int
    base_ug: int
    price: float | None
    currency: str
    heaviness: float | None
    packaging: str
    package: str
    origin: str
    destination: str
    transit: str
    forwarders: tuple[str, ...]


def seen(order: Declared) -> Seen:
    """The same of a declared one."""
    own = order
    return Seen(
        own.substance, own.day.year, own.base_ug, own.price, own.currency, own.heaviness, own.packaging, own.package,
        own.origin, own.destination, own.transit, own.forwarders,
    )  # fmt: skip


def counted(shipments: Iterable[Seen], into: Counts | None = None, times: int = 1) -> Counts:
    """The counts of shipments, added to others; with `times` -1, taken away from them."""
    found: Counts = defaultdict(Counter) if into is None else into
    by_level = _Levels(found)
    for (
        substance,
        year,
        base_ug,
        price,
        currency,
        heaviness,
        packaging,
        package,
        origin,
        destination,
        transit,
        firms,
    ) in shipments:
        by_level[AMOUNT, substance][round(log(base_ug) * Levels.STEPS)] += times
        if price and price > 0:
            by_level[PRICE, f"{substance}{BETWEEN}{year}{BETWEEN}{currency}"][round(log(price) * Levels.STEPS)] += times
        if heaviness and heaviness > 0:
            by_level[WEIGHT, substance][round(log(heaviness) * FINE)] += times
        if packaging:
            found[SIZE, substance][packaging] += times
        if package:
            found[PACKAGE, substance][package] += times
        if transit and origin and destination:
            found[WAY, f"{origin}{BETWEEN}{destination}"][transit] += times
        for firm in firms:
            found[FORWARDER, ""][firm] += times
    by_level.added()
    return found


class _Levels(dict[tuple[str, str], defaultdict[int, int]]):
    """Levels as numbers while many are counted; `added` puts them to the counts."""

    def __init__(self, counts: Counts) -> None:
        super().__init__()
        self._counts = counts

    def __missing__(self, place: tuple[str, str]) -> defaultdict[int, int]:
        found = self[place] = defaultdict(int)
        return found

    def added(self) -> None:
        """Put them to the counts."""
        for place, own in self.items():
            into = self._counts[place]
            for at, times in own.items():
                into[str(at)] += times


def amounts(counts: Counts) -> dict[str, Levels]:
    """How the orders of each substance spread."""
    return {substance: Levels(_levels(own)) for substance, own in _about(counts, AMOUNT)}


def prices(counts: Counts) -> dict[Price, Spread]:
    """Logarithms of prices by substance, year and currency."""
    found = {}
    for about, own in _about(counts, PRICE):
        substance, year, currency = about.split(BETWEEN)
        found[substance, int(year), currency] = counted_spread(_levels(own), Levels.STEPS)
    return found


def heaviness(counts: Counts) -> dict[str, Spread]:
    """Logarithms of gross over net by substance."""
    return {substance: counted_spread(_levels(own), FINE) for substance, own in _about(counts, WEIGHT)}


def packagings(counts: Counts) -> dict[str, Mapping[str, int]]:
    """How often each package size was used for a substance."""
    return dict(_about(counts, SIZE))


def packages(counts: Counts) -> dict[str, Mapping[str, int]]:
    """How often each kind of package was used for a substance."""
    return dict(_about(counts, PACKAGE))


def routes(counts: Counts) -> dict[tuple[str, str], Mapping[str, int]]:
    """How often each way was taken from an origin to a destination."""
    pairs = ((about.split(BETWEEN), own) for about, own in _about(counts, WAY))
    return {(origin, destination): own for (origin, destination), own in pairs}


def forwarders(counts: Counts) -> Mapping[str, int]:
    """How many shipments each firm carried or cleared."""
    return dict(counts.get((FORWARDER, ""), Counter()))


def _about(counts: Counts, what: str) -> Iterable[tuple[str, Counter[str]]]:
    return ((about, own) for (each, about), own in counts.items() if each == what and own)


def _levels(own: Mapping[str, int]) -> dict[int, int]:
    return {int(each): times for each, times in own.items()}
