"""A made-up trade with planted diversions and with what only looks odd: how well the rules tell them apart.

`python -m bench.diversion` prints recall and precision of each rule for the seed the parameters were looked at with and
for another one whose traders, quantities and decoys are of other kinds, and writes docs/reference/rules.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Any

from precursors.anomalies.knowing import known_of
from precursors.anomalies.rule import RULES, Declared, Dossier, Finding, Known, Limit, Series
from precursors.anomalies.service import rules
from precursors.anomalies.usual import counted

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "rules.md"
KG = 10**9
FIRST, LAST = date(2022, 1, 3), date(2025, 12, 31)
LIMIT = 500 * KG
SUBSTANCES = ("acetone", "toluene", "acetic-anhydride", "potassium-permanganate", "ephedrine")
TABLE_ONE = frozenset({"acetic-anhydride", "potassium-permanganate", "ephedrine"})
TUNED, UNSEEN = 7, 2026
TYPICAL = {"acetone": 900, "toluene": 700, "acetic-anhydride": 300, "potassium-permanganate": 120, "ephedrine": 20}
"""Kilograms of an ordinary order."""
LICENCE, LICENSED = "a licence", "paints and varnishes"
PRICES = {"acetone": 1.1, "toluene": 1.3, "acetic-anhydride": 1.9, "potassium-permanganate": 2.6, "ephedrine": 80}
"""Dollars a kilogram."""


@dataclass
class History:
    """Declarations and, for each rule, the keys of what was planted for it; the decoys are in none."""

    orders: list[Declared] = field(default_factory=list)
    planted: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    owner: dict[int, str] = field(default_factory=dict)
    """Key to operator."""

    def add(self, party: str, orders: Sequence[Declared], rule: str | None = None) -> None:
        """Add an operator's orders; those planted for a rule are remembered."""
        for order in orders:
            made = order._replace(key=len(self.orders) + 1, party=party, parties=frozenset({party, order.other} - {""}))
            self.orders.append(made)
            self.owner[made.key] = party
            if rule:
                self.planted[rule].add(made.key)


def a_history(seed: int) -> History:
    """Some 90 operators over four years, planted diversions among them."""
    random, history = Random(seed), History()
    other_kind = seed == UNSEEN
    for number in range(80):
        substance = SUBSTANCES[number % len(SUBSTANCES)]
        history.add(
            f"plain {number}",
            ordinary(random, substance, 12 + random.randrange(36), spread=0.35 if other_kind else 0.25),
        )
    for number in range(6):
        _decoys(random, history, number, other_kind=other_kind)
        _planted(random, history, number, other_kind=other_kind)
    return history


def ordinary(random: Random, substance: str, count: int, spread: float = 0.25, first: date = FIRST) -> list[Declared]:
    """Orders at random days, of quantities spread log-normally about an operator's own mean."""
    mean = TYPICAL[substance] * random.choice([0.5, 1, 1, 1.5])
    partners = [f"partner {random.randrange(60)}" for _ in range(3)]
    days = sorted(random.sample(range((LAST - first).days), count))
    declared = random.random() < 0.7
    return [
        an_order(
            random, substance, first + timedelta(days=day), mean * random.lognormvariate(0, spread),
            random.choice(partners), declared=declared,
        )
        for day in days
    ]  # fmt: skip


def an_order(random: Random, substance: str, day: date, kg: float, other: str, *, declared: bool = True) -> Declared:
    """One import with a fair price, usual drums, a usual way."""
    transit = random.choices(["", "nl", "be"], [6, 3, 1])[0]
    return Declared(
        0, "XD-INS", "import", day, substance, frozenset(), max(round(kg * KG), 1), other, None, "de", "xd",
        transit=transit, price=PRICES[substance] * random.lognormvariate(0, 0.12), currency="usd",
        heaviness=1 + random.uniform(0.06, 0.12), packaging=random.choices(["200 l", "25 l"], [4, 1])[0],
        declared=declared or kg * KG >= LIMIT, licence=LICENCE, use="painting", consignee="works",
        forwarders=("fast freight",),
    )  # fmt: skip


def _decoys(random: Random, history: History, number: int, *, other_kind: bool) -> None:
    """Odd to look at and harmless: seasons, large but declared, new suppliers, heavy packaging, quiet years."""
    substance = SUBSTANCES[number % 5]
    season = [
        an_order(
            random, substance, date(year, month, 10 + number), TYPICAL[substance] * (5 if month == 9 else 1), "season"
        )
        for year in (2022, 2023, 2024, 2025)
        for month in range(1, 13)
    ]
    history.add(f"season {number}", season[8:])
    history.add(
        f"large {number}", [each._replace(base_ug=each.base_ug * 6) for each in ordinary(random, substance, 30)]
    )
    switching = ordinary(random, "acetone", 30)
    history.add(f"switching {number}", [each._replace(other=f"supplier {n // 10}") for n, each in enumerate(switching)])
    heavy = [each._replace(heaviness=random.uniform(1.25, 1.45)) for each in ordinary(random, substance, 15)]
    history.add(f"heavy {number}", heavy)
    step = 380 if other_kind else 366
    yearly = [
        an_order(random, substance, FIRST + timedelta(days=step * n + number), TYPICAL[substance], "yearly")
        for n in range(4)
    ]
    history.add(f"yearly {number}", yearly)
    growing = ordinary(random, substance, 24)
    history.add(
        f"growing {number}", [o._replace(base_ug=round(o.base_ug * (1 + 0.25 * n / 24))) for n, o in enumerate(growing)]
    )


