"""What a rule over many records is: a pure function from frozen facts to findings, under a permanent code.

Four sorts: an *order* rule looks at one shipment alone; a *series* rule at all that one operator of one agency
declared; a *stream* rule goes once through everything, ordered by substance and day; a *mirror* rule looks at a year's
trade with a partner as both sides tell it. Figures they compare with come from `Known`, never from their own code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple, TypeAlias

from precursors.anomalies.spread import NO_LEVELS, Levels, Spread
from precursors.law.parameters import Parameters
from precursors.mirror.gathering import Found
from precursors.trade.rules import Limit


class Declared(NamedTuple):
    """One standing shipment, as far as rules over many records look at it.

    Of a shipment that was there before, a run over what is new knows what a series of them shows: everything down to
    `party`. The rest is looked at in new shipments alone.
    """

    key: int
    agency: str
    direction: str
    day: date
    substance: str
    parties: frozenset[str]
    """Operator and counterparty, folded; empty where neither was stated."""
    base_ug: int
    other: str = ""
    """Counterparty, folded."""
    ul: int | None = None
    origin: str = ""
    destination: str = ""
    declared: bool = False
    """Whether it names a notification or an authorisation."""
    operator: str = ""
    """Who declared it, folded."""
    site: str = ""
    """Site of the operator it names, folded."""
    party: str = ""
    """Holder key of who declared it; empty where nobody was stated."""
    transit: str = ""
    price: float | None = None
    """Stated value for a kilogram of the substance, where both are known."""
    currency: str = ""
    heaviness: float | None = None
    """Gross over net mass, where both are known."""
    packaging: str = ""
    """Size of a package, folded."""
    licence: str = ""
    """Number of the licence it names, folded."""
    use: str = ""
    """Declared use, folded."""
    consignee: str = ""
    """Ultimate consignee, folded."""
    forwarders: tuple[str, ...] = ()
    """Carrier and broker, folded."""
    payment: str = ""
    """Means of payment, a word of `seed/words/payment_means.csv`; empty where none is stated or it is none of them."""
    payer: str = ""
    """Who paid, folded."""
    vehicle: str = ""
    """Registration of the vehicle that fetched the goods, without case and blanks."""
    ports: tuple[str, str] = ("", "")
    """Where they were loaded and discharged, folded."""
    package: str = ""
    """Kind of package: the code of the vocabulary of units, else its text, folded; empty where none is stated."""
    unlabelled: bool = False
    """Whether the packages are stated to have no label."""


class Unweighed(NamedTuple):
    """One standing shipment whose mass nobody knows; rules that add up look at it, lest it counts as nothing."""

    key: int
    agency: str
    direction: str
    day: date
    substance: str
    other: str = ""
    ul: int | None = None
    declared: bool = False
    operator: str = ""
    site: str = ""
    party: str = ""
    base_ug: None = None


Deal: TypeAlias = Declared | Unweighed


@dataclass(frozen=True)
class Series:
    """Everything one operator of one agency declared, in the order of days."""

    agency: str
    party: str
    orders: Sequence[Declared]
    first: int = 0
    """What has a key from this on is new; a finding about none of it is not wanted."""
    unweighed: Sequence[Unweighed] = ()
    """What of it has a mass nobody knows, likewise in the order of days."""

    @cached_property
    def by_substance(self) -> Mapping[str, Sequence[Declared]]:
        """The orders of each substance."""
        found: dict[str, list[Declared]] = {}
        for order in self.orders:
            found.setdefault(order.substance, []).append(order)
        return found

    @cached_property
    def deals(self) -> Mapping[str, Sequence[Deal]]:
        """The deals of each substance, those without a known mass among them."""
        found: dict[str, list[Deal]] = {substance: list(orders) for substance, orders in self.by_substance.items()}
        for deal in self.unweighed:
            found.setdefault(deal.substance, []).append(deal)
        for substance in {deal.substance for deal in self.unweighed}:
            found[substance].sort(key=lambda each: (each.day, each.key))
        return found


Price: TypeAlias = tuple[str, int, str]
"""Substance, year, currency."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the whole register shows beside the records at hand, gathered once a run."""

    today: date
    parameters: Parameters
    amounts: Mapping[str, Levels] = field(default_factory=dict)
    """How the orders of a substance spread, in micrograms."""
    prices: Mapping[Price, Spread] = field(default_factory=dict)
    """Logarithms of prices."""
    heaviness: Mapping[str, Spread] = field(default_factory=dict)
    """Logarithms of gross over net, by substance."""
    packagings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How often each package size was used for a substance."""
    packages: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How often each kind of package was used for a substance."""
    routes: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    """How often each way through third countries was taken from an origin to a destination."""
    forwarders: Mapping[str, int] = field(default_factory=dict)
    """How many shipments each firm carried or cleared."""
    uses: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    """Uses a licence names, folded, by agency, number and substance."""
    limits: Callable[[str, str, str, date], Sequence[Limit]] = lambda *_: ()
    """Thresholds that may decide, by agency, substance, direction and day."""
    sensitive: frozenset[str] = frozenset()
    """Substances of Table I."""
    groups: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By agency and party, folded, the name of the group it counts as one with; who is joined to nobody is left out."""
    owners: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By agency and every text that names a registered operator, folded, its identifier, folded."""
    vehicles: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    """By agency and identifier of an operator, folded, its vehicles by registration; who named none is left out."""

    def amounts_of(self, substance: str) -> Levels:
        """How the orders of a substance spread; of one nobody ordered, nothing."""
        return self.amounts.get(substance, NO_LEVELS)

    def one(self, agency: str, name: str) -> str:
        """Who a folded text names: the group it counts as one with, else the operator, else the text itself."""
        return self.groups.get((agency, name)) or self.owners.get((agency, name), name)

    def figure(self, rule: str, name: str) -> float:
        """One parameter; asked of each order, so looked up once."""
        return self.parameters.plain(rule, name)


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a stream rule may look at. `deals` come ordered by substance and day, and can be gone through once."""

    deals: Iterable[Deal]
    known: Known

    @property
    def shipments(self) -> Iterator[Declared]:
        """Those of a known mass."""
        return (deal for deal in self.deals if isinstance(deal, Declared))


class Finding(NamedTuple):
    """One finding: whose agency may see it, on which records, how sure (per mille), and what was compared.

    Without a cause of its own, a finding is about its last record.
    """

    agency: str
    subjects: tuple[int, ...]
    score: int
    inputs: tuple[tuple[str, str], ...]
    cause: str | None = None
    kind: str = "shipment"
    """Table of its records."""
    told_by: int = 0
    """Key of the newest record that takes part in it beside its own; that one may be another agency's."""


