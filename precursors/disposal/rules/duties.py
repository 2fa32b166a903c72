"""Who may do what beside whom: separation of duties and the order of signatures (disposal.md 2.4, 2.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from precursors.problems import Problem, problem

COMMITTEE, COURT, CUSTODIAN, PERFORMER, WITNESS, ISSUER, AUTHOR = (
    "committee", "court", "custodian", "performer", "witness", "issuer", "author",
)  # fmt: skip
CHAIN = ("generator", "transporter", "facility")
"""Signatures of a journey, in the order in which they are given."""
SKEW = timedelta(minutes=5)
"""How far a clock of a tablet may go before ours."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A person in one part of an order."""

    person: str
    agency: str | None
    part: str


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature of a journey."""

    part: str
    person: str
    at: datetime


def separated(people: Iterable[Someone], apart: Iterable[tuple[str, str]]) -> list[Problem]:
    """A problem for each person who holds two parts that must be held by different people."""
    parts: dict[str, set[str]] = {}
    for each in people:
        parts.setdefault(each.person, set()).add(each.part)
    return [
        problem("disposal.same-person", second, person=person, one=first, other=second)
        for person, held in sorted(parts.items())
        for first, second in apart
        if first in held and second in held
    ]


def witnesses_against(witnesses: Sequence[Someone], least: int, agencies: int) -> list[Problem]:
    """Enough witnesses, of enough agencies."""
    names = {each.person for each in witnesses}
    homes = {each.agency for each in witnesses if each.agency}
    found = []
    if len(names) < least:
        found.append(problem("disposal.witnesses-few", "witness", found=len(names), needed=least))
    if names and len(homes) < agencies:
        found.append(problem("disposal.witnesses-one-agency", "witness", needed=agencies))
    return found


def moment_against(at: datetime, now: datetime, after: datetime | None) -> list[Problem]:
    """A clock set ahead, or set back behind the step before."""
    if at > now + SKEW:
        return [problem("disposal.in-the-future", "at", at=at.isoformat(timespec="minutes"))]
    if after is not None and at < after:
        told = {"at": at.isoformat(timespec="minutes"), "before": after.isoformat(timespec="minutes")}
        return [problem("disposal.clock-back", "at", **told)]
    return []


def chain_against(signatures: Sequence[Signed], now: datetime) -> list[Problem]:
    """The consignor signs before whoever carries, who signs before whoever receives; nobody signs tomorrow."""
    found = [each for one in signatures for each in moment_against(one.at, now, None)]
    last: dict[str, datetime] = {}
    for one in signatures:
        last[one.part] = max(one.at, last.get(one.part, one.at))
    for earlier, later in pairwise(CHAIN):
        first = [one.at for one in signatures if one.part == later]
        if first and (earlier not in last or min(first) < last[earlier]):
            found.append(problem("disposal.signed-before", later, later=later, earlier=earlier))
    return found


def three_people(author: str, reviewer: str, approver: str) -> list[Problem]:
    """Author, chemist reviewer and environment approver of a protocol are three people."""
    same = [name for name, times in Counter((author, reviewer, approver)).items() if name and times > 1]
    return [problem("protocol.same-person", "approver", person=name) for name in same]
