"""The verdict about a name: what a text that holds one says about the goods.

Each reason for doubt is one small question put to the reading; the first that is answered with yes
makes the answer ambiguous, and only a name without any doubt is a match.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from precursors.substances.book import Book, Substance
from precursors.substances.fold import CONNECTORS
from precursors.substances.identification import SURE, UNSURE, Form, Identification, nothing
from precursors.substances.reading import (
    Piece,
    Reading,
    altered,
    component_of,
    dissolves,
    looks_chemical,
    negated,
    read,
    says_ester_or_salt,
    served_for,
    small_words,
    stabiliser,
    strangely_joined,
)
from precursors.substances.salts import WORDS as SALT_WORDS
from precursors.substances.salts import salt_named
from precursors.substances.strength import SHARE_OF_ANOTHER, strength_in
from precursors.substances.vocabulary import Vocabulary

_APART = re.compile(r"[,;()]")
_FIGURES = 2
"""Pieces of a bare strength, the figures before and behind its point: "acetone 0.0 %" holds nothing else."""
_MEDICINES = ("3003", "3004")


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the text and its neighbours show, gathered before the verdict."""

    reading: Reading
    vocab: Vocabulary
    seed: Book
    hits: tuple[Piece, ...]
    denied: tuple[Piece, ...]
    strength: str | None
    dissolved: bool
    percent: float | None


def by_name(text: str, vocab: Vocabulary, seed: Book) -> Identification:
    """What the words of `text` alone say, without any code."""
    reading = read(text, vocab)
    strength, dissolved, percent = strength_in(text)
    if strength and percent is not None and (other := _beside(reading, strength, small=percent < SHARE_OF_ANOTHER)):
        strength, percent = f"{other} {strength}", None
    hits = [piece for piece in reading.hits if piece.first < reading.purpose]
    hits = [hit for hit in hits if not _is_salt_mark(reading, hit, seed)]
    nought = percent == 0 and len(reading.pieces) - len(hits) <= _FIGURES
    denied = hits if nought else [hit for hit in hits if negated(reading, hit, vocab)]
    kept = [hit for hit in hits if hit not in denied]
    seen = _Seen(reading, vocab, seed, tuple(kept), tuple(denied), strength, dissolved, percent)
    return _judged(seen) if kept else _unnamed(seen)


def _beside(reading: Reading, strength: str, *, small: bool) -> str:
    """The word nobody knows whose share a figure may be: 10 % of quota, or a `small` one beside it; "" for none."""
    figures = re.findall(r"\d+", strength)
    kinds = {n: piece.kind for piece in reading.pieces for n in range(piece.first, piece.last + 1)}
    stems = [token.text for token in reading.tokens]
    starts = (at for at in range(len(stems)) if stems[at : at + len(figures)] == figures)
    first = next(starts, None)
    if first is None:
        return ""
    last = first + len(figures)
    if last + 1 < len(stems) and stems[last] in CONNECTORS and kinds.get(last + 1) != "hit":
        return stems[last + 1]
    for at, gap in ((first - 1, first - 1), (last, last - 1)) if small else ():
        kind = kinds.get(at, "")
        strange = kind in ("unknown", "chemical", "lookalike") or (kind and stems[at] in small_words("added"))
        if strange and not _APART.search(reading.gap(gap, gap + 1)):
            return stems[at]
    return ""


def _is_salt_mark(reading: Reading, hit: Piece, seed: Book) -> bool:
    """HCl behind a base is its hydrochloride, not hydrochloric acid."""
    if hit.term is None or hit.term.kind != "formula" or hit.term.name != "HCl":
        return False
    before = [piece for piece in reading.pieces if piece.last < hit.first and not _is_count(reading, piece)]
    if not before:
        return False
    gap = reading.gap(before[-1].last, hit.first)
    if gap in (".", "·", "*"):
        return True
    if any(mark in gap for mark in ",;:(/+"):
        return False
    last = before[-1]
    if last.kind == "hit" and last.term and last.term.key in seed.substances:
        return last.term.key != hit.term.key
    return last.kind in ("lookalike", "unknown", "chemical")


def _is_count(reading: Reading, piece: Piece) -> bool:
    """The figure in `2HCl`."""
    return piece.kind == "noise" and reading.tokens[piece.first].text.isdigit()


