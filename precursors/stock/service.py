"""Take declarations of stock in: lines of returns, their balance judged in the act that records them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.audit.models import Current
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.importing import Outcome, Terms
from precursors.intake.types import Figure, as_typed
from precursors.intake.words import folded
from precursors.lives.service import begin, move, states_of
from precursors.paths import edition_in_use
from precursors.problems import Problem, problem
from precursors.stock.declaring import Declarants, expected_return
from precursors.stock.judging import found_in, in_words, moves_of
from precursors.stock.knowing import Knowledge, Told, told_of
from precursors.stock.life import OPEN, RETURNS
from precursors.stock.models import StockLine, StockReturn
from precursors.stock.periods import Period
from precursors.stock.record import EXPECTED, STOCK
from precursors.stock.rules import STATES, VERSION, Finding, against, measures_of
from precursors.stock.workbook import stamp_against
from precursors.substances.book import book
from precursors.substances.identify import identify
from precursors.trade.amounts import Goods, decimals, measured

STATED = (
    "operator",
    "site",
    "process_name",
    "unit",
    "concentration",
    "basis",
    "salt",
    *STATES,
    "coefficient",
    "output_unit",
)


class StockImporter(Declarants):
    """Lines of returns. A return that nobody had expected begins with its first line."""

    record = STOCK
    model = StockLine
    act_columns = (*STATED, "substance", "period", "output", "sworn_by", "sworn_on", "comment", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A line needs an operator, a period that is over, a substance, and at least one amount."""
        made, period, problems = self._head(stated)
        found = identify(stated.get("substance"), None, stated.get("cas"), watch=self.terms.watch)
        if found.status != "match" or found.substance is None:
            text = stated.get("substance") or stated.get("cas") or ""
            problems.append(Problem(found.because, "substance", dict(found.values) | {"text": text}))
        if not stated.get("operator"):
            problems.append(Problem("field.missing", "operator"))
        if problems or period is None:
            return made | {"key": b""}, problems
        amounts = self._amounts(values, stated, str(found.substance), found.salt)
        problems += amounts[1]
        made |= {name: stated.get(name) for name in STATED if name not in made} | amounts[0]
        made |= {"substance": found.substance, "sworn_by": stated.get("sworn_by"), "comment": stated.get("comment")}
        made["sworn_on"] = values.get("sworn_on")
        problems += against({name: made.get(f"{name}_amount") for name in STATES}, *period, self.terms.today)
        naming = (folded(made["site"] or ""), period.name, str(found.substance), folded(made["process_name"] or ""))
        made["key"] = natural_key("stock_line", self.terms.agency, made["who"], *naming)
        return made, problems

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterator[Problem]:
        """A line without a closing, as one that was filled in beforehand and left as it was: kept, and told."""
        if values.get("closing") is None and values.get("counted") is None:
            goods, period = stated.get("substance") or stated.get("cas") or "", stated.get("period") or ""
            yield problem("stock.no-closing", "closing", substance=goods, period=period)

    def _amounts(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None], substance: str, salt: str | None
    ) -> tuple[dict[str, Any], list[Problem]]:
        figures: dict[str, Figure | None] = {name: values.get(name) for name in (*STATES, "coefficient")}
        texts = {name: stated.get(name) or "" for name in ("unit", "basis")}
        strength = as_typed(stated.get("concentration")) or ""
        goods = Goods(**texts, concentration=strength, salt=stated.get("salt") or salt or "",
                      profile=book().profile(substance), convention=self.terms.convention)  # fmt: skip
        made = measured(figures, goods)
        kept: dict[str, Any] = {f"{name}_amount": made.amounts[name] for name in figures}
        kept |= decimals(("output",), {"output": values.get("output")}, self.terms.convention)
        return kept | {"measure": made.measure}, made.problems

    def settle(self, session: Session) -> Outcome:
        """As any register, and what the rules find on the returns that the rows make."""
        outcome = super().settle(session)
        if self.terms.stamp:
            named = [(row.values["who"], row.values["site"], row.values["period"]) for row in self.rows]
            outcome.refused = stamp_against(session, self.terms, self.terms.stamp, named)
        self._findings = list(self._found(session))
        outcome.flags = len(self._findings)
        return outcome

    def _found(self, session: Session) -> Iterator[tuple[Finding, list[int], str]]:
        """Findings, each with the places of its rows among those that are written, and what its amounts count.

        A return is judged with all its lines that stand, those it had before as well as those that come in.
        """
        lines = [told_of(row.values) for row in self._write]
        if not lines:
            return
        first, last = min(each.period.first for each in lines), max(each.period.last for each in lines)
        places = {each.place for each in lines}
        known = Knowledge(session, self.terms.agency, places, first, last, without=self._replaced)
        for each in lines:
            known.add(each)
        moved = moves_of(session, self.terms, lines)
        for written in _returns(lines):
            one, substances = lines[written[0]], {lines[at].line.substance for at in written}
            own = [each for each in known.told(one.place, one.period) if each.line.substance in substances]
            for found in found_in(self.terms, own, known, moved[one.period].get(one.place[0], [])):
                about = [at for at in written if _about(found, lines[at])]
                if about:
                    lines_about = [each.line for each in own if each.line.substance == found.substance]
                    yield found, about, measures_of(lines_about)[0]

    def write(self, act: OpenAct) -> None:
        """The lines, the returns they belong to moved on, and a flag for each finding."""
        super().write(act)
        rows = [row.values | {"agency": self.terms.agency} for row in self._write]
        submit(act, self.terms, rows, corrected=bool(self._replaced))
        keys = standing(act.session, [row.key for row in self._write])
        drafts = [
            FlagDraft(
                self.terms.agency, found.rule, VERSION, edition_in_use(), self._cause(found, places), found.score,
                StockLine.__tablename__, [keys[self._write[at].key] for at in places],
                in_words(found, rows[places[0]] | {"measure": measure}),
            )
            for found, places, measure in self._findings
        ]  # fmt: skip
        raise_flags(act, drafts)

    def _cause(self, found: Finding, places: Sequence[int]) -> str:
        values = self._write[places[0]].values
        return " ".join(filter(None, (values["operator"], values["site"], values["period"], found.substance)))