def _planted(random: Random, history: History, number: int, *, other_kind: bool) -> None:
    """One diversion for each rule."""
    substance, typical = SUBSTANCES[number % 5], TYPICAL[SUBSTANCES[number % 5]]
    start = date(2025, 1 + number, 5)
    times = random.uniform(5, 8) if other_kind else random.uniform(4, 7)
    for rule, plant in PLANTS.items():
        plant(Scene(random, history, f"{rule} {number}", substance, start, typical, times))


@dataclass(frozen=True)
class Scene:
    """Where something is planted: substance, day, kilograms of an ordinary order, how many times as much is a lot."""

    random: Random
    history: History
    name: str
    substance: str
    start: date
    typical: float
    times: float

    def order(self, day: date, kg: float, other: str = "usual", **changes: Any) -> Declared:  # noqa: ANN401 - any field
        """One import."""
        return an_order(self.random, self.substance, day, kg, other, **changes)

    def ordinary(self, count: int) -> list[Declared]:
        """So many ordinary orders."""
        return ordinary(self.random, self.substance, count)

    def add(self, orders: Sequence[Declared], rule: str | None = None) -> None:
        """Add orders of the one who is planted."""
        self.history.add(self.name, orders, rule)


Plant = Callable[[Scene], None]


def _structuring(at: Scene) -> None:
    at.add([at.order(FIRST + timedelta(days=40 * n), 200) for n in range(8)])
    near = (at.random.uniform(410, 495) for _ in range(4))
    deals = [at.order(at.start + timedelta(days=6 * n), kg, "buyer", declared=False) for n, kg in enumerate(near)]
    at.add(deals, "structuring")


def _order_spike(at: Scene) -> None:
    usual = (at.typical * at.random.uniform(0.8, 1.2) for _ in range(20))
    at.add([at.order(FIRST + timedelta(days=45 * n), kg) for n, kg in enumerate(usual)])
    at.add([at.order(at.start, at.typical * at.times)], "order-spike")


def _frequency_spike(at: Scene) -> None:
    at.add([at.order(at.start - timedelta(days=40 * n + 30), at.typical) for n in range(20)])
    at.add([at.order(at.start + timedelta(days=3 * n), at.typical) for n in range(7)], "frequency-spike")


def _new_importer(at: Scene) -> None:
    at.add([at.order(at.start, at.typical * at.times * 3, "stranger")], "new-importer-large-order")
    at.add([at.order(at.start + timedelta(days=90 * n), at.typical, "stranger") for n in (1, 2)])


def _dormant(at: Scene) -> None:
    at.add([at.order(FIRST + timedelta(days=30 * n), at.typical) for n in range(9)])
    at.add([at.order(at.start + timedelta(days=200), at.typical * at.times / 3)], "dormant-reactivated")


def _drift(at: Scene) -> None:
    rising = (at.typical * (1 + 0.11 * n) * at.random.uniform(0.96, 1.04) for n in range(16))
    at.add([at.order(at.start + timedelta(days=20 * n), kg) for n, kg in enumerate(rising)], "slow-drift")


def _round_trip(at: Scene) -> None:
    out = at.order(at.start, at.typical, "abroad")._replace(direction="export", origin="xd", destination="ye")
    back = at.order(at.start + timedelta(days=30), at.typical * 0.98, "abroad")._replace(origin="ye")
    at.add(at.ordinary(10))
    at.add([out, back], "round-trip")


def _last_changed(at: Scene, rule: str, **changes: Any) -> None:  # noqa: ANN401 - any field
    """Ordinary orders, the last of them odd in one thing."""
    orders = at.ordinary(12)
    at.add(orders[:-1])
    at.add([orders[-1]._replace(**changes)], rule)


def _price(at: Scene) -> None:
    _last_changed(at, "price-outlier", price=PRICES[at.substance] * at.random.choice([at.times, 1 / at.times]))


def _route(at: Scene) -> None:
    _last_changed(at, "unusual-route", transit=f"t{at.name[-1]}")


def _weights(at: Scene) -> None:
    _last_changed(at, "gross-net-implausible", heaviness=at.random.uniform(2.0, 3.0))


def _packaging(at: Scene) -> None:
    _last_changed(at, "odd-packaging", packaging=f"{at.name[-1]} 5 l")


def _use(at: Scene) -> None:
    _last_changed(at, "use-mismatch", use="pharmaceutical synthesis")


def _forwarder(at: Scene) -> None:
    _last_changed(at, "odd-payment", consignee="fast freight")


