"""Which salt a product text gives a base or an acid: "pseudoephedrine sulfate", "sodium salt of …"."""

from __future__ import annotations

import re

from precursors.substances.fold import CONNECTORS
from precursors.substances.reading import Piece, Reading
from precursors.substances.vocabulary import Vocabulary

_METALS = {
    **dict.fromkeys(("sodium", "sodio", "sodica", "sodico", "sodique", "натри", "натриев", "صوديوم"), "sodium salt"),
    **dict.fromkeys(
        ("potassium", "potasio", "potassio", "potasica", "potasico", "potassique", "кали", "калиев"),
        "potassium salt",
    ),
}
_SALT_WORDS = frozenset(("salt", "sal", "sel", "сол", "соль", "ملح"))
WORDS = frozenset((*_METALS, *_SALT_WORDS))
"""Words that, with those of the vocabulary, name the salt of a substance and change nothing else."""
_NAMING = frozenset((*_METALS, "hcl"))
_STOP = re.compile(r"[;()\[\]+&]|\s/\s")


def salt_named(reading: Reading, hit: Piece, vocab: Vocabulary) -> frozenset[str]:
    """The families of salt that stand next to a hit: hydrochloride, sulfate, sodium salt and the like."""
    if reading.salty is None:
        reading.salty = any(word in vocab.salts or word in _NAMING for word, _, _ in reading.tokens)
    if not reading.salty:
        return frozenset()
    return frozenset((*_walk(reading, hit, vocab, 1), *_walk(reading, hit, vocab, -1)))


def _walk(reading: Reading, hit: Piece, vocab: Vocabulary, step: int) -> list[str]:
    found: list[str] = []
    metal, said = None, False
    number = (hit.last if step > 0 else hit.first) + step
    while 0 <= number < len(reading.tokens):
        left, right = sorted((number, number - step))
        if _STOP.search(reading.gap(left, right)):
            break
        word = reading.tokens[number].text
        if word in vocab.salts or word == "hcl":
            found.append(vocab.salts.get(word, "hydrochloride"))
        elif word in _METALS:
            metal = _METALS[word]
        elif word in _SALT_WORDS:
            said = True
        elif not (word in CONNECTORS or word in ("as", "como", "free")):
            break
        number += step
    if metal and said:
        found.append(metal)
    return found
