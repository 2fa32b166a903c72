"""Figures of seizures as countries publish them, by substance and year: described once, judged, put on their shelf.

Nobody knows behind such a figure which goods were taken when: it is no seizure, has no lots, and enters no sum of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import Any, ClassVar

from babel.core import get_global
from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, Session

from precursors.access.permissions import Permission
from precursors.audit.keys import natural_key
from precursors.db.tables import Fact, laid
from precursors.intake.importing import Outcome
from precursors.intake.record import Field, Record
from precursors.intake.types import Amount, Figure, Text
from precursors.intake.words import folded, words
from precursors.problems import Problem, problem
from precursors.quantities.normalise import Stated, normalise
from precursors.registers.importer import RegisterImporter, Row
from precursors.registers.shelf import Shelf, Shown
from precursors.substances.identify import identify

KILOGRAMS = "kg"
"""Unit of a figure beside which none stands."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_NOTHING = re.compile(r"0+(?:[.,]0+)?")
_CODE = re.compile(r"[A-Z]{2}")

TOTALS = Record(
    "seizure-totals",
    (
        Field("country", Text()),
        Field("code", Text()),
        Field("year", Text(), needed=True),
        Field("substance", Text(), needed=True),
        Field("quantity", Amount()),
        Field("unit", Text()),
        Field("part", Text()),
        Field("source", Text()),
        Field("notes", Text()),
    ),
    core=("year", "substance"),
)


class SeizureTotal(Fact):
    """What a country says it seized of a substance, or of substances nobody names, in a calendar year."""

    __tablename__ = "seizure_total"
    __table_args__ = laid(
        Index("ix_seizure_total_key", "key"),
        Index("ix_seizure_total_year", "agency", "year"),
        CheckConstraint("amount_ug >= 0", name="amount_not_negative"),
        CheckConstraint("substance IS NOT NULL OR unnamed IS NOT NULL", name="named_or_known_to_be_unnamed"),
        CheckConstraint("length(key) = 16", name="key_is_128_bits"),
    )
    prefix = "SZT"
    facts = (
        1,
        (
            "agency", "country", "year", "substance", "unnamed", "named", "quantity", "unit", "amount_ug",
            "part", "source", "notes", "key",
        ),
    )  # fmt: skip

    agency: Mapped[str]
    """Code of the agency that keeps it."""
    country: Mapped[str]
    """Country whose figure it is, two letters."""
    year: Mapped[str]
    """Calendar year, four figures."""
    substance: Mapped[str | None]
    """Key of the substance; None where the figure is one of several substances or of none that is named."""
    unnamed: Mapped[str | None]
    """other or not-specified, where the figure names no substance."""
    named: Mapped[str]
    """As stated."""
    quantity: Mapped[str | None]
    """As stated."""
    unit: Mapped[str | None]
    """Unit of it, as stated; kilograms where none is."""
    amount_ug: Mapped[int | None]
    """Micrograms; None where nobody has stated a figure, which is never 0."""
    part: Mapped[str | None]
    """What tells several figures of one country, year and substance apart, as stated."""
    source: Mapped[str | None]
    """Publication it was read in, as stated."""
    notes: Mapped[str | None]
    """Unknown columns and remarks."""
    key: Mapped[bytes]
    """Natural key: agency, country, year, substance or what is stated for one, part."""


class SeizureTotalImporter(RegisterImporter):
    """National figures of seizures."""

    record = TOTALS
    model = SeizureTotal
    act_columns = ("country", "year", "substance", "unnamed", "amount_ug", "part", "source", "notes")
    read_from: ClassVar = {"amount_ug": "quantity", "unnamed": "substance"}

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A figure needs country, year, a substance or the word that there is none, and a mass unless kept unknown."""
        country = country_of(stated.get("code") or stated.get("country"))
        year, named = (stated.get("year") or "").strip(), stated.get("substance") or ""
        against = [problem("agency.country", "country", value=stated.get("code") or stated.get("country") or "")]
        against = [] if country else against
        if not _YEAR.fullmatch(year) or int(year) > self.terms.today.year:
            against.append(problem("seizure-total.year", "year", value=year))
        unnamed = words("unnamed_substances").get(folded(named))
        found = identify(named)
        substance = found.substance if found.status == "match" and not unnamed else None
        if substance is None and not unnamed:
            against.append(Problem(found.because, "substance", dict(found.values) | {"text": named}))
        amount, wrong = self._amount(values.get("quantity"), stated.get("unit"))
        against += [wrong] if wrong else []
        part = (stated.get("part") or "").strip()
        made: dict[str, Any] = {name: stated.get(name) for name in ("quantity", "unit", "source")}
        made |= {"country": country, "year": year, "substance": substance, "unnamed": unnamed, "amount_ug": amount}
        made |= {"named": named, "part": part or None}
        naming = (str(country), year, substance or f"{unnamed} {folded(named)}", folded(part))
        return made | {"key": natural_key("seizure-total", self.terms.agency, *naming)}, against

    def _amount(self, quantity: Figure | None, unit: str | None) -> tuple[int | None, Problem | None]:
        """Micrograms as stated. A stated nothing is nothing; no figure is unknown, and stands only where kept."""
        if quantity is None:
            return None, problem("quantity.missing", "quantity").kept()
        figure = quantity.text if quantity.number is None else quantity.number
        if _NOTHING.fullmatch(quantity.text.strip()):
            return 0, None
        made = normalise(Stated(figure, unit or quantity.unit or KILOGRAMS, convention=self.terms.convention))
        if made.stated_ug is not None:
            return made.stated_ug, None
        code = "requirement.not-a-mass" if made.stated_ul is not None else made.code or "quantity.missing"
        return None, (made.problem or problem(code)).about("quantity")

    def settle(self, session: Session) -> Outcome:
        """Several different figures of one country, year and substance: nobody here says which counts, so none does."""
        own: dict[bytes, list[Row]] = defaultdict(list)
        for row in self.rows:
            if not row.lacks:
                own[row.key].append(row)
        for those in own.values():
            figures = {row.values["amount_ug"] for row in those}
            if len(figures) > 1:
                told = "; ".join(str(row.values["quantity"] or "–") for row in those)
                for row in those:
                    self.reject(row, problem("seizure-total.several", "quantity", figures=told))
                self.rows = [row for row in self.rows if row.lacks or row.key != those[0].key]
        return super().settle(session)


def country_of(text: str | None) -> str | None:
    """Two letters of a country from its two or three letters; None for anything else."""
    told = (text or "").strip().upper()
    if _CODE.fullmatch(told):
        return told
    found = get_global("territory_aliases").get(told, ())
    return str(found[0]) if len(found) == 1 and len(told) == 3 else None


SHELF = Shelf(
    kind="seizure-totals",
    record=TOTALS,
    model=SeizureTotal,
    importer=SeizureTotalImporter,
    read=Permission.READ_SEIZURES,
    write=Permission.RECORD_SEIZURES,
    name="named",
    columns=(Shown("country", "country"), Shown("year"), Shown("amount_ug", "kg"), Shown("part"), Shown("source")),
    facts=(
        Shown("country", "country"), Shown("year"), Shown("named"), Shown("quantity"), Shown("unit"),
        Shown("amount_ug", "kg"), Shown("part"), Shown("source"), Shown("notes"),
    ),
    searched=("country", "year", "named"),
    renamed={"substance": "named"},
)  # fmt: skip
