"""What may be done with a licence: its life from application to end, and its revocation.

A verb moves every line of the licence that stands where the named one stands, and what ends a licence the others too,
unless only that line is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.approvals.service import Content, Effect, ask, register
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import key_of, ref_of
from precursors.db.tables import act_of
from precursors.intake.importing import Terms
from precursors.law.book import law_book
from precursors.licensing.licences_importer import LicenceImporter, beyond_law
from precursors.licensing.licences_life import APPLIED, ENDING, LICENCE, first_day, states_now
from precursors.licensing.licences_renewal import DECIDED, graces
from precursors.licensing.lines import last_day
from precursors.licensing.models import LicenceLine
from precursors.licensing.naming import operators_named
from precursors.licensing.remaining import keys_of
from precursors.lives.models import State
from precursors.lives.rules import day_against
from precursors.lives.service import begin, move
from precursors.problems import Problem, Problems, problem
from precursors.registers.shelf import Asked, Run
from precursors.scope.visible import Sight

REVOKE = "revoke-licence"

Refused = Problem | Sequence[Problem]


class ApplicationImporter(LicenceImporter):
    """A licence typed in here begins as an application; one that exists already comes as a sheet."""

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """As a line of a sheet, in a state that nobody has decided on."""
        made, against = super().judged(dict(values) | {"state": values.get("state") or APPLIED[0]}, stated)
        if made["state"] not in APPLIED:
            against.append(problem("licence.begins-as-application", "state"))
        return made, against


def step(verb: str) -> Run:
    """A verb that moves a licence on in its life."""

    def run(session: Session, actor: Actor, row: LicenceLine, asked: Asked) -> int | Refused:
        lines = taken_by(session, row, verb, only=asked.values.get("only_line") == "yes")
        wrong = list(_against(session, asked.terms, lines, verb, asked.day))
        if wrong:
            return wrong
        shortened, wrong = graces(session, asked.terms, lines, verb, asked.day) if verb in DECIDED else ([], [])
        if wrong:
            return wrong
        act = open_act(session, f"{verb}-licence", actor, asked.reason, asked.request_key)
        moved(act, lines, verb, asked.day, asked.reason)
        for line in shortened:
            line.write(act)
        act.seal()
        return act.id

    return run


def taken_by(session: Session, row: LicenceLine, verb: str, *, only: bool = False) -> list[LicenceLine]:
    """The standing lines of the licence of `row` that a verb on it moves: it alone, or all that stand as it does.

    What ends a licence ends its other lines too, wherever it is possible.
    """
    if only:
        return [row]
    query = select(LicenceLine).join(Current, stands(LicenceLine)).order_by(LicenceLine.id)
    query = query.where(LicenceLine.folded == row.folded, LicenceLine.agency == row.agency)
    lines = list(session.execute(query).scalars())
    now = states_now(session, [*lines, row])
    own = now[bytes(row.key)]
    states = [own, *(each for each in LICENCE.states if verb in ENDING and LICENCE.leads(each, verb))]
    return [line for line in lines if now[bytes(line.key)] in states]


def _against(session: Session, terms: Terms, lines: Sequence[LicenceLine], verb: str, day: date) -> Iterator[Problem]:
    """What forbids a verb; what would permit something is held against the law."""
    now = states_now(session, lines)
    for line in lines:
        led = LICENCE.after(now[bytes(line.key)], verb)
        if isinstance(led, Problem):
            yield led
            return
    since = _since(session, lines)
    if wrong := day_against(day, since, terms.today):
        yield wrong
    if verb in {"grant", "resume"}:
        yield from _permitting(session, terms, lines, day)
    if verb == "grant":
        for line in lines:
            longer = beyond_law(terms, line.valid_from, line.valid_to)
            if longer and longer[1]:
                yield longer[0]
    if verb == "expire" and any(day <= last_day(line) for line in lines):
        yield problem("licence.not-over", "day", last=max(map(last_day, lines)))


def is_over(session: Session, sight: Sight, row: LicenceLine, today: date) -> bool:  # noqa: ARG001 - see `Fits`
    """Whether a line's last day has passed: only then it can be declared expired."""
    return today > last_day(row)


