"""The chain of custody of one container: without gap, without overlap. Pure.

The same judgement serves acts that permit (what it finds stops them) and events told afterwards (what it finds is
recorded and flagged), for a registry must be able to record a violation and must never permit one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import isqrt

from precursors.problems import Problem, problem

OPEN = "-"
"""Seals of a container that stands open."""

ENDINGS = frozenset({"return", "dispose", "lose"})
"""Verbs that may empty a container for good."""

TAKINGS = {
    "sample": "sample", "consume": "laboratory", "return": "returned", "dispose": "disposed", "lose": "loss",
}  # fmt: skip
"""Verbs that take something out, and the account of the lot it goes to."""

HANDS_OVER = frozenset({"transfer", "release", "receive"})
"""Verbs after which somebody else answers for the goods."""

NEVER = frozenset({"custody.day-ahead", "custody.before-last", "custody.nothing-left", "custody.seized-twice",
                   "custody.not-seized", "custody.more-than-there", "custody.keeper-unhanded"})  # fmt: skip
"""What cannot be recorded even as something that was seen: it contradicts the order of time or of amounts."""

WEIGHTS = frozenset({"custody.weight-lost", "custody.weight-gained", "custody.weight-drift"})
"""What a balance shows that nothing explains."""

DISCREPANCIES = WEIGHTS | {"custody.seals-differ", "custody.gap", "custody.loss-declared"}
"""What is seen and must be written down whoever sees it, with a reason, and opens an alert."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the chain says of a container at one moment."""

    custodian: str | None
    place: bytes | None
    seals: str | None
    net_ug: int | None
    since: date
    time: str | None
    verb: str
    keeper: str | None = None
    """Agency in whose custody it is; None for the one whose lot it is."""

    @property
    def on_the_way(self) -> bool:
        """Whether it was given away and nobody has received it yet."""
        return self.verb == "release"

    @property
    def gone(self) -> bool:
        """Whether nothing of it is left in custody."""
        return self.net_ug == 0 and self.verb in ENDINGS


@dataclass(frozen=True, slots=True)
class Link:
    """One event about to be chained: what is said of it; None is not said."""

    verb: str
    day: date
    time: str | None = None
    giver: str | None = None
    receiver: str | None = None
    place: bytes | None = None
    seal_before: str | None = None
    seal_after: str | None = None
    weighed_ug: int | None = None
    """Net mass on the balance."""
    taken_ug: int | None = None
    """Net mass taken out."""
    uncertainty_ug: int | None = None
    due: date | None = None
    """Last day of the balance's calibration."""
    keeper: str | None = None
    """Agency in whose custody it is after, where a hand-over names one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an agency allows before it asks; its own defaults stand in the editions it sets."""

    relative_ppm: int = 1_000
    """Change of weight, beyond uncertainty, that evaporation and handling explain, in parts per million."""
    floor_ug: int = 10_000_000
    """Change of weight that is never asked about: 10 g."""
    days_on_the_way: int = 1
    """Days between giving away and receiving."""


def against(held: Held | None, link: Link, today: date, limits: Limits) -> Iterator[Problem]:
    """Everything wrong with chaining `link` behind `held`; None where nothing has happened to the container yet."""
    if link.day > today:
        yield problem("custody.day-ahead", "day", day=link.day)
    if held is None:
        if link.verb != "seize":
            yield problem("custody.not-seized", "verb")
        return
    if link.verb == "seize":
        yield problem("custody.seized-twice", "verb")
    if (link.day, link.time or "24") < (held.since, held.time or ""):
        yield problem("custody.before-last", "day", day=link.day, since=held.since)
    if held.gone:
        yield problem("custody.nothing-left", "verb", verb=held.verb)
    yield from _hands(held, link, limits)
    yield from _seals(held, link)
    yield from _weights(held, link, limits)
    if link.verb == "lose":
        gone = held.net_ug if link.taken_ug is None else link.taken_ug
        yield problem("custody.loss-declared", "reason", change="?" if gone is None else grams(gone))


def sorted_out(found: Iterable[Problem], *, permitted: bool, reason: str | None) -> tuple[list[Problem], list[Problem]]:
    """What stops an event, and what is recorded with it and flagged.

    An act done here is stopped by everything but a discrepancy that somebody explains; what is told afterwards only by
    what cannot be.
    """
    every = list(found)
    if permitted:
        stops = [each for each in every if each.code not in DISCREPANCIES or not reason]
    else:
        stops = [each for each in every if each.code in NEVER]
    return stops, [] if stops else every


def _hands(held: Held, link: Link, limits: Limits) -> Iterator[Problem]:
    if link.giver is not None and held.custodian is not None and link.giver != held.custodian and not held.on_the_way:
        yield problem("custody.giver-has-it-not", "giver", giver=link.giver, custodian=held.custodian)
    if link.verb in HANDS_OVER - {"release"} and not link.receiver:
        yield problem("custody.unsigned", "receiver")
    if link.verb in HANDS_OVER - {"receive"} and not link.giver:
        yield problem("custody.unsigned", "giver")
    if link.giver and link.giver == link.receiver:
        yield problem("custody.one-person", "receiver", person=link.giver)
    if link.keeper is not None and link.verb not in HANDS_OVER:
        yield problem("custody.keeper-unhanded", "keeper", keeper=link.keeper)
    if held.on_the_way and link.verb != "receive":
        yield problem("custody.on-the-way", "verb")
    if link.verb == "receive" and not held.on_the_way:
        yield problem("custody.never-released", "verb")
    days = (link.day - held.since).days
    if link.verb == "receive" and held.on_the_way and days > limits.days_on_the_way:
        yield problem("custody.gap", "day", days=days, most=limits.days_on_the_way)


