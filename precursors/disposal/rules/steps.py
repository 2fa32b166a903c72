"""Which step of a protocol may be logged now, by whom, and what its evidence comes to (disposal.md 2.3, 2.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from precursors.disposal.rules.acceptance import FAIL, worst
from precursors.disposal.rules.duties import moment_against
from precursors.disposal.rules.entries import Done, Logged, Standing
from precursors.disposal.rules.evidence import Verdict, judged
from precursors.disposal.rules.protocol import Protocol, Step, before
from precursors.disposal.rules.times import begun_against, kept_times, weather_against
from precursors.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Result:
    """What a step comes to: the verdict of all its evidence together."""

    verdict: str
    parts: tuple[Verdict, ...]

    @property
    def stops(self) -> bool:
        """Whether work stops at once."""
        return any(each.stops for each in self.parts)

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """The parts that failed."""
        return tuple(each for each in self.parts if each.verdict == FAIL)


def log(protocol: Protocol, standing: Standing, entry: Logged, now: datetime, day: date) -> Result | list[Problem]:
    """What a step comes to, or every reason why it cannot be logged."""
    step = next((each for each in protocol.steps if each.key == entry.step), None)
    if step is None:
        return [problem("disposal.step-unknown", "step", step=entry.step)]
    found = [
        *order_against(protocol, standing, step),
        *people_against(standing, step, entry),
        *place_against(standing, step),
        *begun_against(protocol, standing, step, entry),
        *weather_against(step, entry, standing.instruments, day),
        *moment_against(entry.at, now, max((each.at for each in standing.done), default=None)),
    ]
    if entry.offline and step.hold == "hold":
        found.append(problem("disposal.hold-offline", "step", step=step.key))
    parts = [judged(spec, entry.evidence.get(spec.key), standing.instruments, day) for spec in step.evidence]
    found += [each for each in parts if isinstance(each, Problem)]
    if found:
        return found
    verdicts = (
        *(each for each in parts if isinstance(each, Verdict)),
        *kept_times(protocol, standing, step, entry),
    )
    return Result(worst([each.verdict for each in verdicts]), verdicts)


def order_against(protocol: Protocol, standing: Standing, step: Step) -> list[Problem]:
    """A step out of turn, done already, or behind a hold point that nobody has opened."""
    if standing.state != "in-progress":
        return [problem("disposal.not-working", "step", state=standing.state)]
    passed = {each.step for each in standing.done if each.passed}
    missing = [each for each in before(protocol, step) if each not in passed]
    found = [problem("disposal.out-of-order", "step", step=step.key, before=", ".join(missing))] if missing else []
    if step.key in passed and step.repeat == "once":
        found.append(problem("disposal.step-done", "step", step=step.key))
    if step.hold == "hold" and (claims := claimed(standing.done)):
        found.append(problem("disposal.claims-open", "step", steps=", ".join(claims)))
    if step.hold == "hold" and standing.paused:
        found.append(problem("disposal.paused", "step", step=step.key))
    return found


def people_against(standing: Standing, step: Step, entry: Logged) -> list[Problem]:
    """Performer and witness: of the team, two people, with the roles the step asks for, none of them the custodian."""
    found = []
    if entry.performer not in standing.team.get("performer", frozenset()):
        found.append(problem("disposal.not-in-team", "performer", person=entry.performer))
    if step.min_people > 1 and not entry.witness:
        return [*found, *absence_against(step, entry)]
    if entry.witness and entry.witness == entry.performer:
        found.append(problem("disposal.same-person", "witness", person=entry.witness, one="performer", other="witness"))
    for part in ("custodian", "author"):
        if entry.witness and entry.witness in standing.team.get(part, frozenset()):
            told = {"person": entry.witness, "one": part, "other": "witness"}
            found.append(problem("disposal.same-person", "witness", **told))
    for name, person, asked in (
        ("performer", entry.performer, step.performer_roles),
        ("witness", entry.witness, step.witness_roles),
    ):
        if person and asked and not standing.roles.get(person, frozenset()) & set(asked):
            found.append(problem("disposal.role", name, person=person, roles=", ".join(asked)))
    return found


def absence_against(step: Step, entry: Logged) -> list[Problem]:
    """A step without a witness: at a witness point it may go on once one was called and waited for, at no other."""
    if step.hold != "witness":
        return [problem("disposal.witness-missing", "witness", step=step.key)]
    if entry.called is None:
        return [problem("disposal.witness-uncalled", "called", step=step.key)]
    if (entry.begun or entry.at) - entry.called < timedelta(minutes=step.wait_minutes):
        return [problem("disposal.witness-wait", "called", step=step.key, minutes=step.wait_minutes)]
    return []


def place_against(standing: Standing, step: Step) -> list[Problem]:
    """The permit and the distances a step asks for; a distance nobody measured is none."""
    found = []
    if step.needs_permit and not standing.permit_good:
        found.append(problem("disposal.permit-lacking", "permit"))
    for what, least in step.distances:
        measured = standing.distances.get(what)
        if measured is None or measured < least:
            told = {"what": what, "metres": "?" if measured is None else measured, "least": least}
            found.append(problem("disposal.too-near", "site", **told))
    return found


def open_steps(protocol: Protocol, done: Sequence[Done]) -> tuple[str, ...]:
    """Steps that have not been passed yet, in order."""
    passed = {each.step for each in done if each.passed}
    return tuple(step.key for step in protocol.steps if step.key not in passed)


def to_log(protocol: Protocol, done: Sequence[Done]) -> tuple[str, ...]:
    """Steps that can still be logged, in order: those not passed, and a repeated one until the step behind it is."""
    left = open_steps(protocol, done)
    followed = {each.key: any(each.key in before(protocol, step) for step in protocol.steps if step.key in left)
                for each in protocol.steps if each.repeat == "every"}  # fmt: skip
    return tuple(step.key for step in protocol.steps if step.key in left or followed.get(step.key))


def complete_against(protocol: Protocol, done: Sequence[Done]) -> list[Problem]:
    """Why the work is not over: steps not passed, claims nobody confirmed."""
    left, claims = open_steps(protocol, done), claimed(done)
    found = [problem("disposal.steps-open", "steps", steps=", ".join(left))] if left else []
    return [*found, problem("disposal.claims-open", "steps", steps=", ".join(claims))] if claims else found


def claimed(done: Sequence[Done]) -> tuple[str, ...]:
    """Steps that count but that somebody they name has not confirmed."""
    return tuple(dict.fromkeys(each.step for each in done if each.passed and not each.confirmed))
