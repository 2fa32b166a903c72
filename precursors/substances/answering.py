"""The answer about one quantity of what a name says, and about one name: what command line and API tell of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from precursors.i18n.catalogue import SOURCE
from precursors.i18n.catalogue import text as sentence_of
from precursors.problems import Problem
from precursors.quantities.normalise import Amount, Profile, Stated, explained, kilograms, measured
from precursors.substances.book import book
from precursors.substances.identification import DILUTED
from precursors.substances.identify import Identification, identify

FIGURES = ("status", "kg", "litres", "stated_kg", "stated_litres", "relative_uncertainty", "code", "message")
"""What is told of every quantity, in this order."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told about one quantity."""

    status: str
    figures: Amount | None
    code: str | None
    message: str | None


@lru_cache(maxsize=50_000)
def identified(name: str) -> Identification:
    """What a name names; remembered."""
    return identify(name)


def completed(stated: Stated, found: Identification) -> Stated:
    """Tell what the substance's name says about salt and strength, where no cell of its own says it."""
    if not stated.salt and found.salt:
        stated = replace(stated, salt=found.salt)
    return replace(stated, concentration=found.strength(stated.concentration))


def profile(found: Identification) -> Profile:
    """The profile of the substance that was found."""
    return book().profile(str(found.substance))


def answered(stated: Stated, name: str, language: str = SOURCE) -> Answer:
    """The answer for a quantity of what `name` names; without a name only what the text states."""
    if not name.strip():
        return worded(measured(stated), language)
    found = identified(name)
    if found.status == "match":
        whole = completed(stated, found)
        amount = measured(whole, profile(found))
        if found.form in DILUTED and _content_unsaid(whole, amount):
            return _unnamed(stated, "ask", "strength.missing", {"substance": str(found.substance)}, language)
        return worded(amount, language)
    values = {**dict(found.values), "candidates": ", ".join(found.candidates)}
    return _unnamed(stated, "refuse" if found.status == "none" else "ask", found.because, values, language)


def worded(amount: Amount, language: str = SOURCE) -> Answer:
    """The answer of an amount with the sentence of its code."""
    known: tuple[Problem, ...] = (*amount.wrong, *amount.recipe.problems)
    if amount.code is None:
        return Answer(amount.status, amount, None, None)
    values = next((each.values for each in known if each.code == amount.code), {})
    message = sentence_of("problems", amount.code, language, values) if values else _flag(amount.code, language)
    return Answer(amount.status, amount, amount.code, message)


def figures(answer: Answer) -> tuple[str | float | None, ...]:
    """The values of `FIGURES`; None is unknown, never 0."""
    amount = answer.figures
    if amount is None:
        return (answer.status, None, None, None, None, None, answer.code, answer.message)
    relative = amount.recipe.relative(amount.number)
    return (
        answer.status, kilograms(amount.base_ug), kilograms(amount.ul), kilograms(amount.stated_ug),
        kilograms(amount.stated_ul), None if relative is None else round(relative, 6),
        answer.code, answer.message,
    )  # fmt: skip


def by_name(answer: Answer) -> dict[str, str | float | None]:
    """The same by their names."""
    return dict(zip(FIGURES, figures(answer), strict=True))


def steps(answer: Answer) -> list[dict[str, str]]:
    """Every step from the stated amount to the answer."""
    if answer.figures is None:
        return []
    return [
        {"what": step.what, "from": step.from_, "to": step.to, "by": step.by, "source": step.source}
        for step in explained(answer.figures).steps
    ]


def identification(found: Identification, language: str = SOURCE) -> dict[str, Any]:
    """An identification as a plain document."""
    return {
        "status": found.status,
        "substance": found.substance,
        "cas": found.cas,
        "salt": found.salt,
        "confidence": found.confidence,
        "form": found.form,
        "concentration": found.concentration,
        "because": sentence_of("problems", found.because, language, dict(found.values)),
        "code": found.because,
        "candidates": list(found.candidates),
    }


def _content_unsaid(stated: Stated, amount: Amount) -> bool:
    """Whether goods that are more than the substance come without a strength or a content per dose."""
    doses = amount.recipe.scale is not None and amount.recipe.scale.doses
    return amount.base_ug is not None and not doses and stated.concentration in (None, "")


def _unnamed(stated: Stated, status: str, code: str, values: Mapping[str, str], language: str) -> Answer:
    """The answer that stops at the substance: only the stated figures are given."""
    plain = measured(stated)
    if plain.status == "refuse":
        return worded(plain, language)
    plain.base_ug = plain.net_ug = plain.ul = None
    return Answer(status, plain, code, sentence_of("problems", code, language, values))


@lru_cache(maxsize=2_048)
def _flag(code: str, language: str) -> str:
    return sentence_of("problems", code, language)
