"""Judge a workbook's rows block by block: readable, complete, identified, measured, lawful, or why not.

Everything that repeats is worked out for its distinct texts; the loops over rows touch ready values. What a row
shows by itself or against the register is found here; what rows show together is `settling`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from precursors.intake.drafts import Fields, PlacedLike, Trouble
from precursors.quantities.recipe import Amount
from precursors.trade.keeping import Keeper
from precursors.trade.noticing import Noticing
from precursors.trade.reading import Page, Pages, Unknown
from precursors.trade.record import SHIPMENTS
from precursors.trade.settling import split
from precursors.trade.stopping import against, blamed, clear
from precursors.trade.tally import Context, Judged, Tally
from precursors.workbooks.blocks import Block


class ShipmentJudge:
    """Judges blocks of shipments under one context. One record typed into a form is a block of one row."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tally = Tally()
        self.pages = Pages(context, self.tally)
        self.noticing = Noticing(context, self.tally)
        self.keeper = Keeper(context)
        self.anew = False
        """Whether a person chooses here what a record lacked, so that nothing may stay unresolved."""
        self._keeping = replace(context, keep_unresolved=True)
        self._stood: set[int] = set()

    def block(
        self,
        sheet: str,
        block: Block,
        placed: Sequence[PlacedLike],
        unknown: Unknown,
        direction: str | None,
        keep: Sequence[bool] | None,
    ) -> Judged | None:
        """Judge the records of one block; answer its good rows, or None when it has none."""
        fields = Fields(SHIPMENTS, placed, block.columns, self.context.convention, direction)
        rows = list(block.rows)
        kept = list(keep) if keep is not None else [True] * len(rows)
        self.tally.rows += sum(kept)
        unread: dict[int, list[Trouble]] = {}
        for at, trouble in fields.troubles(sheet, rows):
            if kept[at]:
                unread.setdefault(at, []).append(trouble)
        for warning in fields.warnings(sheet, rows, kept):
            self.tally.warn(warning)
        page = self.pages.page(sheet, rows, fields, block, unknown, direction, kept)
        good = self._good(page, kept, unread)
        if not good:
            return None
        self.noticing.notice(page, good)
        self._note_stood(page, good)
        self.tally.good += len(good)
        return self.keeper.judged(page, good)

    def _good(self, page: Page, kept: list[bool], unread: dict[int, list[Trouble]]) -> list[int]:
        """Positions of the rows nothing stops; what stops the others is told to the tally."""
        second_look = page.contradictions(self.pages.measurer)
        self._stood = self._unresolved_already(page)
        good = []
        for at, (plain, record) in enumerate(zip(clear(page), kept, strict=True)):
            if not record:
                continue
            wrong = unread.get(at, ())
            if plain and not wrong and at not in second_look:
                good.append(at)
                continue
            problems = list(against(page, at, self._keeping if at in self._stood else self.context))
            if not wrong:
                problems += second_look.get(at, ())
            for trouble in (*wrong, *blamed(page, at, problems, {each.problem.field for each in wrong})):
                self.tally.stop(trouble)
            if not wrong and not problems:
                good.append(at)
        return good

    def _unresolved_already(self, page: Page) -> set[int]:
        """Positions of rows whose record stands unresolved: the same row again changes nothing, and is known."""
        if self.context.keep_unresolved or self.anew:
            return set()
        asked = [at for at, each in enumerate(page.amounts) if isinstance(each, Amount) and each.status == "ask"]
        standing = self.context.register.unresolved(self.context.agency) if asked else frozenset()
        if not standing:
            return set()
        keys = split(self.keeper.judged(page, asked).keys)
        return {at for at, key in zip(asked, keys, strict=True) if key in standing}

    def _note_stood(self, page: Page, good: list[int]) -> None:
        """What would stop those rows if their records stood no more once the writer's turn has come."""
        for number, at in enumerate(good, self.tally.good):
            if at in self._stood:
                self.tally.stood[number] = list(blamed(page, at, list(against(page, at, self.context)), set()))


__all__ = ["Context", "Judged", "ShipmentJudge", "Tally"]
