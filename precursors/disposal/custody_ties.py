"""Orders and the lots in custody they are about: holds that block, lives that follow, grams that leave the store.

A line names its lot by the reference of custody (`LOT-…`) or as `seizure/number`: a lot of the agency's own, or one of
another agency that was handed over to it whole. A lot that custody does not know is taken as stated: orders of agencies
whose store is kept elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import key_of, ref_of
from precursors.custody.accounts import in_containers, of_lot
from precursors.custody.chain import Event
from precursors.custody.finding import containers_of, lot_named
from precursors.custody.keeping import keeper_of, kept_for_others
from precursors.custody.models import Container, Lot
from precursors.custody.rules import Link
from precursors.custody.service import against_events, happen, held_lot, holds_over, step_where_possible
from precursors.custody.storage import Nature, natures
from precursors.disposal.dossier import Dossier
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.rules.balance import kg
from precursors.holds.service import holds_on, refusal
from precursors.intake.words import folded
from precursors.problems import Problem, problem

RETURNED = "returned"
GOES = {
    "sample-kept": "sample", "sample-used": "laboratory", RETURNED: "returned", "disposed": "disposed",
    "residue": "residue", "loss": "loss",
}  # fmt: skip
"""Parts of a line that leave its containers, and the account of the lot each goes to."""
ELSEWHERE = frozenset({"sample-kept", "sample-used", RETURNED, "loss"})
"""Of these custody may have taken some out before, by events of its own."""
STEPS = {
    "request": "ask-release",
    "release": "release",
    "refuse-release": "refuse-release",
    "approve": "put-in-batch",
    "cancel": "take-out-of-batch",
    "certify": "destroy",
}
"""What a step of an order is in the life of its lots, where that is possible."""


def lot_in_custody(session: Session, agency: str, name: str) -> Lot | None:
    """The standing lot that a line of an agency's order names, if it is the agency's or wholly in its custody."""
    if is_ref(session, name):
        found = key_of(session, name)
        query = select(Lot).join(Current, stands(Lot)).where(Lot.id == (found[1] if found else 0))
        lot = session.execute(query).scalar_one_or_none()
        return lot if lot is not None and agency in {lot.agency, keeper_of(session, lot)} else None
    seizure, sign, number = name.rpartition("/")
    if not sign:
        return None
    own = lot_named(session, agency, seizure, number)
    if own is not None:
        return own
    there = kept_for_others(session, agency, folded(seizure))
    kept = [each for each in there if folded(each.number) == folded(number)]
    return kept[0] if len(kept) == 1 else None


def is_ref(session: Session, name: str) -> bool:
    """Whether a name is the reference of a lot."""
    found = key_of(session, name)
    return found is not None and found[0] is Lot


class Called(NamedTuple):
    """What a lot is called in an order, and every name under which orders have it."""

    name: str
    others: Mapping[str, str | None]
    """Each name with the agency whose orders mean this lot by it; None: anybody's."""


def called(session: Session, agency: str, name: str) -> Called:
    """The names of a lot. One of another agency is called by its reference: numbers are each agency's own."""
    lot = lot_in_custody(session, agency, name)
    if lot is None:
        return Called(name, {name: agency})
    own, ref = own_name(lot), ref_of(session, Lot, lot.id)
    return Called(own if lot.agency == agency and "/" in name else ref, {own: lot.agency, ref: None})


def own_name(lot: Lot) -> str:
    """What the agency that took a lot calls it."""
    return f"{lot.seizure}/{lot.number}"


def lots_of(session: Session, agency: str, lines: Iterable[DisposalLine]) -> list[tuple[DisposalLine, Lot]]:
    """Lines whose lots custody knows."""
    found = ((line, lot_in_custody(session, agency, line.lot)) for line in lines)
    return [(line, lot) for line, lot in found if lot is not None]


def named_against(session: Session, agency: str, name: str, substance: str, net_ug: int, today: date) -> list[Problem]:
    """What stands against putting a lot into an order: a hold, or that custody has it otherwise."""
    lot = lot_in_custody(session, agency, name)
    if lot is None:
        told = {"lot": name, "agency": agency}
        return [problem("disposal.lot-elsewhere", "lot", **told)] if is_ref(session, name) else []
    held = held_lot(session, bytes(lot.key), today)
    wrong = [held] if held else []
    kept = kept_ug(session, lot)
    if kept is not None and kept != net_ug:
        wrong.append(problem("disposal.lot-differs", "mass", lot=name, stated=kg(net_ug), kept=kg(kept)))
    return [*wrong, *found_otherwise(name, substance, natures(session, [bytes(lot.key)])[bytes(lot.key)])]


