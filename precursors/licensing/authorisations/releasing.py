"""Let partial shipments go under an authorisation, take one back, and record what customs saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, OpenAct, act_of_request, open_act
from precursors.audit.keys import natural_key, standing, stands
from precursors.audit.models import Current
from precursors.db.engine import lock_writer
from precursors.db.tables import Fact
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.importing import Terms
from precursors.intake.types import Figure
from precursors.intake.types import told as figure_of
from precursors.intake.words import folded
from precursors.law.book import law_book
from precursors.ledger.accounts import balances, find, opened, tail
from precursors.ledger.reversing import Movement, post, withdraw
from precursors.licensing.authorisations.declared import too_soon
from precursors.licensing.authorisations.drawing import quota_of, under, uses
from precursors.licensing.authorisations.entitling import forbidden
from precursors.licensing.authorisations.following import follow, returned
from precursors.licensing.authorisations.life import AUTHORISATION
from precursors.licensing.authorisations.measuring import Goods, measured
from precursors.licensing.authorisations.models import Authorisation, Endorsement, Release
from precursors.licensing.authorisations.observing import line_of, lines_of
from precursors.licensing.authorisations.rules import VERSION, Line, over, release_against, told, uncovered
from precursors.licensing.notifications.known import notices_for, notices_of
from precursors.licensing.notifications.requests import requests_of
from precursors.licensing.notifications.rules import Going, Notice
from precursors.licensing.notifications.rules import release_against as notification_against
from precursors.licensing.remaining import keys_of
from precursors.lives.service import state_of
from precursors.paths import edition_in_use
from precursors.problems import Problem, Problems, problem


@dataclass(frozen=True, slots=True)
class Ask:
    """One shipment to be released or endorsed under a line."""

    line: bytes
    """Natural key of the line."""
    reference: str
    """Document number of the shipment."""
    quantity: Figure
    unit: str | None
    day: date
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What it came to."""

    act: int
    flags: int = 0


def release(session: Session, actor: Actor, terms: Terms, ask: Ask, request_key: str) -> Done | Problems:
    """Let goods go: drawn from the quota, whose floor has the last word. The same request again finds what it did."""
    lock_writer(session)  # of two officers the second must find what the first has taken
    done = act_of_request(session, request_key)
    if done is not None:
        return Done(done)
    row, amount, against = _asked(session, terms, ask, Release)
    if row is None or against:
        return Problems(against)
    plan = planned(session, terms, ask, row, amount)
    if isinstance(plan, Problems):
        return plan
    act = open_act(session, "release-authorised", actor, None, request_key)
    let_go(act, terms, plan)
    act.seal()
    return Done(act.id)


@dataclass(frozen=True, slots=True)
class Plan:
    """A release nothing forbids, as long as the writer's lock is held."""

    ask: Ask
    row: Authorisation
    line: Line
    amount: int
    left: int
    notices: tuple[Notice, ...]


def planned(session: Session, terms: Terms, ask: Ask, row: Authorisation, amount: int) -> Plan | Problems:
    """Everything that forbids a release on a line, or the release."""
    line = line_of(row, state_of(session, AUTHORISATION, row.key).state)
    use = uses(session, [row]).get(row.key)
    left, drawn = (use.left, use.drawn) if use else (0, 0)
    against = list(release_against(line, ask.day, left, amount, released_on(session, row)))
    against += _by_law(terms, row, ask.day) if against else ()
    against += [*too_soon(session, terms, row, ask.day), *forbidden(session, terms, [row], ask.day, granting=False)]
    notices = notices_for(session, terms.neighbours, row.number, row.notification, terms.country, demo=terms.demo)
    if row.kind == "export":
        told_in = {each.measure for each in notices} <= {row.measure}
        going = Going(row.substance, ask.day, drawn + amount if told_in else None, row.consignee, row.importer_country)
        against += notification_against(
            notices, going, demanded(session, terms, row.importer_country, row.substance, ask.day)
        )
    return Problems(against) if against else Plan(ask, row, line, amount, left, notices)


def _by_law(terms: Terms, row: Authorisation, day: date) -> Iterator[Problem]:
    """The paragraph by which goods go under an authorisation or not at all, where the law of the country has one."""
    laws = law_book(demo=terms.demo)
    for key in sorted(keys_of(row.substance)):
        for entry in laws.requirements(terms.country, key, row.kind, day):
            if entry.value.kind == f"{row.kind}-authorisation":
                yield problem("release.demanded", None, law=entry.citation)
                return


def let_go(act: OpenAct, terms: Terms, plan: Plan) -> None:
    """Write a release into an open act: its row, what it draws, the line's new state."""
    ask, row = plan.ask, plan.row
    source, into = quota_of(row), under(quota_of(row), "released", ask.reference)
    ids = opened(act, [source, into], {source: 0, into: 0})
    values = _values(terms, ask, plan.amount) | {"basis": _basis(plan.notices), "key": _key("release", terms, ask)}
    _written(act, Release, values, [(ids[source], ids[into], plan.amount)])
    follow(act, {bytes(row.key): -plan.amount}, ask.day)


