"""What is still left for a party and a substance on a day: by licence, by limit of law, by annual requirement.

Every page on which somebody decides shows it; a figure that nobody knows is None, never 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.engine import seeing_all
from precursors.intake.importing import Terms
from precursors.law.book import Threshold, law_book
from precursors.law.dated import Entry
from precursors.law.limits import Sum, bounds, left, limits_for, span
from precursors.ledger.accounts import balances, find
from precursors.licensing.dealings import Dealings, dealt
from precursors.licensing.groups import Group, group_of
from precursors.licensing.licences_life import turns_of
from precursors.licensing.lines import Wanted, fits, last_day, lines_named, quota_now
from precursors.licensing.models import LicenceLine
from precursors.licensing.requirements_models import AnnualRequirement
from precursors.licensing.rules import state_on
from precursors.substances.book import book

OLD_AFTER = 24
"""Months after which a country's estimate is old (R16)."""


@dataclass(frozen=True, slots=True)
class Remaining:
    """One figure: what bounds it, from when it counts, how much it allows, how much was used, how much is left."""

    what: Literal["licence", "limit", "requirement"]
    about: str
    """Number of the licence, or the paragraph, or the country."""
    since: date
    allowed: Sum
    used: Sum
    left: Sum
    decides: bool = True
    """Whether a decision may rest on it; recalled law only raises caution."""
    side: str = ""
    """At home: buyer or seller, where it bounds one of them."""


def remaining(
    session: Session, terms: Terms, holder: str, substance: str, ways: Iterable[str], day: date, side: str = ""
) -> list[Remaining]:
    """All that bounds what `holder` may still move of a substance on a day, way by way.

    Who the holder is and what they hold is asked once; limits and requirements take a few queries for each way.
    `side` says which one of a supply at home the holder is; a buyer's purchases are counted, or a seller's sales.
    """
    found: list[Remaining] = []
    with seeing_all(session):
        group = group_of(session, terms.neighbours, holder)
        licensed = _in_force(session, terms, group, day)
        for way in ways:
            wanted = Wanted(keys_of(substance), way, day)
            known = _of_licences(session, [line for line in licensed if fits(line, wanted)], day)
            limits = limits_on(session, terms, group, substance, way, day, selling=side == "seller")
            known += [_of_limit(entry, before, day) for entry, before in limits]
            found += [replace(each, side=side) for each in known]
            if way == "import":
                found += of_requirement(session, terms, terms.country, substance, day)
    return found


def keys_of(substance: str) -> frozenset[str]:
    """A substance and the groups it belongs to."""
    return frozenset({substance, *book().groups_of(substance)})


def _in_force(session: Session, terms: Terms, group: Group, day: date) -> list[LicenceLine]:
    """The lines of a group that bound an amount and are active on a day."""
    named = [line for line in lines_named(session, terms.neighbours, group.names) if line.per_year is not None]
    turns = turns_of(session, [line.key for line in named])
    return [
        line
        for line in named
        if line.valid_from <= day <= last_day(line)
        and state_on(turns.get(bytes(line.key), ()), day, line.state) == "active"
    ]


def _of_licences(session: Session, lines: Sequence[LicenceLine], day: date) -> list[Remaining]:
    quotas = {line.id: quota_now(line, day) for line in lines}
    ids = find(session, set(quotas.values()))
    amounts = balances(session, ids.values())
    found = []
    for line in lines:
        address = quotas[line.id]
        rest = amounts.get(ids[address], 0) if address in ids else line.per_year or 0
        since = date.fromisoformat(address.period or day.isoformat())
        found.append(Remaining("licence", line.number, since, *_three(line, rest)))
    return found


def _three(line: LicenceLine, rest: int) -> tuple[Sum, Sum, Sum]:
    most = line.per_year or 0
    allowed, used, left_over = (
        Sum(ul=each) if line.measure == "ul" else Sum(each) for each in (most, most - rest, rest)
    )
    return allowed, used, left_over


def limits_on(
    session: Session, terms: Terms, group: Group, substance: str, way: str, day: date, *, selling: bool = False
) -> list[tuple[Entry[Threshold], Sum]]:
    """Limits of law at which something begins, each with what the group dealt in over its days before.

    At home a buyer's purchases are counted, or a seller's sales: the law asks each side by itself.
    """
    laws = law_book(demo=terms.demo)
    found: list[tuple[Entry[Threshold], Sum]] = []
    known: dict[tuple[date, date], Sum] = {}
    for entry in limits_for(laws, terms.country, sorted(keys_of(substance)), way, day):
        first, last = span(entry.value.window, day)
        if entry.value.window == "transaction":
            found.append((entry, Sum(0, 0)))
            continue
        if (first, last) not in known:
            asked = Dealings(terms.neighbours, group.names, group.holders, substance, way, first, last, selling)
            known[first, last] = dealt(session, asked)
        found.append((entry, known[first, last]))
    return found


def _of_limit(entry: Entry[Threshold], before: Sum, day: date) -> Remaining:
    limit = entry.value
    most, (first, _) = bounds(limit), span(limit.window, day)
    return Remaining("limit", entry.citation, first, most, _counted(most, before), left(limit, before), entry.decides)


def _counted(most: Sum, before: Sum) -> Sum:
    """What was dealt in, in the measures of a limit; in another one where something is known in that one alone."""
    ug = before.ug if most.ug is not None or (before.ug and before.open_ul) else None
    ul = before.ul if most.ul is not None or (before.ul and before.open_ug) else None
    return Sum(ug, ul, before.open_ug, before.open_ul)


def of_requirement(
    session: Session, terms: Terms, country: str, substance: str, day: date, used: Sum | None = None
) -> list[Remaining]:
    """What a country's annual requirement still allows; the newest estimate up to that day holds until replaced.

    `used` is what was imported or authorised in the year; without it, what shipments declare is counted.
    """
    query = (
        select(AnnualRequirement)
        .join(Current, stands(AnnualRequirement))
        .where(
            AnnualRequirement.country == country,
            AnnualRequirement.substance.in_(keys_of(substance)),
            AnnualRequirement.since <= day,
            AnnualRequirement.agency.in_(terms.neighbours),
        )
        .order_by(AnnualRequirement.since.desc(), AnnualRequirement.id.desc())
        .limit(1)
    )
    need = session.execute(query).scalars().first()
    if need is None:
        return []
    first, last = span("year", day)
    nobody: frozenset[str] = frozenset()
    asked = Dealings(terms.neighbours, nobody, nobody, substance, "import", first, last)
    spent = dealt(session, asked) if used is None else used
    used_up, rest = replace(spent, ul=None), Sum(need.most - (spent.ug or 0), open_ug=spent.open_ug)
    return [Remaining("requirement", country, need.since, Sum(need.most), used_up, rest, not is_old(need, day))]


def is_old(need: AnnualRequirement, day: date) -> bool:
    """Whether an estimate is older than two years on a day."""
    months = (day.year - need.since.year) * 12 + day.month - need.since.month
    return months > OLD_AFTER or (months == OLD_AFTER and day.day > need.since.day)
