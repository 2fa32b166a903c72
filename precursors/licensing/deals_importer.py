"""May B buy so much of S from A that day? Each question is answered from law, licences and stocks, and kept."""

from __future__ import annotations

import json
import secrets
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import select

from precursors.audit.keys import natural_key, stands
from precursors.audit.models import Current
from precursors.intake.types import Figure
from precursors.law.book import law_book
from precursors.law.limits import Sum
from precursors.licensing.deals_known import Known
from precursors.licensing.deals_models import DealCheck
from precursors.licensing.deals_rules import DECLARATION, HELD, Party, Reason, Situation, answered
from precursors.licensing.lines import Wanted
from precursors.licensing.measuring import percent
from precursors.licensing.mixtures import Goods, control
from precursors.licensing.operators_importers import Made
from precursors.licensing.record import DEALS
from precursors.licensing.remaining import keys_of
from precursors.problems import Problem, missing, problem
from precursors.quantities.normalise import Stated, normalise
from precursors.registers.importer import RegisterImporter
from precursors.substances.book import book
from precursors.substances.identification import MIXED
from precursors.substances.identify import identify

GOOD_FOR = timedelta(days=7)
"""How long an answer may be relied on; never longer than the licence it rests on."""

SIDES = ("buyer", "seller")

STATED = ("buyer", "seller", "quantity", "unit", "concentration", "contains", "site")
"""Columns kept as stated."""

QUESTION = (*STATED, "substance", "activity", "day")
"""What makes two questions of a file the same one."""

ABROAD = {"import": ("seller",), "export": ("buyer",)}
"""Which side of a deal is under the law of another country: this one's register says nothing of it."""


