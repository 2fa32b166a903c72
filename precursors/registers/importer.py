"""Take the records of a small register in: judged one by one, kept in memory, written under one act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.keys import standing
from precursors.audit.models import Current
from precursors.db.tables import Fact
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.drafts import Fields, PlacedLike, Trouble
from precursors.intake.importing import Correction, Outcome, Terms, Total
from precursors.intake.record import Record
from precursors.ledger.accounts import tail
from precursors.ledger.reversing import Movement, batches, post, withdraw
from precursors.problems import Problem, problem
from precursors.registers.amounts import in_measure


@dataclass(frozen=True, slots=True)
class Row:
    """One good row: where it stood, its natural key, the values of its columns."""

    sheet: str
    number: int
    key: bytes
    values: dict[str, Any]
    lacks: tuple[Trouble, ...] = ()
    """What stops the row, unless its record stands unresolved already: the same row again changes nothing."""

    @property
    def place(self) -> tuple[str, int]:
        """Sheet and row."""
        return self.sheet, self.number


class RegisterImporter:
    """An importer of a small register; a kind says `judged`, and `movements` if its rows move anything."""

    record: Record
    model: ClassVar[type[Fact]]
    act_columns: ClassVar[tuple[str, ...]]
    """Columns that are compared with a standing record; those that are equal are the same record."""
    called_by: ClassVar[tuple[str, ...]] = ()
    """Fields that name a record to people only together; else the first it states of those that make it one."""
    read_from: ClassVar[Mapping[str, str]] = {}
    """Those of them that stand in no sheet, each with the field whose cell it was read from."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self.rows: list[Row] = []
        self.outcome = Outcome()
        self._write: list[Row] = []
        self._replaced: list[int] = []

    @property
    def writing(self) -> Sequence[Row]:
        """The rows that `write` will write after the last settlement."""
        return self._write

    @property
    def verb(self) -> str:
        """What the act of a file does: import, or take-over for what an older system had."""
        return "import"

    def block(
        self,
        sheet: str,
        block: Any,  # noqa: ANN401 - see the protocol
        placed: Sequence[PlacedLike],
        unknown: Sequence[tuple[int, str]],
        direction: str | None,  # noqa: ARG002 - a register has no direction
        keep: Sequence[bool] | None,
    ) -> None:
        """Judge every kept row."""
        fields = Fields(self.record, placed, block.columns, self.terms.convention)
        self.foresee(fields)
        numbers = list(block.rows)
        stopped: dict[int, list[Trouble]] = {}
        for at, trouble in fields.troubles(sheet, numbers):
            stopped.setdefault(at, []).append(trouble)
        kept = [True] * len(numbers) if keep is None else keep
        self.outcome.warnings += fields.warnings(sheet, numbers, kept)
        for at, number in enumerate(numbers):
            if kept[at]:
                notes = [
                    f"{heading}: {block.columns[c].at(at).text}" for c, heading in unknown if _filled(block, c, at)
                ]
                self._row(sheet, number, fields, at, stopped.get(at, []), notes)

    def _row(self, sheet: str, number: int, fields: Fields, at: int, stopped: list[Trouble], notes: list[str]) -> None:
        self.outcome.rows += 1
        values = {each.key: fields[each.key].reading.values[fields[each.key].codes[at]] for each in self.record.fields}
        stated = {each.key: fields[each.key].reading.stated[fields[each.key].codes[at]] for each in self.record.fields}
        told = {t.problem.field for t in stopped}
        made, against = self.judged(values, stated)
        keeping = self.terms.keep_unresolved
        against = [each for each in against if each.field not in told and not (keeping and each.keepable)]
        troubles = [*stopped, *(_trouble(sheet, number, fields, at, each) for each in against)]
        if not all(each.problem.keepable for each in troubles):
            self.outcome.rejected += troubles
            self.outcome.bad_rows.add((sheet, number))
            return
        doubts = () if troubles else self.doubts(values, stated)
        self.outcome.warnings += [_trouble(sheet, number, fields, at, each) for each in doubts]
        made["notes"] = "\n".join(filter(None, [stated.get("notes"), *notes])) or None
        self.rows.append(Row(sheet, number, made["key"], made, tuple(troubles)))

    def foresee(self, fields: Fields) -> None:
        """Look up at once what the rows of a block will name, for kinds that would else ask row by row."""

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """The columns of one row, and everything that stops it."""
        raise NotImplementedError

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterable[Problem]:  # noqa: ARG002 - for kinds that have some
        """What is to be told of an accepted row."""
        return ()

    def moved(self, session: Session, since: int) -> bool:  # noqa: ARG002 - for kinds that know better
        """Small registers settle again whatever was done meanwhile."""
        return True

    def settle(self, session: Session) -> Outcome:
        """Same key twice, known already, in conflict."""
        self._write, self._replaced = [], []
        present = standing(session, [row.key for row in self.rows])
        kept = facts_by_key(session, self.model, present.values())
        seen: set[bytes] = set()
        first = self.outcome
        result = Outcome(
            rows=first.rows, warnings=first.warnings, rejected=list(first.rejected), bad_rows=set(first.bad_rows)
        )
        for row in self.rows:
            if row.lacks and not self._stands(session, row, kept.get(present.get(row.key, 0))):
                result.rejected += row.lacks
                result.bad_rows.add(row.place)
                continue
            if row.key in seen:
                self._reject(result, row, "record.duplicate")
            elif row.key not in present:
                self._write.append(row)
            else:
                self._compare(session, result, row, kept[present[row.key]])
            seen.add(row.key)
        result.accepted = len(self._write)
        result.totals = self.totals()
        return result

    def _stands(self, session: Session, row: Row, standing_row: Fact | None) -> bool:
        return standing_row is not None and not self._differing(session, row, standing_row)

    def _compare(self, session: Session, result: Outcome, row: Row, standing_row: Fact) -> None:
        differing = self._differing(session, row, standing_row)
        if not differing:
            result.known += 1
            result.known_facts.append(standing_row.id)
        elif self.terms.correct:
            against = self.replaceable(session, standing_row, row)
            if against is None:
                self._write.append(row)
                self._replaced.append(standing_row.id)
                result.corrections += differing
            else:
                result.rejected.append(Trouble(row.sheet, row.number, None, against, None))
                result.bad_rows.add((row.sheet, row.number))
        else:
            told = (f"{each.field}: {each.was or '-'} → {each.now or '-'}" for each in differing)
            self._reject(result, row, "record.conflict", differing="; ".join(told))

    def _differing(self, session: Session, row: Row, standing_row: Fact) -> list[Correction]:
        """Each cell once: as it is stated, or, where the same text was read otherwise, as it was read."""
        found: dict[str, Correction] = {}
        for name in sorted(self.act_columns, key=self.read_from.__contains__):
            held, now = self.standing_value(session, standing_row, name), row.values.get(name)
            if held != now:
                field, read = self.read_from.get(name, name), name in self.read_from
                was = _read(held, getattr(standing_row, "measure", None)) if read else _shown(held)
                is_ = _read(now, row.values.get("measure")) if read else _shown(now)
                found.setdefault(field, Correction(row.sheet, row.number, field, was, is_))
        return list(found.values())

    def _reject(self, outcome: Outcome, row: Row, code: str, **values: str) -> None:
        """`row` is rejected, and called by what names it."""
        said = [str(each) for key in self.called_by or self.record.core if (each := row.values.get(key))]
        name = " / ".join(said) if self.called_by else next(iter(said), "-")
        wrong = problem(code, None, record=name, **values)
        outcome.rejected.append(Trouble(row.sheet, row.number, None, wrong, None))
        outcome.bad_rows.add((row.sheet, row.number))

    def standing_value(self, session: Session, old: Any, name: str) -> Any:  # noqa: ANN401, ARG002 - of a fact
        """What a standing record says now in one of the columns that are compared."""
        return getattr(old, name)

    def reject(self, row: Row, against: Problem) -> None:
        """A row that stood well by itself and does not beside what is known."""
        self.outcome.rejected.append(Trouble(row.sheet, row.number, None, against, None))
        self.outcome.bad_rows.add((row.sheet, row.number))

    def replaceable(self, session: Session, old: Any, row: Row) -> Problem | None:  # noqa: ANN401, ARG002 - a fact
        """What forbids that `row` takes the place of a standing record."""
        return None

    def totals(self) -> list[Total]:
        """Nothing is weighed in a register."""
        return []

    def write(self, act: OpenAct) -> None:
        """Write the rows of the last settlement, those they correct reversed first."""
        withdraw(act, self._replaced)
        if not self._write:
            return
        moved = self.movements(act, self._write)
        values = [row.values | {"agency": self.terms.agency} for row in self._write]
        first = act.add_many(self.model, values, [tail(own) for own in moved])
        post(act.session, first, moved)
        act.session.execute(insert(Current), [{"key": row.key, "id": first + n} for n, row in enumerate(self._write)])
        raise_flags(act, self.flags(self._write, first))

    def flags(self, rows: Sequence[Row], first: int) -> Iterable[FlagDraft]:  # noqa: ARG002 - for kinds that show some
        """What rows show; the first of them is the fact `first`."""
        return ()

    def movements(self, act: OpenAct, rows: Sequence[Row]) -> list[list[Movement]]:  # noqa: ARG002 - for those that move
        """What each row moves in the ledger."""
        return [[] for _ in rows]

    def close(self) -> None:
        """Nothing is held outside memory."""


def facts_by_key(session: Session, model: type[Fact], keys: Iterable[int]) -> dict[int, Fact]:
    """Facts by their keys."""
    found: dict[int, Fact] = {}
    for batch in batches(sorted(keys)):
        found.update((row.id, row) for row in session.execute(select(model).where(model.id.in_(batch))).scalars())
    return found


def _filled(block: Any, column: int, at: int) -> bool:  # noqa: ANN401 - a block of the spreadsheet kit
    return column < len(block.columns) and bool(block.columns[column].codes[at])


def _shown(value: object) -> str | None:
    """A value as a person compares it."""
    return None if value is None else str(value)


def _read(value: object, measure: str | None) -> str | None:
    """The same of what was read from a cell: an amount stands in kilograms, or in litres."""
    return in_measure(value, measure or "base_ug") if isinstance(value, int) else _shown(value)


def _trouble(sheet: str, number: int, fields: Fields, at: int, wrong: Problem) -> Trouble:
    cells = fields[wrong.field or ""]
    return Trouble(sheet, number, cells.heading, wrong, cells.typed(at))
