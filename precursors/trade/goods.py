"""What the cells that describe the goods mean together: substance, salt, recipe, law. Resolved once per distinct set.

A workbook of 100,000 rows names a few hundred kinds of goods; everything that does not depend on the row's own
number, day or parties is worked out here and remembered for the file.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from precursors.intake.types import Figure
from precursors.law.book import LawBook, Threshold
from precursors.law.dated import Entry
from precursors.law.limits import limits_for
from precursors.law.mixtures import every_rule
from precursors.licensing.deals_rules import CONDITIONAL, CONTROL, HELD
from precursors.problems import Problem, problem
from precursors.quantities.conventions import Convention
from precursors.quantities.normalise import Profile, Recipe, recipe
from precursors.quantities.numbers import read_number
from precursors.registers.terms import DEMO
from precursors.substances.book import book
from precursors.substances.control import Control, Held, Span, control_of, others_in, share_of
from precursors.substances.identification import DILUTED, MIXED
from precursors.substances.identify import Identification, identify
from precursors.substances.vocabulary import Watched, vocabulary
from precursors.trade.rules import UG_PER_KG, UL_PER_L, Finding, Limit, hs_finding

HOME = "domestic"
"""No country is told of a sale at home: where any amount is controlled its licence is asked for, and nothing else."""


class Said(NamedTuple):
    """The stated texts that describe goods, as far as they do not change from row to row."""

    substance: str | None
    cas: str | None
    hs: str | None
    unit: str | None
    concentration: Figure | None
    basis: str | None
    salt: str | None
    package_size: Figure | None
    contains: str | None = None


@dataclass(slots=True)
class Goods:
    """What one such set of texts means."""

    said: Said
    substance: str | None
    salt: str | None
    problems: tuple[Problem, ...]
    recipe: Recipe | None
    naming: str
    """Their part of the natural key."""
    strength: str | Decimal | None = None
    """Strength as stated, or as the name of the goods states it."""
    incomplete: bool = False
    """Whether they hold the substance beside others and no strength says how much of it."""
    variance: float = 0.0
    """Of everything but the number, relative."""
    share: Span | None = None
    """Their strength in per cent by mass; None where nothing says one that compares."""
    mixed: bool = False
    """Whether they are named as a mixture or preparation."""
    listed: dict[tuple[str, int], Status] = field(default_factory=dict)


class Demand(NamedTuple):
    """A licence or registration that the law demands."""

    conditional: bool
    """Whether a quantity decides."""
    cited: str


class Status(NamedTuple):
    """The law on a substance for one direction, within one era."""

    controlled: bool
    licence_demanded: bool
    limits: tuple[Limit, ...]
    hs: frozenset[str]
    mismatch: Finding | None = None
    """R25 for the HS code some goods are declared under."""
    control: Control | None = None
    """What the law says of some goods as a mixture."""
    demands: tuple[Demand, ...] = ()
    """Licences and registrations that law which decides demands, of everybody or from a limit on."""
    begins: tuple[Entry[Threshold], ...] = ()
    """Limits that decide from where on the conditional ones are demanded."""

    @property
    def exempt(self) -> bool:
        """Whether the law sets these goods free: nothing is demanded of them, and nothing drawn for them."""
        return self.control is not None and self.control.answer == "exempt"


class Law:
    """The law of one country, asked by era: the stretch of days within which nothing in the book changes."""

    def __init__(self, laws: LawBook, country: str, watch: Sequence[Watched] = ()) -> None:
        self.laws, self.country = laws, country
        self.watched = {each.key for each in watch}
        entries: list[Entry[Any]] = [*laws.entries(), *every_rule(demo=country == DEMO)]
        turns = {entry.valid_from for entry in entries}
        turns |= {entry.valid_to + timedelta(days=1) for entry in entries if entry.valid_to}
        self.turns = sorted(turns)

    def control(self, goods: Goods, source: Convention, day: date) -> Control | None:
        """What the law says that day of goods as a mixture."""
        others = others_in(goods.said.contains, source)
        held = Held(str(goods.substance), goods.share, others.shares, others.whole, goods.mixed)
        return control_of(held, self.country, day, self.laws, demo=self.country == DEMO)

    def era(self, day: date) -> int:
        """Number of the era a day falls in."""
        return bisect_right(self.turns, day)

    def status(self, key: str, direction: str, day: date) -> Status:
        """What the law says of a substance that day."""
        seed = book()
        keys = (key, *seed.groups_of(key))
        listed = any(entry.decides for each in keys for entry in self.laws.listed(self.country, each, day)) or any(
            each in self.watched for each in keys
        )
        demanded = any(self.laws.licence_demanded(self.country, each, direction, day) for each in keys)
        begins = limits_for(self.laws, self.country, keys, direction, day)
        limits = tuple(
            Limit(
                None if entry.value.kg is None else int(entry.value.kg * UG_PER_KG),
                None if entry.value.litres is None else int(entry.value.litres * UL_PER_L),
                entry.decides,
                f"{entry.citation}, {entry.value.stated}",
                entry.value.above,
            )
            for entry in begins
            if entry.value.demands == CONTROL and (direction != HOME or entry.value.kg or entry.value.litres)
        )
        demands = tuple(
            Demand(entry.value.condition in CONDITIONAL, entry.citation)
            for each in keys
            for entry in self.laws.requirements(self.country, each, direction, day)
            if entry.decides and entry.value.kind in HELD and entry.value.condition in ("", *CONDITIONAL)
        )
        depends = any(each.conditional for each in demands)
        sure = tuple(entry for entry in begins if entry.decides and depends)
        return Status(listed, demanded, limits, seed.hs_codes(key, day), demands=demands, begins=sure)


class Shelf:
    """Every kind of goods a file has named so far."""

    def __init__(self, convention: Convention, law: Law, watch: Sequence[Watched] = ()) -> None:
        self.convention, self.law, self.watch = convention, law, tuple(watch)
        vocabulary(self.watch)  # is read once; the sooner, the less a block of rows waits for it
        self._known: dict[Said, Goods] = {}
        self._named: dict[tuple[str | None, str | None, str | None], Identification] = {}

    def goods(self, said: Said) -> Goods:
        """What these texts mean."""
        found = self._known.get(said)
        if found is None:
            if len(self._known) > 100_000:
                self._known.clear()
            found = self._known[said] = self._made(said)
        return found

    def status(self, goods: Goods, direction: str, era: int, day: date) -> Status:
        """The law on goods that have a substance, remembered by era."""
        known = goods.listed.get((direction, era))
        if known is None:
            substance = str(goods.substance)
            known = self.law.status(substance, direction, day)
            if goods.said.hs:
                known = known._replace(mismatch=hs_finding(goods.said.hs, known.hs, substance, book().of_hs))
            known = known._replace(control=self.law.control(goods, self.convention, day))
            if known.exempt:
                known = known._replace(licence_demanded=False, limits=(), demands=(), begins=())
            goods.listed[direction, era] = known
        return known

    def _identified(self, said: Said) -> Identification:
        asked = (said.substance, said.hs, said.cas)
        if asked not in self._named:
            self._named[asked] = identify(said.substance, said.hs, said.cas, watch=self.watch)
        return self._named[asked]

    def _made(self, said: Said) -> Goods:
        if not (said.substance or said.cas or said.hs):
            return Goods(said, None, None, (problem("substance.nothing-stated", "substance"),), None, "")
        named = self._identified(said)
        key = named.substance
        if named.status != "match" or key is None:
            return Goods(said, None, None, (_unnamed(named, said),), None, "")
        salt = said.salt or named.salt
        told = said.concentration
        strength = named.strength(told and (told.text if told.number is None else told.number))
        made = self.recipe(said, key, salt, strength)
        naming = "\x1f".join(
            (key, said.salt or "", said.concentration.text if said.concentration else "", said.basis or "")
        )
        variance = float(made.conversion.variance) + float(made.scale.variance if made.scale else 0)
        mixed = named.form in MIXED
        incomplete = named.form in DILUTED and strength in (None, "")
        share = share_of(strength, said.basis, self.convention)
        return Goods(said, key, salt, (), made, naming.casefold(), strength, incomplete, variance, share, mixed)

    def recipe(
        self, said: Said, key: str, salt: str | None, strength: str | Decimal | None, unit: str | None = None
    ) -> Recipe:
        """The recipe of these goods in their own unit, or in another."""
        return recipe(
            (unit if unit is not None else said.unit) or "",
            profile=profile_of(key),
            concentration=strength,
            basis=said.basis or "",
            salt=salt or "",
            package_size=size_of(said.package_size, self.convention),
            source=self.convention,
        )


def size_of(size: Figure | None, source: Convention) -> str:
    """The size of a package with its unit: that of the heading, unless the cell says one itself."""
    if size is None or size.unit is None or (size.number is None and says_more(size.text, source)):
        return size.text if size else ""
    return f"{size.text} {size.unit}"


def says_more(text: str, source: Convention) -> bool:
    """Whether a text has words beside its number, such as a unit of its own."""
    return any(map(str.isalpha, text)) and isinstance(read_number(text, source), Problem)


def _unnamed(named: Identification, said: Said) -> Problem:
    field_ = "substance" if said.substance else "cas" if said.cas else "hs"
    values = dict(named.values) | {"text": said.substance or said.cas or said.hs or ""}
    if named.candidates:
        values["candidates"] = ", ".join(named.candidates)
    return Problem(named.because, "cas" if ".cas-" in named.because else field_, values)


def profile_of(key: str) -> Profile:
    """The physical figures of a substance; of goods only a watch list names, nothing but that they can be weighed."""
    known = book().get(key)
    return known.profile if known else _WATCHED.setdefault(key, Profile(key, "solid", None, None, None, None, None))


_WATCHED: dict[str, Profile] = {}
