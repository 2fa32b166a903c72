"""Which listed substance a text names, with the reason, and ambiguous rather than wrong.

A name in the text is a witness, not a verdict: it may be denied ("other than acetone"), be part of a
longer name ("acetone cyanohydrin"), be a solvent, an ingredient, or what the goods are meant for. A
CAS number is a second witness that must agree; an HS code is only a hint.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from precursors.substances.book import Book, book
from precursors.substances.cas import find_cas, read_cas
from precursors.substances.identification import NOTHING, UNSURE, Form, Identification, nothing
from precursors.substances.verdict import by_name
from precursors.substances.vocabulary import Watched, vocabulary

__all__ = ["Identification", "Watched", "identify"]

_LONGEST_TEXT = 2_000
"""Characters of a text that are looked at; no product name is longer, and nothing slow may be sent."""

_WHOLE_CODE = 6
"""Digits of a subheading of the Harmonized System: less says nothing against a name."""


def identify(
    text: str | None,
    hs: str | None = None,
    cas: str | date | int | None = None,
    *,
    watch: Sequence[Watched] = (),
) -> Identification:
    """Say which substance `text`, with a CAS number and an HS code where given, stands for.

    Nothing here asks the clock, a database or the network, so equal arguments always give the equal
    answer and a caller may remember it for each distinct text.
    """
    seed = book()
    stated = (text or "")[:_LONGEST_TEXT].strip()
    named = by_name(stated, vocabulary(tuple(watch)), seed) if stated else nothing("substance.nothing-stated")
    numbers: list[str | date | int] = [cas] if cas not in (None, "") and cas is not None else []
    if not numbers:
        numbers = list(find_cas(stated))
    for number in numbers[:2]:
        named = _with_cas(named, number, seed, stated)
    return _with_hs(named, hs, seed) if hs else named


def _with_cas(named: Identification, number: str | date | int, seed: Book, text: str) -> Identification:
    """The answer once a CAS number has been heard as a second witness."""
    reading = read_cas(number, seed.cas)
    if reading.cas is None:
        code = "substance.cas-wrong" if reading.status == "wrong-digit" else "substance.cas-unreadable"
        return _asked(named, code, cas=str(number))
    owners = seed.cas.get(reading.cas, ())
    keys = tuple(dict.fromkeys(key for key, _ in owners))
    if named.status == "match" and named.substance in keys:
        salt = named.salt or next((s for key, s in owners if key == named.substance and s), None)
        sure = round(min(0.99, named.confidence + 0.02), 2)
        return replace(named, cas=reading.cas, confidence=sure, salt=salt)
    if named.status == "match" and named.substance and _related(seed, named.substance, keys):
        return replace(named, cas=reading.cas)
    if named.status == "none" and named.because == "substance.unknown" and not _text_is_only(text, reading.cas):
        return _by_cas(named, reading.cas, owners, 0.85) if len(keys) == 1 else named
    if named.status == "none" and named.because in ("substance.nothing-stated", "substance.unknown"):
        return _by_cas(named, reading.cas, owners, 0.95) if keys else nothing("substance.cas-unlisted", cas=reading.cas)
    if named.status == "ambiguous" and len(keys) == 1 and keys[0] in named.candidates and _settles(named):
        return _by_cas(named, reading.cas, owners, 0.9)
    if named.status == "none" and not keys:
        return named
    return _asked(named, "substance.cas-mismatch", *keys, cas=reading.cas)


def _text_is_only(text: str, cas: str) -> bool:
    return not text or text.casefold().replace("cas", "").strip(" .:no#") == cas


def _settles(named: Identification) -> bool:
    return named.because in ("substance.name-shared", "substance.near", "substance.many-unknown-words")


def _related(seed: Book, key: str, keys: Sequence[str]) -> bool:
    """Whether a CAS number is of a member of the group named, or of a group the substance is in."""
    members = seed.substances[key].members if key in seed.substances else ()
    return any(other in members for other in keys)


def _by_cas(
    named: Identification, cas: str, owners: Sequence[tuple[str, str | None]], confidence: float
) -> Identification:
    keys = tuple(dict.fromkeys(key for key, _ in owners))
    if len(keys) != 1:
        return _asked(named, "substance.cas-shared", *keys, cas=cas)
    kind = book().substances[keys[0]].kind
    form: Form = named.form if named.form != "unknown" else ("pure" if kind == "substance" else kind)
    return replace(
        named,
        status="match",
        substance=keys[0],
        cas=cas,
        confidence=confidence,
        salt=named.salt or next((salt for _, salt in owners if salt), None),
        form=form,
        because="substance.by-cas",
        values=(("cas", cas),),
        candidates=keys,
    )


def _asked(named: Identification, code: str, *keys: str, cas: str) -> Identification:
    candidates = tuple(dict.fromkeys((*named.candidates, *keys)))
    status: Literal["ambiguous", "none"] = "ambiguous" if candidates else "none"
    return replace(
        named,
        status=status,
        substance=None,
        cas=None,
        salt=None,
        confidence=UNSURE if candidates else NOTHING,
        because=code,
        values=(("cas", cas),),
        candidates=candidates,
    )


def _with_hs(named: Identification, hs: str, seed: Book) -> Identification:
    """The answer with the HS code as a hint: it moves the confidence, and alone it only proposes."""
    digits = "".join(mark for mark in hs if mark.isdigit())[:6]
    if len(digits) < 4:
        return named
    fitting = tuple(
        key for key, codes in seed.hs.items() if any(c.startswith(digits) or digits.startswith(c) for c in codes)
    )
    if named.status == "match" and named.substance:
        change = 0.01 if named.substance in fitting else -0.15
        return replace(named, confidence=round(min(0.99, max(0.5, named.confidence + change)), 2))
    if named.status == "none" and named.because == "substance.nothing-stated":
        alone = replace(named, because="substance.hs-only", values=(("hs", digits),))
        return replace(alone, status="ambiguous", confidence=0.3, candidates=fitting) if fitting else alone
    if named.status == "none" and named.because == "substance.unknown" and fitting and len(digits) == _WHOLE_CODE:
        return replace(named, because="substance.hs-of-another", values=(("hs", digits), ("substance", fitting[0])))
    if named.status == "ambiguous":
        order = sorted(named.candidates, key=lambda key: key not in fitting)
        return replace(named, candidates=tuple(order))
    return named
