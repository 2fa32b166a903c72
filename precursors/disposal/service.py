"""What verbs on an order share: who asks, the order under the writer's lock, the act, the refusal that is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.agencies.sharing import show
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.models import Current
from precursors.audit.refs import key_of
from precursors.db.engine import lock_writer
from precursors.db.tables import Fact
from precursors.disposal.custody_ties import STEPS, lots_follow
from precursors.disposal.dossier import Dossier
from precursors.disposal.loading import load
from precursors.disposal.models import DisposalLine, DisposalOrder
from precursors.disposal.rules.balance import KILOGRAM
from precursors.disposal.rules.evidence import number
from precursors.disposal.rules.life import ORDER
from precursors.disposal.rules.protocol import canonical
from precursors.disposal.shortfall import raise_shortfalls
from precursors.disposal.work_models import DisposalRefusal
from precursors.lives.service import against, move
from precursors.problems import Problem, Problems, problem
from precursors.quantities.normalise import Stated, normalise
from precursors.scope.visible import Sight, visible

T = TypeVar("T")
MOST_KG = 10**9
"""More than anybody keeps: a mass above it is a slip of the keyboard, and a sum of several still fits its column."""
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


def unsaid(**told: object) -> list[Problem]:
    """A problem for each of these that is empty, blanks apart."""
    empty = (name for name, said in told.items() if not (said.strip() if isinstance(said, str) else said))
    return [problem("disposal.missing", name, name=name) for name in empty]


def show_to(act: OpenAct, order: DisposalOrder, agencies: set[str], today: date) -> None:
    """Let other agencies see an order, as long as their people have a part in it."""
    until = today + timedelta(days=SHOWN_DAYS)
    purpose = f"{order.number}: part in the disposal"
    for receiver in sorted(agencies - {order.agency}):
        show(act, order, receiver, purpose, until)


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