def release_of(
    session: Session, terms: Terms, number: str, substance: str, direction: str, ask: Ask, amount: int, measure: str
) -> Plan | Problems | None:
    """The release of a consignment that names an authorisation; its lines are found by number.

    None where nobody here knows the number, or where these goods were released on the authorisation's own page.
    """
    lines = lines_of(session, terms.neighbours, [number])[number]
    if not lines:
        return None
    line = next((each for each in lines if each.covers(substance, direction)), None)
    if line is None:
        return Problems([problem("release.not-covered", "authorisation", authorisation=number, substance=substance)])
    if line.measure != measure:
        return Problems([problem("release.other-measure", "unit", unit="L" if line.measure == "ul" else "kg")])
    ask = replace(ask, line=line.key)
    row = _standing(session, line.key)
    if row is None or standing(session, [_key("release", terms, ask)]):
        return None
    return planned(session, terms, ask, row, amount)


def endorse(session: Session, actor: Actor, terms: Terms, ask: Ask, request_key: str) -> Done | Problems:
    """Record what customs saw: never refused for its quantity; what no authorisation covered is excess and flagged."""
    lock_writer(session)
    done = act_of_request(session, request_key)
    if done is not None:
        return Done(done)
    row, amount, against = _asked(session, terms, ask, Endorsement)
    if row is None or against:
        return Problems(against)
    line = line_of(row, state_of(session, AUTHORISATION, row.key).state)
    quota = quota_of(row)
    roles = {role: under(quota, role, ask.reference) for role in ("released", "endorsed", "used")}
    held = _held(session, [quota, *roles.values()])
    more = max(0, amount - sum(held[address] for address in roles.values()))
    within = min(more, max(held[quota], 0))
    act = open_act(session, "endorse-authorised", actor, None, request_key)
    excess = quota._replace(role="excess")
    ids = opened(act, [quota, roles["endorsed"], excess], {quota: 0, roles["endorsed"]: 0})
    into = ids[roles["endorsed"]]
    moved = [(ids[quota], into, within), (ids[excess], into, more - within)]
    values = _values(terms, ask, amount) | {"office": ask.office, "excess": more - within}
    _written(act, Endorsement, values | {"key": _key("endorsement", terms, ask)}, [each for each in moved if each[2]])
    flags = _flag(act, terms, row, line, ask, more - within)
    follow(act, {bytes(row.key): -within}, ask.day)
    act.seal()
    return Done(act.id, flags)


def take_back(
    session: Session, actor: Actor, terms: Terms, key: bytes, reason: str, request_key: str
) -> Done | Problems:
    """Undo a release that did not take place: what is still released goes back to the quota."""
    lock_writer(session)
    back = returnable(session, terms, key)
    if back is None:
        return Problems([problem("release.unknown", "reference")])
    if not reason.strip():
        return Problems([problem("reason.missing", "reason")])
    if isinstance(back, Problems):
        return back
    act = open_act(session, "take-back-release", actor, reason.strip(), request_key)
    put_back(act, terms, back)
    act.seal()
    return Done(act.id)


@dataclass(frozen=True, slots=True)
class Back:
    """A release whose goods have not moved, and its line."""

    release: Release
    line: Authorisation


def returnable(session: Session, terms: Terms, key: bytes) -> Back | Problems | None:
    """A standing release of the agency, as long as nothing was declared or seen under it; None where there is none."""
    found = standing(session, [key]).get(key)
    row = session.get(Release, found) if found is not None else None
    line = _standing(session, row.authorisation) if row is not None else None
    if row is None or line is None or row.agency != terms.agency:
        return None
    released = under(quota_of(line), "released", row.reference)
    if _held(session, [released])[released] < row.amount or _seen(session, row):
        return Problems([problem("release.already-moved", None, reference=row.reference)])
    return Back(row, line)


def _seen(session: Session, release: Release) -> bool:
    """Whether an office of any agency has endorsed what went under the document number of a release."""
    query = select(Endorsement.reference).join(Current, stands(Endorsement))
    seen = session.execute(query.where(Endorsement.authorisation == release.authorisation)).scalars()
    return folded(release.reference) in map(folded, seen)


def put_back(act: OpenAct, terms: Terms, back: Back) -> None:
    """Reverse a release in an open act."""
    follow(act, returned(act.session, [back.release.id]), terms.today)
    withdraw(act, [back.release.id])


