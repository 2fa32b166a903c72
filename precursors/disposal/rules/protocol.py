"""A protocol: read from a plain document, judged, pinned by the hash of its canonical form (disposal.md 2.2, 2.3)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from precursors.disposal.rules import document as documents
from precursors.disposal.rules.document import APART, DEFAULTS, HEAD, HOLDS, LEAST, REPEATS, STEP_KINDS
from precursors.disposal.rules.evidence import KINDS, Spec, number
from precursors.disposal.rules.revision import CHANGES
from precursors.problems import Problem, problem

NEEDED = tuple(each.name for each in HEAD if each.needed and "." not in each.name)
"""Texts no protocol may lack."""
LAST_VERSION = 999_999


@dataclass(frozen=True, slots=True)
class Scope:
    """What a protocol is for; an empty part sets no bound."""

    substances: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    hazard_classes: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()
    concentration_min: Decimal | None = None
    concentration_max: Decimal | None = None
    max_kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Goods:
    """What is to be destroyed, as far as a scope asks."""

    substance: str
    groups: frozenset[str] = frozenset()
    hazard_classes: frozenset[str] = frozenset()
    state: str = ""
    concentration: Decimal | None = None
    kg: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who does it, what proves it, what must be done before."""

    key: str
    kind: str
    after: tuple[str, ...] = ()
    """Steps that must have been passed."""
    evidence: tuple[Spec, ...] = ()
    performer_roles: tuple[str, ...] = ()
    witness_roles: tuple[str, ...] = ()
    min_people: int = 2
    hold: str = "none"
    repeat: str = "once"
    distances: tuple[tuple[str, int], ...] = ()
    """Least metres between the site and what must be spared."""
    needs_permit: bool = False
    max_gap_minutes: int | None = None
    """Most time since the step before."""
    note: str = ""
    """A duty in the protocol's own words."""
    every_minutes: int | None = None
    """Most time between two entries of a step that is repeated `every` so often until the next one begins."""
    min_minutes: int | None = None
    max_minutes: int | None = None
    """Least and most time it takes: from its beginning to its end, or from the first entry to the last."""
    weather: tuple[Spec, ...] = ()
    """Readings that must pass before it begins: nothing is begun in weather nobody has measured."""
    wait_minutes: int = 0
    """At a witness point: how long a witness who was called is waited for."""
    max_times: int | None = None
    """How often a step that is repeated `until` it passes may be tried; the last failure is one."""
    notes: tuple[tuple[str, str], ...] = ()
    """The duty of `note` by language."""

    def instruction(self, language: str) -> str:
        """The duty in a language, or in the protocol's own words where it has none in it."""
        return dict(self.notes).get(language) or self.note


@dataclass(frozen=True, slots=True)
class Protocol:
    """One version of a protocol, never changed."""

    code: str
    version: int
    title: str
    country: str
    authority: str
    demo: bool
    legal_basis: str
    source_ref: str
    change_class: str
    valid_from: date
    valid_to: date | None
    scope: Scope
    method: str
    operation: str
    steps: tuple[Step, ...]
    committee: int = 3
    witnesses: int = 2
    witness_agencies: int = 2
    apart: tuple[tuple[str, str], ...] = ()
    emergency: bool = False
    document: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical document: what an order pins and a certificate prints."""
        return content_hash(self.document)


def canonical(document: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no blanks: the same document is the same text."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)


def content_hash(document: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical form."""
    return sha256(canonical(document).encode()).hexdigest()


def judged(document: Mapping[str, Any]) -> Protocol | list[Problem]:
    """The protocol a document that is handed in states; names nobody knows and values out of place are refused."""
    found, made = documents.against(document), read(document)
    if isinstance(made, Protocol):
        return found or made
    known = {(each.code, *each.values.values()) for each in found}
    rest = [each for each in made if not found or each.code != "protocol.unread"]
    return [*found, *(each for each in rest if (each.code, *each.values.values()) not in known)]


def read(document: Mapping[str, Any]) -> Protocol | list[Problem]:
    """The protocol a kept document states, or everything that makes it useless."""
    found = list(_missing(document))
    try:
        made = _made(document) if not found else None
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        return [*found, problem("protocol.unread", "document", detail=str(wrong)[:200])]
    if made is not None:
        found += against(made)
    return made if made is not None and not found else found


