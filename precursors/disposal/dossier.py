"""One order and all that hangs on it, for rules and pages alike: what follows from its rows, without a query."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from precursors.audit.models import Act
from precursors.disposal import library
from precursors.disposal.closing_models import DisposalEntry
from precursors.disposal.models import (
    DisposalDuty,
    DisposalInstrument,
    DisposalLine,
    DisposalOrder,
    DisposalPlan,
    Protocol,
)
from precursors.disposal.movement_models import DisposalWaybill, WaybillCount
from precursors.disposal.rules import protocol as protocols
from precursors.disposal.rules.balance import Balance, Entry, balance
from precursors.disposal.rules.deviations import ACCEPT, CRITICAL, REPEAT
from precursors.disposal.rules.duties import CHAIN, COMMITTEE, CUSTODIAN, WITNESS, Signed, Someone
from precursors.disposal.rules.entries import Done
from precursors.disposal.rules.evidence import Instrument, whole
from precursors.disposal.rules.gates import Permit, Release
from precursors.disposal.rules.revision import SAFETY
from precursors.disposal.work_models import DisposalDeviation, DisposalReceipt, DisposalStep

DANGER, STEP, GO_ON = "danger", "step", "go-on"
RESIDUE_LOT = r"/R\d*"
"""What is put behind the name of a lot for its residue."""


class Written(NamedTuple):
    """A fact with who wrote it and when."""

    row: Any
    by: str
    at: datetime
    home: str | None = None
    """Code of the agency that whoever wrote it acted for."""


class Amount(NamedTuple):
    """An amount as it was written down, and what became of that."""

    row: DisposalEntry
    by: str
    at: datetime
    kind: str
    """Kind of the act that wrote it: by hand, or with what another order took over."""
    struck: Act | None
    """The act that struck it out; None while it counts."""


@dataclass(frozen=True)
class Dossier:
    """One order and all that hangs on it."""

    order: DisposalOrder
    today: date
    state: str
    lines: Sequence[DisposalLine]
    releases: Sequence[Written]
    plans: Sequence[DisposalPlan]
    duties: Sequence[DisposalDuty]
    instruments_kept: Sequence[DisposalInstrument]
    signatures: Sequence[Written]
    receipts: Sequence[DisposalReceipt]
    amounts: Sequence[Amount]
    steps: Sequence[Written]
    deviations: Sequence[Written]
    decisions: Mapping[int, Written]
    certificates: Sequence[Written]
    pinned: Protocol | None
    protocol_state: str
    newer: Protocol | None
    """An approved later version of the pinned protocol."""
    children: Sequence[DisposalOrder]
    """Orders that came out of this one."""
    residue_orders: Sequence[tuple[DisposalLine, bool]]
    """Lines of those of its residue, and whether they stand; those called off stand no more."""
    stopped: bool
    """Whether the work was ever stopped."""
    waybill: DisposalWaybill | None = None
    """The document that goes with the load."""
    counts: Sequence[WaybillCount] = ()
    """What was weighed and counted on the way, in order."""

    @cached_property
    def protocol(self) -> protocols.Protocol | None:
        """The pinned protocol, read."""
        return read_kept(self.pinned) if self.pinned else None

    @property
    def plan(self) -> DisposalPlan | None:
        """The plan in force."""
        return self.plans[-1] if self.plans else None

    @property
    def lots(self) -> list[str]:
        """Numbers of the lots."""
        return [line.lot for line in self.lines]

    @property
    def containers(self) -> tuple[str, ...]:
        """Every container of the order, each by its lot and number: `LOT-1 / 2`."""
        return tuple(f"{line.lot} / {n}" for line in self.lines for n in range(1, line.pieces + 1))

    @property
    def release(self) -> Release | None:
        """The last legal leave."""
        if not self.releases or self.state == "release-refused":
            return None
        row = self.releases[-1].row
        return Release(row.basis, frozenset(row.lots.splitlines()), row.expires, row.retained)

    @property
    def permit(self) -> Permit | None:
        """The permit of the plan."""
        plan = self.plan
        if plan is None or not plan.permit or plan.permit_from is None or plan.permit_to is None:
            return None
        operations = frozenset(plan.permit_operations.split())
        return Permit(plan.permit, operations, plan.permit_from, plan.permit_to, plan.permit_ug)

    @property
    def people(self) -> list[Someone]:
        """Everybody with a part in the order: of the plan, custodians, whoever gave legal leave, the author."""
        of_plan = [Someone(each.person, each.home, each.part) for each in self.duties if each.plan == self._plan_id]
        keepers = [Someone(each, self.order.agency, CUSTODIAN) for each in sorted({x.custodian for x in self.lines})]
        court = [Someone(each.by, each.home, "court") for each in self.releases[-1:]]
        return [*of_plan, *keepers, *court]

    @property
    def _plan_id(self) -> int:
        return self.plan.id if self.plan else 0

    def team(self) -> dict[str, frozenset[str]]:
        """Part to the names that hold it."""
        parts: dict[str, set[str]] = {}
        for each in self.people:
            parts.setdefault(each.part, set()).add(each.person)
        return {part: frozenset(names) for part, names in parts.items()}

    def holding(self, part: str) -> list[Someone]:
        """Those of the plan who hold a part."""
        return [each for each in self.people if each.part == part]

    def signed(self, purpose: str, subject: int | None = None) -> list[Someone]:
        """Who signed for a purpose, each once; those of an earlier plan left out."""
        rows = [each.row for each in self.signatures if each.row.purpose == purpose]
        kept = {row.person: row for row in rows if subject is None or row.subject == subject}
        return [Someone(row.person, row.home, purpose) for row in kept.values()]

    @property
    def committee(self) -> list[Someone]:
        """Who has approved the plan in force."""
        return [Someone(each.person, each.agency, COMMITTEE) for each in self.signed(COMMITTEE, self._plan_id)]

    @property
    def witnesses(self) -> list[Someone]:
        """Witnesses who have signed that they watched to the end."""
        return [Someone(each.person, each.agency, WITNESS) for each in self.signed(WITNESS)]

    @property
    def journey(self) -> list[Signed]:
        """Who has signed for the load on its way, in order."""
        return [
            Signed(each.row.purpose, each.row.person, each.at) for each in self.signatures if each.row.purpose in CHAIN
        ]

    @property
    def instruments(self) -> dict[str, Instrument]:
        """Instruments of the plan by name."""
        kept = [each for each in self.instruments_kept if each.plan == self._plan_id]
        return {each.name: Instrument(each.name, Decimal(each.uncertainty), each.calibrated_until) for each in kept}

    @property
    def distances(self) -> dict[str, int]:
        """Metres measured from the site."""
        told = (each.partition("=") for each in (self.plan.distances if self.plan else "").split())
        return {what: metres for what, _, text in told if (metres := whole(text)) is not None}

    @property
    def paused(self) -> bool:
        """Whether a later version for safety waits until a chemist says how to go on."""
        newer = read_kept(self.newer) if self.newer else None
        if newer is None or newer.change_class != SAFETY or self.newer is None:
            return False
        return self.newer.sha256 not in {each.row.statement for each in self.signatures if each.row.purpose == GO_ON}

    def decision(self, deviation: DisposalDeviation) -> str | None:
        """How a deviation was decided."""
        found = self.decisions.get(deviation.id)
        return found.row.decision if found else None

    @property
    def open_deviations(self) -> list[Written]:
        """Deviations nobody has decided."""
        return [each for each in self.deviations if each.row.id not in self.decisions]

    @property
    def resumed(self) -> datetime | None:
        """When a deviation was last decided: work that was held went on then."""
        return max((each.at for each in self.decisions.values()), default=None)

    @property
    def critical(self) -> list[Written]:
        """Critical ones."""
        return [each for each in self.deviations if each.row.grade == CRITICAL]

    @property
    def done(self) -> list[Done]:
        """The steps as rules see them."""
        return [self._done(each.row) for each in self.steps]

    def _done(self, row: DisposalStep) -> Done:
        own = [each.row for each in self.deviations if each.row.step == row.id]
        decided = [self.decision(each) for each in own]
        accepted = bool(own) and all(each == ACCEPT for each in decided)
        void = REPEAT in decided or (row.verdict == "conflict" and not accepted)
        confirmed, container = not self.unconfirmed(row), row.container or ""
        return Done(row.step, row.verdict, moment_of(row.at), confirmed, accepted, void, container)

    def unconfirmed(self, row: DisposalStep) -> list[str]:
        """People a step names who have not said themselves that it was so.

        Whoever logs a step with a connection says it by that; the others it names, and everybody named by a step that
        was brought in later, have to confirm it: a name alone is no witness.
        """
        signed = {each.person for each in self.signed(STEP, row.id)}
        if row.way == "online":
            signed |= {each.by for each in self.steps if each.row.id == row.id}
        return [name for name in (row.performer, row.witness) if name and name not in signed]

    @property
    def to_confirm(self) -> list[Written]:
        """Entries that count, or may come to count, and that somebody they name has not confirmed.

        A conflict counts for nothing until somebody has decided to accept it.
        """
        counts = [not each.void for each in self.done]
        return [each for each, good in zip(self.steps, counts, strict=True) if good and self.unconfirmed(each.row)]

    @property
    def entries(self) -> list[DisposalEntry]:
        """The amounts that count."""
        return [each.row for each in self.amounts if each.struck is None]

    def residue_left(self, line: DisposalLine) -> int:
        """Micrograms of a line's residue that no order has taken over yet."""
        own = re.compile(re.escape(line.lot) + RESIDUE_LOT)
        over = sum(x.net_ug for x, stands in self.residue_orders if stands and own.fullmatch(x.lot))
        return self.balance_of(line).part("residue") - over

    def residue_lot(self, line: DisposalLine) -> str:
        """What the next residue of a line is called: its lot and `/R`, from the second on with a number."""
        own = re.compile(re.escape(line.lot) + RESIDUE_LOT)
        times = sum(1 for x, _ in self.residue_orders if own.fullmatch(x.lot))
        return f"{line.lot}/R{times + 1 if times else ''}"

    def balance_of(self, line: DisposalLine) -> Balance:
        """The balance of one line now."""
        seized = Entry("seized", line.net_ug, line.uncertainty_ug)
        own = [Entry(each.part, each.ug, each.uncertainty_ug) for each in self.entries if each.line == line.id]
        return balance(seized, own, liquid=line.form == "L", limits=library.limits(self.today))

    @property
    def balances(self) -> list[tuple[str, Balance]]:
        """Lot and balance of each line."""
        return [(line.lot, self.balance_of(line)) for line in self.lines]


def moment_of(text: str) -> datetime:
    """A kept moment; one without a zone is UTC."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def read_kept(row: Protocol) -> protocols.Protocol | None:
    """A protocol of the library, read; None where a later version of the program reads it no more."""
    made = protocols.read(json.loads(row.document))
    return made if isinstance(made, protocols.Protocol) else None
