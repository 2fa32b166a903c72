"""Amounts of rows: the quantity cell first, then net mass, volume, packages; and what they say against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import repeat
from math import sqrt
from typing import Any

from precursors.intake.codes import at_codes
from precursors.intake.drafts import Fields
from precursors.intake.types import Figure
from precursors.problems import Problem, problem
from precursors.quantities.normalise import Normalised, Recipe, Stated, explained, measured, normalise
from precursors.quantities.recipe import Amount
from precursors.trade import rules
from precursors.trade.goods import Goods, Shelf, profile_of, says_more, size_of

UNMEASURED = problem("quantity.unmeasured", "quantity")
"""Stands for the amount of goods that could not be named: their name is the problem, not their amount."""

_ROOM_FIELDS = {
    "strength": "concentration",
    "basis": "basis",
    "salt": "salt",
    "packages": "packages",
    "unit": "unit",
}
"""The first word of a code to the field a person mends."""


class Measurer:
    """Measures the goods of a file; texts that repeat are measured once."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._texts: dict[tuple[str, int, str | None, str | None], Amount] = {}
        self._masses: dict[tuple[Figure, str], int | None] = {}

    def amounts(self, fields: Fields, goods: list[Goods]) -> list[Amount | Problem | None]:
        """The amount of each row; None where nothing is stated or the goods have no name."""
        packages = fields["packages"].values()
        made: list[Amount | Problem | None] = []
        for at, (figure, each) in enumerate(zip(fields["quantity"].values(), goods, strict=True)):
            recipe = each.recipe
            if (
                recipe is not None
                and figure is not None
                and figure.number is not None
                and figure.unit is None
                and (each.said.package_size is None or packages[at] is None)
            ):
                amount: Amount | Problem | None = recipe.measure(figure.number)
            else:
                amount = self._second_choice(fields, at, figure, each, packages[at])
            made.append(_content_unsaid(amount, str(each.substance)) if each.incomplete else amount)
        return made

    def _second_choice(
        self, fields: Fields, at: int, figure: Figure | None, goods: Goods, packages: Figure | None
    ) -> Amount | Problem | None:
        """The amount of a row whose quantity is not a plain number, or whose goods have no name."""
        if goods.recipe is not None:
            return self._measured(fields, at, figure, goods, packages)
        if figure is None and not self._other(fields, at):
            return problem("quantity.missing", "quantity")
        return UNMEASURED

    @staticmethod
    def _other(fields: Fields, at: int) -> bool:
        return any(fields[key].codes[at] for key in ("net_mass", "volume", "package_size"))

    def _measured(
        self, fields: Fields, at: int, figure: Figure | None, goods: Goods, packages: Figure | None
    ) -> Amount | None:
        count = _count(packages)
        if figure is not None:
            return self._one(figure, goods, None, count)
        for key, unit in (("net_mass", "kg"), ("volume", "L")):
            other = fields[key].reading.values[fields[key].codes[at]]
            if other is not None:
                return self._one(other, goods, self._unit(other, unit), None)
        if goods.said.package_size is not None and count is not None:
            return self._recipe(goods, "packages").measure(count)
        return None

    def _one(self, figure: Figure, goods: Goods, unit: str | None, count: int | None) -> Amount:
        if unit is None and not goods.said.unit:
            unit = figure.unit
        recipe = goods.recipe if unit is None else self._recipe(goods, unit)
        assert recipe is not None  # noqa: S101 - the caller has looked
        if figure.number is not None:
            counts = count if goods.said.package_size is not None else None
            return recipe.measure(figure.number, counts)
        key = (figure.text, id(goods), unit, str(count))
        if key not in self._texts:
            self._texts[key] = self._typed(figure.text, goods, unit, count)
        return self._texts[key]

    def _unit(self, figure: Figure, usual: str) -> str:
        """The unit of a field that has a usual one: as cell or heading says, none for a text that says its own."""
        if figure.unit is not None or figure.number is not None:
            return figure.unit or usual
        return "" if says_more(figure.text, self.shelf.convention) else usual

    def _recipe(self, goods: Goods, unit: str) -> Recipe:
        return self.shelf.recipe(goods.said, str(goods.substance), goods.salt, goods.strength, unit)

    def _typed(self, text: str, goods: Goods, unit: str | None, count: int | None) -> Amount:
        said = goods.said
        stated = Stated(
            text,
            (said.unit or "") if unit is None else unit,
            goods.strength,
            said.basis or "",
            goods.salt or "",
            count if said.package_size is not None else None,
            size_of(said.package_size, self.shelf.convention),
            convention=self.shelf.convention,
        )
        return measured(stated, profile_of(str(goods.substance)))

    def contradictions(
        self, fields: Fields, goods: list[Goods], amounts: list[Amount | Problem | None]
    ) -> Iterator[tuple[int, Problem]]:
        """(row position, problem) where net is above gross, or mass and volume disagree."""
        if not any(key in fields for key in ("net_mass", "gross_mass", "volume")):
            return
        net, gross = self._column(fields, "net_mass"), self._column(fields, "gross_mass")
        volumes = fields["volume"].values() if "volume" in fields else repeat(None)
        for at, (amount, own_net, own_gross, volume) in enumerate(zip(amounts, net, gross, volumes, strict=False)):
            if amount.__class__ is not Amount:
                continue
            mass = amount.net_ug if own_net is None else own_net
            if mass != amount.net_ug or (own_gross is not None and mass is not None and mass > own_gross):
                against = _of_masses(amount, own_net, own_gross)
                if against:
                    yield at, against
            if volume is not None and amount.stated_ug is not None:
                against = self._volume_against(volume, goods[at], amount.net_ug)
                if against:
                    yield at, against

    def _volume_against(self, volume: Figure, goods: Goods, mass: int | None) -> Problem | None:
        by_volume = self._one(volume, goods, self._unit(volume, "L"), None)
        return rules.disagreement(mass, by_volume.net_ug, by_volume.relative_uncertainty)

    def _column(self, fields: Fields, key: str) -> Sequence[int | None]:
        cells = fields[key]
        if key not in fields:
            return [None] * len(cells.codes)
        ug = [None if value is None else self._mass(value, "kg") for value in cells.reading.values]
        return at_codes(ug, cells.codes)

    def _mass(self, figure: Figure, unit: str) -> int | None:
        if figure.number is not None and figure.unit is None and unit == "kg":
            return int(figure.number.scaleb(9))
        key = (figure, unit)
        if key not in self._masses:
            amount = figure.number if figure.number is not None else figure.text
            stated = Stated(amount, self._unit(figure, unit), convention=self.shelf.convention)
            self._masses[key] = normalise(stated).stated_ug
        return self._masses[key]

    @staticmethod
    def told(amount: Amount, code: str) -> Problem:
        """The problem behind an amount that cannot be taken, at the field that caused it."""
        if code == "number.range":
            return problem("quantity.range", "quantity")
        full: Normalised = explained(amount)
        found = full.problem if full.problem and full.problem.code == code else problem(code)
        return found.about(found.field or _ROOM_FIELDS.get(code.partition(".")[0], "quantity"))


