"""Every gate between a plan and a certificate: what is missing is told all at once (disposal.md 2.4 to 2.6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from precursors.disposal.rules.balance import Balance, balanced
from precursors.disposal.rules.duties import Someone, separated, witnesses_against
from precursors.problems import Problem, problem

BASES = ("court", "prosecutor", "regulator")


@dataclass(frozen=True, slots=True)
class Release:
    """The legal leave to destroy: who gave it, for which lots, until when."""

    basis: str
    lots: frozenset[str]
    expires: date
    retained: str
    """Samples that stay as evidence, as stated."""


@dataclass(frozen=True, slots=True)
class Permit:
    """A site's permit: for which operations, how long, how much a day."""

    number: str
    operations: frozenset[str]
    valid_from: date
    valid_to: date
    max_ug_day: int | None = None


@dataclass(frozen=True, slots=True)
class Emergency:
    """An imminent danger that two authorities found; it is good for some hours."""

    authorities: frozenset[str]
    declared: datetime


def release_against(release: Release | None, lots: Collection[str], today: date) -> list[Problem]:
    """Why goods are not free to be destroyed today."""
    if release is None:
        return [problem("disposal.no-release", "release")]
    found = []
    if release.expires < today:
        found.append(problem("disposal.release-expired", "release", day=release.expires.isoformat()))
    outside = sorted(set(lots) - release.lots)
    if outside:
        found.append(problem("disposal.release-scope", "release", lots=", ".join(outside)))
    return found


def permit_against(permit: Permit | None, operation: str, day: date, ug: int = 0) -> list[Problem]:
    """Why a permit does not cover an operation on a day."""
    if permit is None:
        return [problem("disposal.permit-lacking", "permit")]
    found = []
    if operation not in permit.operations:
        found.append(problem("disposal.permit-operation", "permit", permit=permit.number, operation=operation))
    if not permit.valid_from <= day <= permit.valid_to:
        found.append(problem("disposal.permit-day", "permit", permit=permit.number, day=day.isoformat()))
    if permit.max_ug_day is not None and ug > permit.max_ug_day:
        found.append(problem("disposal.permit-mass", "permit", permit=permit.number))
    return found


def emergency_against(emergency: Emergency | None, now: datetime, hours: int) -> list[Problem]:
    """Why an emergency gives no leave: one authority alone, or too long ago."""
    if emergency is None or len(emergency.authorities) < 2:
        return [problem("disposal.emergency-two", "emergency")]
    if now > emergency.declared + timedelta(hours=hours):
        return [problem("disposal.emergency-over", "emergency", hours=hours)]
    return []


def committee_against(members: Sequence[Someone], least: int, team: Iterable[Someone]) -> list[Problem]:
    """A committee of enough people, none of whom has any other part in the order."""
    names = {each.person for each in members}
    found = []
    if len(names) < least:
        found.append(problem("disposal.committee-few", "committee", found=len(names), needed=least))
    busy = sorted(names & {each.person for each in team})
    return [*found, *(problem("disposal.committee-busy", "committee", person=each) for each in busy)]


@dataclass(frozen=True, slots=True)
class Gates:
    """Everything a certificate rests on."""

    state: str
    protocol_state: str
    open_steps: tuple[str, ...]
    claims: tuple[str, ...]
    deviations_open: int
    critical: int
    stopped: bool
    balances: Sequence[tuple[str, Balance]]
    final: bool
    """Whether the operation ends the waste."""
    witnesses: Sequence[Someone]
    people: Sequence[Someone]
    issuer: Someone
    apart: Sequence[tuple[str, str]]
    least_witnesses: int = 2
    least_agencies: int = 2
    issued: bool = False
    correcting: bool = False


def certificate_against(gates: Gates) -> list[Problem]:
    """Every gate that is shut. A certificate exists only when this is empty."""
    found = list(_work_against(gates))
    found += balanced(gates.balances)
    found += witnesses_against(gates.witnesses, gates.least_witnesses, gates.least_agencies)
    people = [*gates.people, *gates.witnesses, gates.issuer]
    return [*found, *separated(people, gates.apart)]


def _work_against(gates: Gates) -> Iterable[Problem]:
    wanted = ("certified", "closed") if gates.correcting else ("reconciled",)
    if gates.issued and not gates.correcting:
        yield problem("disposal.certificate-exists", "certificate")
    elif gates.state not in wanted:
        yield problem("disposal.not-now", "state", verb="certify", state=gates.state)
    # Work that a withdrawal stopped has destroyed what it has: its certificate says so, and is listed for a review.
    if gates.protocol_state not in {"approved", "superseded", *(("withdrawn",) if gates.stopped else ())}:
        yield problem("protocol.not-approved", "protocol", protocol="", state=gates.protocol_state)
    if gates.open_steps and not gates.stopped:
        yield problem("disposal.steps-open", "steps", steps=", ".join(gates.open_steps))
    if gates.claims:
        yield problem("disposal.claims-open", "steps", steps=", ".join(gates.claims))
    if gates.deviations_open:
        yield problem("disposal.deviations-open", "deviations", count=gates.deviations_open)
    if gates.critical and not gates.stopped:
        yield problem("disposal.critical-stands", "deviations", count=gates.critical)
    if not gates.final:
        yield problem("disposal.operation-interim", "operation", operation="")
