"""Take an authorisation through its decision: submitted, complete, reviewed, granted or refused, ended.

A step is one act for all lines of the number that stand where the named one does; what ends an authorisation ends all
of its lines. A grant is a new version of each line,
with its days, and fills the line's quota.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, OpenAct, act_of_request, open_act
from precursors.audit.keys import standing, stands
from precursors.audit.models import Current
from precursors.audit.refs import ref_of
from precursors.db.engine import lock_writer
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.importing import Terms
from precursors.law.boxes import boxes
from precursors.law.dated import NotInForce
from precursors.law.deadlines import Due, deadlines
from precursors.ledger.accounts import tail
from precursors.ledger.reversing import post, withdraw
from precursors.licensing.authorisations.drawing import grant_of, grants
from precursors.licensing.authorisations.entitling import forbidden
from precursors.licensing.authorisations.life import AUTHORISATION, BY_HAND, ENDING, WITH_REASON
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.requiring import beyond_requirement
from precursors.licensing.authorisations.rules import VERSION, Found
from precursors.lives.rules import day_against
from precursors.lives.service import move, states_of
from precursors.paths import edition_in_use
from precursors.problems import Problem, Problems, problem


@dataclass(frozen=True, slots=True)
class Step:
    """One step asked for."""

    key: bytes
    """Natural key of one of the lines."""
    verb: str
    day: date
    reason: str | None = None
    valid_from: date | None = None
    """First day of a grant; the day of the step where it is not said."""
    valid_to: date | None = None
    """Last day of a grant; by law where it is not said."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """What it came to: the line's reference now, its act, its new state."""

    ref: str
    act: int
    state: str


def step(
    session: Session, actor: Actor, terms: Terms, asked: Step, request_key: str | None = None
) -> Stepped | Problems:
    """Move all lines of an authorisation on; the same request again finds what it did."""
    lock_writer(session)
    found = standing(session, [asked.key]).get(asked.key)
    line = session.get(Authorisation, found) if found is not None else None
    if line is None or line.agency != terms.agency:
        return Problems([problem("record.unknown", ref="-")])
    if request_key and (done := act_of_request(session, request_key)) is not None:
        return _told(session, line, done)
    rows, against = _movable(session, terms, line, asked)
    if against:
        return Problems(against)
    return _stepped(session, actor, terms, line, rows, asked, request_key)


def _stepped(
    session: Session, actor: Actor, terms: Terms, line: Authorisation, rows: Sequence[Authorisation], asked: Step,
    request_key: str | None,
) -> Stepped | Problems:  # fmt: skip
    detail = detail_of(terms, line, asked)
    if isinstance(detail, Problem):
        return Problems([detail])
    found = [*beyond_requirement(session, terms, rows, asked.day)] if asked.verb == "grant" else []
    act = open_act(session, f"{asked.verb}-authorisation", actor, asked.reason, request_key)
    if asked.verb == "grant":
        first = _granted(act, rows, date.fromisoformat(detail["valid_from"]), date.fromisoformat(detail["valid_to"]))
        raise_flags(act, [_flag(line.agency, each, range(first, first + len(rows))) for each in found])
    for row in rows:
        move(act, AUTHORISATION, row.agency, row.key, asked.verb, asked.day, reason=asked.reason, detail=detail or None)
    act.seal()
    return _told(session, line, act.id)


def _told(session: Session, line: Authorisation, act: int) -> Stepped:
    now = standing(session, [line.key])[line.key]
    return Stepped(
        ref_of(session, Authorisation, now), act, states_of(session, AUTHORISATION, [line.key])[line.key].state
    )


