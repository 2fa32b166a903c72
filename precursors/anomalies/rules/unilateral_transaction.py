"""R24: a sale at home that the buyer, who declares its purchases otherwise, did not declare."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from precursors.anomalies.rule import Declared, Dossier, Finding, Known, kilograms, rule

CODE, SCORE = "unilateral-transaction", 450


@rule(CODE, directions=("domestic",))
def unilateral_transaction(dossier: Dossier) -> Iterator[Finding]:
    """A domestic deal with nothing of the other side within some days and about the same quantity.

    Only of parties that have shown they declare what they buy as well: so many of their deals were declared by both.
    The last days a party has declared of are left out, since the other side may still be on its way in.
    """
    known, deals = dossier.known, defaultdict[tuple[str, str, str], list[Declared]](list)
    for each in dossier.shipments:
        own = next(iter(each.parties - {each.other}), "")
        if each.other and own:
            deals[each.substance, own, each.other].append(each)
    alone, both, last, newest = [], Counter[str](), dict[str, Declared](), Counter[str]()
    for (substance, one, other), series in deals.items():
        unmatched = _unmatched(series, deals.get((substance, other, one), ()), known)
        both[other] += len(series) - len(unmatched)
        alone += [(other, each) for each in unmatched]
        last[one] = max((*series, *filter(None, (last.get(one),))), key=lambda each: each.day)
        for party in (one, other):
            newest[party] = max(newest[party], *(each.key for each in series))
    days, least = timedelta(days=known.figure(CODE, "days")), known.figure(CODE, "least-matched")
    for other, each in alone:
        if both[other] >= least and other in last and each.day + days <= last[other].day:
            yield _finding(other, each, newest[other])


def _unmatched(own: Sequence[Declared], others: Iterable[Declared], known: Known) -> list[Declared]:
    """Deals that find no partner; each of the other side's is used once, the earliest in reach first."""
    days = timedelta(days=known.figure(CODE, "days"))
    per_mille = round(known.figure(CODE, "share") * 1000)
    ordered = sorted(others, key=lambda each: (each.day, each.key))
    used: set[int] = set()
    left = []
    for each in sorted(own, key=lambda each: (each.day, each.key)):
        at = bisect_left(ordered, each.day - days, key=lambda other: other.day)
        while at < len(ordered) and ordered[at].day <= each.day + days:
            if ordered[at].key not in used and _alike(each.base_ug, ordered[at].base_ug, per_mille):
                used.add(ordered[at].key)
                break
            at += 1
        else:
            left.append(each)
    return left


def _alike(one: int, other: int, per_mille: int) -> bool:
    return abs(one - other) * 1000 <= per_mille * max(one, other)


def _finding(other: str, own: Declared, newest: int) -> Finding:
    inputs = (
        ("partner", other),
        ("substance", own.substance),
        ("quantity", kilograms(own.base_ug)),
        ("day", own.day.isoformat()),
    )
    return Finding(own.agency, (own.key,), SCORE, inputs, told_by=newest)
