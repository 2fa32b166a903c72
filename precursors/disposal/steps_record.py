"""Steps of disposal orders as a sheet hands them in: the kind `disposal-steps`. What a sheet says is claimed."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from types import SimpleNamespace
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, OpenAct
from precursors.audit.keys import natural_key, standing
from precursors.disposal import working
from precursors.disposal.dossier import Dossier, Written
from precursors.disposal.loading import load
from precursors.disposal.models import DisposalOrder
from precursors.disposal.rules.acceptance import FAIL
from precursors.disposal.rules.entries import Logged
from precursors.disposal.rules.protocol import canonical
from precursors.disposal.rules.steps import Result
from precursors.disposal.service import Who
from precursors.disposal.work_models import DisposalStep
from precursors.intake.drafts import Trouble
from precursors.intake.importing import Outcome
from precursors.intake.record import Field, Record
from precursors.intake.types import Text
from precursors.intake.words import folded
from precursors.problems import Problem, problem
from precursors.registers.importer import RegisterImporter, Row
from precursors.scope.visible import Sight, visible

DISPOSAL_STEPS = Record(
    "disposal-steps",
    (
        Field("order", Text(), needed=True),
        Field("step", Text(), needed=True),
        Field("at", Text(), needed=True),
        Field("performer", Text(), needed=True),
        Field("witness", Text()),
        Field("evidence", Text()),
        Field("begun", Text()),
        Field("called", Text()),
        Field("container", Text()),
        Field("entry", Text()),
        Field("notes", Text()),
    ),
    core=("order", "step"),
)


def read_evidence(text: str) -> dict[str, Any] | None:
    """Evidence as JSON, or as `key: what=value what=value; key: …`, several readings with `/` between; else None."""
    told = text.strip()
    if told.startswith("{"):
        return _json(told)
    pieces = (each.partition(":") for each in told.split(";") if each.strip())
    try:
        return {key.strip(): _piece(rest) for key, _, rest in pieces}
    except ValueError:
        return None


def _json(told: str) -> dict[str, Any] | None:
    try:
        made = json.loads(told)
    except (ValueError, RecursionError):
        return None
    fine = isinstance(made, dict) and all(isinstance(each, dict) for each in made.values())
    return made if fine else None


def _piece(text: str) -> dict[str, Any]:
    readings = [_pairs(each) for each in text.split("/")]
    return readings[0] if len(readings) == 1 and "value" not in readings[0] else _measured(readings)


def _measured(readings: list[dict[str, str]]) -> dict[str, Any]:
    return {"readings": readings} if len(readings) > 1 else readings[0]


def _pairs(text: str) -> dict[str, str]:
    words = [each.partition("=") for each in shlex.split(text)]
    if not words or any(not sign for _, sign, _ in words):
        raise ValueError(text)
    return {what: value for what, _, value in words}


class StepImporter(RegisterImporter):
    """Steps of orders. Each is judged as a tablet's entry would be, those above it in the sheet counted."""

    record = DISPOSAL_STEPS
    model = DisposalStep
    act_columns = ("step", "performer", "witness", "at", "evidence")

    def judged(
        self,
        values: Mapping[str, Any],  # noqa: ARG002 - all fields are texts
        stated: Mapping[str, str | None],
    ) -> tuple[dict[str, Any], list[Problem]]:
        """The columns of one row; what the protocol says of it is judged when all are there."""
        texts = {name: (stated.get(name) or "").strip() for name in ("order", "step", "at", "performer", "witness")}
        evidence = read_evidence(stated.get("evidence") or "")
        against = [problem("disposal.entry-unread", "evidence", what="evidence")] if evidence is None else []
        made: dict[str, Any] = dict(texts)
        made |= {"evidence": canonical(evidence or {}), "witness": texts["witness"] or None}
        named = "\x1f".join(str(made[name]) for name in ("order", "step", "at", "performer", "evidence"))
        named += f"\x1f{stated['container']}" if stated.get("container") else ""
        uuid = (stated.get("entry") or "").strip().lower() or str(
            uuid5(NAMESPACE_OID, f"{self.terms.agency}\x1f{named}")
        )
        told = made | {"uuid": uuid, "evidence": evidence or {}}
        told |= {name: (stated.get(name) or "").strip() or None for name in ("begun", "called", "container")}
        entry = working.read_entry(told, offline=True)
        if isinstance(entry, Problem):
            return made | {"key": b"", "uuid": uuid}, [*against, entry]
        made |= {"at": entry.at.astimezone(UTC).isoformat(timespec="seconds"), "uuid": uuid, "logged": entry}
        return made | {"key": natural_key("disposal-step", self.terms.agency, uuid)}, against

    def settle(self, session: Session) -> Outcome:
        """Those already known; the others one after the other under the protocol of their order."""
        result = super().settle(session)
        dossiers: dict[str, Dossier | None] = {}
        rows = sorted(self._write, key=lambda each: str(each.values["at"]))
        kept = [row for row in rows if self._fits(session, result, row, dossiers)]
        self._write = kept
        result.accepted = len(kept)
        return result

    def _fits(self, session: Session, result: Outcome, row: Row, dossiers: dict[str, Dossier | None]) -> bool:
        name = str(row.values["order"])
        if name not in dossiers:
            order = order_named(session, self.terms.agency, name)
            dossiers[name] = load(session, order, self.terms.today) if order else None
        dossier = dossiers[name]
        if dossier is None:
            rejected(result, row, problem("record.unknown", "order", ref=name))
            return False
        entry: Logged = row.values["logged"]
        made = working.judged(session, dossier, self._who(), entry)
        if isinstance(made, list):
            for each in made:
                rejected(result, row, each)
            return False
        dossiers[name] = _counted(dossier, entry, made)
        return True

    def _who(self) -> Who:
        end = datetime.combine(self.terms.today, time.max, UTC)
        return Who(Actor("sheet", self.terms.agency), end, self.terms.today, country=self.terms.country)

    def write(self, act: OpenAct) -> None:
        """Write the rows of the last settlement as claims, in the order in which they were done."""
        for row in self._write:
            order = order_named(act.session, self.terms.agency, str(row.values["order"]))
            if order is None:  # settled a moment ago
                raise LookupError(row.values["order"])
            dossier = load(act.session, order, self.terms.today)
            who = Who(act.actor, act.at, self.terms.today, country=self.terms.country)
            entry: Logged = row.values["logged"]
            made = working.judged(act.session, dossier, self._who(), entry)
            if not isinstance(made, Result):  # settled a moment ago
                raise LookupError(made[0].code)  # noqa: TRY004 - what is missing is the earlier judgement
            working.write_entry(act, who, dossier, entry, made)


