"""Which step of a protocol may be logged now, by whom, and what its evidence comes to (disposal.md 2.3, 2.9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from precursors.disposal.rules.acceptance import FAIL, INCONCLUSIVE, PASS, worst
from precursors.disposal.rules.duties import AUTHOR, PERFORMER, WITNESS, Someone, moment_against, separated
from precursors.disposal.rules.entries import CONFLICT, Done, Logged, Standing
from precursors.disposal.rules.evidence import Verdict, judged
from precursors.disposal.rules.protocol import Protocol, Step, before
from precursors.disposal.rules.times import begun_against, kept_times, readings_against, weather_against
from precursors.problems import Problem, problem

EACH = "each-container"
"""How a step is repeated that is done with every container."""
TRIED = "tries-over"
"""Rule of the deviation that a step did not pass however often it was tried."""


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
        """The parts by which it failed; none where it may be tried again."""
        return tuple(each for each in self.parts if each.verdict == FAIL) if self.verdict == FAIL else ()


def log(protocol: Protocol, standing: Standing, entry: Logged, now: datetime, day: date) -> Result | list[Problem]:
    """What a step comes to, or every reason why it cannot be logged."""
    on = min(day, entry.at.date())
    step = next((each for each in protocol.steps if each.key == entry.step), None)
    if step is None:
        return [problem("disposal.step-unknown", "step", step=entry.step)]
    found = [
        *order_against(protocol, standing, step),
        *container_against(standing, step, entry),
        *people_against(protocol, standing, step, entry),
        *place_against(standing, step),
        *begun_against(protocol, standing, step, entry),
        *readings_against(protocol, standing, step, entry),
        *weather_against(step, entry, standing.instruments, on),
        *moment_against(entry.at, now, _last(standing)),
    ]
    if entry.offline and step.hold == "hold":
        found.append(problem("disposal.hold-offline", "step", step=step.key))
    parts = [judged(spec, entry.evidence.get(spec.key), standing.instruments, on) for spec in step.evidence]
    found += [each for each in parts if isinstance(each, Problem)]
    if found:
        return found
    shown = [each for each in parts if isinstance(each, Verdict)]
    times = list(kept_times(protocol, standing, step, entry))
    verdict = worst([each.verdict for each in (*shown, *times)])
    if step.max_times is not None and verdict != PASS and not any(x.stops or x.verdict == FAIL for x in times):
        tries = tried(step, standing.done) + 1
        if tries < step.max_times and not any(each.stops for each in shown):
            verdict = INCONCLUSIVE
        elif tries >= step.max_times:
            times.append(Verdict(TRIED, FAIL, TRIED, str(tries), str(step.max_times)))
            verdict = FAIL
    return Result(verdict, (*shown, *times))


def _last(standing: Standing) -> datetime | None:
    """When the last entry was; a conflict, which the clock of a tablet may have made, holds up nobody."""
    return max((each.at for each in standing.done if each.verdict != CONFLICT), default=None)


def tried(step: Step, done: Sequence[Done]) -> int:
    """How often a step was tried so far; what counts for nothing was no try."""
    return sum(1 for each in done if each.step == step.key and not each.void)


def passed(protocol: Protocol, done: Sequence[Done], containers: Sequence[str]) -> set[str]:
    """Steps that have been passed: one that is done with each container, once it has passed for all of them."""
    found = {each.step for each in done if each.passed}
    every = {step.key for step in protocol.steps if step.repeat == EACH}
    return {key for key in found if key not in every or not left_of(key, done, containers)}


def left_of(step: str, done: Sequence[Done], containers: Sequence[str]) -> tuple[str, ...]:
    """Containers for which a step has not been passed yet."""
    there = {each.container for each in done if each.step == step and each.passed}
    return tuple(each for each in containers if each not in there)


def container_against(standing: Standing, step: Step, entry: Logged) -> list[Problem]:
    """A step that is done with each container says with which: one of the order, and not one that has passed."""
    if step.repeat != EACH:
        return []
    if entry.container not in standing.containers:
        return [problem("disposal.container-which", "container", step=step.key, container=entry.container or "-")]
    if entry.container not in left_of(step.key, standing.done, standing.containers):
        return [problem("disposal.container-done", "container", step=step.key, container=entry.container)]
    return []


def order_against(protocol: Protocol, standing: Standing, step: Step) -> list[Problem]:
    """A step out of turn, done already, or behind a hold point that nobody has opened."""
    if standing.state != "in-progress":
        return [problem("disposal.not-working", "step", state=standing.state)]
    over = passed(protocol, standing.done, standing.containers)
    missing = [each for each in before(protocol, step) if each not in over]
    found = [problem("disposal.out-of-order", "step", step=step.key, before=", ".join(missing))] if missing else []
    if step.key in over and step.repeat in {"once", "until"}:
        found.append(problem("disposal.step-done", "step", step=step.key))
    if step.hold == "hold" and (claims := claimed(standing.done)):
        found.append(problem("disposal.claims-open", "step", steps=", ".join(claims)))
    if step.hold == "hold" and standing.undecided:
        found.append(problem("disposal.deviations-open", "step", count=standing.undecided))
    if step.hold == "hold" and standing.paused:
        found.append(problem("disposal.paused", "step", step=step.key))
    return found


def people_against(protocol: Protocol, standing: Standing, step: Step, entry: Logged) -> list[Problem]:
    """Performer and witness: two people, with the roles the step asks for, without another part they may not hold."""
    found = []
    if entry.performer not in standing.team.get("performer", frozenset()):
        found.append(problem("disposal.not-in-team", "performer", person=entry.performer))
    if step.min_people > 1 and not entry.witness:
        return [*found, *absence_against(step, entry)]
    found += apart_against(protocol, standing, entry)
    for name, person, asked in (
        ("performer", entry.performer, step.performer_roles),
        ("witness", entry.witness, step.witness_roles),
    ):
        if person and asked and not standing.roles.get(person, frozenset()) & set(asked):
            found.append(problem("disposal.role", name, person=person, roles=", ".join(asked)))
    return found


def apart_against(protocol: Protocol, standing: Standing, entry: Logged) -> list[Problem]:
    """Parts that whoever watches holds too and may not: those the protocol keeps apart, and the author's."""
    if not entry.witness:
        return []
    pairs = {(AUTHOR, WITNESS), *((x, y) if y == WITNESS else (y, x) for x, y in protocol.apart if WITNESS in {x, y})}
    people = [Someone(name, None, part) for part, names in standing.team.items() if part != WITNESS for name in names]
    people += [Someone(entry.performer, None, PERFORMER), Someone(entry.witness, None, WITNESS)]
    return separated(people, sorted(pairs))


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


