"""Authorisations and notifications that declared shipments name: looked up by number, once for each distinct text.

What rows show against them is noted here; what they draw from authorisations is drawn when the file is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any, Protocol, TypeGuard

from sqlalchemy import select

from precursors.intake.drafts import Cells, Trouble
from precursors.licensing.authorisations import rules as authorising
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.observing import Seen, lines_of
from precursors.licensing.notifications import rules as notifying
from precursors.licensing.notifications.clock import between
from precursors.licensing.notifications.known import notices_of
from precursors.licensing.notifications.models import Notification
from precursors.licensing.notifications.requests import requests_of
from precursors.problems import Problem, problem
from precursors.quantities.recipe import Amount
from precursors.registers.terms import DEMO
from precursors.trade.measuring import microlitres
from precursors.trade.reading import Page
from precursors.trade.rules import Finding
from precursors.trade.tally import Context, Tally


class _Found(Protocol):
    """A finding of a room below."""

    @property
    def rule(self) -> str:
        """Rule code."""

    @property
    def cause(self) -> str:
        """What it is about."""

    @property
    def inputs(self) -> Mapping[str, str]:
        """What it compared."""

    @property
    def score(self) -> int:
        """Per mille."""


class Permits:
    """What the register knows of the permits a file names."""

    def __init__(self, context: Context, tally: Tally) -> None:
        self.context, self.tally = context, tally
        session, agencies = context.register.session, context.register.agencies
        demo = context.country == DEMO
        self._lines: dict[str, tuple[authorising.Line, ...]] = {}
        self._notices: dict[str, tuple[notifying.Notice, ...]] = {}
        self._any = {
            model: session.execute(select(model.id).where(model.agency.in_(agencies)).limit(1)).first() is not None
            for model in (Authorisation, Notification)
        }
        self._find_lines = partial(lines_of, session, agencies)
        self._find_notices = partial(notices_of, session, agencies, home=context.country, demo=demo)
        self._between = lru_cache(maxsize=50_000)(partial(between, context.country, demo=demo))
        self._requests = requests_of(session, agencies)
        self._demanded = lru_cache(maxsize=50_000)(self._paragraph)

    def notice(self, page: Page, good: Sequence[int], numbers: Sequence[int]) -> None:
        """Everything the good rows of one block show."""
        if self._any[Authorisation]:
            self._authorised(page, good, numbers)
        if "export" in page.ways:
            self._notified(page, good, numbers)

    def _authorised(self, page: Page, good: Sequence[int], numbers: Sequence[int]) -> None:
        """R03, and what each row draws from the authorisation it names."""
        cells = page.fields["authorisation"]
        self._learn(cells, self._lines, self._find_lines)
        documents = page.fields["document"]
        for number, at in zip(numbers, good, strict=True):
            text = cells.reading.stated[cells.codes[at]]
            lines = self._lines.get(text, ()) if text else ()
            day, substance, way = page.days[at], str(page.goods[at].substance), str(page.ways[at])
            if not text or not lines or day is None:
                continue
            found = authorising.uncovered(text, lines, substance, way, day)
            if found:
                self.tally.find(_finding(found), number)
            line = authorising.fitting(lines, substance, way, day)
            amount = _in_measure(page.amounts[at], line.measure) if line else None
            if line and amount is None and _resolved(page.amounts[at]):
                self.tally.warn(not_drawn(page, at, text, line.measure))
            if line and amount:
                document = documents.reading.stated[documents.codes[at]]
                self.tally.seen.append(Seen(number, line, document, amount))

    def _notified(self, page: Page, good: Sequence[int], numbers: Sequence[int]) -> None:
        """R09, R10, R11 of exports that name a notification known here; and exports that name none where one is due."""
        cells = page.fields["notification"]
        if self._any[Notification]:
            self._learn(cells, self._notices, self._find_notices)
        for number, at in zip(numbers, good, strict=True):
            day = page.days[at]
            if page.ways[at] != "export" or day is None:
                continue
            text, status = cells.reading.stated[cells.codes[at]], page.statuses[at]
            if text:
                self._against(page, at, number, day, self._notices.get(text, ()))
            elif not (status and status.exempt):
                self._unnotified(page, at, number, day)

    def _against(self, page: Page, at: int, number: int, day: date, notices: Sequence[notifying.Notice]) -> None:
        substance = str(page.goods[at].substance)
        own = [each for each in notices if each.substance == substance] or list(notices)
        if not own:
            return
        notice = next((each for each in own if each.speaks_for(day)), own[0])
        amount = _in_measure(page.amounts[at], notice.measure)
        going = notifying.Going(substance, day, amount, page.text("consignee", at), page.text("destination", at))
        passed = self._between(notice.clock_from, day) if notice.clock_from else None
        days, required = passed[:2] if passed else (None, None)
        for found in notifying.shown(notice, going, days, required):
            self.tally.find(_finding(found), number)

    def _unnotified(self, page: Page, at: int, number: int, day: date) -> None:
        """A notification the law or the importing state demands; law that does not decide is left to the thresholds."""
        substance = str(page.goods[at].substance)
        paragraph = self._demanded(substance, page.text("destination", at), day)
        if paragraph:
            party = page.text("operator", at) or ""
            self.tally.find(_finding(notifying.unnotified(substance, party, paragraph, decides=True)), number)

    def _paragraph(self, substance: str, destination: str | None, day: date) -> str | None:
        laws = self.context.shelf.law.laws
        demand = self._requests.demand(laws, self.context.country, destination, substance, day)
        return demand.cited if demand and demand.entry.decides else None

    @staticmethod
    def _learn(cells: Cells, known: dict[str, Any], find: Any) -> None:  # noqa: ANN401 - one of two look-ups
        """Look numbers up that were not seen before."""
        new = [text for text in set(cells.reading.stated) if text and text not in known]
        if new:
            known.update(find(new))


def _finding(found: _Found) -> Finding:
    return Finding(found.rule, found.cause, tuple(sorted(found.inputs.items())), found.score)


def not_drawn(page: Page, at: int, permit: str, measure: str) -> Trouble:
    """A permit counts litres and the row knows only kilograms, or the other way: neither is made of the other."""
    told = problem("licence.not-drawn", "quantity", permit=permit, unit="L" if measure == "ul" else "kg")
    return Trouble(page.sheet, page.rows[at], None, told, None)


def _resolved(amount: Amount | Problem | None) -> TypeGuard[Amount]:
    return isinstance(amount, Amount) and amount.status != "ask"


def _in_measure(amount: Amount | Problem | None, measure: str) -> int | None:
    """An amount as accounts of a measure count it; None where nobody can say."""
    if not _resolved(amount):
        return None
    return microlitres(amount.ul) if measure == "ul" else amount.base_ug


def findings(found: Iterable[tuple[_Found, Any]]) -> list[tuple[Finding, Any]]:
    """Findings of the room below with their rows, as this room keeps them."""
    return [(_finding(each), rows) for each, rows in found]
