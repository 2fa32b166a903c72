"""Misspelt words of a product text put right where that is safe; where it is not, what they may stand for."""

from __future__ import annotations

from itertools import product

from precursors.substances.vocabulary import Vocabulary

_MOST_UNSURE, _MOST_MEANT = 3, 4
"""Words of one text, and meanings of each, that are tried together."""


def corrected(stems: list[str], typos: list[int], vocab: Vocabulary) -> dict[int, tuple[str, ...]]:
    """Put the sure ones right in `stems`, marking them in `typos`; answer place and meanings of the others."""
    return _whole_names(stems, _words(stems, typos, vocab), vocab)


def _words(stems: list[str], typos: list[int], vocab: Vocabulary) -> dict[int, tuple[str, ...]]:
    near: dict[int, tuple[str, ...]] = {}
    for place, word in enumerate(stems):
        if len(word) < 5 or vocab.knows(word):
            continue
        correction = vocab.corrected(word)
        if correction.word and not _worth_correcting(correction.word, vocab):
            continue
        if correction.word:
            stems[place], typos[place] = correction.word, 1
        elif any(_worth_correcting(each, vocab) for each in correction.near):
            near[place] = correction.near
    return near


def _whole_names(stems: list[str], near: dict[int, tuple[str, ...]], vocab: Vocabulary) -> dict[int, tuple[str, ...]]:
    """The words that may be meant, and behind them the names of several words that they would make."""
    made = dict(near)
    places = sorted(near)[:_MOST_UNSURE]
    for words in product(*(near[place][:_MOST_MEANT] for place in places)):
        trial = stems.copy()
        for place, word in zip(places, words, strict=True):
            trial[place] = word
        for place in places:
            for start in range(max(0, place - 2), place + 1):
                term, width = vocab.longest(trial, start)
                if term is not None and term.key and width > 1 and start + width > place:
                    made[place] += ("".join(term.parts),)
    return made


def _worth_correcting(word: str, vocab: Vocabulary) -> bool:
    """Whether a corrected word matters: one of a name or of chemistry; other words stay as typed."""
    return word in vocab.parts or word in vocab.joined or vocab.kinds.get(word) == "chemical"
