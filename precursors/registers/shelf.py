"""A shelf says once how records of one kind are found, shown, entered and moved on; pages and API follow from it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import Actor, open_act
from precursors.db.tables import Fact
from precursors.intake.importing import Terms
from precursors.intake.record import Record
from precursors.intake.types import Amount
from precursors.lives.rules import Machine
from precursors.lives.service import against, move
from precursors.problems import Problem
from precursors.registers.importer import RegisterImporter
from precursors.scope.visible import Sight


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of a list, or a line of a record's page.

    `as_` is how it is written: text, day, substance, kg, litres, count, country, words:<list> for a closed list, or
    stated:<list> for a text that may name words of one;
    a shelf makes figure of a text where the column keeps an amount as it was typed, party where it names an operator.
    """

    column: str
    as_: str = "text"


PARTIES = frozenset({
    "operator", "holder", "exporter", "importer", "counterparty", "consignee", "supplier", "customer", "buyer",
    "seller", "one", "other",
})  # fmt: skip
"""Columns that name an operator as stated, by a number or by name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of a record: a day, a reason, the fields of the verb's own form."""

    day: date
    today: date
    reason: str | None
    values: Mapping[str, Any]
    """What each field of the verb's form means."""
    stated: Mapping[str, str | None]
    """What each says."""
    request_key: str
    terms: Terms


Run = Callable[[Session, Actor, Any, Asked], int | Problem | Sequence[Problem]]
"""Does it: session, who, the standing record, what is asked; answers the act, or what stands against it.

It runs under the writer's lock, after the same request has been looked for.
"""

Fits = Callable[[Session, Sight, Any, date], bool]
"""Whether a verb is offered for a record to a reader on a day, beyond its state; it says no by itself, too."""


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that may be done with a record; named like the step of its life where it is one."""

    name: str
    permission: Permission
    run: Run
    fields: Record | None = None
    """What its form asks beside day and reason."""
    needs_reason: bool = True
    asks_day: bool = True
    states: tuple[str, ...] | None = None
    """States in which it is offered; None leaves that to the machine's edge of its name, or to nothing."""
    shared: bool = False
    """Whether an agency the record is shared with in full may do it too, under its own terms."""
    fits: Fits | None = None
    """None where it always fits."""
    under: str | None = None
    """Key of the heading it stands under on the record's page; None: in front, for what is done most."""


Late = Callable[[Session, Collection[str], date], Collection[int]]
"""Keys of the standing records of some agencies that are late on a day, in a fixed number of queries."""


@dataclass(frozen=True, slots=True)
class Pick:
    """Records of a shelf that its state alone does not tell: those that should have been seen to by a day."""

    name: str
    """In addresses: `?only=<name>`."""
    text: str
    """Key of what they are called among the texts of the interface."""
    late: Late


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """One kind of record, equal to itself alone. `kind` names it in addresses, commands, files and texts
    (`<kind>.title`, `<kind>.lead`, `<kind>.empty` among the pages of the catalogue); labels of fields are the headings
    of its sheets.
    """

    kind: str
    record: Record
    model: type[Fact]
    importer: Callable[[Terms], RegisterImporter]
    read: Permission
    write: Permission
    name: str
    """Column that names a record to people."""
    columns: tuple[Shown, ...]
    """What a list shows beside name, reference and state."""
    facts: tuple[Shown, ...]
    """What the page of a record shows."""
    searched: tuple[str, ...] = ()
    """Columns a text is looked for in; without case and accents where the column is a folded one."""
    renamed: Mapping[str, str] | None = None
    """Fields kept in a column of another name."""
    day: str | None = None
    """Column of the day a period of an export is about."""
    machine: Machine | None = None
    verbs: tuple[Verb, ...] = ()
    template: str = "registers/record.html"
    """Template of a record's page; another one extends this one."""
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Sections of the entry form: key of the heading, fields. Without any, all fields stand in one."""
    entered: bool = True
    """Whether people may enter one by hand."""
    own: tuple[str, str] | None = None
    """List and record pages of the room's own, which take the place of those made here; its API has its own too."""
    taken_in: bool = True
    """Whether files of it may be handed in."""
    sheet: type[RegisterImporter] | None = None
    """What takes its files in, where a row may say more than a form lets one type."""
    sheet_writes: frozenset[Permission] = frozenset()
    """What whoever hands in its files must be allowed beside `write`: their rows book other records too."""
    leads_to: tuple[tuple[str, str, Permission], ...] = ()
    """Pages of the room's own that the list leads to: endpoint, key of what it is called, who may open it."""
    picks: tuple[Pick, ...] = ()
    """What its list can be narrowed to beside a state."""
    keepers: Callable[[Session, Any], Collection[str]] | None = None
    """Agencies, beside the one whose record it is, whose people may do its verbs with one; None: no others may."""

    def __post_init__(self) -> None:
        for name in ("columns", "facts"):
            object.__setattr__(self, name, tuple(map(self._shown, getattr(self, name))))

    def _shown(self, each: Shown) -> Shown:
        if each.as_ != "text":
            return each
        return Shown(each.column, "figure" if each.column in self.figures else self.writes(each.column))

    @staticmethod
    def writes(column: str) -> str:
        """How a text column is written."""
        return "party" if column in PARTIES else "text"

    def parties(self, rows: Iterable[Any], columns: Iterable[Shown]) -> list[str | None]:
        """Every text by which rows name an operator in these columns, or are named by one."""
        told = [each.column for each in (Shown(self.name, self.writes(self.name)), *columns) if each.as_ == "party"]
        return [getattr(row, column, None) for row in rows for column in told]

    @property
    def figures(self) -> Collection[str]:
        """Columns that keep a number field as it was typed."""
        kept = self.renamed or {}
        return {kept.get(field.key, field.key) for field in self.record.fields if isinstance(field.type, Amount)}

    @property
    def filed(self) -> tuple[Record, Callable[[Terms], RegisterImporter]]:
        """What a row of its files may say, and what takes them in."""
        return (self.sheet.record, self.sheet) if self.sheet else (self.record, self.importer)

    @property
    def endpoint(self) -> str:
        """Name of its blueprint: `stock_declarations`."""
        return self.kind.replace("-", "_")

    @property
    def index_page(self) -> str:
        """The page that lists its records."""
        return self.own[0] if self.own else f"{self.endpoint}.index"

    @property
    def record_page(self) -> str:
        """The page of one record."""
        return self.own[1] if self.own else f"{self.endpoint}.show"

    def acting(self, session: Session, sight: Sight, row: Any) -> str | None:  # noqa: ANN401 - of the model
        """The agency for which a reader may do verbs with a record they see; None where they may not."""
        if sight.owns(row.agency):
            return str(row.agency)
        kept = self.keepers(session, row) if self.keepers else ()
        return next((code for code in kept if sight.owns(code)), None)

    def verb(self, name: str) -> Verb | None:
        """The verb of this name."""
        return next((each for each in self.verbs if each.name == name), None)


def moving(machine: Machine, verb: str) -> Run:
    """A verb that only moves a record on in its life."""

    def run(session: Session, actor: Actor, row: Any, asked: Asked) -> int | Problem:  # noqa: ANN401 - of the model
        wrong = against(session, machine, row.key, verb, asked.day, asked.today)
        if wrong:
            return wrong
        act = open_act(session, f"{verb}-{machine.kind.replace('_', '-')}", actor, asked.reason, asked.request_key)
        move(act, machine, row.agency, row.key, verb, asked.day, reason=asked.reason)
        act.seal()
        return act.id

    return run