def _seals(held: Held, link: Link) -> Iterator[Problem]:
    if link.seal_before is not None and held.seals is not None and set_of(link.seal_before) != set_of(held.seals):
        yield problem("custody.seals-differ", "seal_before", found=link.seal_before, known=held.seals)
    touched = link.verb in {"open", "sample", "consume"} and held.seals not in {None, OPEN}
    if touched and link.seal_before is None:
        yield problem("custody.seals-not-read", "seal_before", known=held.seals)
    if touched and link.seal_after is not None and set_of(link.seal_after) & set_of(held.seals or ""):
        yield problem("custody.seal-used-twice", "seal_after", seal=link.seal_after)


def set_of(seals: str) -> frozenset[str]:
    """Seal numbers without order, case or an open container's dash."""
    return frozenset(seal.upper() for seal in seals.split() if seal != OPEN)


def read_among(read: str, known: Mapping[bytes, str | None]) -> dict[bytes, str]:
    """Seals read on several containers together, parted among them by what is known of each.

    A container none of whose known seals was read stood open; seals nobody knows are told of the first such container,
    else of the first: somebody must look.
    """
    left, found = set(set_of(read)), {}
    for key, seals in known.items():
        own = left & set_of(seals or "")
        found[key] = " ".join(sorted(own)) or OPEN
        left -= own
    if left and found:
        first = next((key for key, seals in found.items() if seals == OPEN), next(iter(found)))
        found[first] = " ".join(sorted(left | set_of(found[first])))
    return found


def _weights(held: Held, link: Link, limits: Limits) -> Iterator[Problem]:
    taken = link.taken_ug
    if taken is not None and held.net_ug is not None and taken > held.net_ug:
        yield problem("custody.more-than-there", "amount", taken=grams(taken), there=grams(held.net_ug))
    if link.weighed_ug is None:
        return
    if link.due is not None and link.due < link.day:
        yield problem("custody.calibration-over", "instrument", due=link.due)
    change = changed(held, link)
    if change is None:
        return
    allowed = allowance(link.weighed_ug - change, link.uncertainty_ug or 0, limits)
    if abs(change) > allowed:
        code = "custody.weight-gained" if change > 0 else "custody.weight-lost"
        yield problem(code, "weight", change=grams(abs(change)), allowed=grams(allowed))


def changed(held: Held | None, link: Link) -> int | None:
    """What a balance shows more than the chain has, below 0 if less; None where nobody weighed, or nothing is known."""
    if held is None or held.net_ug is None or link.weighed_ug is None:
        return None
    return link.weighed_ug - (held.net_ug - (link.taken_ug or 0))


def drift(change: int, uncertainty_ug: int, found_ug: int, missing_ug: int, limits: Limits) -> Iterator[Problem]:
    """What the weighings of a whole lot come to, which one by one stay below what is asked about.

    `missing_ug` of `found_ug` were missing before, below 0 if too much. Asked about is a weighing that adds to it by
    more than the balance leaves open.
    """
    after_ug, allowed = missing_ug - change, allowance(found_ug, uncertainty_ug, limits)
    adds = abs(after_ug) > abs(missing_ug) and abs(change) > isqrt(2 * uncertainty_ug * uncertainty_ug)
    if missing_ug and adds and abs(after_ug) > allowed:
        yield problem("custody.weight-drift", "weight", change=grams(abs(after_ug)), allowed=grams(allowed))


def allowance(net_ug: int, uncertainty_ug: int, limits: Limits) -> int:
    """Change of weight nobody asks about: both weighings' uncertainty together, or what handling explains."""
    both = isqrt(2 * uncertainty_ug * uncertainty_ug)
    return max(both, net_ug * limits.relative_ppm // 1_000_000, limits.floor_ug)


def follow(held: Held | None, link: Link) -> Held:
    """What the chain says once `link` stands behind `held`."""
    old = held or Held(None, None, None, None, link.day, link.time, link.verb)
    custodian = link.receiver or (None if link.verb == "release" else old.custodian)
    seals = OPEN if link.verb in {"open", "sample", "consume"} and not link.seal_after else link.seal_after or old.seals
    place, net, keeper = link.place or old.place, after(old.net_ug, link), link.keeper or old.keeper
    return Held(custodian, place, seals, net, link.day, link.time, link.verb, keeper)


def after(before_ug: int | None, link: Link) -> int | None:
    """Net mass after an event: what the balance says, else what was there less what was taken."""
    if link.weighed_ug is not None:
        return link.weighed_ug
    return before_ug if before_ug is None or link.taken_ug is None else before_ug - link.taken_ug


def grams(ug: int) -> str:
    """Micrograms as people read them: grams, six decimals at most."""
    whole, rest = divmod(ug, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".") + " g"
