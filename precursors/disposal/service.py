"""What verbs on an order share: who asks, the order under the writer's lock, the act, the refusal that is kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.agencies.sharing import show
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.keys import natural_key, standing
from precursors.audit.models import Current
from precursors.audit.refs import key_of, ref_of
from precursors.db.engine import lock_writer
from precursors.db.tables import Fact
from precursors.disposal.custody_ties import STEPS, called, lots_follow, lots_of, named_against
from precursors.disposal.library import RESIDUE
from precursors.disposal.loading import Dossier, load
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.rules.balance import KILOGRAM
from precursors.disposal.rules.evidence import number, whole
from precursors.disposal.rules.life import FREE, GONE, ORDER
from precursors.disposal.rules.protocol import canonical
from precursors.disposal.shortfall import raise_shortfalls
from precursors.disposal.work_models import DisposalRefusal
from precursors.intake.words import folded
from precursors.lives.service import against, move, states_of
from precursors.problems import Problem, Problems, problem
from precursors.quantities.normalise import Stated, normalise
from precursors.scope.visible import Sight, visible
from precursors.substances.book import book
from precursors.substances.identify import identify

T = TypeVar("T")
MOST_KG = 10**9
"""More than anybody keeps: a mass above it is a slip of the keyboard, and a sum of several still fits its column."""
FORMS = frozenset({"L", "S"})
"""Liquid or solid."""
SHOWN_DAYS = 365
"""How long an order stays open to the agencies of those who have a part in it."""


@dataclass(frozen=True, slots=True)
class Who:
    """Whoever asks, and when."""

    actor: Actor
    now: datetime
    today: date
    factor: bool = False
    """Whether they signed in with a second factor of their own."""
    country: str = ""
    """Country of their agency."""

    @property
    def person(self) -> str:
        """Name they sign in with."""
        return self.actor.name

    @property
    def home(self) -> str:
        """Code of their agency."""
        return self.actor.agency or ""


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


def own_order(session: Session, sight: Sight, ref: str) -> DisposalOrder | None:
    """The order of this reference, if the reader may see it."""
    found = key_of(session, ref)
    if found is None or found[0] is not DisposalOrder:
        return None
    query: Any = select(DisposalOrder).where(DisposalOrder.id == found[1])
    return session.execute(visible(query, DisposalOrder, sight, names=True)).scalar_one_or_none()


def attempt(
    session: Session, who: Who, order: DisposalOrder, verb: str, do: Callable[[Dossier], T | Problems]
) -> T | Problems:
    """Do something with an order under the writer's lock. What is refused is written down with its reasons."""
    lock_writer(session)
    made = do(load(session, order, who.today))
    if isinstance(made, Problems):
        refuse(session, who, order, verb, made)
    return made


def refuse(session: Session, who: Who, order: DisposalOrder, verb: str, wrong: Iterable[Problem]) -> None:
    """Keep what was asked and why it was refused."""
    listed = list(wrong)
    act = open_act(session, f"refuse-disposal-{verb}", who.actor)
    told = canonical({"reasons": [{"code": each.code, **each.values} for each in listed]})
    codes = " ".join(each.code for each in listed)
    act.add(DisposalRefusal, {"order_id": order.id, "verb": verb, "codes": codes, "told": told})
    raise_shortfalls(act, order, listed)
    act.seal()


def opened(session: Session, who: Who, verb: str, reason: str | None = None) -> OpenAct:
    """An act of this room."""
    return open_act(session, f"disposal-{verb}", who.actor, (reason or "").strip() or None)


def moves_against(session: Session, dossier: Dossier, verb: str, who: Who) -> list[Problem]:
    """What forbids the step of an order's life today."""
    wrong = against(session, ORDER, bytes(dossier.order.key), verb, who.today, who.today)
    return [wrong] if wrong else []


def moved(act: OpenAct, order: DisposalOrder, verb: str, today: date, reason: str | None = None) -> str:
    """Move an order, and its lots in custody with it, on in an open act; answers its new state."""
    if verb in STEPS:
        own = act.session.execute(select(DisposalLine).where(DisposalLine.order_id == order.id)).scalars()
        lots_follow(act, order.agency, own, verb, today)
    return move(act, ORDER, order.agency, bytes(order.key), verb, today, reason=(reason or "").strip() or None)


def step_of_life(session: Session, who: Who, dossier: Dossier, verb: str, reason: str | None = None) -> int | Problems:
    """A verb that only moves an order on."""
    if wrong := moves_against(session, dossier, verb, who):
        return Problems(wrong)
    act = opened(session, who, verb, reason)
    moved(act, dossier.order, verb, who.today, reason)
    act.seal()
    return act.id


def keyed(act: OpenAct, model: type[Fact], values: Mapping[str, Any], key: bytes) -> int:
    """Add a fact with a natural key, which from now on stands."""
    number = act.add(model, {**values, "key": key})
    act.session.execute(insert(Current), {"key": key, "id": number})
    return number


def factor_against(who: Who) -> list[Problem]:
    """A signature is given with a second factor of one's own."""
    return [] if who.factor else [problem("approval.no-second-factor")]


def request(session: Session, who: Who, draft: OrderDraft, agency: str) -> str | Problems:
    """Ask for the release of lots to be destroyed; answers the order's reference."""
    lock_writer(session)
    number = folded(draft.number)
    key = natural_key("disposal-order", agency, number)
    wrong = [
        problem("disposal.missing", name, name=name) for name in ("number", "why") if not getattr(draft, name).strip()
    ]
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


def show_to(act: OpenAct, order: DisposalOrder, agencies: set[str], today: date) -> None:
    """Let other agencies see an order, as long as their people have a part in it."""
    until = today + timedelta(days=SHOWN_DAYS)
    purpose = f"{order.number}: part in the disposal"
    for receiver in sorted(agencies - {order.agency}):
        show(act, order, receiver, purpose, until)


def written(act: OpenAct, draft: OrderDraft, lines: list[dict[str, Any]], agency: str, key: bytes) -> int:
    """Write an order with its lines in an open act; answers its key."""
    values = {"agency": agency, "number": draft.number.strip(), "kind": draft.kind, "parent": draft.parent}
    order = keyed(act, DisposalOrder, values | {"why": draft.why.strip(), "notes": draft.notes}, key)
    act.add_many(DisposalLine, [line | {"order_id": order} for line in lines])
    return order


def _line(draft: LineDraft) -> dict[str, Any] | list[Problem]:
    """One line as it is kept, or what is wrong with it."""
    wrong = [
        problem("disposal.missing", name, name=name)
        for name in ("lot", "custodian")
        if not getattr(draft, name).strip()
    ]
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


def micrograms(text: str) -> int | Problem:
    """A mass as stated, kilograms where no unit is; a volume has no mass until its density is known."""
    told = text.strip()
    plain = number(told)
    if plain is not None:
        fits = 0 <= plain <= MOST_KG
        return int(plain * KILOGRAM) if fits else problem("disposal.mass-unread", "mass", text=told)
    made = normalise(Stated(told, "", convention="none"))
    if made.stated_ug is None:
        return problem(
            "disposal.mass-unread" if made.stated_ul is None else "disposal.density-needed", "mass", text=told
        )
    return made.stated_ug


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


def plain(text: str) -> Any:  # noqa: ANN401 - JSON
    """Canonical JSON back."""
    return json.loads(text)