def _partner(at: Scene) -> None:
    drug = replace(at, substance="ephedrine")
    drug.add([drug.order(FIRST + timedelta(days=50 * n), 20) for n in range(12)])
    drug.add([drug.order(at.start + timedelta(days=250), 60, f"stranger {at.name}")], "new-consignee")


PLANTS: dict[str, Plant] = {
    "structuring": _structuring, "order-spike": _order_spike, "frequency-spike": _frequency_spike,
    "new-importer-large-order": _new_importer, "dormant-reactivated": _dormant, "slow-drift": _drift,
    "round-trip": _round_trip, "price-outlier": _price, "unusual-route": _route, "gross-net-implausible": _weights,
    "odd-packaging": _packaging, "new-consignee": _partner, "use-mismatch": _use, "odd-payment": _forwarder,
}  # fmt: skip


def known(history: History) -> Known:
    """What everybody's orders show, under one threshold for all."""
    uses = {("XD-INS", LICENCE, substance): LICENSED for substance in SUBSTANCES}
    limit = Limit(LIMIT, None, "a threshold of 500 kg")
    return known_of(counted(history.orders), LAST, lambda *_: (limit,), TABLE_ONE, {}, uses)


def findings(history: History) -> Iterator[tuple[str, Finding]]:
    """Everything the rules find."""
    about = known(history)
    place = lambda each: (history.owner[each.key], each.day, each.key)  # noqa: E731 - a sort key used twice
    ordered = sorted(history.orders, key=place)
    for party, orders in groupby(ordered, key=lambda each: history.owner[each.key]):
        series = Series("XD-INS", party, list(orders))
        for each in RULES.values():
            if each.order:
                found = (each.order(order, about) for order in series.orders)
                yield from ((each.code, finding) for finding in found if finding)
            if each.series:
                yield from ((each.code, finding) for finding in each.series(series, about))
    for each in RULES.values():
        if each.stream:
            stream = sorted(filter(each.looks_at, history.orders), key=lambda own: (own.substance, own.day, own.key))
            yield from ((each.code, finding) for finding in each.stream(Dossier(stream, about)))


@dataclass
class Tally:
    """How one rule, or all together, did: planted diversions found, findings about planted ones and about others."""

    planted: int = 0
    found: int = 0
    right: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        """Share of the planted ones that were found."""
        return self.found / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        """Share of the findings that are about planted ones."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0


def tallies(seed: int) -> dict[str, Tally]:
    """Rule code to how it did on a history; `all` for their union, by operators as an officer looks at them."""
    rules()
    history = a_history(seed)
    result = {code: Tally() for code in (*PLANTS, "all")}
    suspects = {code: {history.owner[key] for key in keys} for code, keys in history.planted.items()}
    every = set().union(*suspects.values())
    seen: dict[str, set[str]] = defaultdict(set)
    for code, finding in findings(history):
        party = history.owner[finding.subjects[-1]]
        own = result.setdefault(code, Tally())
        # A finding of another rule about a planted diversion is no false alarm: the operator is worth a look.
        own.right += party in every
        own.wrong += party not in every
        seen[code].add(party)
    for code, parties in suspects.items():
        result[code].planted, result[code].found = len(parties), len(parties & seen[code])
    flagged = set().union(*seen.values())
    result["all"] = Tally(len(every), len(every & flagged), len(flagged & every), len(flagged - every))
    return result


def best(seed: int, first: int = 50) -> float:
    """Share of right ones among the first findings, best scores first, one an operator."""
    rules()
    history = a_history(seed)
    every = {history.owner[key] for keys in history.planted.values() for key in keys}
    ordered = sorted(findings(history), key=lambda each: (-each[1].score, each[1].subjects))
    parties = list(dict.fromkeys(history.owner[finding.subjects[-1]] for _, finding in ordered))[:first]
    return sum(party in every for party in parties) / len(parties)


INTRODUCTION = """# How well the rules tell

Measured by `python -m bench.diversion` on made-up histories of four years with planted diversions and with decoys:
seasons, large but declared trade, new suppliers, heavy packaging, quiet years, ordinary growth. The first history is
the one the parameters were looked at with; the second has other traders, quantities and decoys. Precision counts
findings about operators with any planted diversion as right. Made-up data flatter every rule: figures from
dispositions of real flags replace these as soon as there are some. Parameters: `seed/law/parameters.csv`.
"""


def page() -> str:
    """The page of figures."""
    tuned, unseen = tallies(TUNED), tallies(UNSEEN)
    lines = [
        INTRODUCTION,
        "| rule | recall | precision | findings | recall, unseen | precision, unseen | findings, unseen |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for code in (*sorted(set(tuned) - {"all"}), "all"):
        one, two = tuned[code], unseen.get(code, Tally())
        cells = (f"{each.recall:.2f} | {each.precision:.2f} | {each.right + each.wrong}" for each in (one, two))
        lines.append(f"| {'all, by operator' if code == 'all' else f'`{code}`'} | {' | '.join(cells)} |")
    lines += [
        "",
        f"Of the first 50 operators, best scores first, {best(TUNED):.0%} and {best(UNSEEN):.0%} are planted ones.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    made = page()
    PAGE.write_text(made, encoding="utf-8")
    print(made)
