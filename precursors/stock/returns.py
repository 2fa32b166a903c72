"""What is done with returns: expected from everybody, commented, validated, accepted, sent back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, insert, or_, select
from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import standing, stands
from precursors.audit.models import Current
from precursors.db.engine import lock_writer
from precursors.intake.importing import Terms
from precursors.law.dated import NotInForce
from precursors.law.tolerances import tolerances
from precursors.licensing.licences_life import HELD, state_column
from precursors.licensing.models import LicenceLine
from precursors.lives.models import State
from precursors.lives.service import against, begin, move, stands_at
from precursors.problems import Problem, problem
from precursors.registers.shelf import Asked
from precursors.stock.declaring import expected_return, return_key
from precursors.stock.examining import examined
from precursors.stock.life import RETURNS
from precursors.stock.models import StockComment, StockLine, StockReturn
from precursors.stock.parties import Parties
from precursors.stock.periods import Period, before, period_of


def validate(session: Session, actor: Actor, row: StockReturn, asked: Asked) -> int | Problem:
    """A return without errors is validated; what stands against it is counted."""
    wrong = against(session, RETURNS, row.key, "validate", asked.day, asked.today)
    if wrong:
        return wrong
    found = examined(session, row, asked.today)
    if not found.lines:
        return problem("stock.no-lines")
    if found.errors:
        return problem("stock.errors-left", count=found.errors)
    act = open_act(session, "validate-stock-return", actor, asked.reason, asked.request_key)
    move(act, RETURNS, row.agency, row.key, "validate", asked.day, reason=asked.reason)
    act.seal()
    return act.id


def comment(session: Session, actor: Actor, row: StockReturn, asked: Asked) -> int:
    """Something is said of a return, in one of the three streams."""
    act = open_act(session, "comment-stock-return", actor, asked.reason, asked.request_key)
    said = {"stream": asked.values["stream"], "about": asked.stated.get("about"), "text": asked.stated.get("text")}
    act.add(StockComment, said | {"agency": row.agency, "return_key": row.key})
    act.seal()
    return act.id


class Opened(NamedTuple):
    """What came of opening a cycle."""

    new: int
    """Returns that were not expected yet."""
    passed: Sequence[Problem]
    """Why nothing is expected of a holder of a licence, one for each."""


def expect(
    session: Session, actor: Actor, agency: Agency, terms: Terms, period: Period, request_key: str | None = None
) -> Opened | Problem:
    """Open a reporting cycle: a return is expected of everybody who must declare.

    Those are the operators with a licence in force in the period, and whoever declared the period before. Asked again
    it adds only who is new. A holder whom the register of operators does not know is passed over, and told. A period
    of another length than the law's is refused: nobody owes a return for it.
    """
    if wrong := _not_by_law(terms, period):
        return wrong
    lock_writer(session)
    licensed, passed = _licensed(session, terms, agency, period)
    rows = {row["key"]: row for row in _expected(session, agency, terms, period, licensed)}
    known = standing(session, rows)
    new = [row for key, row in rows.items() if key not in known]
    if new:
        act = open_act(session, "open-stock-cycle", actor, period.name, request_key)
        first = act.add_many(StockReturn, new)
        act.session.execute(insert(Current), [{"key": row["key"], "id": first + n} for n, row in enumerate(new)])
        begin(act, RETURNS, agency.code, [(row["key"], "due", min(row["last"], terms.today)) for row in new])
        act.seal()
    return Opened(len(new), passed)


def _not_by_law(terms: Terms, period: Period) -> Problem | None:
    """What the law of the country says against a cycle of this length, where it is law that decides."""
    try:
        cycle = tolerances(demo=terms.demo).cycle(terms.country, period.last)
    except NotInForce:
        return None
    usual = period_of(period.last, cycle.value.frequency)
    if usual.months == period.months or not cycle.decides:
        return None
    return problem("stock.other-cycle", "period", law=cycle.citation, usual=usual.name, period=period.name)


def _expected(
    session: Session, agency: Agency, terms: Terms, period: Period, licensed: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Rows of the returns of one period, one for each operator and site.

    A holder of a licence declares for the sites it declared for, or should have declared for, in the period before.
    """
    places = _places(session, StockLine, agency, before(period))
    declared = {who for who, _ in places}
    silent = licensed.keys() - declared
    owed = _places(session, StockReturn, agency, before(period))
    places |= {place: operator for place, operator in owed.items() if place[0] in silent}
    declared = {who for who, _ in places}
    places |= {(who, None): operator for who, operator in licensed.items() if who not in declared}
    made = []
    for (who, site), operator in places.items():
        head: dict[str, Any] = {"operator": operator, "who": who, "site": site, "period": period.name}
        head |= {"first": period.first, "last": period.last}
        made.append(expected_return(terms, head | {"return_key": return_key(agency.code, who, site, period)}))
    return made