def _unnamed(seen: _Seen) -> Identification:
    """The answer where no name stands, or each was denied."""
    if seen.denied:
        keys = _keys(seen.denied)
        return replace(nothing("substance.denied", name=_names(seen.seed, keys)), concentration=seen.strength)
    pieces = [piece for piece in seen.reading.pieces if piece.first < seen.reading.purpose]
    other = next((piece.term.name for piece in pieces if piece.kind == "lookalike" and piece.term), None)
    if other:
        return replace(nothing("substance.another", name=other), concentration=seen.strength)
    near = tuple(dict.fromkeys(key for piece in pieces for key in _near_keys(piece, seen.vocab)))
    if near:
        return _ambiguous(seen, near, "substance.near", name=_names(seen.seed, near))
    return replace(nothing("substance.unknown"), concentration=seen.strength)


def _near_keys(piece: Piece, vocab: Vocabulary) -> list[str]:
    terms = (vocab.joined.get(word) for word in piece.near)
    return [term.key for term in terms if term is not None and term.key]


def _judged(seen: _Seen) -> Identification:
    keys = _merged(seen)
    doubt = _doubt(seen, keys)
    if doubt:
        return _ambiguous(seen, keys, doubt[0], form=doubt[1], name=_names(seen.seed, keys))
    return _match(seen, keys[0])


def _merged(seen: _Seen) -> tuple[str, ...]:
    """The keys named, a group dropped for the member that is named with it, or taking its contents along."""
    keys = _keys(seen.hits)
    for key in keys:
        members = seen.seed.substances[key].members if key in seen.seed.substances else ()
        if not members:
            continue
        inside = [other for other in keys if other in members]
        if seen.seed.substances[key].kind == "group" and inside and not key.startswith("safrole"):
            return tuple(inside)
        if all(other == key or other in members for other in keys):
            return (key,)
    return keys


def _doubt(seen: _Seen, keys: tuple[str, ...]) -> tuple[str, Form] | None:
    """The first reason to ask a person, with the form the goods seem to have."""
    if len(keys) > 1:
        return "substance.several", "mixture"
    marked = _kinds(seen)
    medicine = "preparation" in marked and _is_medicine(seen.seed, keys[0])
    if _renamed(seen, keys[0]):
        return "substance.part-of-a-name", "unknown"
    if _only_weak(seen):
        return "substance.name-shared", "unknown"
    if not medicine:
        other = _other_goods(seen, marked)
        if other:
            return other
    if not medicine and _foreign(seen):
        return "substance.with-another", "mixture"
    if _strange_words(seen) > 2 or any(strangely_joined(seen.reading, hit) for hit in seen.hits[:1]):
        return "substance.many-unknown-words", "unknown"
    if _salt_families(seen) and _salt_of(seen, seen.hits[0]) is None:
        return "substance.salt-unknown", "unknown"
    return None


def _renamed(seen: _Seen, key: str) -> bool:
    """Whether the name is part of another chemical's; a group may speak of its esters and salts."""
    salted = any(_salt_of(seen, hit) for hit in seen.hits)
    grouped = key in seen.seed.substances and bool(seen.seed.substances[key].members)
    harmless = {*SALT_WORDS, *seen.vocab.salts} if salted else set()
    if grouped:
        harmless |= small_words("derived")
    if any(altered(seen.reading, hit, harmless) for hit in seen.hits):
        return True
    return says_ester_or_salt(seen.reading) and not (grouped or salted)


def _other_goods(seen: _Seen, marked: set[str]) -> tuple[str, Form] | None:
    hits, reading = seen.hits, seen.reading
    if _sums_up(reading, hits[0]):
        return "substance.sum", "unknown"
    if any(served_for(reading, hit) for hit in hits):
        return "substance.meant-for", "unknown"
    if "article" in marked:
        return "substance.article", "unknown"
    if "product" in marked or "preparation" in marked or any(component_of(reading, hit) for hit in hits):
        return "substance.ingredient", "mixture"
    if any(dissolves(reading, hit, seen.vocab) for hit in hits):
        return "substance.solvent-of-another", "solution"
    return None


def _sums_up(reading: Reading, hit: Piece) -> bool:
    """Whether a word for a sum or a balance stands before the name, or alone beside it: "Total acetone"."""
    sums = [piece for piece in reading.pieces if piece.kind == "sum"]
    return any(piece.first < hit.first for piece in sums) or 0 < len(sums) == len(reading.pieces) - len(reading.hits)


def _kinds(seen: _Seen) -> set[str]:
    return {piece.kind for piece in seen.reading.pieces if piece.first < seen.reading.purpose}


def _is_medicine(seed: Book, key: str) -> bool:
    profile = seed.substances[key].profile if key in seed.substances else None
    return (
        profile is not None
        and bool(profile.salts)
        and any(code.startswith(_MEDICINES) or code.startswith("29396") for code in seed.hs.get(key, ()))
    )


