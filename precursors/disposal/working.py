"""The steps of the work: logged at once or brought back from a tablet, and confirmed by the people they name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from precursors.agencies.people import roles_of
from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.db.engine import lock_writer
from precursors.disposal.custody_ties import holds_against
from precursors.disposal.deviating import raised
from precursors.disposal.dossier import STEP, Dossier
from precursors.disposal.loading import load
from precursors.disposal.models import DisposalOrder
from precursors.disposal.planning import DEMO
from precursors.disposal.rules.acceptance import FAIL
from precursors.disposal.rules.deviations import MAJOR, MINOR, grade_of
from precursors.disposal.rules.entries import Logged, Standing
from precursors.disposal.rules.evidence import moment
from precursors.disposal.rules.gates import permit_against
from precursors.disposal.rules.protocol import canonical, usable_against
from precursors.disposal.rules.steps import Result, log
from precursors.disposal.rules.times import ABSENT
from precursors.disposal.service import Who, factor_against, keyed, moved, opened, refuse
from precursors.disposal.signing import sign
from precursors.disposal.work_models import DisposalStep
from precursors.problems import Problem, Problems, problem

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOST = 200
"""Entries of one sending."""
_RULES = {
    "disposal.witness-missing": "missing-witness",
    "disposal.witness-uncalled": "missing-witness",
    "disposal.weather": "weather",
    "disposal.hold-offline": "hold-point",
    "disposal.claims-open": "hold-point",
}
"""What stopped an entry of a tablet, as the rule it did not keep."""
ALL = "all"
"""In the place of one step: all that wait for whoever confirms."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one entry: of its own name, recorded, known already or a conflict, and its verdict."""

    uuid: str
    state: str
    verdict: str


def standing_of(session: Session, dossier: Dossier, who: Who) -> Standing:
    """The order as the rules of a step see it."""
    team = dossier.team()
    names = {name for part in team.values() for name in part}
    roles = {name: frozenset(role.value for role in roles_of(session, name, who.today)) for name in names}
    read = dossier.protocol
    good = read is not None and not permit_against(dossier.permit, read.operation, who.today)
    return Standing(
        dossier.state,
        dossier.done,
        team,
        roles,
        dossier.instruments,
        dossier.distances,
        good,
        dossier.paused,
        dossier.resumed,
        dossier.containers,
        sum(each.row.grade != MINOR for each in dossier.open_deviations),
    )


def judged(session: Session, dossier: Dossier, who: Who, entry: Logged) -> Result | list[Problem]:
    """What an entry comes to under the pinned protocol."""
    read = dossier.protocol
    if read is None:
        return [problem("disposal.no-plan", "plan")]
    pinned = "approved" if dossier.protocol_state == "superseded" else dossier.protocol_state
    against = usable_against(read, pinned, read.country, who.today, DEMO)
    made = log(read, standing_of(session, dossier, who), entry, who.now, who.today)
    # What cannot be undone begins behind a hold point: whoever ordered the goods kept must be heard before it.
    if any(step.hold == "hold" for step in read.steps if step.key == entry.step):
        against += holds_against(session, dossier)
    if against:
        return [*against, *(made if isinstance(made, list) else [])]
    return made


def record(session: Session, who: Who, dossier: Dossier, entry: Logged) -> Answer | Problems:
    """Log one step with a connection, in an act of its own; the same entry again is known."""
    if known(session, dossier.order, entry.uuid):
        return Answer(entry.uuid, "known", "")
    made = judged(session, dossier, who, entry)
    if isinstance(made, list):
        return Problems(made)
    act = opened(session, who, "log-step")
    write_entry(act, who, dossier, entry, made)
    act.seal()
    return Answer(entry.uuid, "recorded", made.verdict)


def key_of_step(order: DisposalOrder, uuid: str) -> bytes:
    """Natural key of an entry."""
    return natural_key("disposal-step", order.agency, uuid)


def known(session: Session, order: DisposalOrder, uuid: str) -> bool:
    """Whether an entry of this name has been written."""
    return bool(standing(session, [key_of_step(order, uuid)]))


def write_entry(act: OpenAct, who: Who, dossier: Dossier, entry: Logged, made: Result) -> int:
    """Write a judged entry; what failed becomes a deviation and holds the work."""
    parts = [
        {"key": p.key, "rule": p.rule, "verdict": p.verdict, "observed": p.observed, "limit": p.limit}
        for p in made.parts
    ]
    number = _kept(act, dossier, entry, made.verdict, canonical({"parts": parts}))
    for part in made.parts:
        if part.rule == ABSENT:
            raised(act, who, dossier, number, (ABSENT, part.observed, part.limit, MINOR))
    for part in made.failed:
        rule = "stop-condition" if part.stops else part.rule
        raised(act, who, dossier, number, (rule, part.observed, part.limit, grade_of(rule, MAJOR)))
    if made.verdict == FAIL and dossier.state == "in-progress":
        moved(act, dossier.order, "hold-work", who.today, entry.step)
    return number


