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
from precursors.paths import edition_in_use
from precursors.trade.goods import Law, Shelf
from precursors.trade.judging import ShipmentJudge
from precursors.trade.models import Shipment
from precursors.trade.record import SHIPMENTS
from precursors.trade.register import Register
from precursors.trade.reversing import reverse
from precursors.trade.rules import VERSION, Finding
from precursors.trade.settling import Settled, settle
from precursors.trade.spool import Spool
from precursors.trade.tally import Context, Judged
from precursors.trade.writing import Keys, Pinned, write


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
        self.sums: dict[str, list[int]] = {}
        """Sums of all good rows by substance, as `_add` counts them."""
        self.settled = Settled()
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
            self.spool.add(judged)
            _add(self.sums, judged, 0, set())

    def settle(self, session: Session) -> Outcome:
        """Set rules, totals, counts."""
        tally = self.judge.tally
        self.settled = settled = settle(
            session, self.spool, tally, correct=self.terms.correct, instead_of=self.instead_of
        )
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

    def write(self, act: OpenAct) -> None:
        """Reversals of what is corrected, then the rows, then their flags."""
        settled = self.settled
        if settled.replaces:
            reverse(act, list(settled.replaces.values()))
        keys = write(act, self.spool, settled, self.pinned)
        raise_flags(act, [self._flag(found, rows, keys) for found, rows in self._findings()])

    def close(self) -> None:
        """Give the spool back."""
        self.spool.close()

    def _findings(self) -> Iterator[tuple[Finding, Sequence[int]]]:
        """Findings on rows that are written, each with those rows' numbers."""
        skip = self.settled.skip
        for found, rows in (*self.judge.tally.findings.values(), *self.settled.over):
            standing = [row for row in rows if row not in skip] if skip else rows
            if standing:
                yield found, standing

    def _flag(self, found: Finding, rows: Sequence[int], keys: Keys) -> FlagDraft:
        flag = partial(FlagDraft, self.terms.agency, found.rule, VERSION, self.pinned.edition, found.cause)
        return flag(found.score, Shipment.__tablename__, keys.of(rows), dict(found.inputs))

    def _totals(self) -> list[Total]:
        sums = self.sums
        if self.settled.skip:
            sums, number = {}, 0
            for block in self.spool.blocks():
                _add(sums, block, number, self.settled.skip)
                number += len(block.rows)
        return [
            Total(substance, rows, base, net if has_net else None, ul if has_ul else None, unresolved)
            for substance, (rows, base, net, has_net, ul, has_ul, unresolved) in sorted(sums.items())
            if rows
        ]


def _add(sums: dict[str, list[int]], block: Judged, number: int, skip: set[int]) -> None:
    totals = [sums.setdefault(str(substance), [0] * 7) for substance in block.substance[0]]
    for at, (code, base, net, ul) in enumerate(zip(block.substance[1], *block.figures[:3], strict=True)):
        if skip and number + at in skip:
            continue
        total = totals[code]
        total[0] += 1
        if base is None:
            total[6] += 1
            continue
        total[1] += base
        if net is not None:
            total[2] += net
            total[3] = 1
        if ul is not None:
            total[4] += ul
            total[5] = 1
