"""R31: cash, somebody else who pays, a forwarder as final address, goods fetched by a vehicle that is nobody's.

Each sign alone is seen in honest trade too, and one of them is told of an order, the gravest. Shops pay small orders in
cash: one is told where it is large, or where nobody can say. What a seller notices beside these comes as a report of a
suspicious deal.
"""

from __future__ import annotations

from collections.abc import Iterator

from precursors.anomalies.rule import Declared, Finding, Known, order_rule

CODE, VERSION = "odd-payment", 2
SCORES = {"cash-by-other": 800, "address": 700, "payer": 650, "vehicle": 600, "much-cash": 550, "cash": 400}
"""The signs, the gravest first."""


@order_rule(CODE, VERSION)
def odd_payment(order: Declared, known: Known) -> Finding | None:
    """The gravest sign of how an order was paid and where and by whom its goods went; once for a party and a sign."""
    if not (order.consignee or order.payment or order.payer or order.vehicle):
        return None
    found = dict(_signs(order, known))
    sign = next((each for each in SCORES if each in found), None)
    if sign is None:
        return None
    inputs = [("substance", order.substance), ("day", order.day.isoformat()), *found[sign]]
    if sign != "address":
        inputs.append(("why", sign))
    about = "cash" if "cash" in sign else found[sign][0][1]
    return Finding(order.agency, (order.key,), SCORES[sign], tuple(inputs), f"{order.party} {about}")


def _signs(order: Declared, known: Known) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Every sign with what it rests on."""
    times = known.forwarders.get(order.consignee, 0) if order.consignee else 0
    if times and times >= known.figure(CODE, "least-shipments"):
        yield "address", (("consignee", order.consignee), ("times", str(times)))
    third = order.payer if _is_third(order, known) else ""
    if third:
        yield "payer", (("payer", third),)
    if order.payment == "cash":
        others = known.amounts_of(order.substance)
        if others.exceeds(order.base_ug, known.figure(CODE, "large-quantile")):
            yield "much-cash", ()
        elif others.figures < known.figure(CODE, "least-orders"):
            yield "cash", ()
        if third:
            yield "cash-by-other", (("payer", third),)
    if order.vehicle and _is_nobodys(order, known):
        yield "vehicle", (("vehicle", order.vehicle),)


def _is_third(order: Declared, known: Known) -> bool:
    """Whether who paid is none of those the goods are from or for, nor of one group with them."""
    theirs = {known.one(order.agency, name) for name in (*order.parties, order.consignee) if name}
    return bool(order.payer and theirs) and known.one(order.agency, order.payer) not in theirs


def _is_nobodys(order: Declared, known: Known) -> bool:
    """Whether a vehicle is none of those that the parties and the carrier named; where nobody named any, unknown."""
    names = {name for name in (*order.parties, order.consignee, *order.forwarders) if name}
    owners = {known.owners.get((order.agency, name), "") for name in names}
    theirs = [known.vehicles[order.agency, each] for each in owners if (order.agency, each) in known.vehicles]
    return bool(theirs) and order.vehicle not in frozenset().union(*theirs)
