"""How long steps take, how often they are repeated, in which weather they may begin. Pure (disposal.md 2.3).

Too early is refused: whoever waits may come again. Too late has happened and is written down: it fails the entry, and
that holds the work until somebody decides. Entries brought in later are judged by the times they state themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from precursors.disposal.rules.acceptance import FAIL, PASS
from precursors.disposal.rules.duties import SKEW
from precursors.disposal.rules.entries import CONFLICT, Done, Logged, Standing
from precursors.disposal.rules.evidence import Instruments, Verdict, judged, measured_at
from precursors.disposal.rules.protocol import Protocol, Step, before
from precursors.problems import Problem, problem

ABSENT = "witness-absent"
"""Rule of the deviation that a witness point was passed without its witness."""


def begun_against(protocol: Protocol, standing: Standing, step: Step, entry: Logged) -> Iterator[Problem]:
    """A step begun nobody says when, begun behind its own end or before the last one ended, or ended too soon."""
    timed = step.repeat != "every" and (step.min_minutes is not None or step.max_minutes is not None)
    if timed and entry.begun is None:
        yield problem("disposal.begun-missing", "begun", step=step.key)
    if entry.begun is not None:
        last = max((each.at for each in standing.done if each.passed), default=None)
        if entry.begun > entry.at or (last is not None and entry.begun < last):
            yield problem("disposal.begun-when", "begun", step=step.key, begun=_told(entry.begun))
        elif timed and entry.at - entry.begun < timedelta(minutes=step.min_minutes or 0):
            yield problem("disposal.too-soon", "at", step=step.key, minutes=step.min_minutes or 0)
    for each in _repeated_before(protocol, step):
        span = _span(each, standing.done)
        if each.min_minutes is not None and (span is None or span < timedelta(minutes=each.min_minutes)):
            yield problem("disposal.too-soon", "at", step=each.key, minutes=each.min_minutes)


def readings_against(protocol: Protocol, standing: Standing, step: Step, entry: Logged) -> Iterator[Problem]:
    """Readings of another time than the step's: of after it, or of before the steps that come before it had passed.

    Moments of readings are typed in whole minutes; a calibration that has run out, and readings that lie far enough
    apart, are judged by them. A step that is repeated every so often goes on beside this one: its first entry counts.
    """
    ended: dict[str, datetime] = {}
    beside = {each.key for each in _repeated_before(protocol, step)}
    for each in standing.done:
        if each.passed and each.step in before(protocol, step):
            ended[each.step] = (min if each.step in beside else max)(each.at, ended.get(each.step, each.at))
    first = max(ended.values()).replace(second=0, microsecond=0) if ended else None
    for spec in (*step.weather, *step.evidence):
        for at in measured_at(spec, entry.evidence.get(spec.key)):
            if at > entry.at + SKEW or (first is not None and at < first):
                yield problem("disposal.reading-when", spec.key, evidence=spec.key, at=_told(at))


def weather_against(step: Step, entry: Logged, instruments: Instruments, day: date) -> Iterator[Problem]:
    """Weather in which a step is not begun, or that nobody has measured; doubt counts as danger."""
    for spec in step.weather:
        found = judged(spec, entry.evidence.get(spec.key), instruments, day)
        if isinstance(found, Problem):
            yield found
        elif found.verdict != PASS:
            told = {"step": step.key, "what": spec.key, "observed": found.observed, "limit": found.limit}
            yield problem("disposal.weather", spec.key, **told)


def kept_times(protocol: Protocol, standing: Standing, step: Step, entry: Logged) -> Iterator[Verdict]:
    """What of an entry came too late: failures of their own. A witness who was called and did not come is told, too."""
    start = entry.begun or entry.at
    if step.max_minutes is not None and step.repeat != "every":
        yield from _late("too-long", entry.at - start, step.max_minutes)
    last = max((each.at for each in standing.done if each.passed), default=None)
    if step.max_gap_minutes is not None and last is not None:
        yield from _late("too-late", start - _later(last, standing.resumed), step.max_gap_minutes)
    for each in (*((step,) if step.repeat == "every" else ()), *_repeated_before(protocol, step)):
        readings = _readings(each, standing.done)
        if readings and each.every_minutes is not None:
            yield from _late("missed-reading", start - _later(readings[-1], standing.resumed), each.every_minutes)
        span = _span(each, standing.done)
        if each.max_minutes is not None and span is not None and each is not step:
            yield from _late("too-long", span, each.max_minutes)
    if step.min_people > 1 and not entry.witness and entry.called is not None:
        yield Verdict(ABSENT, PASS, ABSENT, _told(entry.called), f"{step.wait_minutes} min")


def _late(rule: str, took: timedelta, most: int) -> Iterator[Verdict]:
    if took > timedelta(minutes=most):
        yield Verdict(rule, FAIL, rule, f"{took // timedelta(minutes=1)} min", f"{most} min")


def _repeated_before(protocol: Protocol, step: Step) -> tuple[Step, ...]:
    """The steps just before this one that are repeated every so often, and end with its beginning."""
    keys = before(protocol, step)
    return tuple(each for each in protocol.steps if each.key in keys and each.repeat == "every")


def _readings(step: Step, done: Sequence[Done]) -> list[datetime]:
    """When a step was logged, conflicts left out: they count for nothing, not even as a look."""
    return sorted(each.at for each in done if each.step == step.key and each.verdict != CONFLICT)


def _span(step: Step, done: Sequence[Done]) -> timedelta | None:
    """From the first entry of a step to the last; None without any."""
    readings = _readings(step, done)
    return readings[-1] - readings[0] if readings else None


def _later(one: datetime, other: datetime | None) -> datetime:
    return one if other is None else max(one, other)


def _told(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")