def _places(
    session: Session, model: type[StockLine | StockReturn], agency: Agency, period: Period
) -> dict[tuple[str, str | None], str]:
    """Who stands in a period for which site, with the identifier each was stated by."""
    query: Any = select(model.operator, model.who, model.site).distinct().join(Current, stands(model))
    query = query.where(model.agency == agency.code, model.first == period.first, model.last == period.last)
    return {(who, site): operator for operator, who, site in session.execute(query)}


def _licensed(
    session: Session, terms: Terms, agency: Agency, period: Period
) -> tuple[dict[str, str], Sequence[Problem]]:
    """Operators who hold a licence in some part of the period, key to identifier; and holders that nobody knows."""
    query: Any = (
        select(LicenceLine.holder, func.min(LicenceLine.number))
        .join(Current, stands(LicenceLine))
        .outerjoin(State, stands_at(LicenceLine))
        .where(LicenceLine.agency == agency.code, LicenceLine.valid_from <= period.last)
        .where(LicenceLine.valid_to >= period.first, LicenceLine.state != "revoked", state_column().in_(HELD))
        .group_by(LicenceLine.holder)
        .order_by(LicenceLine.holder)
    )
    held = list(session.execute(query))
    parties = Parties(session, terms.neighbours)
    parties.learn(holder for holder, _ in held)
    found, passed = dict[str, str](), []
    for holder, number in held:
        who = parties.who(holder)
        if who.registered:
            found[who.who] = who.identifier
        else:
            passed.append(problem("stock.holder-unknown", "operator", holder=holder, licence=number))
    return found, passed


def remind_all(session: Session, actor: Actor, agency: str, today: date) -> int:
    """Move every return that is past its day and still to come to `late`; answers how many."""
    overdue = late_returns(session, agency, today)
    if overdue:
        act = open_act(session, "remind-stock-returns", actor)
        for row in overdue:
            move(act, RETURNS, row.agency, row.key, "remind", today)
        act.seal()
    return len(overdue)


UNREMINDED = ("due", "draft", "returned")
"""States in which a return that is past its day has not been called in yet; one sent back is owed again."""

OWED = (*UNREMINDED, "late")
"""States in which a return is still to come, called in or not."""


def late_returns(session: Session, agency: str, today: date, states: Collection[str] = UNREMINDED) -> list[StockReturn]:
    """Returns of an agency that are past their day and still to come, or to come again."""
    return list(session.execute(late(today, (agency,), states)).scalars())


def owed(session: Session, agencies: Collection[str], today: date) -> Collection[int]:
    """Keys of the returns of agencies that are past their day and still to come, called in or not; one query."""
    return [row.id for row in session.execute(late(today, agencies, OWED)).scalars()]


def without_day(session: Session, agencies: Collection[str], today: date) -> Collection[int]:
    """Keys of the returns of agencies that are still to come and whose day nobody here knows; one query."""
    return [row.id for row in session.execute(undated(agencies, today)).scalars()]


def undated(agencies: Collection[str], today: date) -> Any:  # noqa: ANN401 - a query
    """The question for standing returns of periods that are over, still to come, whose day nobody here knows."""
    return (
        select(StockReturn)
        .join(Current, stands(StockReturn))
        .outerjoin(State, stands_at(StockReturn))
        .where(StockReturn.agency.in_(agencies), StockReturn.due.is_(None), StockReturn.last < today)
        .where(or_(State.state.is_(None), State.state.in_(UNREMINDED)))
    )


def late(today: date, agencies: Collection[str], states: Collection[str] = UNREMINDED) -> Any:  # noqa: ANN401 - a query
    """The question for standing returns of these agencies past their day that are still to come."""
    return (
        select(StockReturn)
        .join(Current, stands(StockReturn))
        .outerjoin(State, stands_at(StockReturn))
        .where(StockReturn.agency.in_(agencies), StockReturn.due < today)
        .where(or_(State.state.is_(None), State.state.in_(states)))
    )
