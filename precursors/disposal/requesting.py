"""A new order: the lots it is to destroy, none of which another order has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.audit.refs import ref_of
from precursors.db.engine import lock_writer
from precursors.disposal.custody_ties import called, lots_follow, lots_of, named_against
from precursors.disposal.library import RESIDUE
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.rules.evidence import whole
from precursors.disposal.rules.life import FREE, GONE, ORDER
from precursors.disposal.service import Who, keyed, micrograms, opened, refuse, show_to, unsaid
from precursors.intake.words import folded
from precursors.lives.service import states_of
from precursors.problems import Problem, Problems, problem
from precursors.substances.book import book
from precursors.substances.identify import identify

FORMS = frozenset({"L", "S"})
"""Liquid or solid."""


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One lot about to be put into an order, as typed."""

    lot: str
    substance: str
    mass: str
    uncertainty: str = "0"
    form: str = ""
    pieces: str = "1"
    seals: str = ""
    custodian: str = ""


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """An order about to be asked for."""

    number: str
    why: str
    lines: tuple[LineDraft, ...]
    kind: str = "ordinary"
    parent: int | None = None
    notes: str | None = None
    show: tuple[str, ...] = ()
    """Codes of other agencies that are to see it: the court that decides, for one."""


def request(session: Session, who: Who, draft: OrderDraft, agency: str) -> str | Problems:
    """Ask for the release of lots to be destroyed; answers the order's reference."""
    lock_writer(session)
    number = folded(draft.number)
    key = natural_key("disposal-order", agency, number)
    wrong = unsaid(number=draft.number, why=draft.why)
    if number and standing(session, [key]):
        wrong.append(problem("disposal.number-taken", "number", number=draft.number))
    lines = [_line(each) for each in draft.lines]
    wrong += [each for line in lines if isinstance(line, list) for each in line]
    good = [line for line in lines if isinstance(line, dict)]
    if not lines:
        wrong.append(problem("disposal.no-lots", "lot"))
    for line in good:
        line["lot"] = called(session, agency, line["lot"]).name
    taken = taken_lots(session, agency, [line["lot"] for line in good], draft.parent)
    wrong += [*lots_against([line["lot"] for line in good], taken)]
    for line in good:
        wrong += named_against(session, agency, line["lot"], line["substance"], line["net_ug"], who.today)
    wrong += [problem("agency.unknown", "show", value=each) for each in draft.show if by_code(session, each) is None]
    if wrong:
        told = [each for each in wrong if each.code in {"disposal.lot-busy", "disposal.lot-gone"}]
        for order in {each.order.id: each.order for each in taken}.values():
            refuse(session, who, order, "request", told)
        return Problems(wrong)
    act = opened(session, who, "request", draft.why)
    number_of = written(act, draft, good, agency, key)
    own = list(session.execute(select(DisposalLine).where(DisposalLine.order_id == number_of)).scalars())
    owners = {lot.agency for _, lot in lots_of(session, agency, own)}
    show_to(act, session.get_one(DisposalOrder, number_of), {*draft.show, *owners}, who.today)
    lots_follow(act, agency, own, "request", who.today)
    act.seal()
    return ref_of(session, DisposalOrder, number_of)


def written(act: OpenAct, draft: OrderDraft, lines: list[dict[str, Any]], agency: str, key: bytes) -> int:
    """Write an order with its lines in an open act; answers its key."""
    values = {"agency": agency, "number": draft.number.strip(), "kind": draft.kind, "parent": draft.parent}
    order = keyed(act, DisposalOrder, values | {"why": draft.why.strip(), "notes": draft.notes}, key)
    act.add_many(DisposalLine, [line | {"order_id": order} for line in lines])
    return order


def _line(draft: LineDraft) -> dict[str, Any] | list[Problem]:
    """One line as it is kept, or what is wrong with it."""
    wrong = unsaid(lot=draft.lot, custodian=draft.custodian)
    known = draft.substance.strip().lower()
    found = identify(draft.substance)
    substance = known if known == RESIDUE or known in book().substances else found.substance
    if substance is None:
        wrong.append(Problem(found.because, "substance", dict(found.values) | {"text": draft.substance}))
    mass, spread = micrograms(draft.mass), micrograms(draft.uncertainty or "0")
    wrong += [each for each in (mass, spread) if isinstance(each, Problem)]
    pieces = whole(draft.pieces) or 0
    if not 0 < pieces < 10_000:
        wrong.append(problem("disposal.pieces", "pieces", value=draft.pieces))
    form = draft.form.strip().upper()
    if form not in FORMS:
        wrong.append(problem("choice.unknown", "form", value=draft.form, expected="L, S"))
    if isinstance(mass, int) and mass <= 0:
        wrong.append(problem("disposal.mass-nothing", "mass"))
    if wrong:
        return wrong
    texts = {"lot": draft.lot.strip(), "seals": draft.seals.strip() or None, "custodian": draft.custodian.strip()}
    return texts | {"substance": substance, "form": form, "net_ug": mass, "uncertainty_ug": spread, "pieces": pieces}


def lots_against(lots: Sequence[str], taken: Sequence[Taken]) -> list[Problem]:
    """A lot stands in one open order at most, and once in it; what was destroyed is destroyed once."""
    twice = sorted({each for each in lots if lots.count(each) > 1})
    wrong = [problem("disposal.lot-twice", "lot", lot=lot) for lot in twice]
    codes = {True: "disposal.lot-gone", False: "disposal.lot-busy"}
    return wrong + [problem(codes[x.state in GONE], "lot", lot=x.lot, order=x.order.number) for x in taken]


class Taken(NamedTuple):
    """A lot that an order has, or has made an end of."""

    lot: str
    order: DisposalOrder
    state: str


def taken_lots(session: Session, agency: str, lots: Sequence[str], parent: int | None) -> list[Taken]:
    """Those of these lots that an order but the parent has or has made an end of, each with that order.

    Of what a stopped order left, the order of the remainder is asked, not the one that is over.
    """
    known = {name: (lot, of) for lot in lots for name, of in called(session, agency, lot).others.items()}
    return taken_of(session, known, parent)


def taken_of(session: Session, known: Mapping[str, tuple[str, str | None]], parent: int | None = None) -> list[Taken]:
    """The same of lots by every name they are known under: to what it leads, and in whose orders it means that."""
    query = select(DisposalLine.lot, DisposalOrder).join(DisposalOrder, DisposalOrder.id == DisposalLine.order_id)
    named = (DisposalLine.lot.in_(known), DisposalOrder.id != (parent or -1))
    by_name = session.execute(query.where(*named).order_by(DisposalLine.id))
    rows = [(known[name][0], order) for name, order in by_name if known[name][1] in {None, order.agency}]
    states = states_of(session, ORDER, [bytes(order.key) for _, order in rows])
    over = {(order.parent, lot) for lot, order in rows if order.kind == "remainder"}
    found = [Taken(lot, order, states[bytes(order.key)].state) for lot, order in rows]
    return [x for x in found if x.state not in FREE and not (x.state in GONE and (x.order.id, x.lot) in over)]
