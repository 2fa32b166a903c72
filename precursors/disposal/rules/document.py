"""What may stand in the document of a protocol, described once: forms are made of it, documents judged by it.

A document is JSON: a head with tables in it (`scope`, `method`, `people`), and steps that each hold lists of evidence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple

from precursors.access.permissions import Role
from precursors.config.settings import LANGUAGES
from precursors.disposal.rules.duties import AUTHOR, COMMITTEE, COURT, CUSTODIAN, ISSUER, PERFORMER, WITNESS
from precursors.disposal.rules.evidence import KINDS, RESULTS, number, whole
from precursors.disposal.rules.revision import CHANGES
from precursors.problems import Problem, problem

STEP_KINDS = (
    "verify-identity", "sample", "weigh", "photograph", "ppe-check", "atmosphere-check", "segregation-check",
    "containment", "transfer", "dose-reagent", "neutralise", "reduce-oxidiser", "measure-ph", "measure-temperature",
    "incinerate", "coprocess", "solidify", "verify-residue", "weigh-residue", "transport", "handover", "witness-sign",
    "certificate",
)  # fmt: skip
HOLDS = ("none", "witness", "hold")
REPEATS = ("once", "each-container", "every", "until")
TEXT, LINES, DAY, WHOLE, FIGURE, YES, CHOICE, WORDS, PAIRS, METRES, TONGUES = (
    "text", "lines", "day", "whole", "figure", "yes", "choice", "words", "pairs", "metres", "tongues",
)  # fmt: skip
"""Sorts of part: a line, several lines, a day, a whole number, a decimal as text, yes or no, one word of a list,
several words, pairs of duties that one person may not hold both of, metres by what is spared, a text by language."""
DUTIES = (PERFORMER, WITNESS, CUSTODIAN, COMMITTEE, ISSUER, AUTHOR, COURT)
LEAST = {"people.committee": 1, "people.witnesses": 2, "people.witness_agencies": 2}
"""What no protocol may ask less of: a certificate is witnessed by two people of two agencies."""
APART = ((PERFORMER, WITNESS), (CUSTODIAN, WITNESS), (PERFORMER, COMMITTEE), (PERFORMER, ISSUER))
"""Duties that no one holds together, whatever a protocol says (disposal.md 2.4)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a document, of a step or of a piece of evidence."""

    name: str
    """Its name; with the name of its table before a dot where it stands in one."""
    sort: str = TEXT
    needed: bool = False
    among: tuple[str, ...] = ()
    """The words it may be; any where there are none."""


HEAD = (
    Part("code", needed=True),
    Part("version", WHOLE, needed=True),
    Part("title", needed=True),
    Part("authority", needed=True),
    Part("country", needed=True),
    Part("demo", YES),
    Part("legal_basis", LINES, needed=True),
    Part("source_ref", LINES, needed=True),
    Part("change_class", CHOICE, needed=True, among=CHANGES),
    Part("valid_from", DAY, needed=True),
    Part("valid_to", DAY),
    Part("scope.substances", WORDS),
    Part("scope.groups", WORDS),
    Part("scope.hazard_classes", WORDS),
    Part("scope.states", WORDS, among=("L", "S")),
    Part("scope.concentration_min", FIGURE),
    Part("scope.concentration_max", FIGURE),
    Part("scope.max_kg", FIGURE),
    Part("method.code", needed=True),
    Part("method.operation", needed=True),
    Part("people.committee", WHOLE),
    Part("people.witnesses", WHOLE),
    Part("people.witness_agencies", WHOLE),
    Part("people.apart", PAIRS, among=tuple(" ".join(each) for each in combinations(DUTIES, 2))),
    Part("emergency", YES),
)
STEP = (
    Part("key", needed=True),
    Part("kind", CHOICE, needed=True, among=STEP_KINDS),
    Part("note", LINES),
    Part("notes", TONGUES, among=LANGUAGES),
    Part("after", WORDS),
    Part("hold", CHOICE, among=HOLDS),
    Part("wait_minutes", WHOLE),
    Part("repeat", CHOICE, among=REPEATS),
    Part("every_minutes", WHOLE),
    Part("max_times", WHOLE),
    Part("min_minutes", WHOLE),
    Part("max_minutes", WHOLE),
    Part("max_gap_minutes", WHOLE),
    Part("performer_roles", WORDS, among=tuple(each.value for each in Role)),
    Part("witness_roles", WORDS, among=tuple(each.value for each in Role)),
    Part("min_people", WHOLE),
    Part("needs_permit", YES),
    Part("distances", METRES),
)
EVIDENCE = (
    Part("key", needed=True),
    Part("kind", CHOICE, needed=True, among=KINDS),
    Part("required", YES),
    Part("unit"),
    Part("low", FIGURE),
    Part("high", FIGURE),
    Part("stop_below", FIGURE),
    Part("stop_above", FIGURE),
    Part("readings", WHOLE),
    Part("interval_minutes", WHOLE),
    Part("agree_within", FIGURE),
    Part("expected"),
    Part("choices", WORDS),
    Part("check"),
)
LISTS = ("weather", "evidence")
"""Lists of evidence that a step holds."""
DEFAULTS: Mapping[str, Any] = {
    "people.committee": 3, "people.witnesses": 2, "people.witness_agencies": 2,
    "hold": "none", "repeat": "once", "min_people": 2, "required": True,
}  # fmt: skip
"""What a part says where a document leaves it out."""
TABLES = ("scope", "method", "people")
_NEEDED_TABLES = ("scope", "method")


def held(told: Mapping[str, Any], part: Part) -> Any:  # noqa: ANN401 - any JSON value
    """What a table says of a part; None where it says nothing."""
    table, _, name = part.name.rpartition(".")
    within = told.get(table) if table else told
    return within.get(name) if isinstance(within, Mapping) else None


def against(document: Mapping[str, Any]) -> list[Problem]:
    """Everything that stands in a document and should not, and what is missing. Fields are pointers: `steps/2/key`."""
    found = [*_part_problems(document, HEAD, "")]
    found += _unknown(document, {*(each.name.partition(".")[0] for each in HEAD), "steps"}, "")
    for table in TABLES:
        if not isinstance(document.get(table, None if table in _NEEDED_TABLES else {}), Mapping):
            found.append(problem("protocol.missing", table, name=table))
        else:
            own = {each.name.partition(".")[2] for each in HEAD if each.name.startswith(f"{table}.")}
            found += _unknown(document.get(table, {}), own, f"{table}/")
    for name, least in LEAST.items():
        stated = held(document, Part(name))
        if _is_whole(stated) and int(stated) < least:
            found.append(problem("protocol.too-few", _pointer(name), name=name, least=least))
    steps = document.get("steps")
    if not isinstance(steps, list) or not steps:
        return [*found, problem("protocol.missing", "steps", name="steps")]
    for n, step in enumerate(steps):
        found += step_against(step, f"steps/{n}/")
    return found


def step_against(step: Any, where: str = "") -> list[Problem]:  # noqa: ANN401 - any JSON value
    """The same of one step."""
    if not isinstance(step, Mapping):
        return [problem("protocol.unread", where.rstrip("/"), detail=str(step)[:100])]
    found = [*_part_problems(step, STEP, where)]
    found += _unknown(step, {*(each.name for each in STEP), *LISTS}, where)
    for name in LISTS:
        for n, spec in enumerate(step.get(name) or ()):
            at = f"{where}{name}/{n}/"
            if not isinstance(spec, Mapping):
                found.append(problem("protocol.unread", at.rstrip("/"), detail=str(spec)[:100]))
                continue
            found += _part_problems(spec, EVIDENCE, at)
            found += _unknown(spec, {each.name for each in EVIDENCE}, at)
            found += _limits_against(spec, at)
    return found


def _pointer(name: str) -> str:
    return name.replace(".", "/")


def _unknown(told: Mapping[str, Any], known: set[str], where: str) -> Iterator[Problem]:
    """A name nobody knows may be a limit that somebody misspelt: it is never passed over."""
    for name in sorted(set(told) - known):
        yield problem("protocol.unknown-name", f"{where}{name}", name=name)


def _part_problems(told: Mapping[str, Any], parts: Iterable[Part], where: str) -> Iterator[Problem]:
    for part in parts:
        value, at = held(told, part), where + _pointer(part.name)
        if value is None or value == "":
            if part.needed:
                yield problem("protocol.missing", at, name=part.name)
        elif part.sort == CHOICE and value not in part.among:
            yield problem("choice.unknown", at, value=value, expected=", ".join(part.among))
        elif part.sort in {WORDS, PAIRS} and isinstance(value, list):
            yield from _strange(part, value, at)
        elif not _FITS.get(part.sort, _is_text)(value):
            yield problem("protocol.value", at, name=part.name, value=str(value)[:100])


def _strange(part: Part, values: Sequence[Any], at: str) -> Iterator[Problem]:
    known = {frozenset(each.split()) for each in part.among}
    for each in values:
        words = frozenset(each) if isinstance(each, list) else frozenset([each] if isinstance(each, str) else [])
        if not words or (known and words not in known):
            yield problem("choice.unknown", at, value=each, expected=", ".join(part.among))


def _limits_against(spec: Mapping[str, Any], where: str) -> Iterator[Problem]:
    """A range without an inside, a choice of nothing, a result that no test has."""
    low, high = number(spec.get("low")), number(spec.get("high"))
    if low is not None and high is not None and low > high:
        yield problem("protocol.range", f"{where}high", low=low, high=high)
    known = {"pass-fail": [each for pair in RESULTS for each in pair], "choice": spec.get("choices") or []}
    expected, words = spec.get("expected"), known.get(str(spec.get("kind")), [])
    if expected and words and expected not in words:
        yield problem("choice.unknown", f"{where}expected", value=expected, expected=", ".join(map(str, words)))
    if spec.get("kind") == "choice" and not spec.get("choices"):
        yield problem("protocol.missing", f"{where}choices", name="choices")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\x00" not in value


def _is_day(value: object) -> bool:
    try:
        return bool(date.fromisoformat(str(value)))
    except ValueError:
        return False


def _is_whole(value: object) -> bool:
    return not isinstance(value, bool) and whole(str(value)) is not None


def _is_metres(value: object) -> bool:
    return isinstance(value, Mapping) and all(_is_text(what) and _is_whole(each) for what, each in value.items())


def _is_tongues(value: object) -> bool:
    return isinstance(value, Mapping) and all(each in LANGUAGES and _is_text(text) for each, text in value.items())


_FITS = {
    DAY: _is_day,
    WHOLE: _is_whole,
    FIGURE: lambda value: not isinstance(value, bool) and number(value) is not None,
    YES: lambda value: isinstance(value, bool),
    WORDS: lambda value: False,  # noqa: ARG005 - a list has been seen to above
    PAIRS: lambda value: False,  # noqa: ARG005 - as above
    METRES: _is_metres,
    TONGUES: _is_tongues,
}


class Change(NamedTuple):
    """One thing in which two versions differ: where, what stood there, what stands there. None: nothing."""

    where: tuple[str, ...]
    """Steps and evidence by their keys, parts by their names."""
    before: Any
    after: Any


def changes(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[Change]:
    """In what one document differs from another but its number; steps that were moved are told as their order."""
    found = [*_differing((), *({**each, "steps": [], "version": 0} for each in (was, now)))]
    old, new = _by_key(was.get("steps")), _by_key(now.get("steps"))
    if [key for key in old if key in new] != [key for key in new if key in old]:
        found.append(Change(("steps",), ", ".join(old), ", ".join(new)))
    for key in dict.fromkeys([*new, *old]):
        found += _differing(("steps", key), old.get(key), new.get(key))
    return found


def _differing(where: tuple[str, ...], was: Any, now: Any) -> Iterator[Change]:  # noqa: ANN401 - any JSON value
    if was == now:
        return
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for name in dict.fromkeys([*now, *was]):
            yield from _differing((*where, name), was.get(name), now.get(name))
    elif where and where[-1] in LISTS:
        old, new = _by_key(was), _by_key(now)
        for key in dict.fromkeys([*new, *old]):
            yield from _differing((*where, key), old.get(key), new.get(key))
    elif _meant(where, was) != _meant(where, now):
        yield Change(where, was, now)


def part_at(where: Sequence[str]) -> Part | None:
    """The part a change is of; None for a whole table, step or piece of evidence."""
    parts = HEAD if where[0] != "steps" else EVIDENCE if set(where) & set(LISTS) else STEP
    name = where[-1] if where[0] == "steps" else ".".join(where)
    return next((each for each in parts if each.name == name), None)


def _meant(where: Sequence[str], value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """What a value comes to: what is left out is the usual, and pairs stand in no order."""
    part = part_at(where)
    if part is None:
        return value
    if part.sort == PAIRS and isinstance(value, list):
        return {frozenset(map(str, each)) for each in value if isinstance(each, list)}
    usual = DEFAULTS.get(part.name, False if part.sort == YES else None)
    return usual if value in (None, "", [], {}) else value


def _by_key(told: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any JSON value
    listed = told if isinstance(told, list) else []
    return {str(each.get("key", "")): each for each in listed if isinstance(each, Mapping)}