def _returns(lines: Sequence[Told]) -> list[list[int]]:
    """The places of the lines of each return, the earliest return first."""
    found: dict[tuple[Period, Any], list[int]] = {}
    for at, each in enumerate(lines):
        found.setdefault((each.period, each.place), []).append(at)
    return [places for _, places in sorted(found.items(), key=lambda item: item[0][0])]


def _about(found: Finding, each: Told) -> bool:
    process = dict(found.inputs).get("process")
    return each.line.substance == found.substance and process in (None, each.line.process or "-")


def submit(act: OpenAct, terms: Terms, rows: Iterable[Mapping[str, Any]], *, corrected: bool) -> None:
    """Returns whose lines were written: those not expected begin submitted, the others move on."""
    returns = {row["return_key"]: row for row in rows}
    present = standing(act.session, returns)
    new = [key for key in returns if key not in present]
    if new:
        first = act.add_many(StockReturn, [expected_return(terms, returns[key]) for key in new])
        act.session.execute(insert(Current), [{"key": key, "id": first + n} for n, key in enumerate(new)])
        begin(act, RETURNS, terms.agency, [(key, "submitted", terms.today) for key in new])
    for key, now in states_of(act.session, RETURNS, present).items():
        verb = "submit" if now.state in OPEN else "amend"
        if now.state != "amended" and (verb == "submit" or corrected or now.state != "submitted"):
            move(act, RETURNS, terms.agency, key, verb, terms.today, reason=act.reason)


class ReturnImporter(Declarants):
    """Returns that are expected: who must declare, for which site and period."""

    record = EXPECTED
    model = StockReturn
    called_by = ("operator", "site", "period")
    act_columns = ("operator", "site", "period", "due", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """An expected return needs an operator and a period."""
        made, period, problems = self._head(stated)
        if not stated.get("operator"):
            problems.append(Problem("field.missing", "operator"))
        if problems or period is None:
            return made | {"key": b""}, problems
        return expected_return(self.terms, made, values.get("due")), []

    def write(self, act: OpenAct) -> None:
        """The returns, each at the beginning of its life."""
        super().write(act)
        begin(act, RETURNS, self.terms.agency, [(row.key, "due", row.values["last"]) for row in self._write])
