"""What a heading means: exactly, not clearly, or perhaps.

An exact reading stands in `seed/headings/<kind>.csv`. A heading of `seed/headings/ambiguous.csv` has several
meanings, which only the rest of the layout can decide. Everything else is at best a proposal for a person.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from precursors.intake.folding import key
from precursors.intake.record import headings, implied_units, spellings
from precursors.intake.surroundings import surroundings
from precursors.paths import resource, seed_rows
from precursors.quantities.conventions import convention
from precursors.quantities.units import find_unit

LONGEST = 120
"""Characters; a longer text is no heading."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A heading understood: its field, the unit in it as written, whether it is the field's own name."""

    field: str
    unit: str | None = None
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A heading of several meanings.

    `rule` says what may decide: "party" and "side" the direction, "number", "free" and "next" the other headings,
    "ask" only a person; "note" is known to be no field at all. `fields` are the meanings
    (for a party its role), likeliest first.
    """

    rule: str
    fields: tuple[str, ...]
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field that a heading might mean; `score` from 0 to 100."""

    field: str
    unit: str | None
    score: float


Meaning = Reading | Ambiguous | None

AMOUNTS = frozenset({"quantity", "net_mass", "volume", "gross_mass", "package_size"})
_PLAUSIBLE: Mapping[str, frozenset[str]] = {
    "quantity": frozenset({"mass", "volume", "packaging", "count"}),
    "net_mass": frozenset({"mass"}),
    "gross_mass": frozenset({"mass"}),
    "volume": frozenset({"volume"}),
    "package_size": frozenset({"mass", "volume"}),
}
_STRENGTH = re.compile(
    r"^(?:%\s*)?(?:%|[wmpмwvо]\s*/\s*[wmpmvvо]|%?\s*(?:vol|mass|masa|peso|об|масс)\.?)$", re.IGNORECASE
)
_BRACKETED = re.compile(
    r"^(?P<stem>.*?)\s*[(\[{（]\s*(?P<inside>[^()\[\]{}（）]+?)\s*[)\]}）]\s*(?P<rest>[^()\[\]{}]*)$",
    re.DOTALL,
)
_TAIL = re.compile(r"^(?P<stem>.+?)\s*[,،/|:;–—-]\s*(?P<inside>[^,/|:;]+?(?:/[^,/|:;]+)?)$", re.DOTALL)
_IN = re.compile(r"^(?P<stem>.+?)\s+(?:in|en|em|в|ب|بال)\s+(?P<inside>\S+)$", re.IGNORECASE | re.DOTALL)
_LEADING_IN = re.compile(r"^(?:in|en|em|в)\s+", re.IGNORECASE)
_LAST = re.compile(r"^(?P<stem>.+?)[\s.]+(?P<inside>\S+)$", re.DOTALL)
_FIRST = re.compile(r"^(?P<inside>\S+)\s+(?P<stem>.+)$", re.DOTALL)
_HARMLESS = re.compile(
    r"^(?:[dmyjagгмд]{1,4}(?:[-/.\s][dmyjagгмд]{1,4}){1,2}|\*+|\d{1,2}|required|optional|mandatory|obligatorio|"
    r"opcional|obligatoire|facultatif|obrigatório|обязательно|iso(?:\s?\d+)?|si|s)$",
    re.IGNORECASE,
)
_BILINGUAL = re.compile(r"\s*[/|\n]\s*|\s+[-–—]\s+")


@lru_cache(maxsize=16384)
def understand(heading: str, kind: str) -> Meaning:
    """The meaning of one heading of a file of `kind`; None where nothing known is the same after folding."""
    text = heading.replace("_", " ").strip().strip("*:").strip()
    if not text or len(text) > LONGEST:
        return None
    whole = _whole(text, kind)
    if whole is not None:
        return whole
    for stem, inside in pieces(text):
        meaning = _with_remark(_whole(stem, kind), inside)
        if meaning is not None:
            return meaning
    return _bilingual(text, kind)


def nearest(heading: str, kind: str, limit: int = 3) -> tuple[Candidate, ...]:
    """Fields whose headings look like this one, best first: proposals, never readings."""
    unit = next((inside for _, inside in pieces(heading) if unit_kind(inside) in {"mass", "volume"}), None)
    if unit_kind(heading.strip()) in {"mass", "volume"}:
        return (Candidate("quantity", heading.strip(), 75.0),)
    best: dict[str, float] = {}
    for stem in {heading, *(stem for stem, _ in pieces(heading))}:
        folded = key(stem)
        if len(folded) < 3:
            continue
        certain = 100.0 if stem == heading else 86.0
        for spelling, score, _ in process.extract(folded, _keys(kind), scorer=_likeness, score_cutoff=70, limit=8):
            field = _exact(kind)[spelling].field
            best[field] = max(best.get(field, 0.0), min(score, certain))
    ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))[:limit]
    return tuple(
        Candidate(field, unit if _plausible(field, unit) else None, round(score, 1)) for field, score in ranked
    )