def open_steps(protocol: Protocol, done: Sequence[Done], containers: Sequence[str] = ()) -> tuple[str, ...]:
    """Steps that have not been passed yet, in order."""
    over = passed(protocol, done, containers)
    return tuple(step.key for step in protocol.steps if step.key not in over)


def to_log(protocol: Protocol, done: Sequence[Done], containers: Sequence[str] = ()) -> tuple[str, ...]:
    """Steps that can still be logged, in order: those not passed, and a repeated one until the step behind it is."""
    left = open_steps(protocol, done, containers)
    followed = {each.key: any(each.key in before(protocol, step) for step in protocol.steps if step.key in left)
                for each in protocol.steps if each.repeat == "every"}  # fmt: skip
    return tuple(step.key for step in protocol.steps if step.key in left or followed.get(step.key))


def complete_against(protocol: Protocol, done: Sequence[Done], containers: Sequence[str] = ()) -> list[Problem]:
    """Why the work is not over: steps not passed, claims nobody confirmed."""
    left, claims = open_steps(protocol, done, containers), claimed(done)
    found = [problem("disposal.steps-open", "steps", steps=", ".join(left))] if left else []
    return [*found, problem("disposal.claims-open", "steps", steps=", ".join(claims))] if claims else found


def claimed(done: Sequence[Done]) -> tuple[str, ...]:
    """Steps that count but that somebody they name has not confirmed."""
    return tuple(dict.fromkeys(each.step for each in done if each.passed and not each.confirmed))
