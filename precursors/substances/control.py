"""Whether goods that hold a listed substance beside others are controlled, asked of the law and never assumed.

Two sorts of law speak of it: a strength from which a substance is controlled, and rules on mixtures, by which each
component, or all of a group together, is held against a figure. Law that may not decide sets nothing free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, TypeAlias

from precursors.intake.words import folded, words
from precursors.law.book import LawBook
from precursors.law.dated import Entry
from precursors.law.mixtures import Mixture, rules_on
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.strength import Strength, read_strength
from precursors.substances.book import book
from precursors.substances.identify import identify
from precursors.substances.strength import strength_in

Span: TypeAlias = tuple[Decimal, Decimal]
"""Least and most per cent by mass."""

Answer = Literal["exempt", "counted", "ask"]

WHOLE = Decimal(100)
NOBODY_SAYS: Span = (Decimal(0), WHOLE)


@dataclass(frozen=True, slots=True)
class Held:
    """What goods hold, as far as their paper says."""

    substance: str
    share: Span | None
    """Of the substance; None where no strength says it."""

    others: Mapping[str, Span] = field(default_factory=dict)
    """Of the other listed substances that are named."""

    whole: bool = False
    """Whether the paper says of all other listed substances; else the rest may be any of them."""

    mixed: bool = False
    """Whether they are named as a mixture or preparation."""

    @property
    def is_mixture(self) -> bool:
        """Whether anything says that there is more in them than the substance."""
        return self.mixed or bool(self.others) or (self.share is not None and self.share[0] < WHOLE)


class Control(NamedTuple):
    """What the law says of such goods: exempt, counted as controlled, or to be asked of a person."""

    answer: Answer
    law: str
    """The paragraph."""
    limit: str
    """The figure it holds the goods against."""

    @property
    def told(self) -> Problem:
        """The same as a sentence."""
        return problem(f"mixture.{self.answer}", "concentration", law=self.law, limit=self.limit)


_GRAVEST: dict[Answer, int] = {"exempt": 0, "ask": 1, "counted": 2}


def control_of(held: Held, country: str, day: date, laws: LawBook, *, demo: bool = False) -> Control | None:
    """What the law of a country says that day of goods that hold more than the substance.

    None where no rule speaks of them: then they count as controlled, as the substance itself does. Where several speak,
    the gravest counts.
    """
    if not held.is_mixture:
        return None
    told = [*_by_strength(held, country, day, laws), *_by_mixture(held, country, day, laws, demo=demo)]
    return max(told, key=lambda each: _GRAVEST[each.answer], default=None)


def _by_strength(held: Held, country: str, day: date, laws: LawBook) -> Iterator[Control]:
    """The strength from which the substance is controlled; without a strength this law says nothing."""
    for key in (held.substance, *book().groups_of(held.substance)):
        entry = laws.strength_limit(country, key, day)
        if entry is not None and entry.value.percent is not None and held.share is not None:
            low, high = held.share
            limit = entry.value.percent
            answer: Answer = "exempt" if high < limit else "counted" if low >= limit else "ask"
            yield Control(answer, entry.citation, f"≥ {limit.normalize():f} %")


def _by_mixture(held: Held, country: str, day: date, laws: LawBook, *, demo: bool) -> Iterator[Control]:
    for entry in rules_on(laws.jurisdictions(country, day), day, demo=demo):
        if held.substance in entry.value.keys:
            yield Control(_answered(entry, held), entry.citation, entry.value.stated)


def _answered(entry: Entry[Mixture], held: Held) -> Answer:
    """Counted if already the least is above the figure, exempt if even the most is not, else nobody can say."""
    rule, known = entry.value, {held.substance: held.share or NOBODY_SAYS, **held.others}
    low = {key: span[0] for key, span in known.items()}
    high = {key: span[1] for key, span in known.items()}
    if rule.controls(low):
        return "counted"
    if not held.whole:  # anything of the group may be in the rest
        unsaid = next((key for key in sorted(rule.keys) if key not in known), held.substance)
        high[unsaid] = max(high.get(unsaid, Decimal(0)), WHOLE - sum(low.values(), Decimal(0)))
    return "ask" if rule.controls(high) or not entry.decides else "exempt"


def share_of(strength: str | Decimal | None, basis: str | None, source: Convention | None = None) -> Span | None:
    """Least and most per cent by mass that a strength as stated says; None where it says none that compares."""
    found = read_strength(strength, basis, source)
    return found.span if isinstance(found, Strength) else None


_PARTS = re.compile(r"[;\n+]|,(?!\d)")
_FIGURE = re.compile(r"[\d.,\s<>≥≤~-]+(%|$).*", re.DOTALL)


class Others(NamedTuple):
    """The listed substances a text names beside the goods' own, and whether there can be no more."""

    shares: Mapping[str, Span]
    whole: bool


def others_in(text: str | None, source: Convention | None = None) -> Others:
    """What a text such as "toluene 30 %; water" names.

    A name nobody knows may be a listed substance as well, and so may each of those that share a name; only the words
    that mean none, and water, say that there is nothing listed. A share that cannot be read may be anything.
    """
    shares: dict[str, Span] = {}
    whole = bool((text or "").strip())
    for part in filter(None, map(str.strip, _PARTS.split(text or ""))):
        named = identify(part)
        keys = (named.substance,) if named.substance else named.candidates
        for key in filter(None, keys):
            shares[key] = share_of(strength_in(part)[0], None, source) or NOBODY_SAYS
        whole = whole and (bool(keys) or folded(_FIGURE.sub("", part)) in words("harmless_parts"))
    return Others(shares, whole)
