"""Made-up histories of trade: ordinary traders, planted diversions, and what only looks odd.

Three kinds: the histories of `TUNED`, those of `SECOND` with habits that look like diversions, those of `UNSEEN` with
other traders, quantities and decoys.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from precursors.anomalies.rule import Declared

KG = 10**9
FIRST, LAST = date(2022, 1, 3), date(2025, 12, 31)
LIMIT = 500 * KG
SUBSTANCES = ("acetone", "toluene", "acetic-anhydride", "potassium-permanganate", "ephedrine")
TABLE_ONE = frozenset({"acetic-anhydride", "potassium-permanganate", "ephedrine"})
TUNED, SECOND, UNSEEN, FRESH, LATEST = 7, 1961, 2026, 4711, 8128
"""Seeds. Rules and parameters were looked at with the first and the second, never with the others."""
HABITUAL, OTHER_KIND = frozenset({SECOND, LATEST}), frozenset({UNSEEN, FRESH, LATEST})
"""Histories with habits that look like diversions; those with other traders, quantities and decoys."""
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
    other_kind = seed in OTHER_KIND
    for number in range(80):
        substance = SUBSTANCES[number % len(SUBSTANCES)]
        history.add(
            f"plain {number}",
            ordinary(random, substance, 12 + random.randrange(36), spread=0.35 if other_kind else 0.25),
        )
    for number in range(6):
        _decoys(random, history, number, other_kind=other_kind)
        if seed in HABITUAL:
            _habits(random, history, number)
        _planted(random, history, number, other_kind=other_kind)
        if seed in HABITUAL:
            _planted_otherwise(random, history, number)
        if seed == LATEST:
            _planted_at_the_edge(random, history, number)
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
    price = PRICES[substance] * random.lognormvariate(0, 0.12)
    heaviness, size = 1 + random.uniform(0.06, 0.12), random.choices(["200 l", "25 l"], [4, 1])[0]
    return Declared(
        0, "XD-INS", "import", day, substance, frozenset(), max(round(kg * KG), 1), other, None, "de", "xd",
        transit=transit, price=price, currency="usd", heaviness=heaviness, packaging=size,
        package={"200 l": "drum", "25 l": "jerrycan"}[size],
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
    _paid(random, history, number)
    growing = ordinary(random, substance, 24)
    history.add(
        f"growing {number}", [o._replace(base_ug=round(o.base_ug * (1 + 0.25 * n / 24))) for n, o in enumerate(growing)]
    )


def _paid(random: Random, history: History, number: int) -> None:
    """Small orders paid in cash, a buyer who pays itself, goods the carrier's own vehicle fetched, a way by a canal."""
    shop = ordinary(random, "acetone", 20)
    history.add(f"shop {number}", [each._replace(base_ug=each.base_ug // 3, payment="cash") for each in shop])
    own = {"payer": "works", "payment": "transfer", "vehicle": "trk900"}
    sent = {"origin": "se", "destination": "cl", "transit": "pa"}
    history.add(f"paying {number}", [each._replace(**own, **sent) for each in ordinary(random, "toluene", 10)])


def _habits(random: Random, history: History, number: int) -> None:
    """Habits: small orders every ten days, two halves a week apart, a campaign every spring, a new plant that stays."""
    substance, day = SUBSTANCES[number % 5], FIRST + timedelta(days=number)
    small = [
        an_order(random, "acetone", day + timedelta(days=10 * n + random.randrange(4)), random.uniform(150, 260),
                 "depot", declared=False)
        for n in range(140)
    ]  # fmt: skip
    history.add(f"often {number}", small)
    halves = [
        an_order(random, "toluene", day + timedelta(days=60 * n + 7 * half), random.uniform(240, 300), "depot",
                 declared=False)
        for n in range(23)
        for half in (0, 1)
    ]  # fmt: skip
    history.add(f"halves {number}", halves)
    spring = [
        an_order(random, substance, date(year, month, 3) + timedelta(days=number + 4 * n), TYPICAL[substance], "works")
        for year in (2022, 2023, 2024, 2025)
        for month, orders in ((1, 1), (4, 6), (9, 1))
        for n in range(orders)
    ]
    history.add(f"campaign {number}", spring)
    plant = [
        an_order(random, substance, date(2024, 2, 1) + timedelta(days=30 * n), 4 * TYPICAL[substance], "maker")
        for n in range(20)
    ]
    history.add(f"new plant {number}", plant)


def _planted_otherwise(random: Random, history: History, number: int) -> None:
    """The same diversions in other sizes: fewer, smaller, slower."""
    scene = Scene(
        random, history, "", SUBSTANCES[number % 5], date(2025, 2 + number, 9), TYPICAL[SUBSTANCES[number % 5]], 5
    )
    split = replace(scene, name=f"split {number}", substance="acetone")
    split.add([split.order(FIRST + timedelta(days=60 * n), 450) for n in range(15)])
    parts = [
        split.order(split.start + timedelta(days=4 * n), random.uniform(120, 220), "fresh", declared=False)
        for n in range(5)
    ]
    split.add(parts, "structuring")
    burst = replace(scene, name=f"burst {number}")
    burst.add([burst.order(burst.start - timedelta(days=60 * n + 40), burst.typical) for n in range(15)])
    burst.add([burst.order(burst.start + timedelta(days=4 * n), burst.typical) for n in range(7)], "frequency-spike")
    front = replace(scene, name=f"front {number}")
    front.add([front.order(front.start, front.typical * 9, "stranger", declared=False)], "new-importer-large-order")


def _planted_at_the_edge(random: Random, history: History, number: int) -> None:
    """Diversions that barely fit the definitions of the field: a little above the limit, ordinary beside it."""
    substance, start = SUBSTANCES[number % 5], date(2025, 3 + number, 2)
    scene = Scene(random, history, "", substance, start, TYPICAL[substance], 2)
    spike = replace(scene, name=f"low spike {number}")
    usual = [spike.order(FIRST + timedelta(days=45 * n), spike.typical * random.uniform(0.8, 1.2)) for n in range(20)]
    spike.add(usual)
    highest = max(each.base_ug for each in usual) / KG
    spike.add([spike.order(start, highest * random.uniform(2.02, 2.3))], "order-spike")
    sleeper = replace(scene, name=f"short sleep {number}")
    sleeper.add([sleeper.order(start - timedelta(days=372 + 25 * n), sleeper.typical) for n in range(12)])
    sleeper.add([sleeper.order(start, sleeper.typical)], "dormant-reactivated")
    partner = replace(scene, name=f"small stranger {number}", substance=("ephedrine", "acetic-anhydride")[number % 2])
    usual_kg = TYPICAL[partner.substance]
    partner.add([partner.order(FIRST + timedelta(days=50 * n), usual_kg * random.uniform(0.8, 1.1)) for n in range(16)])
    partner.add([partner.order(start, usual_kg * 1.5, f"stranger {number}")], "new-consignee")


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
    """A way nobody else takes; or, from a country that sends little, one around the world."""
    about: dict[str, Any] = {"origin": "be", "destination": "pe", "transit": "cn"}
    _last_changed(at, "unusual-route", **(about if int(at.name[-1]) % 2 else {"transit": f"t{at.name[-1]}"}))


def _weights(at: Scene) -> None:
    _last_changed(at, "gross-net-implausible", heaviness=at.random.uniform(2.0, 3.0))


def _packaging(at: Scene) -> None:
    """A size, a kind that nobody else uses, none with a label; one by one."""
    signs: tuple[dict[str, Any], ...] = (
        {"packaging": f"{at.name[-1]} 5 l"}, {"package": f"tub {at.name[-1]}"}, {"unlabelled": True},
    )  # fmt: skip
    _last_changed(at, "odd-packaging", **signs[int(at.name[-1]) % len(signs)])


def _use(at: Scene) -> None:
    _last_changed(at, "use-mismatch", use="pharmaceutical synthesis")


def _payment(at: Scene) -> None:
    """A forwarder as final address, a third party that pays, cash of one, a vehicle that is nobody's; one by one."""
    signs: tuple[dict[str, Any], ...] = (
        {"consignee": "fast freight"}, {"payer": "a cousin"}, {"payer": "a cousin", "payment": "cash"},
        {"vehicle": "xyz999"},
    )  # fmt: skip
    _last_changed(at, "odd-payment", **signs[int(at.name[-1]) % len(signs)])


def _partner(at: Scene) -> None:
    drug = replace(at, substance="ephedrine")
    drug.add([drug.order(FIRST + timedelta(days=50 * n), 20) for n in range(12)])
    drug.add([drug.order(at.start + timedelta(days=250), 60, f"stranger {at.name}")], "new-consignee")


PLANTS: dict[str, Plant] = {
    "structuring": _structuring, "order-spike": _order_spike, "frequency-spike": _frequency_spike,
    "new-importer-large-order": _new_importer, "dormant-reactivated": _dormant, "slow-drift": _drift,
    "round-trip": _round_trip, "price-outlier": _price, "unusual-route": _route, "gross-net-implausible": _weights,
    "odd-packaging": _packaging, "new-consignee": _partner, "use-mismatch": _use, "odd-payment": _payment,
}  # fmt: skip