def _missing(document: Mapping[str, Any]) -> Iterator[Problem]:
    for name in NEEDED:
        if not str(document.get(name, "")).strip():
            yield problem("protocol.missing", name, name=name)
    for name in ("scope", "method"):
        if not isinstance(document.get(name), Mapping):
            yield problem("protocol.missing", name, name=name)
    if not isinstance(document.get("steps"), list) or not document["steps"]:
        yield problem("protocol.missing", "steps", name="steps")


def _made(told: Mapping[str, Any]) -> Protocol:
    people, method = told.get("people", {}), told["method"]
    until = str(told.get("valid_to") or "")
    return Protocol(
        str(told["code"]),
        int(told["version"]),
        str(told["title"]),
        str(told["country"]),
        str(told["authority"]),
        bool(told.get("demo", False)),
        str(told["legal_basis"]),
        str(told["source_ref"]),
        str(told["change_class"]),
        date.fromisoformat(str(told["valid_from"])),
        date.fromisoformat(until) if until else None,
        _scope(told["scope"]),
        str(method["code"]),
        str(method["operation"]),
        tuple(_step(each) for each in told["steps"]),
        _at_least(people, "people.committee"),
        _at_least(people, "people.witnesses"),
        _at_least(people, "people.witness_agencies"),
        tuple(dict.fromkeys([*APART, *((str(one), str(other)) for one, other in people.get("apart", ()))])),
        bool(told.get("emergency", False)),
        told,
    )


def _at_least(people: Mapping[str, Any], name: str) -> int:
    return max(LEAST[name], int(people.get(name.partition(".")[2], DEFAULTS[name])))


def _scope(told: Mapping[str, Any]) -> Scope:
    def texts(name: str) -> frozenset[str]:
        return frozenset(map(str, told.get(name, ())))

    return Scope(
        texts("substances"),
        texts("groups"),
        texts("hazard_classes"),
        texts("states"),
        number(told.get("concentration_min")),
        number(told.get("concentration_max")),
        number(told.get("max_kg")),
    )


def _step(told: Mapping[str, Any]) -> Step:
    return Step(
        str(told["key"]),
        str(told["kind"]),
        tuple(map(str, told.get("after", ()))),
        tuple(_spec(each) for each in told.get("evidence", ())),
        tuple(map(str, told.get("performer_roles", ()))),
        tuple(map(str, told.get("witness_roles", ()))),
        int(told.get("min_people", 2)),
        str(told.get("hold", "none")),
        str(told.get("repeat", "once")),
        tuple((str(what), int(metres)) for what, metres in sorted(told.get("distances", {}).items())),
        bool(told.get("needs_permit", False)),
        _minutes(told, "max_gap_minutes"),
        str(told.get("note", "")),
        _minutes(told, "every_minutes"),
        _minutes(told, "min_minutes"),
        _minutes(told, "max_minutes"),
        tuple(_spec(each) for each in told.get("weather", ())),
        _minutes(told, "wait_minutes") or 0,
        _minutes(told, "max_times"),
        tuple((str(language), str(text)) for language, text in sorted(told.get("notes", {}).items())),
    )


def _minutes(told: Mapping[str, Any], name: str) -> int | None:
    return None if told.get(name) is None else int(told[name])


def _spec(told: Mapping[str, Any]) -> Spec:
    return Spec(
        str(told["key"]),
        str(told["kind"]),
        bool(told.get("required", True)),
        str(told.get("unit", "")),
        number(told.get("low")),
        number(told.get("high")),
        int(told.get("readings", 1)),
        int(told.get("interval_minutes", 0)),
        number(told.get("agree_within")),
        str(told.get("expected", "")),
        tuple(map(str, told.get("choices", ()))),
        str(told.get("check", "")),
        number(told.get("stop_below")),
        number(told.get("stop_above")),
    )


def against(protocol: Protocol) -> list[Problem]:
    """Everything that makes a protocol useless: unknown words, steps nobody can reach, no end."""
    found = list(_words_against(protocol))
    keys = [step.key for step in protocol.steps]
    if not 0 < protocol.version <= LAST_VERSION:
        found.append(problem("protocol.missing", "version", name="version"))
    if len(set(keys)) != len(keys):
        found.append(problem("protocol.step-twice", "steps"))
    for at, step in enumerate(protocol.steps):
        strange = [each for each in step.after if each not in keys[:at]]
        if strange:
            found.append(problem("protocol.step-unreachable", "steps", step=step.key, after=", ".join(strange)))
    for step in protocol.steps:
        found += _times_against(step)
    if not any(step.kind == "witness-sign" for step in protocol.steps):
        found.append(problem("protocol.no-end", "steps"))
    if protocol.valid_to is not None and protocol.valid_to < protocol.valid_from:
        found.append(problem("protocol.validity", "valid_to"))
    return found


