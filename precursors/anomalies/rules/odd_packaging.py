"""R27: packages without a label, or of a kind or size that was never used for the substance."""

from __future__ import annotations

from collections.abc import Mapping

from precursors.anomalies.rule import Declared, Finding, Known, order_rule

CODE, VERSION = "odd-packaging", 2
SCORE, SCORE_UNLABELLED = 700, 750


@order_rule(CODE, VERSION)
def odd_packaging(order: Declared, known: Known) -> Finding | None:
    """The gravest sign of the packages of a shipment; who sends them without a label is told once for a substance.

    A kind or size is odd where nobody else used it, of a substance of which many packages are known.
    """
    if order.unlabelled:
        inputs = (("substance", order.substance), ("day", order.day.isoformat()), ("why", "unlabelled"))
        return Finding(order.agency, (order.key,), SCORE_UNLABELLED, inputs, f"{order.party} {order.substance}")
    for name, own, others in (
        ("package", order.package, known.packages.get(order.substance, {})),
        ("size", order.packaging, known.packagings.get(order.substance, {})),
    ):
        if own and _is_odd(own, others, known):
            return Finding(order.agency, (order.key,), SCORE, _inputs(order, name, own, others))
    return None


def _is_odd(own: str, others: Mapping[str, int], known: Known) -> bool:
    """Whether nobody else has it, among many with another; where nearly everybody has one of their own, none is."""
    least = known.figure(CODE, "least-shipments")
    return others.get(own, 0) <= 1 and len(others) <= least <= sum(others.values())


def _inputs(order: Declared, name: str, own: str, others: Mapping[str, int]) -> tuple[tuple[str, str], ...]:
    return (
        ("substance", order.substance),
        (name, own),
        ("usual", max(others, key=lambda each: (others[each], each))),
        ("shipments", str(sum(others.values()))),
        *((("why", name),) if name != "size" else ()),
    )
