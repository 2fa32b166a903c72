"""Evidence of a step, typed: what a protocol asks for, what was handed in, and whether it is good (disposal.md 2.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from precursors.disposal.rules.acceptance import FAIL, INCONCLUSIVE, PASS, ZERO, judge, worst
from precursors.problems import Problem, problem

MEASURED = ("quantity", "ph", "temperature", "duration")
KINDS = (
    *MEASURED, "pass-fail", "photo", "sign", "document", "instrument", "count", "choice", "geo-point",
)  # fmt: skip
SIGNS = {"C": "°C"}
"""Units that people write otherwise than documents do."""
RESULTS = (("yes", "no"), ("negative", "positive"), ("absent", "present"))
"""What tests come to, each with its opposite."""
_SHA256 = 64


@dataclass(frozen=True, slots=True)
class Spec:
    """One piece of evidence that a step asks for."""

    key: str
    kind: str
    required: bool = True
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    readings: int = 1
    """Least number of readings."""
    interval_minutes: int = 0
    """Least time between two readings."""
    agree_within: Decimal | None = None
    """Most that readings may differ."""
    expected: str = ""
    """Result a test must have, such as `negative`."""
    choices: tuple[str, ...] = ()
    check: str = ""
    """Code of the check it answers: E1, E7 …"""
    stop_below: Decimal | None = None
    stop_above: Decimal | None = None
    """Beyond these the work stops at once."""

    @property
    def results(self) -> tuple[str, ...]:
        """The two results its test can have: the one it must have, and the other one."""
        return next((pair for pair in RESULTS if self.expected in pair), RESULTS[0])


@dataclass(frozen=True, slots=True)
class Instrument:
    """A measuring instrument and how long its calibration is good."""

    id: str
    uncertainty: Decimal
    calibrated_until: date


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured value as it was handed in."""

    value: Decimal
    unit: str
    at: datetime
    instrument: str | None = None
    uncertainty: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a piece of evidence comes to, and why."""

    key: str
    verdict: str
    rule: str = ""
    observed: str = ""
    limit: str = ""
    stops: bool = False


Instruments = Mapping[str, Instrument]
Given = Mapping[str, Any]


def judged(spec: Spec, given: Given | None, instruments: Instruments, day: date) -> Verdict | Problem:
    """The verdict on one piece of evidence, or why nothing can be said. `given` is plain JSON; None when missing."""
    if given is None or given == {}:
        if spec.required:
            return problem("disposal.evidence-missing", spec.key, evidence=spec.key)
        return Verdict(spec.key, PASS)
    if spec.kind in MEASURED:
        return _measured(spec, given, instruments, day)
    return _PLAIN[spec.kind](spec, given)


def _measured(spec: Spec, given: Given, instruments: Instruments, day: date) -> Verdict | Problem:
    readings = _readings(spec, given, instruments, day)
    if isinstance(readings, Problem):
        return readings
    verdicts = [judge(each.value, each.uncertainty, spec.low, spec.high) for each in readings]
    verdicts += [_together(spec, readings)]
    observed = "; ".join(f"{each.value} ± {each.uncertainty}" for each in readings)
    limit = f"{_shown(spec.low)} … {_shown(spec.high)} {sign(spec.unit)}".strip()
    stops = any(_beyond(spec, each) for each in readings)
    return Verdict(spec.key, FAIL if stops else worst(verdicts), spec.check or spec.kind, observed, limit, stops)


def _readings(spec: Spec, given: Given, instruments: Instruments, day: date) -> list[Reading] | Problem:
    listed = given.get("readings") or [given]
    if not isinstance(listed, list):
        return problem("disposal.evidence-unread", spec.key, evidence=spec.key)
    found = []
    for each in listed:
        read = _reading(spec, each, instruments, day)
        if isinstance(read, Problem):
            return read
        found.append(read)
    return found


def _reading(spec: Spec, given: Given, instruments: Instruments, day: date) -> Reading | Problem:
    value = number(given.get("value"))
    if value is None:
        return problem("disposal.evidence-unread", spec.key, evidence=spec.key)
    unit = str(given.get("unit") or spec.unit)
    if unit != spec.unit:
        told = {"evidence": spec.key, "unit": sign(unit), "expected": sign(spec.unit)}
        return problem("disposal.evidence-unit", spec.key, **told)
    at, name, instrument = moment(given.get("at")), given.get("instrument"), None
    at = _in_utc(at) if at else None
    if name:
        instrument = instruments.get(str(name))
        if instrument is None:
            return problem("disposal.instrument-unknown", spec.key, instrument=name)
        if instrument.calibrated_until < (at.date() if at else day):
            told = {"instrument": name, "until": instrument.calibrated_until.isoformat()}
            return problem("disposal.calibration-expired", spec.key, **told)
    elif spec.kind != "duration":
        return problem("disposal.instrument-missing", spec.key, evidence=spec.key)
    own = instrument.uncertainty if instrument else ZERO
    stated = number(given.get("uncertainty"))
    start = datetime.combine(day, datetime.min.time(), UTC)
    return Reading(value, unit, at or start, str(name) if name else None, max(own, stated or ZERO))


def _together(spec: Spec, readings: list[Reading]) -> str:
    """Readings are enough, far enough apart, and agree; otherwise more of them are needed."""
    if len(readings) < spec.readings:
        return INCONCLUSIVE
    least = timedelta(minutes=spec.interval_minutes)
    timed = sorted(each.at for each in readings)
    if any(later - earlier < least for earlier, later in pairwise(timed)):
        return INCONCLUSIVE
    values = [each.value for each in readings]
    apart = spec.agree_within is not None and max(values) - min(values) > spec.agree_within
    return INCONCLUSIVE if apart else PASS


def _beyond(spec: Spec, reading: Reading) -> bool:
    """Whether a reading may lie where work stops: here doubt counts as danger."""
    low, high = spec.stop_below, spec.stop_above
    below = low is not None and reading.value - reading.uncertainty < low
    return below or (high is not None and reading.value + reading.uncertainty > high)


def number(given: object) -> Decimal | None:
    """A plain decimal as JSON or a form hands it in; None for anything else."""
    if isinstance(given, bool) or given is None:
        return None
    try:
        read = Decimal(str(given).strip())
    except InvalidOperation:
        return None
    return read if read.is_finite() else None


def sign(unit: str) -> str:
    """How people write a unit that documents write in plain letters."""
    return SIGNS.get(unit, unit)


def whole(given: str) -> int | None:
    """A whole number of at most eighteen digits, as typed; None for anything else, which other scripts' digits are."""
    text = given.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def moment(given: object) -> datetime | None:
    """A moment in ISO 8601; None when it is none."""
    try:
        return datetime.fromisoformat(str(given)) if given else None
    except ValueError:
        return None