def before(protocol: Protocol, step: Step) -> tuple[str, ...]:
    """Steps that must be passed first: those it names, or else the one above it."""
    keys = [each.key for each in protocol.steps]
    at = keys.index(step.key)
    return step.after or ((keys[at - 1],) if at else ())


def _times_against(step: Step) -> Iterator[Problem]:
    """Times that cannot be kept: how often nobody says, less than nothing, a least above the most."""
    if (step.repeat == "every") != (step.every_minutes is not None):
        yield problem("protocol.every", "steps", step=step.key)
    if (step.repeat == "until") != (step.max_times is not None) or (step.max_times is not None and step.max_times < 1):
        yield problem("protocol.until", "steps", step=step.key)
    given = (step.every_minutes, step.min_minutes, step.max_minutes, step.max_gap_minutes, step.wait_minutes)
    least, most = step.min_minutes or 0, step.max_minutes
    if any(each is not None and each < 0 for each in given) or (most is not None and most < least):
        yield problem("protocol.times", "steps", step=step.key)


def _words_against(protocol: Protocol) -> Iterator[Problem]:
    told: list[tuple[str, str, tuple[str, ...]]] = [("change_class", protocol.change_class, CHANGES)]
    for step in protocol.steps:
        told += [("kind", step.kind, STEP_KINDS), ("hold", step.hold, HOLDS), ("repeat", step.repeat, REPEATS)]
        told += [("evidence", spec.kind, KINDS) for spec in (*step.evidence, *step.weather)]
    for name, value, known in told:
        if value not in known:
            yield problem("choice.unknown", name, value=value, expected=", ".join(known))


def covers(scope: Scope, goods: Goods) -> bool:
    """Whether goods lie within a scope. What nobody knows of goods lies within no bound."""
    sets = (
        (scope.substances, {goods.substance}),
        (scope.groups, goods.groups),
        (scope.hazard_classes, goods.hazard_classes),
        (scope.states, {goods.state}),
    )
    if any(bound and not bound & own for bound, own in sets):
        return False
    return _within(goods.concentration, scope.concentration_min, scope.concentration_max) and _within(
        goods.kg, None, scope.max_kg
    )


def _within(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> bool:
    if low is None and high is None:
        return True
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def narrowness(scope: Scope) -> tuple[int, ...]:
    """How narrow a scope is; the greater the narrower: substance, then group, class, state, strength, mass."""
    named = [int(bool(each)) for each in (scope.substances, scope.groups, scope.hazard_classes, scope.states)]
    fewest = -len(scope.substances) if scope.substances else 0
    strength = int(scope.concentration_min is not None) + int(scope.concentration_max is not None)
    return named[0], fewest, *named[1:], strength, int(scope.max_kg is not None)


def resolve(candidates: Iterable[Protocol], goods: Goods) -> Protocol | Problem:
    """The protocol with the narrowest scope that covers goods; two equally narrow ones are an authoring error."""
    fitting = sorted(
        (each for each in candidates if covers(each.scope, goods)),
        key=lambda each: narrowness(each.scope),
        reverse=True,
    )
    if not fitting:
        return problem("protocol.none", "protocol", substance=goods.substance)
    if len(fitting) > 1 and narrowness(fitting[0].scope) == narrowness(fitting[1].scope):
        return problem("protocol.tie", "protocol", one=fitting[0].code, other=fitting[1].code)
    return fitting[0]


def usable_against(protocol: Protocol, state: str, country: str, today: date, demo_country: str) -> list[Problem]:
    """Why an order of an agency of `country` cannot rest on a protocol: not approved, not in force, not of here."""
    found = []
    if state != "approved":
        found.append(problem("protocol.not-approved", "protocol", protocol=protocol.code, state=state))
    if protocol.valid_from > today or (protocol.valid_to is not None and protocol.valid_to < today):
        found.append(problem("protocol.not-in-force", "protocol", protocol=protocol.code, day=today.isoformat()))
    if protocol.demo and country != demo_country:
        found.append(problem("protocol.demo", "protocol", protocol=protocol.code, country=country))
    if not protocol.demo and protocol.country != country:
        found.append(problem("protocol.foreign", "protocol", protocol=protocol.code, country=country))
    return found
