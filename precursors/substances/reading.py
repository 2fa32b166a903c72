"""A product text taken apart: which phrases it holds and what part each plays in the sentence."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass, field
from functools import cache

from precursors.paths import resource, seed_rows
from precursors.quantities.words import words
from precursors.substances.fold import CONNECTORS, Token, fold, tokens
from precursors.substances.spelling import corrected
from precursors.substances.vocabulary import SHORT, Term, Vocabulary

_MATTER = frozenset(["hit", "lookalike", "unknown", "chemical"])
"""Kinds of pieces that may name goods of their own."""

_STABILISED = re.compile(r"^(?:stabili|estabiliz|stabilis|inhibit|стабилиз|ингибир|denatur)")
_CLAUSE = re.compile(r"[;()\[\]]|\. |\n")
_BREAK = re.compile(r"[;:/|+*=<>&%\"]|\.\s|\s-\s|\s–\s")
_LOCANTS = frozenset(["alpha", "beta", "gamma", "delta", "omega", "ortho", "meta"])
_RELATIVE = re.compile(r"deriv|análog|analog|производн")
"""Behind a name: what is derived from it, or like it, and not the substance itself."""
_SHORTEST_SALT = 2 * SHORT
_DEUTERATED = re.compile(r"(?:[- ]d\d{1,2}\b|\b13c\d?\b|deuter|дейтер)")
_SHARE = re.compile(r"\s*[<>≤≥=~]*\s*\d+(?:[.,]\d+)?\s*%")
_CHEMICAL = re.compile(
    r"yl$|ium$|isoc|poly|ene$|ane$|ione$|idin|azid|hydrazon|picol|oxy|oxa|azan|mercapt|thia|meth[yao]|eth[yaeo]|prop[yioa]|but[yae]|anil|anis|tolyl|epox|pent[aoy]|hex[ayo]|phen[yoae]|benz|benc[ei]|azine|naph|tolu|xyl|chlor|clor|"
    r"brom|iod[oi]|fluor|nitr|sulf|amin|amid|oxid|hydr|hidr|acet[yaio]|azo|thio|tio|phosph|fosf|cyan|cian|pyr[irao]|"
    r"piper|gl[iy]c|cycl|cicl|silan|styr|vinyl|allyl|alil|keto|lact[ao]|form[ai][lmt]|fur[af]|indol|morph|ester|"
    r"ether|oate$|ylene|anol$|enol$|imine$|oxime|azole|метил|этил|пропил|бутил|фен[иоэ]|бенз|хлор|бром|иод|фтор|"
    r"нитр|сульф|амин|амид|окс|ацет|тио|фосф|циан|пири|пипер|глиц|ميثيل|إيثيل|كلور|بروم"
)


@cache
def small_words(role: str) -> frozenset[str]:
    """The folded words of one role in the seed.

    They join names (`joins`), say that goods hold (`contains`) or are meant for (`purpose`) what follows, make a
    name that of an ester or a salt (`derived`), or are what is added to keep goods from spoiling (`added`).
    """
    listed = (
        row["word"] for row in seed_rows(resource("seed") / "substances" / "small_words.csv") if row["role"] == role
    )
    return frozenset(token.text for word in listed for token in tokens(fold(word)))


@cache
def _passed() -> frozenset[str]:
    """What may stand between a denial and the name it denies."""
    return small_words("joins") | small_words("contains") | CONNECTORS


@dataclass(slots=True)
class Piece:
    """One phrase or word of the text, by token numbers; a phrase has a term, a word its kind."""

    first: int
    last: int
    kind: str
    term: Term | None = None
    typos: int = 0
    near: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """The whole text taken apart, in order."""

    folded: str
    tokens: list[Token]
    pieces: list[Piece] = field(default_factory=list)
    purpose: int = 10_000
    """Number of the token from which the text only says what the goods are for."""

    salty: bool | None = None
    """Whether any word could name a salt; None until somebody has looked."""

    def gap(self, left: int, right: int) -> str:
        """What stands between two tokens."""
        return self.folded[self.tokens[left].end : self.tokens[right].start]

    @property
    def hits(self) -> list[Piece]:
        """The pieces that name a substance of the book."""
        return [piece for piece in self.pieces if piece.kind == "hit"]


def read(text: str, vocab: Vocabulary) -> Reading:
    """Take `text` apart with `vocab`: longest phrases first, then corrected spelling, then words."""
    folded = fold(text)
    reading = Reading(folded, [part for token in tokens(folded) for part in _parted(token, vocab)])
    kept = [number for number, token in enumerate(reading.tokens) if token.text not in CONNECTORS]
    stems = [reading.tokens[number].text for number in kept]
    typos = [0] * len(stems)
    near = corrected(stems, typos, vocab)
    place = 0
    while place < len(kept):
        term, width = vocab.longest(stems, place)
        first, last = kept[place], kept[place + width - 1]
        if term is None:
            reading.pieces.append(Piece(first, last, _kind(stems[place], vocab), near=near.get(place, ())))
        else:
            kind = "hit" if term.key else "lookalike"
            reading.pieces.append(Piece(first, last, kind, term, sum(typos[place : place + width])))
        place += width
    _mark_purpose(reading)
    return reading


def _parted(token: Token, vocab: Vocabulary) -> tuple[Token, ...]:
    """Return the name and the salt of a word that holds both, as German writes it: Ephedrinhydrochlorid."""
    if token.text.isascii() and len(token.text) >= _SHORTEST_SALT and not vocab.knows(token.text):
        for cut in range(SHORT, len(token.text) - SHORT + 1):
            name, salt = token.text[:cut], token.text[cut:]
            term = vocab.joined.get(name) if salt in vocab.salts else None
            if term is not None and term.key and term.kind == "name":
                middle = token.start + cut
                return Token(name, token.start, middle), Token(salt, middle, token.end)
    return (token,)


def _kind(word: str, vocab: Vocabulary) -> str:
    kind = vocab.kinds.get(word)
    if kind:
        return kind
    if word.isdigit() or (len(word) == 1 and word < "\u3400"):
        return "noise"
    return "unknown"


def _mark_purpose(reading: Reading) -> None:
    seen = False
    for piece in reading.pieces:
        if seen and reading.tokens[piece.first].text in small_words("purpose"):
            reading.purpose = piece.first
            return
        seen = seen or piece.kind == "hit"


def negated(reading: Reading, hit: Piece, vocab: Vocabulary) -> bool:
    """Whether the text says that the goods are not this substance, or do not hold it."""
    return _denied_before(reading, hit, vocab) or _denied_after(reading, hit, vocab)


def _denied_before(reading: Reading, hit: Piece, vocab: Vocabulary) -> bool:
    """Whether a denial stands before the name, with nothing between but other names and words that join."""
    inside = {n for piece in reading.pieces if piece.term for n in range(piece.first, piece.last + 1)}
    number, of = hit.first - 1, False
    while number >= 0:
        word = reading.tokens[number].text
        if _CLAUSE.search(reading.gap(number, number + 1)):
            return False
        if number not in inside and (vocab.kinds.get(word) == "negation-before" or _says(reading, number, vocab)):
            return True
        if of and vocab.kinds.get(word) == "negation-of":
            return True
        if not (number in inside or word in _passed()):
            return False
        of = word in ("of", "de", "from")
        number -= 1
    return False


def _says(reading: Reading, last: int, vocab: Vocabulary) -> bool:
    """Whether a phrase that denies what follows ends with this token."""
    for phrase in vocab.denials["before"].get(reading.tokens[last].text, ()):
        first = last - len(phrase) + 1
        if first >= 0 and all(reading.tokens[first + n].text == word for n, word in enumerate(phrase)):
            return True
    return False


def _denied_after(reading: Reading, hit: Piece, vocab: Vocabulary) -> bool:
    after = hit.last + 1
    if after >= len(reading.tokens):
        return False
    behind = [token.text for token in reading.tokens[after:]]
    gap = reading.gap(hit.last, after)
    if any(tuple(behind) == phrase for phrase in vocab.denials["end"].get(behind[0], ())):
        return True
    if _BREAK.search(gap):
        return False
    if any(tuple(behind[: len(phrase)]) == phrase for phrase in vocab.denials["behind"].get(behind[0], ())):
        return True
    of_another = behind[1:2] and behind[1] in ("flowing", "of", "from")  # acetone, free of peroxides
    return vocab.kinds.get(behind[0]) == "negation-after" and not of_another


def component_of(reading: Reading, hit: Piece) -> bool:
    """Whether the goods are something else that contains the substance: "varnish with toluene"."""
    if hit.first == 0:
        return False
    if _share_in_brackets(reading, hit):
        return True
    before = hit.first - 1
    while before >= 0 and reading.tokens[before].text in CONNECTORS:
        before -= 1
    if before < 0 or reading.tokens[before].text not in small_words("contains"):
        return False
    heads = [piece for piece in reading.pieces if piece.last < before]
    return any(piece.kind not in ("noise", "solution", "in") for piece in heads)


def _share_in_brackets(reading: Reading, hit: Piece) -> bool:
    """Whether brackets give the substance as a share of what stands before: "cleaner X (toluene 50 %)"."""
    start, end = reading.tokens[hit.first].start, reading.tokens[hit.last].end
    if any(other.last < hit.first for other in reading.hits):
        return False
    return reading.folded[:start].rstrip().endswith("(") and bool(_SHARE.match(reading.folded, end))


def dissolves(reading: Reading, hit: Piece, vocab: Vocabulary) -> bool:
    """Whether something else is dissolved in the substance: "standard in acetone", "acetone solution of resin"."""
    before, behind = hit.first - 1, [token.text for token in reading.tokens[hit.last + 1 : hit.last + 3]]
    if len(behind) == 2 and vocab.kinds.get(behind[0]) == "solution" and behind[1] == "of":
        return any(p.first > hit.last + 2 and p.kind in _MATTER for p in reading.pieces)
    if before >= 2 and reading.tokens[before].text in CONNECTORS:
        before -= 1
    if before < 1 or vocab.kinds.get(reading.tokens[before].text) != "in":
        return False
    return any(p.last < before and p.kind in _MATTER for p in reading.pieces)


def served_for(reading: Reading, hit: Piece) -> bool:
    """Whether the goods are something meant for use with the substance: "pump for acetone"."""
    before = hit.first - 1
    while before >= 0 and reading.tokens[before].text in CONNECTORS:
        before -= 1
    if before < 0 or reading.tokens[before].text not in small_words("purpose"):
        return False
    return any(piece.last < before and piece.kind != "noise" for piece in reading.pieces)


def altered(reading: Reading, hit: Piece, salt_words: Container[str] = ()) -> bool:
    """Whether a neighbour makes the name part of a longer one: "chloro-acetone", "toluene, 2-nitro-".

    `salt_words` are the words that name the salt of this substance and therefore change nothing.
    """
    if _DEUTERATED.search(reading.folded):
        return True
    where = reading.pieces.index(hit)
    return any(_altered_along(reading, where, step, salt_words) for step in (-1, 1))


def _altered_along(reading: Reading, where: int, step: int, salt_words: Container[str]) -> bool:
    """Whether the next word that is no locant ("2", "alpha", "n") is one of chemistry."""
    place = where + step
    while 0 <= place < len(reading.pieces):
        left, right = sorted((place, place - step))
        gap = reading.folded[
            reading.tokens[reading.pieces[left].last].end : reading.tokens[reading.pieces[right].first].start
        ]
        if _BREAK.search(gap):
            return False
        piece = reading.pieces[place]
        word = reading.tokens[piece.first].text
        if _RELATIVE.match(word) if step > 0 else (word == "iso" and gap == "-"):
            return True
        locant = piece.kind == "noise" and (word.isdigit() or len(word) == 1 or word in _LOCANTS)
        if not (locant or word in salt_words or _absent(reading, piece)):
            grown = step > 0 and gap == "-" and piece.kind == "unknown"
            return grown or _chemical(reading, piece) or bool(piece.near) or _hyphenated(reading, place + step)
        place += step
    return False


def _hyphenated(reading: Reading, place: int) -> bool:
    """Whether this piece is one of chemistry and hyphened to the one before it: the butyl of "tert-butyl"."""
    if not 0 < place < len(reading.pieces):
        return False
    piece = reading.pieces[place]
    return reading.gap(reading.pieces[place - 1].last, piece.first) == "-" and _chemical(reading, piece)


def _absent(reading: Reading, piece: Piece) -> bool:
    """Whether the next word says that this is what the goods are free of: "peroxide free"."""
    after = piece.last + 1
    return after < len(reading.tokens) and reading.tokens[after].text in words().of("absent")


def _chemical(reading: Reading, piece: Piece) -> bool:
    if piece.kind == "chemical":
        return True
    if piece.kind != "unknown":
        return False
    word = reading.tokens[piece.first].text
    if word >= "\u3400":
        return True
    return len(word) >= 5 and _CHEMICAL.search(word) is not None


def says_ester_or_salt(reading: Reading) -> bool:
    """Whether some word outside the names speaks of an ester or a salt."""
    return any(
        reading.tokens[piece.first].text in small_words("derived") for piece in reading.pieces if piece.term is None
    )


def strangely_joined(reading: Reading, hit: Piece) -> bool:
    """Whether a word nobody knows stands where it could make the name mean something else.

    That is directly before it ("liver acetone"), behind an "of" ("ether of cellulose"), or before
    brackets that hold the name alone ("electrolyte (sulphuric acid)").
    """
    where = reading.pieces.index(hit)
    before = reading.pieces[where - 1] if where else None
    after = reading.pieces[where + 1] if where + 1 < len(reading.pieces) else None
    if before is not None and before.kind == "unknown":
        gap = reading.gap(before.last, hit.first)
        if gap in (" ", " (", "-"):
            return True
    if after is None or after.kind != "unknown":
        return False
    return after.first - hit.last == 2 and reading.tokens[hit.last + 1].text in ("of", "de")


def looks_chemical(reading: Reading, piece: Piece) -> bool:
    """Whether an unknown word has the look of a chemical's name."""
    return _chemical(reading, piece)


def stabiliser(reading: Reading, piece: Piece) -> bool:
    """Whether the text says that this chemical was only added to keep the goods stable."""
    return any(_STABILISED.match(token.text) for token in reading.tokens[max(0, piece.first - 4) : piece.first])