def _only_weak(seen: _Seen) -> bool:
    """Whether only a name stands there that other goods bear too."""
    kinds = {hit.term.kind for hit in seen.hits if hit.term}
    if kinds == {"shared"}:
        return True
    if kinds <= {"weak", "shared"}:
        return any(piece.kind in ("unknown", "chemical", "lookalike") for piece in seen.reading.pieces)
    return False


def _foreign(seen: _Seen) -> bool:
    """Whether another chemical is in the goods, other than as solvent of a solution or stabiliser."""
    reading = seen.reading
    for piece in reading.pieces:
        if piece.kind != "lookalike" or piece.first >= reading.purpose:
            continue
        if stabiliser(reading, piece) or negated(reading, piece, seen.vocab):
            continue
        if not (dissolves(reading, piece, seen.vocab) and seen.hits[0].last < piece.first):
            return True
    return False


def _strange_words(seen: _Seen) -> int:
    """How much of the text nobody knows; what stands before the name weighs more than what follows."""
    first = seen.hits[0].first
    strange = [piece for piece in seen.reading.pieces if piece.kind in ("unknown", "chemical")]
    before = sum(2 if looks_chemical(seen.reading, piece) else 1 for piece in strange if piece.first < first)
    after = sum(first < piece.first < seen.reading.purpose for piece in strange)
    return before + after // 2


def _salt_families(seen: _Seen) -> frozenset[str]:
    hit = seen.hits[0]
    if hit.term and hit.term.salt:
        return frozenset()
    return salt_named(seen.reading, hit, seen.vocab)


def _salt_of(seen: _Seen, hit: Piece) -> str | None:
    """The name of the salt the text gives this hit, as its substance's table has it."""
    key = hit.term.key if hit.term else None
    if hit.term is None or key is None or key not in seen.seed.substances:
        return None
    if hit.term.salt:
        return hit.term.salt
    families = salt_named(seen.reading, hit, seen.vocab)
    table = seen.seed.profile(key).salts
    for salt in sorted(table, key=len, reverse=True) if families else ():
        parts = {salt} if " salt" in salt else set(salt.split(" (")[0].split())
        if parts == families:
            return salt
    return "dihydrochloride" if families == {"hydrochloride"} and "dihydrochloride" in table else None


def _match(seen: _Seen, key: str) -> Identification:
    hit = next((h for h in seen.hits if h.term and h.term.key == key), seen.hits[0])
    salts = [salt for h in seen.hits if (salt := _salt_of(seen, h))]
    typos = min(h.typos for h in seen.hits)
    weak = {h.term.kind for h in seen.hits if h.term}
    unknown = sum(piece.kind == "unknown" for piece in seen.reading.pieces)
    confidence = SURE - 0.1 * typos - 0.02 * min(unknown, 5) - (0.1 if weak <= {"weak"} else 0.0)
    substance = seen.seed.get(key)
    name = hit.term.name if hit.term else key
    counts = seen.seed.counted(key, frozenset(token.text for token in seen.reading.tokens))
    return Identification(
        status="match",
        substance=key,
        cas=seen.seed.first_cas(key) if substance else None,
        confidence=round(max(confidence, 0.6), 2),
        salt=salts[0] if salts else None,
        form=_form(seen, substance),
        concentration=f"{seen.strength} {counts}" if seen.strength and counts else seen.strength,
        because="substance.misspelt" if typos else "substance.named",
        values=(("name", name),),
        candidates=(key,),
        counts=counts,
    )


def _form(seen: _Seen, substance: Substance | None) -> Form:
    marked = _kinds(seen)
    if substance is not None and substance.kind != "substance":
        return "mixture" if substance.key == "safrole-rich-oils" else substance.kind
    if "preparation" in marked:
        return "preparation"
    if "mixture" in marked:
        return "mixture"
    state = substance.profile.state if substance else ""
    sold_dissolved = state.startswith(("solution", "gas")) and seen.percent is not None and seen.percent < 99
    if "solution" in marked or seen.dissolved or sold_dissolved:
        return "solution"
    return "solution" if seen.percent is not None and 0 < seen.percent < 80 else "pure"


def _ambiguous(seen: _Seen, keys: tuple[str, ...], code: str, form: Form = "unknown", **values: str) -> Identification:
    return Identification("ambiguous", None, None, UNSURE, None, form, seen.strength, code, tuple(values.items()), keys)


def _keys(pieces: Sequence[Piece]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(piece.term.key for piece in pieces if piece.term and piece.term.key))


def _names(seed: Book, keys: Sequence[str]) -> str:
    return ", ".join(seed.substances[key].name if key in seed.substances else key for key in keys)