def _kept(act: OpenAct, dossier: Dossier, entry: Logged, verdict: str, findings: str) -> int:
    at = entry.at if entry.at.tzinfo else entry.at.replace(tzinfo=UTC)
    values = {
        "order_id": dossier.order.id,
        "uuid": entry.uuid,
        "step": entry.step,
        "performer": entry.performer,
        "witness": entry.witness or None,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
        "begun": _kept_moment(entry.begun),
        "called": _kept_moment(entry.called),
        "container": entry.container or None,
        "way": "offline" if entry.offline else "online",
        "evidence": canonical(dict(entry.evidence)),
        "verdict": verdict,
        "findings": findings,
        "protocol": dossier.pinned.sha256 if dossier.pinned else "",
    }
    return keyed(act, DisposalStep, values, key_of_step(dossier.order, entry.uuid))


def _kept_moment(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="seconds")


def sync(session: Session, who: Who, order: DisposalOrder, entries: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """Take in what a tablet logged without a connection, in its order, each entry exactly once.

    What can be judged is claimed until everybody it names confirms it; what cannot be taken as it came is kept as a
    conflict with its reasons, raises a deviation, and waits for a person. Nothing is thrown away.
    """
    lock_writer(session)
    return [_brought(session, who, order, each) for each in entries[:MOST]]


def read_entry(told: Mapping[str, Any], *, offline: bool) -> Logged | Problem:
    """An entry as a tablet or a form sends it; anything else is refused."""
    named = ("uuid", "step", "performer", "witness", "container")
    texts = {name: str(told.get(name) or "").strip()[:200] for name in named}
    evidence = told.get("evidence")
    if not UUID.fullmatch(texts["uuid"]):
        return problem("disposal.entry-unread", "uuid", what="uuid")
    moments = {name: _read_moment(told.get(name)) for name in ("at", "begun", "called")}
    unread = [name for name, at in moments.items() if at is None and (name == "at" or told.get(name))]
    if unread:
        return problem("disposal.entry-unread", unread[0], what=unread[0])
    if not isinstance(evidence, Mapping) or any(not isinstance(each, Mapping) for each in evidence.values()):
        return problem("disposal.entry-unread", "evidence", what="evidence")
    names = (texts["step"], texts["performer"], texts["witness"])
    at = moments["at"] or datetime.min.replace(tzinfo=UTC)
    times = (moments["begun"], moments["called"])
    return Logged(*names, at, dict(evidence), offline, texts["uuid"], *times, texts["container"])


def _read_moment(told: object) -> datetime | None:
    """A moment in ISO 8601, UTC where it names no zone; None for anything else."""
    at = moment(told)
    return at if at is None or at.tzinfo else at.replace(tzinfo=UTC)


def _brought(session: Session, who: Who, order: DisposalOrder, told: Mapping[str, Any]) -> Answer:
    entry = read_entry(told, offline=True)
    if isinstance(entry, Problem):
        refuse(session, who, order, "sync", [entry])
        return Answer(str(told.get("uuid") or "")[:36], "unread", "")
    if known(session, order, entry.uuid):
        return Answer(entry.uuid, "known", "")
    dossier = load(session, order, who.today)
    made = judged(session, dossier, who, entry)
    act = opened(session, who, "sync-step")
    if isinstance(made, list):
        _conflict(act, who, dossier, entry, made)
    else:
        write_entry(act, who, dossier, entry, made)
    act.seal()
    return (
        Answer(entry.uuid, "conflict", "conflict")
        if isinstance(made, list)
        else Answer(entry.uuid, "recorded", made.verdict)
    )


def _conflict(act: OpenAct, who: Who, dossier: Dossier, entry: Logged, wrong: Sequence[Problem]) -> None:
    reasons = canonical({"reasons": [{"code": each.code, **each.values} for each in wrong]})
    number = _kept(act, dossier, entry, "conflict", reasons)
    rule = next((_RULES[each.code] for each in wrong if each.code in _RULES), "conflict")
    observed = ", ".join(dict.fromkeys(each.code for each in wrong))
    raised(act, who, dossier, number, (rule, observed, entry.step, grade_of(rule, MAJOR)))


def confirm(session: Session, who: Who, dossier: Dossier, uuid: str) -> int | Problems:
    """One of the people a claimed step names says, with their own factor, that it was so; or all that name them."""
    claims = dossier.to_confirm if uuid == ALL else dossier.steps
    found = [each.row for each in claims if uuid in {ALL, each.row.uuid}]
    own = [row for row in found if who.person in dossier.unconfirmed(row)]
    wrong = factor_against(who)
    if not found and uuid not in {ALL, ""}:
        wrong.append(problem("disposal.step-unknown", "step", step=uuid))
    elif not own:
        wrong.append(problem("disposal.nothing-to-confirm", "step", person=who.person))
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "confirm-step")
    for row in own:
        sign(act, who, dossier, STEP, row.uuid, row.id)
    act.seal()
    return act.id
