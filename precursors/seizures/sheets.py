"""Seizures as lists hold them: one row for each of the goods, the seizure told again in every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.custody.booking import LotImporter
from precursors.custody.record import LOTS
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Outcome, Terms
from precursors.intake.record import Field, Record
from precursors.intake.words import folded
from precursors.problems import Problem, problem
from precursors.registers.importer import RegisterImporter, Row
from precursors.seizures.models import Seizure
from precursors.seizures.parcels import Like, as_they_stand
from precursors.seizures.record import SEIZURES
from precursors.seizures.service import SeizureImporter

_GOODS = (
    "substance", "cas", "concentration", "quantity", "unit", "gross", "containers", "container", "seals", "condition",
    "label", "field_test", "value", "currency",
)  # fmt: skip
"""Fields of a lot that a row may have; where it is stored and who keeps it, a list of seizures does not say."""

_SAYS = ("substance", "cas", "quantity", "gross", "label", "containers")
"""Fields of which at least one makes a row tell of goods."""

_USUAL = "seizure"
"""The kind of incident of a list that names none."""

_NAMELESS = "?"

SHEET = Record(
    SEIZURES.kind,
    (
        *(Field(each.key, each.type, each.needed and each.key != "kind") for each in SEIZURES.fields),
        Field("lot", LOTS["number"].type),
        *(LOTS[key] for key in _GOODS),
    ),
    core=("number", "kind", "place", "substance"),
)


class SeizureListImporter(RegisterImporter):
    """A file of seizures. Rows of one number are one seizure; each row that tells of goods is a lot of it.

    A lot without a number of its own is called by its goods: a rejected row that comes back alone keeps its name.
    """

    record = SHEET
    model = Seizure
    act_columns = ()

    def __init__(self, terms: Terms) -> None:
        super().__init__(terms)
        self.seizures, self.lots = SeizureImporter(terms), LotImporter(terms)
        self._called: Counter[tuple[bytes, str]] = Counter()

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """What stands against the seizure and against the goods of one row."""
        seizure, against = self.seizures.judged({**values, "kind": values.get("kind") or _USUAL}, stated)
        seizure["kind"] = values.get("kind")
        key: bytes = seizure["key"]
        if not any(stated.get(name) for name in _SAYS):
            return {"key": key, "seizure": seizure, "lot": None}, against
        said = stated.get("substance") or stated.get("cas") or stated.get("label") or _NAMELESS
        like = None if stated.get("lot") else self._numbered(key, said)
        own = {"seizure": stated.get("number"), "number": stated.get("lot") or _name(said, like)}
        lot, wrong = self.lots.judged(_goods(values) | own | {"day": values.get("day")}, _goods(stated) | own)
        known = {each.field for each in against}
        made = {"key": key, "seizure": seizure, "lot": lot, "like": like}
        return made, [*against, *(e for e in wrong if e.field not in known)]

    def _numbered(self, seizure: bytes, said: str) -> Like:
        """The how many-eth row of one seizure, of those whose lot has no number, says the same of its goods."""
        self._called[seizure, folded(said)] += 1
        return Like(seizure, folded(said), self._called[seizure, folded(said)])

    def _left_alone(self, rows: Sequence[Row]) -> list[Trouble]:
        """Nameless parcels before one of the same goods that is rejected: come back by itself it would be the first."""
        left = {like for row in rows if (like := row.values.get("like"))}
        gone = [Like(*group, n + 1) for group, many in self._called.items() for n in range(many)]
        last = {(each.seizure, each.goods): each.nth for each in gone if each not in left}
        return [
            Trouble(row.sheet, row.number, None, problem("seizure.like-parcel", None, goods=like.goods), None)
            for row in rows
            if (like := row.values.get("like")) and like.nth < last.get((like.seizure, like.goods), 0)
        ]

    def doubts(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Iterable[Problem]:  # noqa: ARG002 - as above
        """A list need not say that its seizures are seizures; what was assumed is told."""
        if not values.get("kind"):
            yield problem("seizure.kind-assumed", "kind")

    def settle(self, session: Session) -> Outcome:
        """A row stands with its seizure and its goods, or not at all; a seizure stands by any good row."""
        own = self.outcome
        result = Outcome(own.rows, warnings=own.warnings, rejected=list(own.rejected), bad_rows=set(own.bad_rows))
        rows = _less(result, self.rows, _against_each_other(self.rows))
        rows = _less(result, rows, self._left_alone(rows))
        rows = as_they_stand(session, rows, self.lots)
        self.lots.rows = _lots(rows)
        rows = _less(result, rows, self.lots.settle(session).rejected)
        self.seizures.rows = [_seizure(those) for those in _by_seizure(rows).values()]
        seizures = self.seizures.settle(session)
        rows = _less(result, rows, _for_all(rows, seizures.rejected))
        self.lots.rows = _lots(rows)
        lots = self.lots.settle(session)
        new = {row.place for importer in (self.seizures, self.lots) for row in importer.writing}
        result.accepted, result.known = len(new), len(rows) - len(new)
        result.known_facts = [*seizures.known_facts, *lots.known_facts]
        result.corrections = [*seizures.corrections, *lots.corrections]
        result.totals = lots.totals
        return result

    def write(self, act: OpenAct) -> None:
        """Seizures, then the lots taken in them, under one act."""
        self.seizures.write(act)
        self.lots.write(act)


def _name(said: str, like: Like | None) -> str:
    """What a lot without a number is called: the goods as stated, with a number from the second of them on."""
    return said if like is None or like.nth == 1 else f"{said} {like.nth}"


def _goods(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told.get(name) for name in _GOODS}


def _less(result: Outcome, rows: Sequence[Row], rejected: Sequence[Trouble]) -> list[Row]:
    """The rows that nothing of `rejected` is about; it is told in the result."""
    result.rejected += rejected
    bad = {(each.sheet, each.row) for each in rejected}
    result.bad_rows |= bad
    return [row for row in rows if row.place not in bad]


def _lots(rows: Sequence[Row]) -> list[Row]:
    """The goods of rows that tell of some; what is remarked in a row is remarked of them."""
    told = [(row, row.values["lot"]) for row in rows if row.values["lot"] is not None]
    return [replace(row, key=lot["key"], values=lot | {"notes": row.values["notes"]}) for row, lot in told]


def _by_seizure(rows: Sequence[Row]) -> dict[bytes, list[Row]]:
    found: dict[bytes, list[Row]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return found


def _seizure(rows: Sequence[Row]) -> Row:
    """One seizure of all that its rows say; remarks are its own where no goods stand beside them."""
    told: dict[str, Any] = {}
    for row in rows:
        told = _added(told, row.values["seizure"])
    notes = "\n".join(dict.fromkeys(r.values["notes"] for r in rows if r.values["lot"] is None and r.values["notes"]))
    return replace(rows[0], values=told | {"kind": told["kind"] or _USUAL, "notes": notes or None})


def _added(told: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """What was said already, and more where nothing was."""
    return {name: value if told.get(name) is None else told[name] for name, value in more.items()}


def _against_each_other(rows: Sequence[Row]) -> list[Trouble]:
    """Rows that say otherwise of their seizure than a row above, or say it again and nothing more."""
    found: list[Trouble] = []
    above: dict[bytes, tuple[int, dict[str, Any]]] = {}
    for row in rows:
        own = row.values["seizure"]
        first, told = above.get(row.key, (0, own))
        wrong = next((n for n in own if n != "notes" and None not in (own[n], told[n]) and own[n] != told[n]), None)
        if wrong is not None:
            against = problem("seizure.told-otherwise", wrong, number=own["number"], row=first)
            found.append(Trouble(row.sheet, row.number, None, against, None))
        elif first and row.values["lot"] is None:
            against = problem("record.duplicate", None, record=own["number"])
            found.append(Trouble(row.sheet, row.number, None, against, None))
        else:
            above[row.key] = first or row.number, _added(told, own)
    return found


def _for_all(rows: Sequence[Row], rejected: Sequence[Trouble]) -> list[Trouble]:
    """What is said against the first row of a seizure, against each of its rows."""
    key = {row.place: row.key for row in rows}
    wrong = {key[each.sheet, each.row]: each for each in rejected}
    return [wrong[row.key]._replace(sheet=row.sheet, row=row.number) for row in rows if row.key in wrong]