OrderRule: TypeAlias = Callable[[Declared, Known], Finding | None]
SeriesRule: TypeAlias = Callable[[Series, Known], Iterator[Finding]]
StreamRule: TypeAlias = Callable[[Dossier], Iterator[Finding]]
MirrorRule: TypeAlias = Callable[[Found], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Registered:
    """A rule with its code and version; it is of one of the sorts."""

    code: str
    version: int
    order: OrderRule | None = None
    series: SeriesRule | None = None
    stream: StreamRule | None = None
    mirror: MirrorRule | None = None
    directions: tuple[str, ...] = ()
    """The only directions a stream rule looks at; none named, all."""
    near: timedelta | None = None
    """No further from a new record does a stream rule look; None where it looks at everything."""
    unweighed: bool = False
    """Whether a stream rule also looks at shipments whose mass nobody knows."""

    def looks_at(self, deal: Deal) -> bool:
        """Whether a stream rule has anything to say of such a shipment."""
        own = self.unweighed or isinstance(deal, Declared)
        return own and (not self.directions or deal.direction in self.directions)


RULES: dict[str, Registered] = {}


def order_rule(code: str, version: int = 1) -> Callable[[OrderRule], OrderRule]:
    """Register a function as the order rule of that code."""

    def registered(find: OrderRule) -> OrderRule:
        RULES[code] = Registered(code, version, order=find)
        return find

    return registered


def series_rule(code: str, version: int = 1) -> Callable[[SeriesRule], SeriesRule]:
    """Register a function as the series rule of that code."""

    def registered(find: SeriesRule) -> SeriesRule:
        RULES[code] = Registered(code, version, series=find)
        return find

    return registered


def rule(
    code: str,
    version: int = 1,
    *,
    directions: tuple[str, ...] = (),
    near: timedelta | None = None,
    unweighed: bool = False,
) -> Callable[[StreamRule], StreamRule]:
    """Register a function as the stream rule of that code, with what it looks at."""

    def registered(find: StreamRule) -> StreamRule:
        RULES[code] = Registered(code, version, stream=find, directions=directions, near=near, unweighed=unweighed)
        return find

    return registered


def mirror_rule(code: str, version: int = 1) -> Callable[[MirrorRule], MirrorRule]:
    """Register a function as the mirror rule of that code."""

    def registered(find: MirrorRule) -> MirrorRule:
        RULES[code] = Registered(code, version, mirror=find)
        return find

    return registered


def kilograms(ug: int) -> str:
    """Micrograms as a text a person compares: kilograms, whole digits kept."""
    whole, rest = divmod(ug, 10**9)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".") + " kg"


def litres(ul: int) -> str:
    """Microlitres likewise, as litres."""
    whole, rest = divmod(ul, 10**6)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") + " L"
