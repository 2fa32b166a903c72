"""What words mean: names of substances, names of what only looks like one, and the words around them.

Phrases are found by their letters and digits alone, joined, so "methyl-ethyl ketone" and
"methylethyl ketone" are one; words without numbers may also stand in another order. Spelling is
corrected word by word, and never when the correction would turn one chemical into another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from precursors.paths import resource, seed_rows
from precursors.substances.book import Book, book
from precursors.substances.fold import CONNECTORS, fold, stem, tokens, words

SHORT = 5
"""Joined names shorter than this are found only with the word breaks they are listed with."""
_SHORTEST_CORRECTED = 6
_MORPHEMES = re.compile(
    "epox|mono|di|tri|tetra|bis|hypo|per|pseudo|nor|iso|meth|eth|prop|but|pent|hex|phen|phos|benz|benc|chlor|clor|brom|iod|fluor|nitr|"
    "oxy|oxi|ox|amin|amid|azin|thi|tio|cyan|cian|dehyd|acet|tolu|ane|ene|yne|ine|ina|ona|one|ol|al|ate|ato|"
    "ite|ito|ide|uro|ous|oso|ic|ico|yl|il|"
    "гипо|псевдо|нор|изо|мет|эт|проп|бут|пент|фен|фос|бенз|хлор|бром|иод|фтор|нитр|окс|амин|амид|азин|тио|"
    "циан|ацет|толу|ан|ен|ин|он|ол|ал|ат|ит|ид|ил"
)


_ONE_SYLLABLE = {
    "ina": "ine", "ona": "one", "ico": "ic", "ato": "ate", "ito": "ite", "oso": "ous", "uro": "ide", "il": "yl",
    "clor": "chlor", "cian": "cyan", "tio": "thi", "fos": "phos", "oxi": "oxy", "benc": "benz",
}  # fmt: skip
_BEFORE_N = re.compile("[aeiouy]n|[аеиоуы]н")
"""The vowel that tells an alkane from an alkene, an amine from an enamine."""


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase stands for; `key` is None for a chemical that is known and not listed."""

    key: str | None
    salt: str | None
    kind: str
    """name, weak (needs a text without other words), shared (never enough), formula or lookalike."""

    name: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """One name on an agency's watch list, under the key of a substance of that list."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Correction:
    """The word a misspelt one stands for, or the words it may be and must not be taken for."""

    word: str | None
    near: tuple[str, ...] = ()


@dataclass(slots=True)
class Vocabulary:
    """All phrases and words of one edition, ready to be looked up."""

    joined: dict[str, Term] = field(default_factory=dict)
    shuffled: dict[tuple[str, ...], Term] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    salts: dict[str, str] = field(default_factory=dict)

    denials: dict[str, dict[str, list[tuple[str, ...]]]] = field(default_factory=dict)
    """Phrases that say a substance is not in the goods, by where they stand: `before` its name, `behind` it, or
    behind it at the `end` of the text. Each under its word next to the name, the words of a phrase in order."""

    prefixes: set[str] = field(default_factory=set)
    """Every beginning of a joined phrase: words that join to none of them begin no phrase."""

    by_shape: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    """Words that a spelling may be corrected to, by first letter and length."""

    buckets: dict[tuple[str, int, int], list[str]] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)
    memo: dict[str, Correction] = field(default_factory=dict)

    def add(self, term: Term, *, over: bool = False) -> None:
        """Make a phrase known; the first meaning of a phrase stays unless `over`."""
        if not term.parts:
            return
        key = "".join(term.parts)
        if over or key not in self.joined:
            self.joined[key] = term
        self.parts.update(term.parts)
        ordered = tuple(sorted(term.parts))
        if 1 < len(ordered) <= 4 and all(part.isalpha() and len(part) > 2 for part in ordered):
            if over:
                self.shuffled[ordered] = term
            self.shuffled.setdefault(ordered, term)

    def seal(self) -> None:
        """Prepare the words for spelling correction; nothing is added afterwards."""
        self.prefixes = {key[:end] for key in self.joined for end in range(1, len(key) + 1)}
        longest_words = {part for part in self.parts if len(part) >= _SHORTEST_CORRECTED and part.isalpha()}
        joined = {key for key in self.joined if len(key) >= 9 and key.isalpha()}
        ordinary = {word for word in self.kinds if len(word) >= _SHORTEST_CORRECTED}
        for word in sorted(longest_words | joined | ordinary):
            self.by_shape.setdefault((word[0], len(word)), []).append(word)

    def longest(self, stems: list[str], place: int) -> tuple[Term | None, int]:
        """The longest phrase that begins at `place`, and how many words it takes."""
        best: tuple[Term | None, int] = (None, 1)
        key = ""
        for width in range(1, len(stems) - place + 1):
            key += stems[place + width - 1]
            if key not in self.prefixes:
                break
            term = self.joined.get(key)
            if term is not None and (len(key) >= SHORT or _as_listed(term, stems[place : place + width])):
                best = (term, width)
        return self._reordered(stems, place, best)

    def _reordered(self, stems: list[str], place: int, best: tuple[Term | None, int]) -> tuple[Term | None, int]:
        """The same, also looking for two to four words in another order than the one listed."""
        for width in range(1, 5):
            if place + width > len(stems) or stems[place + width - 1] not in self.parts:
                break
            if width > best[1]:
                term = self.shuffled.get(tuple(sorted(stems[place : place + width])))
                if term is not None:
                    best = (term, width)
        return best

    def knows(self, word: str) -> bool:
        """Whether a single word is part of a name or an ordinary word of trade."""
        return word in self.kinds or word in self.parts or word in self.joined

    def corrected(self, word: str) -> Correction:
        """The one known word a misspelt word stands for, remembered for the next time."""
        found = self.memo.get(word)
        if found is None:
            if len(self.memo) > 200_000:
                self.memo.clear()
            found = self.memo[word] = self._correct(word)
        return found

    def _correct(self, word: str) -> Correction:
        length = len(word)
        if length < _SHORTEST_CORRECTED - 1 or not word.isalpha():
            return Correction(None)
        reach = 1 if length < 9 else 2
        nearby = [
            (candidate, distance)
            for candidate, distance, _ in process.extract(
                word, self._bucket(word[0], length, reach), scorer=OSA.distance, score_cutoff=reach, limit=8
            )
        ]
        if not nearby:
            return Correction(None)
        best = min(distance for _, distance in nearby)
        first = tuple(sorted({candidate for candidate, distance in nearby if distance == best}))
        meanings = {self._meaning(candidate) for candidate in first}
        if length < _SHORTEST_CORRECTED and any(candidate in self.joined for candidate in first):
            return Correction(None, first)
        if len(meanings) == 1 and _same_chemistry(word, first[0], best > 1):
            return Correction(first[0])
        return Correction(None, first)

    def _bucket(self, letter: str, length: int, reach: int) -> list[str]:
        """The words with that first letter and about that length; a wrong first letter is not forgiven."""
        place = (letter, length, reach)
        if place not in self.buckets:
            sizes = range(length - reach, length + reach + 1)
            self.buckets[place] = [w for size in sizes for w in self.by_shape.get((letter, size), ())]
        return self.buckets[place]

    def _meaning(self, word: str) -> str:
        term = self.joined.get(word)
        if term is not None:
            return term.key or term.name
        return word if word in self.parts else "ordinary"


def _as_listed(term: Term, stems: list[str]) -> bool:
    """Whether a short name stands with the breaks of the list, or spelt out letter by letter."""
    return term.parts == tuple(stems) or all(len(part) == 1 for part in stems)


def _syllables(word: str) -> set[str]:
    """The chemical syllables of a word, those that differ only by language taken as one."""
    return {_ONE_SYLLABLE.get(part, part) for part in _MORPHEMES.findall(word)}


def _same_chemistry(typed: str, target: str, far: bool) -> bool:
    """Whether a misspelling lost or swapped letters and brought in no other chemical syllable.

    Two wrong letters (`far`) are only forgiven where every syllable of the target is still there.
    """
    if sorted(typed) == sorted(target):
        return True
    if not set(_BEFORE_N.findall(typed)) <= set(_BEFORE_N.findall(target)):
        return False
    here, there = _syllables(typed), _syllables(target)
    return here == there if far else here <= there


@lru_cache(maxsize=16)
def vocabulary(watch: tuple[Watched, ...] = ()) -> Vocabulary:
    """The vocabulary of the seed with the names of a watch list on top of it."""
    vocab = Vocabulary()
    for name in watch:
        vocab.add(Term(name.key, None, "name", name.name, words(name.name)), over=True)
    for term in (*_named(book()), *_lookalikes()):
        vocab.add(term)
    for row in seed_rows(resource("seed") / "substances" / "words.csv"):
        parts = words(row["word"]) or (stem(row["word"]),)
        if len(parts) == 1 and parts[0].isalpha():
            _learn(vocab, parts[0], row["kind"], row["meaning"])
    for row in seed_rows(resource("seed") / "substances" / "denials.csv"):
        _deny(vocab, tuple(token.text for token in tokens(fold(row["phrase"]))), row["place"])
    vocab.seal()
    return vocab


def _deny(vocab: Vocabulary, phrase: tuple[str, ...], place: str) -> None:
    """Take in one phrase that denies a name; the small words that join it to the name are no part of it."""
    while len(phrase) > 1 and place == "before" and phrase[-1] in CONNECTORS:
        phrase = phrase[:-1]
    beside = phrase[-1] if place == "before" else phrase[0]
    vocab.denials.setdefault(place, {}).setdefault(beside, []).append(phrase)


def _learn(vocab: Vocabulary, word: str, kind: str, meaning: str) -> None:
    """Take in one ordinary word; of two kinds the one that says more about the goods stays."""
    known = vocab.kinds.get(word)
    if known is None or known == "noise" or kind == "salt":
        vocab.kinds[word] = kind
    if kind == "salt":
        vocab.salts[word] = meaning


def _named(seed: Book) -> Iterable[Term]:
    kinds = {"weak": "weak", "shared-abbreviation": "shared", "formula": "formula"}
    for name in seed.names:
        salt = name.kind.removeprefix("salt:") if name.kind.startswith("salt:") else None
        yield Term(name.key, salt, kinds.get(name.kind, "name"), name.text, words(name.text))


def _lookalikes() -> Iterable[Term]:
    for row in seed_rows(resource("seed") / "substances" / "lookalikes.csv"):
        yield Term(None, None, "lookalike", row["name"], words(row["name"]))