def found_otherwise(name: str, substance: str, nature: Nature) -> list[Problem]:
    """What a laboratory found a lot to be, or else its finders presumed, where an order has it as something else."""
    if nature.substance in {None, substance}:
        return []
    return [problem("disposal.lot-differs", "substance", lot=name, stated=substance, kept=nature.substance)]


def kept_ug(session: Session, lot: Lot) -> int | None:
    """What an order of a lot is about: all that was found, or what an order that was stopped left in its containers."""
    gone = of_lot(session, bytes(lot.key))
    if not any(gone.get(GOES[part]) for part in ("disposed", "residue")):
        return lot.net_ug
    own = containers_of(session, [bytes(lot.key)])
    return sum(in_containers(session, {bytes(each.key): bytes(lot.key) for each in own}).values())


def holds_against(session: Session, dossier: Dossier) -> list[Problem]:
    """Holds on the order, its lots, their containers and seizures, whoever placed them."""
    lots = [lot for _, lot in lots_of(session, dossier.order.agency, dossier.lines)]
    on_order = holds_on(session, DisposalOrder.__tablename__, [bytes(dossier.order.key)], dossier.today)
    found = [refusal(hold) for hold in (*on_order.values(), *holds_over(session, lots, dossier.today))]
    return [each for n, each in enumerate(found) if each not in found[:n]]


def lots_follow(act: OpenAct, agency: str, lines: Iterable[DisposalLine], verb: str, today: date) -> None:
    """Move the lots on as the order moves on."""
    for _, lot in lots_of(act.session, agency, lines):
        step_where_possible(act, lot.agency, bytes(lot.key), STEPS.get(verb), today)


def leaving(session: Session, dossier: Dossier) -> list[Event]:
    """Events that take out of containers what the balance says went, and write off what nobody can explain.

    Nothing of a lot stays on its containers' accounts then but what another order takes over: a loss or a gain that is
    unexplained stands on the lot's account of differences, so that all its accounts still come to nothing.
    """
    events: list[Event] = []
    goes_on = any(each.kind == "remainder" for each in dossier.children)
    for line, lot in lots_of(session, dossier.order.agency, dossier.lines):
        own = containers_of(session, [bytes(lot.key)])
        inside = in_containers(session, {bytes(each.key): bytes(lot.key) for each in own})
        whole = dossier.order.kind != "remainder" and lot.net_ug in {None, line.net_ug}
        gone = of_lot(session, bytes(lot.key)) if whole else {}
        made = dossier.balance_of(line)
        wanted = [
            (role, made.part(part) - (gone.get(role, 0) if part in ELSEWHERE else 0))
            for part, role in GOES.items()
            if not (goes_on and part == RETURNED)
        ]
        staying = made.part(RETURNED) if goes_on else 0
        events += emptied(dossier, lot, own, inside, [pair for pair in wanted if pair[1] > 0], staying)
    return events


def emptied(
    dossier: Dossier,
    lot: Lot,
    own: Sequence[Container],
    inside: Mapping[bytes, int],
    wanted: Sequence[tuple[str, int]],
    staying: int,
) -> Iterator[Event]:
    """Every container of a lot, one after the other, until only `staying` micrograms are left in all of them."""
    left = {bytes(each.key): inside.get(bytes(each.key), 0) for each in own}

    def event(container: Container, link: Link, role: str | None = None) -> Event:
        return Event(container, lot, link, {}, dossier.order.number, role)

    gain = sum(amount for _, amount in wanted) + staying - sum(left.values())
    if own and gain > 0:
        first = max(own, key=lambda each: left[bytes(each.key)])
        left[bytes(first.key)] += gain
        yield event(first, Link("reweigh", dossier.today, weighed_ug=left[bytes(first.key)]))
    for role, amount in wanted:
        for container in own:
            taken = min(left[bytes(container.key)], amount)
            if taken > 0:
                left[bytes(container.key)] -= taken
                amount -= taken
                yield event(container, Link("dispose", dossier.today, taken_ug=taken), role)
    for container in own:
        key = bytes(container.key)
        kept = min(left[key], staying)
        staying -= kept
        if left[key] > kept:
            yield event(container, Link("dispose", dossier.today, weighed_ug=kept))


def leaving_against(session: Session, dossier: Dossier) -> list[Problem]:
    """What custody has against it."""
    events = leaving(session, dossier)
    return list(against_events(session, events, dossier.today)) if events else []


def leave(act: OpenAct, dossier: Dossier) -> None:
    """Take what was destroyed, left as residue or lost out of the store, in an open act."""
    events = leaving(act.session, dossier)
    if events:
        happen(act, events, dossier.today)