def released_as(
    session: Session, terms: Terms, number: str, substance: str, direction: str, reference: str
) -> Back | Problems | None:
    """The release of a consignment that names an authorisation, to be taken back; None where there is none."""
    for line in lines_of(session, terms.neighbours, [number])[number]:
        if line.covers(substance, direction):
            key = natural_key("release", terms.agency, line.key.hex(), folded(reference))
            return returnable(session, terms, key)
    return None


def is_known(session: Session, terms: Terms, number: str) -> bool:
    """Whether an authorisation of this number stands here, whatever it is for."""
    return bool(lines_of(session, terms.neighbours, [number])[number])


def unnotified(session: Session, terms: Terms, number: str | None, going: Going) -> list[Problem]:
    """What the notification that an export names, or fails to name, says against its going."""
    home, agencies = terms.country, terms.neighbours
    notices = notices_of(session, agencies, [number], home, demo=terms.demo)[number] if number else ()
    cited = demanded(session, terms, going.destination, going.substance, going.day)
    return list(notification_against(notices, going, cited))


def demanded(session: Session, terms: Terms, destination: str | None, substance: str, day: date) -> str | None:
    """The paragraph that demands a notification, always or at the importing state's request; recalled law too."""
    known = requests_of(session, terms.neighbours)
    demand = known.demand(law_book(demo=terms.demo), terms.country, destination, substance, day)
    return demand.cited if demand else None


def _asked(
    session: Session, terms: Terms, ask: Ask, model: type[Release | Endorsement]
) -> tuple[Authorisation | None, int, list[Problem]]:
    """The line, the amount in its measure, and what is wrong with what was asked, whatever is left."""
    row = _standing(session, ask.line)
    if row is None or row.agency not in terms.neighbours:
        return None, 0, [problem("record.unknown", ref="-")]
    against = [] if ask.reference.strip() else [problem("field.missing", "reference")]
    if ask.day > terms.today:
        against.append(problem("life.day-ahead", "day", day=ask.day, today=terms.today))
    what = "release" if model is Release else "endorsement"
    if standing(session, [_key(what, terms, ask)]):
        against.append(problem("release.reference-known", "reference", reference=ask.reference))
    if against:
        return row, 0, against
    goods = Goods(row.substance, ask.unit, figure_of(row.concentration), row.basis, row.salt)
    found = measured(ask.quantity, goods, terms.convention, row.measure)
    return (row, 0, [found]) if isinstance(found, Problem) else (row, found[0], [])


def _standing(session: Session, key: bytes) -> Authorisation | None:
    found = standing(session, [key]).get(key)
    return session.get(Authorisation, found) if found is not None else None


def _key(what: str, terms: Terms, ask: Ask) -> bytes:
    return natural_key(what, terms.agency, ask.line.hex(), folded(ask.reference))


def _values(terms: Terms, ask: Ask, amount: int) -> dict[str, Any]:
    plain = {"agency": terms.agency, "authorisation": ask.line, "reference": ask.reference.strip(), "day": ask.day}
    return plain | {"quantity": ask.quantity.text, "unit": ask.unit or None, "amount": amount}


def _written(act: OpenAct, model: type[Fact], values: dict[str, Any], moved: list[Movement]) -> None:
    number = act.add(model, values, tail(moved))
    post(act.session, number, [moved])
    act.session.execute(insert(Current), {"key": values["key"], "id": number})


def released_on(session: Session, row: Authorisation) -> int:
    """How many releases stand on a line."""
    query = select(func.count()).select_from(Release).join(Current, stands(Release))
    return int(session.execute(query.where(Release.authorisation == row.key)).scalar_one())


def _held(session: Session, addresses: list[Any]) -> dict[Any, int]:
    ids = find(session, addresses)
    held = balances(session, ids.values())
    return {address: held.get(ids.get(address, -1), 0) for address in addresses}


def _basis(notices: tuple[Notice, ...]) -> str | None:
    """What of the notifications allowed it."""
    told_ = (f"{each.number}: {each.state}" for each in notices if each.direction == "sent")
    return "; ".join(told_) or None


def _flag(act: OpenAct, terms: Terms, row: Authorisation, line: Line, ask: Ask, beyond: int) -> int:
    """R03 on an endorsement: beyond the quota, or under a line that covers nothing that day.

    Told to whoever endorsed and to whoever decided, where those are two.
    """
    way = "domestic" if row.kind == "local-purchase" else row.kind
    shown = list(_shown(line, way, ask.day, beyond))
    return raise_flags(
        act,
        [
            FlagDraft(
                agency, each.rule, VERSION, edition_in_use(), each.cause, each.score,
                Authorisation.__tablename__, [row.id], each.inputs,
            )
            for each in shown
            for agency in sorted({terms.agency, row.agency})
        ],
    )  # fmt: skip


def _shown(line: Line, way: str, day: date, beyond: int) -> Iterator[Any]:
    found = uncovered(line.number, [line], line.substance, way, day)
    if found is not None:
        yield found
    if beyond:
        yield over(line, told(beyond, line.measure))