def unit_kind(text: str) -> str | None:
    """What a text measures as a unit: mass, volume, packaging, count; None when it is no such unit."""
    unit = find_unit(text.strip(), convention("none"))
    return unit.kind if unit is not None and unit.kind in {"mass", "volume", "packaging", "count"} else None


def with_unit(meaning: Reading | Ambiguous, unit: str) -> Reading | Ambiguous | None:
    """The meaning with a unit that stood apart from it; None where that unit cannot belong to it."""
    if isinstance(meaning, Ambiguous):
        fits = any(_plausible(field, unit) for field in meaning.fields)
    else:
        fits = _plausible(meaning.field, unit)
    return replace(meaning, unit=unit) if fits else None


def _whole(text: str, kind: str) -> Meaning:
    folded = key(text)
    exact = _exact(kind).get(folded)
    if exact is not None:
        return replace(exact, unit=_spoken_unit(text, exact.field) or exact.unit)
    open_meaning = _ambiguous(kind).get(folded)
    if open_meaning is None or len(open_meaning.fields) != 1:
        return open_meaning
    return replace(open_meaning, unit=_spoken_unit(text, open_meaning.fields[0]))


def _with_remark(meaning: Meaning, inside: str) -> Meaning:
    """A stem and what stood in brackets or behind it: a unit, or nothing that changes the meaning."""
    if meaning is None:
        return None
    if isinstance(meaning, Ambiguous) and meaning.rule == "note":
        return meaning
    united = with_unit(meaning, inside)
    if united is not None:
        return united
    return meaning if _HARMLESS.match(inside) else None


def _bilingual(text: str, kind: str) -> Meaning:
    """One heading in two languages, when both say the same."""
    parts = [part for part in _BILINGUAL.split(text) if part]
    meanings = [_whole(part, kind) for part in parts]
    if len(parts) < 2 or any(not isinstance(each, Reading) for each in meanings):
        return None
    fields = {each.field for each in meanings if isinstance(each, Reading)}
    return meanings[0] if len(fields) == 1 else Ambiguous("ask", tuple(sorted(fields)))


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Ways to cut a heading into what it names and a remark, surest first."""
    bracketed = _BRACKETED.match(text)
    if bracketed:
        stem = f"{bracketed['stem']} {bracketed['rest']}".strip()
        yield stem, _LEADING_IN.sub("", bracketed["inside"].strip())
    for pattern in (_TAIL, _IN, _LAST, _FIRST):
        match = pattern.match(text)
        if match:
            yield match["stem"].strip(), match["inside"].strip()


def _plausible(field: str, unit: str | None) -> bool:
    """Whether a column of this field can be counted in this unit."""
    if unit is None:
        return False
    if field in _PLAUSIBLE:
        return unit_kind(unit) in _PLAUSIBLE[field]
    if field == "concentration":
        return bool(_STRENGTH.match(unit)) or ("/" in unit and all(map(unit_kind, unit.split("/", 1))))
    return field == "value" and unit.upper() in surroundings().currencies


def _spoken_unit(text: str, field: str) -> str | None:
    """A unit that is itself one of the heading's words ("Volume in litres")."""
    tokens: list[str] = re.findall(r"[^\s(),;:]+", text)
    if field == "concentration":
        return "%" if "%" in text else None
    for token in tokens:
        if field in AMOUNTS - {"package_size"} and len(token) > 3 and unit_kind(token) in {"mass", "volume"}:
            return token if _plausible(field, token) else None
        if field == "value" and token.upper() in surroundings().currencies:
            return token
    return None


def _likeness(one: Sequence[Hashable], other: Sequence[Hashable], *, score_cutoff: float | None = None) -> float:
    """How alike two keys are; sharing all words of the shorter counts a little less than being the same."""
    _ = score_cutoff
    return max(fuzz.ratio(one, other), 0.82 * fuzz.token_set_ratio(one, other))


def learn(kind: str) -> None:
    """Read how headings of this kind are spelt, once a process, before the first of them is asked for."""
    _exact(kind)


@cache
def _exact(kind: str) -> Mapping[str, Reading]:
    own = {key(text) for by_language in headings(kind).values() for text in by_language.values()}
    units = implied_units(kind)
    return {key(text): Reading(field, units.get(text), key(text) in own) for text, field in spellings(kind)}


@cache
def _keys(kind: str) -> tuple[str, ...]:
    return tuple(_exact(kind))


@cache
def _ambiguous(kind: str) -> Mapping[str, Ambiguous]:
    path = resource("seed") / "headings" / "ambiguous.csv"
    found: dict[str, Ambiguous] = {}
    for row in seed_rows(path):
        if row["kind"] == kind:
            rule, _, fields = row["meaning"].partition(":")
            found[key(row["heading"])] = Ambiguous(rule, tuple(filter(None, fields.split("|"))))
    return found