def sides_of(deal: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The sides of a deal that are under the law of this country, and what they are called."""
    away = ABROAD.get(deal["activity"], ())
    return [(side, deal[side]) for side in SIDES if deal.get(side) and side not in away]


class DealImporter(RegisterImporter):
    """Questions before a deal, with their answers. Whoever asks by hand asks anew, whatever was asked before."""

    record = DEALS
    model = DealCheck
    act_columns = ("serial",)

    @cached_property
    def _known(self) -> Known:
        """What the register says of the sides of every question."""
        return Known(self.terms)

    @property
    def verb(self) -> str:
        """Nothing is taken in but questions."""
        return "check"

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """A question needs a buyer, a substance, a quantity; its day is today unless another one is named."""
        against = missing(values, "buyer")
        if values.get("activity") == "export":  # the buyer is under another law: it is the seller who is asked about
            against += missing(values, "seller")
        day: date = values.get("day") or self.terms.today
        found = identify(stated.get("substance"), None, stated.get("cas"))
        key = found.substance if found.status == "match" else None
        if key is None:
            told = dict(found.values) | {"text": stated.get("substance") or stated.get("cas") or ""}
            against.append(Problem(found.because, "substance", told))
        amount = self._amount(values, stated, key, against)
        strength, wrong = percent(values.get("concentration"), self.terms.convention, "concentration")
        against += [wrong] if wrong else []
        made: dict[str, Any] = {name: stated.get(name) for name in STATED}
        made |= {"substance": key, "activity": values.get("activity") or "domestic", "day": day}
        known = self.known(made)
        if known is not None:
            made["key"], made["serial"] = known
            return made, against
        if day < self.terms.today:
            against.append(problem("deal.day-past", "day", value=day, today=self.terms.today))
        made |= {"base_ug": amount.ug, "ul": amount.ul, "serial": secrets.token_hex(8)}
        made["key"] = natural_key("deal-check", self.terms.agency, made["serial"])
        if not against and key is not None:
            wanted = Wanted(keys_of(key), made["activity"], day, made["site"], Decimal(strength) if strength else None)
            goods = Goods(key, values.get("concentration"), None, made["contains"], found.form in MIXED)
            made |= self._answered(made, wanted, goods, amount)
            self.answers(made)
        return made, against

    def known(self, made: Mapping[str, Any]) -> tuple[bytes, str] | None:  # noqa: ARG002 - for files
        """Key and serial of an answer that stands to a question already; None where it is asked anew."""
        return None

    def answers(self, made: Mapping[str, Any]) -> None:
        """A question has been answered."""

    def _amount(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None], key: str | None, against: list[Problem]
    ) -> Sum:
        """Kilograms of the substance and litres as stated; what cannot be told in either is unknown, never nought."""
        quantity: Figure | None = values.get("quantity")
        if quantity is None or key is None:
            against += [problem("field.missing", "quantity")] if quantity is None else []
            return Sum()
        figure = quantity.number if quantity.number is not None else quantity.text
        strength: Figure | None = values.get("concentration")
        told = None if strength is None else strength.text if strength.number is None else strength.number
        concentration = f"{told}%" if isinstance(told, Decimal) else told
        unit, source = stated.get("unit") or "", self.terms.convention
        made = normalise(Stated(figure, unit, concentration, convention=source), book().profile(key))
        if made.status == "refuse" or (made.stated_ug is None and made.stated_ul is None):
            against.append((made.problem or problem(made.code or "quantity.missing")).about("quantity"))
        sure = made.status in {"ok", "ok_flag"}
        litres = made.ul if sure else made.stated_ul
        return Sum(made.base_ug if sure else None, None if litres is None else litres // 1000)

    def _answered(self, made: Mapping[str, Any], wanted: Wanted, goods: Goods, amount: Sum) -> dict[str, Any]:
        case = self._situation(made, wanted, goods, amount)
        answer, reasons = answered(case)
        until = min([wanted.day + GOOD_FOR, *self._ends(case.parties, wanted.day)])
        edition = law_book(demo=self.terms.demo).edition[:16]
        return {"answer": answer, "because": written(reasons), "until": until, "edition": edition}

    def _situation(self, made: Mapping[str, Any], wanted: Wanted, goods: Goods, amount: Sum) -> Situation:
        laws, terms, day = law_book(demo=self.terms.demo), self.terms, wanted.day
        sides = sides_of(made)
        parties = self._known.parties(sides, goods.substance, wanted)
        entries = [
            entry
            for each in sorted(wanted.keys)
            for entry in laws.requirements(terms.country, each, wanted.activity, day)
        ]
        demands = tuple(entry for entry in entries if entry.value.kind in HELD)
        papers = tuple(entry for entry in entries if entry.value.kind not in HELD)
        listed = any(laws.listed(terms.country, each, day) for each in wanted.keys)
        limits = parties[0].limits or () if parties else ()
        number = None
        if len(sides) == len(SIDES) and any(entry.value.kind == DECLARATION for entry in papers):
            number = self._known.declared(made["seller"], made["buyer"], wanted.keys, day, amount)
        return Situation(
            day, amount, listed, demands, limits, parties, control(terms, goods, day), papers, declared=number
        )

    @staticmethod
    def _ends(parties: Sequence[Party], day: date) -> list[date]:
        return [max(line.last, day) for party in parties for line in party.lines if line.fits and line.holds(day)]


class DealSheetImporter(DealImporter):
    """The questions of a file: a row that asks what was asked before tells the answer that stands to it."""

    def known(self, made: Mapping[str, Any]) -> tuple[bytes, str] | None:
        """Of several answers to this very question each once; else that of a row above."""
        standing = self._met[self._question(made)]
        return standing.pop(0) if len(standing) > 1 else standing[0] if standing else None

    def answers(self, made: Mapping[str, Any]) -> None:
        """A row further down may ask the same."""
        self._met[self._question(made)].append((made["key"], made["serial"]))

    @cached_property
    def _met(self) -> defaultdict[tuple[Any, ...], list[tuple[bytes, str]]]:
        """Keys and serials by question: what the agency has asked already, looked up once a file, and this file."""
        found: defaultdict[tuple[Any, ...], list[tuple[bytes, str]]] = defaultdict(list)
        cells = [getattr(DealCheck, name) for name in QUESTION]
        query = select(DealCheck.key, DealCheck.serial, *cells).join(Current, stands(DealCheck)).order_by(DealCheck.id)
        for key, serial, *question in self.terms.session.execute(query.where(DealCheck.agency == self.terms.agency)):
            found[tuple(question)].append((bytes(key), serial))
        return found

    @staticmethod
    def _question(made: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(made[name] for name in QUESTION)


def written(reasons: tuple[Reason, ...]) -> str:
    """Reasons as they are kept."""
    told = [{"answer": each.answer, "code": each.told.code, "values": dict(each.told.values)} for each in reasons]
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def reasons_of(because: str) -> list[tuple[str, Problem]]:
    """Kept reasons back: what each speaks for, and what it says."""
    return [
        (each["answer"], Problem(each["code"], None, {"law": "-"} | each["values"])) for each in json.loads(because)
    ]
