"""Take shipments in: the importer of the kind `shipments`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.drafts import PlacedLike
from precursors.intake.importing import Outcome, Terms, Total
from precursors.law.book import law_book
from precursors.licensing.authorisations.following import changed, follow, returned
from precursors.paths import edition_in_use
from precursors.trade.goods import Law, Shelf
from precursors.trade.judging import ShipmentJudge
from precursors.trade.leaves import Pinned, beginnings
from precursors.trade.models import Shipment
from precursors.trade.months import Months, add_block, no_months
from precursors.trade.moving import Plan, planned
from precursors.trade.record import SHIPMENTS
from precursors.trade.register import Register
from precursors.trade.reversing import reverse
from precursors.trade.rules import LATE, VERSION, Finding
from precursors.trade.settling import Settled, moved, settle
from precursors.trade.spool import Spool
from precursors.trade.tally import Context
from precursors.trade.writing import Keys, write


class ShipmentImporter:
    """Shipments of one file on their way in."""

    record = SHIPMENTS
    verb = "import"

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        laws = law_book(demo=terms.demo)
        law = Law(laws, terms.country, terms.watch)
        shelf = Shelf(terms.convention, law, terms.watch)
        register = Register(terms.session, terms.neighbours)
        self.judge = ShipmentJudge(
            Context(terms.agency, terms.country, terms.convention, terms.today, shelf, register, terms.keep_unresolved)
        )
        self.spool = Spool(terms.scratch)
        self.months = no_months()
        """Sums of all good rows."""
        self.written = self.months
        """Sums of those that are written."""
        self.settled = Settled()
        self.plan: Plan | None = None
        """How the good rows move, once they have been settled."""
        self.instead_of: int | None = None
        """The standing record whose place the only row of this sheet takes."""
        self.pinned = Pinned(terms.agency, edition_in_use(), terms.convention.name)

    def block(
        self,
        sheet: str,
        block: Any,  # noqa: ANN401 - see the protocol
        placed: Sequence[PlacedLike],
        unknown: Sequence[tuple[int, str]],
        direction: str | None,
        keep: Sequence[bool] | None,
    ) -> None:
        """Judge one block and spool its good rows."""
        judged = self.judge.block(sheet, block, placed, unknown, direction, keep)
        if judged is not None:
            self.spool.add(judged._replace(beginnings=beginnings(judged, self.pinned.fixed(sheet))))
            add_block(self.months, judged, None)

    def settle(self, session: Session) -> Outcome:
        """Set rules, totals, counts."""
        tally = self.judge.tally
        self.settled = settled = settle(
            session, self.spool, tally, correct=self.terms.correct, instead_of=self.instead_of
        )
        self.written = self._standing()
        self.plan = self.plan or planned(session, self.terms.agency, self.spool.moves)
        return Outcome(
            rows=tally.rows,
            accepted=tally.good - len(settled.skip),
            known=len(settled.known),
            known_facts=settled.known,
            rejected=[*tally.troubles, *settled.troubles],
            bad_rows=tally.bad_rows | {(t.sheet, t.row) for t in settled.troubles},
            warnings=list(tally.warned()),
            totals=self._totals(),
            corrections=settled.corrections,
            flags=sum(1 for _ in self._findings()),
        )

    def moved(self, session: Session, since: int) -> bool:
        """Whether other acts touched what rows were compared with."""
        return moved(session, self.judge.tally, since)

    def write(self, act: OpenAct) -> None:
        """Reversals of what is corrected, then the rows, then their flags."""
        settled = self.settled
        self._follow(act)
        if settled.replaces:
            reverse(act, list(settled.replaces.values()))
        keys = write(act, self.spool, settled, self.pinned, self.written, self._plan_given_away(act.session))
        raise_flags(act, (self._flag(found, rows, keys) for found, rows in self._findings()))

    def _plan_given_away(self, session: Session) -> Plan:
        """The plan, which is large and not held while rows are written; a second attempt makes another."""
        plan, self.plan = self.plan or planned(session, self.terms.agency, self.spool.moves), None
        return plan

    def _follow(self, act: OpenAct) -> None:
        """Authorisations the rows draw on, or the rows they replace had drawn on, come to stand where they do then."""
        moved = returned(act.session, list(self.settled.replaces.values()))
        for line, amount in changed(self.settled.seen.taken).items():
            moved[line] = moved.get(line, 0) + amount
        follow(act, moved, self.terms.today)

    def close(self) -> None:
        """Give the spool back."""
        self.spool.close()

    def _findings(self) -> Iterator[tuple[Finding, Sequence[int]]]:
        """Findings on rows that are written, each with those rows' numbers."""
        skip, replaces = self.settled.skip, self.settled.replaces
        for found, rows in (*self.judge.tally.findings.values(), *self.settled.over):
            standing = [row for row in rows if row not in skip] if skip else rows
            if found.rule == LATE:  # what is put right had been entered before
                standing = [row for row in standing if row not in replaces]
            if standing:
                yield found, standing

    def _flag(self, found: Finding, rows: Sequence[int], keys: Keys) -> FlagDraft:
        flag = partial(FlagDraft, self.terms.agency, found.rule, VERSION, self.pinned.edition, found.cause)
        return flag(found.score, Shipment.__tablename__, keys.of(rows), dict(found.inputs))

    def _standing(self) -> Months:
        """Sums of the rows that are written."""
        if not self.settled.skip:
            return self.months
        months, number = no_months(), 0
        for block in self.spool.blocks():
            size = len(block.rows)
            add_block(months, block, self.settled.mask(number, size))
            number += size
        return months

    def _totals(self) -> list[Total]:
        sums: dict[str, list[int]] = {}
        for (substance, _, _), month in self.written.items():
            sums[substance] = [was + now for was, now in zip(sums.get(substance, [0] * 7), month, strict=True)]
        return [
            Total(
                substance,
                rows,
                base if rows > unresolved else None,
                net if has_net else None,
                ul if has_ul else None,
                unresolved,
            )
            for substance, (rows, unresolved, base, net, ul, has_net, has_ul) in sorted(sums.items())
        ]