def rejected(outcome: Outcome, row: Row, wrong: Problem) -> None:
    """Give a row back with what is wrong with it."""
    outcome.rejected.append(Trouble(row.sheet, row.number, None, wrong, None))
    outcome.bad_rows.add((row.sheet, row.number))


def _counted(dossier: Dossier, entry: Logged, made: Result) -> Dossier:
    """The dossier as if the entry had been written."""
    row = SimpleNamespace(
        id=-len(dossier.steps) - 1, step=entry.step, verdict=made.verdict, at=entry.at.isoformat(), way="offline",
        performer=entry.performer, witness=entry.witness, uuid=entry.uuid, container=entry.container,
    )  # fmt: skip
    state = "on-hold" if made.verdict == FAIL else dossier.state
    return replace(dossier, state=state, steps=[*dossier.steps, Written(row, entry.performer, entry.at)])


def order_named(session: Session, agency: str, name: str) -> DisposalOrder | None:
    """The standing order of this number."""
    key = natural_key("disposal-order", agency, folded(name))
    number = standing(session, [key]).get(key)
    return session.get(DisposalOrder, number) if number is not None else None


COLUMNS = ("order", "step", "at", "performer", "witness", "evidence", "entry", "begun", "called", "container")
"""Fields of an export, in its order."""


_AFTER = ("witness", "evidence", "uuid", "begun", "called", "container")


def exported(sight: Sight) -> Select[Any]:
    """Steps a reader may see, as the sheet has them; conflicts, which no sheet could hand in again, left out."""
    own = (DisposalStep.id, DisposalOrder.number, DisposalStep.step, DisposalStep.at, DisposalStep.performer)
    query: Any = (
        select(*own, *(getattr(DisposalStep, name) for name in _AFTER))
        .join(DisposalOrder, DisposalOrder.id == DisposalStep.order_id)
        .where(DisposalStep.verdict != "conflict")
        .order_by(DisposalStep.id)
    )
    narrowed: Select[Any] = visible(query, DisposalOrder, sight, names=True)
    return narrowed