def measured_at(spec: Spec, given: Given | None) -> list[datetime]:
    """When the readings of a piece of evidence were taken, in UTC where they name no zone; those that say so."""
    listed = (given.get("readings") or [given]) if given and spec.kind in MEASURED else []
    told = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    return [_in_utc(at) for each in told if (at := moment(each.get("at"))) is not None]


def _in_utc(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _shown(limit: Decimal | None) -> str:
    return "" if limit is None else str(limit)


def _pass_fail(spec: Spec, given: Given) -> Verdict | Problem:
    result = str(given.get("result", ""))
    if result not in spec.results:
        return problem("disposal.evidence-unread", spec.key, evidence=spec.key)
    verdict = PASS if result == (spec.expected or "yes") else FAIL
    return Verdict(spec.key, verdict, spec.check or spec.kind, result, spec.expected or "yes")


def _hash(spec: Spec, given: Given) -> Verdict | Problem:
    digest = str(given.get("sha256", "")).lower()
    if len(digest) != _SHA256 or set(digest) - set("0123456789abcdef"):
        return problem("disposal.evidence-hash", spec.key, evidence=spec.key)
    return Verdict(spec.key, PASS, spec.kind, digest)


def _named(spec: Spec, given: Given) -> Verdict | Problem:
    told = str(given.get("number") or given.get("person") or given.get("id") or "").strip()
    if not told:
        return problem("disposal.evidence-missing", spec.key, evidence=spec.key)
    return Verdict(spec.key, PASS, spec.kind, told)


def _document(spec: Spec, given: Given) -> Verdict | Problem:
    """A mandatory document blocks its step until somebody has verified it, and says so."""
    named = _named(spec, given)
    if isinstance(named, Verdict) and spec.required and str(given.get("verified", "")) != "yes":
        return problem("disposal.document-unverified", spec.key, document=named.observed)
    return named


def _count(spec: Spec, given: Given) -> Verdict | Problem:
    value = number(given.get("value"))
    if value is None or value != value.to_integral_value() or value < 0:
        return problem("disposal.evidence-unread", spec.key, evidence=spec.key)
    return Verdict(spec.key, judge(value, ZERO, spec.low, spec.high), spec.kind, str(value))


def _choice(spec: Spec, given: Given) -> Verdict | Problem:
    value = str(given.get("value", ""))
    if value not in spec.choices:
        return problem("choice.unknown", spec.key, value=value, expected=", ".join(spec.choices))
    verdict = PASS if not spec.expected or value == spec.expected else FAIL
    return Verdict(spec.key, verdict, spec.kind, value, spec.expected)


def _point(spec: Spec, given: Given) -> Verdict | Problem:
    north, east = number(given.get("latitude")), number(given.get("longitude"))
    if north is None or east is None or abs(north) > 90 or abs(east) > 180:
        return problem("disposal.evidence-unread", spec.key, evidence=spec.key)
    return Verdict(spec.key, PASS, spec.kind, f"{north}, {east}")


_PLAIN: dict[str, Callable[[Spec, Given], Verdict | Problem]] = {
    "pass-fail": _pass_fail,
    "photo": _hash,
    "sign": _named,
    "document": _document,
    "instrument": _named,
    "count": _count,
    "choice": _choice,
    "geo-point": _point,
}