def _movable(
    session: Session, terms: Terms, line: Authorisation, asked: Step
) -> tuple[list[Authorisation], list[Problem]]:
    """The lines that take the step, and everything that forbids it."""
    query = select(Authorisation).join(Current, stands(Authorisation)).order_by(Authorisation.id)
    same = query.where(Authorisation.folded == line.folded, Authorisation.agency == line.agency)
    rows = list(session.execute(same).scalars())
    states = states_of(session, AUTHORISATION, [row.key for row in rows])
    own = states[line.key]
    led = AUTHORISATION.after(own.state, asked.verb)
    if asked.verb not in BY_HAND or isinstance(led, Problem):
        return [], [led if isinstance(led, Problem) else problem("record.unknown", ref=asked.verb)]
    places = [state for state in AUTHORISATION.states if AUTHORISATION.leads(state, asked.verb)]
    taking = places if asked.verb in ENDING else [own.state]
    moving = [row for row in rows if states[row.key].state in taking]
    since = [standing_.since for row in moving if (standing_ := states[row.key]).since]
    against = day_against(asked.day, max(since, default=None), terms.today)
    found = [against] if against else []
    if asked.verb in WITH_REASON and not (asked.reason or "").strip():
        found.append(problem("reason.missing", "reason"))
    if asked.verb == "complete":
        found += incomplete(terms, moving, asked.day)
    if asked.verb == "expire":
        lasting = [row.valid_to for row in moving if row.valid_to and asked.day <= row.valid_to]
        found += [problem("licence.not-over", "day", last=max(lasting))] if lasting else []
    if asked.verb == "grant":
        found += forbidden(session, terms, moving, asked.day, granting=True, reason=asked.reason or "")
    return moving, found


def incomplete(terms: Terms, rows: Sequence[Authorisation], day: date) -> list[Problem]:
    """The boxes without which the file is not complete, by the form of the agency's country."""
    found: dict[tuple[str, str], Problem] = {}
    for row in rows:
        filled = {column.key: getattr(row, column.key) for column in Authorisation.__table__.columns}
        for entry in boxes(demo=terms.demo).missing(terms.country, row.kind, day, filled):
            box = entry.value
            told = problem(
                "authorisation.box-empty", box.field, box=box.number or "-", form=box.form or "-", box_field=box.field
            )
            found.setdefault((box.form, box.field), told)
    return list(found.values())


def decision_due(country: str, kind: str, complete: date, *, demo: bool) -> Due | None:
    """The last day for the decision on a file that was complete on a day; None where the law is silent."""
    try:
        return deadlines(demo=demo).due(country, f"{kind}-decision", complete)
    except NotInForce:
        return None


def detail_of(terms: Terms, line: Authorisation, asked: Step) -> dict[str, Any] | Problem:
    """What a step says beside its verb: when the decision is due, the days of a grant; with the law behind each."""
    if asked.verb == "complete":
        due = decision_due(terms.country, line.kind, asked.day, demo=terms.demo)
        return {"due": due.day.isoformat(), "law": due.entry.citation} if due else {}
    if asked.verb == "grant":
        return _validity(terms, line, asked)
    return {}


def _validity(terms: Terms, line: Authorisation, asked: Step) -> dict[str, Any] | Problem:
    """The days of a grant: as said, but no longer than the law allows; the law's own where nothing is said."""
    first = asked.valid_from or asked.day
    if first < asked.day:
        return problem("authorisation.begins-before-decision", "valid_from", valid_from=first, day=asked.day)
    try:
        longest = deadlines(demo=terms.demo).due(terms.country, f"{line.kind}-validity", first)
    except NotInForce as silent:
        if asked.valid_to is None:
            return silent.problem().about("valid_to")
        longest = None
    last = asked.valid_to or (longest.day if longest else first)
    if last < first:
        return problem("licence.validity-reversed", "valid_to", valid_from=first, valid_to=last)
    if longest and longest.decides and last > longest.day:
        return problem("authorisation.too-long", "valid_to", last=longest.day, law=longest.entry.citation)
    law = {"law": longest.entry.citation} if longest else {}
    return {"valid_from": first.isoformat(), "valid_to": last.isoformat()} | law


def _flag(agency: str, found: Found, subjects: Sequence[int]) -> FlagDraft:
    kind, edition = Authorisation.__tablename__, edition_in_use()
    return FlagDraft(agency, found.rule, VERSION, edition, found.cause, found.score, kind, subjects, found.inputs)


def _granted(act: OpenAct, rows: Sequence[Authorisation], first: date, last: date) -> int:
    """A new version of each line, its quota filled; the old versions give their place. Answers the key of the first."""
    names = [column.key for column in Authorisation.__table__.columns if column.key != "id"]
    versions = [{name: getattr(row, name) for name in names} for row in rows]
    for each in versions:
        each |= {"granted": each["authorised"], "valid_from": first, "valid_to": last, "begun": "granted"}
    withdraw(act, [row.id for row in rows])
    moved = grants(act, [grant_of(each) for each in versions])
    number = act.add_many(Authorisation, versions, [tail(own) for own in moved])
    post(act.session, number, moved)
    places = [{"key": each["key"], "id": number + n} for n, each in enumerate(versions)]
    act.session.execute(insert(Current), places)
    return number