def figures(amounts: Sequence[Amount], goods: Sequence[Goods]) -> tuple[Sequence[Any], ...]:
    """What is kept of each amount: a column for each of `tally.FIGURES`."""
    return (
        [None if amount.status == "ask" else amount.base_ug for amount in amounts],
        [amount.net_ug for amount in amounts],
        [None if amount.ul is None else microlitres(amount.ul) for amount in amounts],
        [amount.stated_ug for amount in amounts],
        [None if amount.stated_ul is None else microlitres(amount.stated_ul) for amount in amounts],
        [amount.status for amount in amounts],
        [amount.code for amount in amounts],
        list(map(_millionths, amounts, goods)),
    )


def _of_masses(amount: Amount, net: int | None, gross: int | None) -> Problem | None:
    """What net mass, gross mass and the amount say against each other."""
    own = amount.net_ug
    mass = own if net is None else net
    if gross is not None and mass is not None and mass > gross:
        return rules.net_above_gross(mass, gross)
    if net is None or own is None or net == own:
        return None
    if amount.stated_ul is not None:
        return rules.disagreement(net, own, amount.relative_uncertainty)
    return rules.masses_disagree(own, net)


def _content_unsaid(amount: Amount | Problem | None, substance: str) -> Amount | Problem | None:
    """Goods that hold the substance beside others, without a strength or a content per dose, say no kilograms."""
    if amount.__class__ is not Amount or amount.base_ug is None:
        return amount
    if amount.recipe.scale is not None and amount.recipe.scale.doses:
        return amount
    asked = problem("strength.missing", "concentration", substance=substance)
    net, stated = amount.net_ug, (amount.stated_ug, amount.stated_ul)
    return Amount(amount.recipe, amount.number, "ask", asked.code, None, net, amount.ul, *stated, (asked,))


def _count(packages: Figure | None) -> int | None:
    """The number of packages, where the cell begins with a whole number ("20 drums")."""
    if packages is None:
        return None
    if packages.number is not None:
        return int(packages.number) if packages.number == packages.number.to_integral_value() else None
    digits = packages.text.split()[0] if packages.text.split() else ""
    return int(digits) if digits.isascii() and digits.isdigit() else None


def microlitres(billionths: int | None) -> int | None:
    """1e-9 litres, as `quantities` counts, to the microlitres of the ledger; half to even."""
    if billionths is None:
        return None
    whole, rest = divmod(billionths, 1000)
    return whole + (rest > 500 or (rest == 500 and whole % 2 == 1))


def _millionths(amount: Amount, goods: Goods) -> int | None:
    """Relative uncertainty in parts per million."""
    number = amount.number
    if amount.status == "ask" or amount.recipe is not goods.recipe or number.__class__ is not Decimal or not number:
        uncertainty = amount.relative_uncertainty
        return None if uncertainty is None else int(uncertainty * 1_000_000)
    text = str(number)
    if "E" in text:
        half = 0.5 * 10.0 ** int(number.as_tuple().exponent)  # finite, as every number that was measured
    else:
        half = 0.5 * 10.0 ** -len(text.partition(".")[2])
    written = half / float(text)
    return int(sqrt(written * written + goods.variance) * 1_000_000 + 0.5)
