"""What the register says of the sides of deals: each thing is looked up once for all questions of a file."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cache, cached_property
from typing import Any

from precursors.db.engine import seeing_all
from precursors.intake.importing import Terms
from precursors.law.limits import Sum
from precursors.licensing.deals_rules import Party
from precursors.licensing.declaration_models import CustomerDeclaration
from precursors.licensing.groups import Group, group_of
from precursors.licensing.lines import Wanted, held_on, lines_spelt
from precursors.licensing.models import LicenceLine
from precursors.licensing.naming import Holders
from precursors.licensing.remaining import limits_on
from precursors.licensing.supplying import covering, declarations_of


class Known:
    """The register as the questions of one file see it, over every agency of the country: there the law adds up."""

    def __init__(self, terms: Terms) -> None:
        self._session, self._terms = terms.session, terms
        self._party, self._declarations = cache(self._party_of), cache(self._declarations_of)
        self._group, self._lines = cache(self._group_of), cache(self._lines_of)

    def parties(self, sides: Collection[tuple[str, str]], substance: str, wanted: Wanted) -> tuple[Party, ...]:
        """Each side of a deal, by role and what the paper calls it, with its licences and limits."""
        return tuple(self._party(role, text, substance, wanted) for role, text in sides)

    def declared(self, seller: str, buyer: str, keys: frozenset[str], day: date, much: Sum) -> str | None:
        """Number of the customer's declaration of use that covers a supply of so much; None where none does."""
        found = covering(self._declarations(seller, buyer, keys, day), much)
        return found.number if found else None

    def _party_of(self, role: Any, text: str, substance: str, wanted: Wanted) -> Party:  # noqa: ANN401 - a side
        way, day = wanted.activity, wanted.day
        selling = role == "seller" and way == "domestic"
        with seeing_all(self._session):
            group = self._group(text)
            limits = limits_on(self._session, self._terms, group, substance, way, day, selling=selling)
            held = held_on(self._session, self._lines(text), wanted, group.holders)
        return Party(role, group.registered, held, tuple(limits))

    def _declarations_of(self, seller: str, buyer: str, keys: frozenset[str], day: date) -> list[CustomerDeclaration]:
        with seeing_all(self._session):
            sides = (self._group(seller), self._group(buyer))
            return declarations_of(self._session, self._terms, *sides, keys, day)

    def _group_of(self, text: str) -> Group:
        return group_of(self._session, self._terms.neighbours, text)

    def _lines_of(self, text: str) -> list[LicenceLine]:
        return lines_spelt(self._session, self._terms.neighbours, self._holders.spelt(self._group(text).own))

    @cached_property
    def _holders(self) -> Holders:
        return Holders(self._session, self._terms.neighbours)