def _since(session: Session, lines: Sequence[LicenceLine]) -> date | None:
    """The last day on which one of these lines was moved."""
    keys = [line.key for line in lines]
    query = select(func.max(State.since)).where(State.kind == LICENCE.kind, State.subject.in_(keys))
    return session.execute(query).scalar_one()


def _permitting(session: Session, terms: Terms, lines: Sequence[LicenceLine], day: date) -> Iterator[Problem]:
    """A licence is granted to a registered operator, and is of the kind that the law demands."""
    holder = lines[0].holder
    if not operators_named(session, terms.neighbours, [holder]):
        yield problem("licence.holder-unknown", "holder", holder=holder)
    laws = law_book(demo=terms.demo)
    for line in lines:
        if day > last_day(line):
            yield problem("licence.over", "day", last=last_day(line))
        if (line.kind or "").strip().casefold() != "registration":
            continue
        ways = ("import", "export", "domestic") if line.activities == "any" else line.activities.split()
        demanded = [
            laws.licence_demanded(terms.country, key, way, day) for key in keys_of(line.substance) for way in ways
        ]
        entry = next((each for each in demanded if each and each.value.kind == "licence"), None)
        if entry is not None:
            yield problem("licence.registration-is-not-enough", "kind", law=entry.citation, substance=line.substance)


def moved(act: OpenAct, lines: Sequence[LicenceLine], verb: str, day: date, reason: str | None) -> None:
    """Move lines on in an open act; one from before there were lives begins where it was stated."""
    for line in lines:
        if _since(act.session, [line]) is None and line.state != LICENCE.first:
            since = first_day(line.state, line.valid_from, line.issued, day)
            begin(act, LICENCE, line.agency, [(bytes(line.key), line.state, since)])
        move(act, LICENCE, line.agency, bytes(line.key), verb, day, reason=reason)


def revoke(session: Session, actor: Actor, row: LicenceLine, asked: Asked) -> int | Refused:
    """Ask for a revocation: it takes a second person, who reads why."""
    only = asked.values.get("only_line") == "yes"
    content: Content = {
        "ref": ref_of(session, LicenceLine, row.id),
        "licence": row.number,
        "holder": row.holder,
        "line": "only" if only else "all",
        "day": asked.day.isoformat(),
        "reason": asked.reason,
    }
    made = ask(session, actor, row.agency, REVOKE, content, asked.reason or "", asked.today)
    if isinstance(made, Problems):
        return made
    found = key_of(session, made)
    assert found is not None  # noqa: S101 - it was written just now
    return act_of(found[1])


def _lines_of(session: Session, content: Content) -> list[LicenceLine]:
    found = key_of(session, str(content["ref"]))
    row = session.get(LicenceLine, found[1]) if found else None
    return [] if row is None else taken_by(session, row, "revoke", only=content["line"] == "only")


def _revocable(session: Session, content: Content, today: date) -> Problems:
    """What forbids the revocation today."""
    lines = _lines_of(session, content)
    now = states_now(session, lines)
    wrong = [led for line in lines if isinstance(led := LICENCE.after(now[bytes(line.key)], "revoke"), Problem)]
    since = _since(session, lines)
    late = day_against(date.fromisoformat(str(content["day"])), since, today)
    return Problems(
        [*wrong[:1], *([late] if late else [])] if lines else [problem("record.unknown", ref=content["ref"])]
    )


def _revoked(act: OpenAct, content: Content) -> None:
    moved(act, _lines_of(act.session, content), "revoke", date.fromisoformat(str(content["day"])), content["reason"])


register(REVOKE, Effect(_revocable, _revoked, permission=Permission.REVOKE_LICENCES))
