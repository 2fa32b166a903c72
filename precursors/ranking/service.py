"""Train on what people said of flags, order the latest shipments by it, keep the order. It decides nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import natural_key, stands
from precursors.audit.models import Current
from precursors.audit.refs import ref_of, refs_of
from precursors.db.engine import Database
from precursors.db.tables import act_of
from precursors.flags.marks import flags_of, keys_in
from precursors.flags.models import Disposition, Flag
from precursors.intake.types import told as figure_told
from precursors.jobs.worker import Run, Work
from precursors.problems import Problem
from precursors.ranking.layout import Case, Layout, layout
from precursors.ranking.model import Model, train
from precursors.ranking.models import Ranking
from precursors.scope.visible import Sight, visible
from precursors.trade.models import Shipment

RANK = "rank"
"""Kind of the job, and of the act."""
LAYOUT = "shipments"
LATEST = timedelta(days=90)
"""How far back shipments are ordered; those somebody has spoken of already are not."""
MOST = 50_000
"""Shipments that are learnt from, the latest ones."""
KEPT = 200
"""Shipments of an order that are kept: more than anybody inspects in a day."""
_UG_PER_KG = 10**9
_S = Shipment
_COLUMNS = (
    _S.id, _S.day, _S.party, _S.counterparty, _S.substance, _S.hs, _S.direction, _S.port_loading, _S.origin,
    _S.destination, _S.transit, _S.transport, _S.broker, _S.package_size, _S.currency, _S.packages, _S.value,
    _S.base_ug,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One shipment of an order: what the rules say of it comes before what was learnt."""

    ref: str
    row: Any
    score: int
    """Per mille."""
    because: list[dict[str, Any]]
    flags: list[Flag]


@dataclass(frozen=True, slots=True)
class Order:
    """The latest order of an agency."""

    ref: str
    act: int
    trained: dict[str, Any]
    places: list[Place]


def answers(session: Session, agency: str) -> dict[int, bool]:
    """Shipments people spoke of: True where a flag on them was confirmed, False where all were dismissed."""
    query = select(Flag.id, Flag.subjects, Disposition.state).join(Disposition, Disposition.flag == Flag.id)
    query = query.where(Flag.agency == agency, Flag.kind == Shipment.__tablename__).order_by(Disposition.id)
    last = {flag: (subjects, state) for flag, subjects, state in session.execute(query)}
    found: dict[int, bool] = {}
    for subjects, state in last.values():
        if state in {"confirmed", "dismissed"}:
            for key in keys_in(subjects):
                found[key] = found.get(key, False) or state == "confirmed"
    return found


def cases(session: Session, agency: str, read: Layout, said: Mapping[int, bool]) -> Iterator[Case]:
    """The latest standing shipments of an agency; one query."""
    query = select(*_COLUMNS).join(Current, stands(Shipment)).where(Shipment.agency == agency)
    for row in session.execute(query.order_by(Shipment.id.desc()).limit(MOST)):
        told = dict(row._mapping) | {"ref": row.id, "kg": row.base_ug / _UG_PER_KG if row.base_ug else None}
        told["party"] = (row.party or "").removeprefix("party:")
        told |= {name: _figure(told[name]) for name in ("value", "packages")}
        yield read.case(told, said.get(row.id))


def _figure(stated: str | None) -> float | None:
    known = figure_told(stated)
    return float(known.number) if known is not None and known.number is not None else None


def rank(database: Database, actor: Actor, agency: str, today: date) -> str | Problem:
    """Train, order the latest shipments, keep the order in an act; answers its reference.

    Reading has a snapshot and learning has none, so that nobody's writing waits for it.
    """
    read = layout(LAYOUT)
    if isinstance(read, Problem):
        return read
    with database.read() as session:
        found = list(cases(session, agency, read, answers(session, agency)))
    model = train(found, read, f"flags of {agency}", "")
    if isinstance(model, Problem):
        return model
    values = _told(model, found, today)
    return database.write(lambda session: _kept(session, actor, agency, values))


def _told(model: Model, found: list[Case], today: date) -> dict[str, Any]:
    """What is kept of a model, and the order it gives the latest shipments."""
    document = model.document()
    open_ones = (case for case in found if case.found is None and case.day > today - LATEST)
    first = [
        {"key": int(each.case.row), "score": round(each.score * 1000), "because": [asdict(why) for why in each.because]}
        for each in model.ranked(open_ones)[:KEPT]
    ]
    told = {"forest": document["content"]["forest"], "trained": model.trained, "ranked": first}
    return {"sha256": bytes.fromhex(document["sha256"])} | {name: _json(each) for name, each in told.items()}


def _kept(session: Session, actor: Actor, agency: str, values: Mapping[str, Any]) -> str:
    act = open_act(session, RANK, Actor(actor.name, agency))
    key = natural_key("ranking", agency, str(act.id))
    number = act.add(Ranking, {"agency": agency, "key": key, **values})
    session.execute(insert(Current), {"key": key, "id": number})
    act.seal()
    return ref_of(session, Ranking, number)


def _json(told: object) -> str:
    return json.dumps(told, sort_keys=True, ensure_ascii=False)


def latest(session: Session, sight: Sight) -> Order | None:
    """The latest order of the reader's own agencies: flagged shipments first, then by what was learnt."""
    query: Any = visible(select(Ranking), Ranking, sight.own).order_by(Ranking.id.desc()).limit(1)
    kept_row = session.execute(query).scalar_one_or_none()
    if kept_row is None:
        return None
    told = {each["key"]: each for each in json.loads(kept_row.ranked)}
    rows: Any = select(Shipment).join(Current, stands(Shipment)).where(Shipment.id.in_(told))
    found = {row.id: row for row in session.execute(visible(rows, Shipment, sight.own)).scalars()}
    flags, refs = flags_of(session, sight, Shipment.__tablename__, found), refs_of(session, Shipment, found)
    places = [
        Place(refs[key], found[key], each["score"], each["because"], flags.get(key, []))
        for key, each in told.items()
        if key in found
    ]
    places.sort(key=lambda each: (-max((flag.score for flag in each.flags), default=0), -each.score))
    return Order(ref_of(session, Ranking, kept_row.id), act_of(kept_row.id), json.loads(kept_row.trained), places)


def run_over(database: Database, today: Callable[[], date]) -> Run:
    """The job over an installation: one order for the agency that asked."""

    def run(work: Work) -> Mapping[str, Any]:
        work.step("learning", 0)
        agency, actor = work.job.agency or "", Actor(work.job.person)
        made = rank(database, actor, agency, today())
        if isinstance(made, Problem):
            return {"ref": None, "code": made.code, "values": dict(made.values)}
        return {"ref": made}

    return run
