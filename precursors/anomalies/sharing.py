"""R30: operators that nobody has linked and that share a telephone, a mailbox, an address, an officer, a bank account
or a vehicle.

Also company shopping: one of them was refused a licence, or lost it. No act of a record can raise it: the second
operator may have been entered years after the first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.anomalies.registered import several
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.flags.service import FlagDraft
from precursors.intake.parties import party
from precursors.intake.words import folded
from precursors.licensing.models import LicenceLine, Operator
from precursors.licensing.places_models import Officer, OperatorLink
from precursors.lives.models import State
from precursors.lives.service import stands_at
from precursors.paths import edition_in_use

RULE, VERSION = "shared-identifiers", 1
SCORES = {"phone": 500, "email": 600, "officer": 450, "address": 300, "account": 750, "vehicle": 500}
REFUSED, LOST = 800, ("refused", "revoked")
LEAST_DIGITS, LEAST_SIGNS = 7, 10
"""What is shorter is no telephone number, or no address."""
NAMED = 10
"""Operators that a sentence names."""


class Firm(NamedTuple):
    """One operator and what others might share with it."""

    key: int
    name: str
    names: frozenset[str]
    """Identifier and name, folded, as links and licences name it."""
    shared: Mapping[str, frozenset[str]]


class Shared(NamedTuple):
    """Something that several firms have."""

    what: str
    value: str
    firms: tuple[Firm, ...]


def shared(firms: Iterable[Firm], links: frozenset[frozenset[str]]) -> Iterator[Shared]:
    """Everything that two or more firms have, unless all of them are linked with the first. Pure."""
    found: defaultdict[tuple[str, str], list[Firm]] = defaultdict(list)
    for firm in firms:
        for what, values in firm.shared.items():
            for value in values:
                found[what, value].append(firm)
    for (what, value), own in sorted(found.items(), key=lambda each: each[0]):
        if len(own) > 1 and not all(_linked(own[0], other, links) for other in own[1:]):
            yield Shared(what, value, tuple(own))


def _linked(one: Firm, other: Firm, links: frozenset[frozenset[str]]) -> bool:
    return any(frozenset({a, b}) in links for a in one.names for b in other.names)


def telephone(text: str | None) -> str | None:
    """The digits of a telephone number without the noughts before it; None for what is none."""
    digits = re.sub(r"\D", "", text or "").lstrip("0")
    return digits[-9:] if len(digits) >= LEAST_DIGITS else None


def shared_identifiers(session: Session, agency: Agency, today: date) -> Iterator[FlagDraft]:  # noqa: ARG001 - asked like a clock
    """Flags for the operators of an agency's register; a fixed number of queries."""
    query = select(OperatorLink.folded_one, OperatorLink.folded_other).join(Current, stands(OperatorLink))
    links = frozenset(frozenset(pair) for pair in session.execute(query.where(OperatorLink.agency == agency.code)))
    lost = _lost(session, agency.code)
    for each in shared(_firms(session, agency.code), links):
        names = ", ".join(firm.name for firm in each.firms[:NAMED])
        inputs = {"why": each.what, "value": each.value, "count": str(len(each.firms)), "operators": names}
        refused = sorted(firm.name for firm in each.firms if firm.names & lost)
        if refused and len(refused) < len(each.firms):
            inputs |= {"why": "refused", "refused": ", ".join(refused[:NAMED])}
        score = REFUSED if inputs["why"] == "refused" else SCORES[each.what]
        cause = f"{each.what} {each.value} {len(each.firms)}"
        keys = [firm.key for firm in each.firms]
        yield FlagDraft(
            agency.code, RULE, VERSION, edition_in_use(), cause, score, Operator.__tablename__, keys, inputs
        )


def _firms(session: Session, agency: str) -> list[Firm]:
    officers: defaultdict[str, set[str]] = defaultdict(set)
    query = select(Officer.folded_operator, Officer.folded).join(Current, stands(Officer))
    for operator, name in session.execute(query.where(Officer.agency == agency, Officer.until.is_(None))):
        officers[operator].add(name)
    rows = select(Operator).join(Current, stands(Operator)).where(Operator.agency == agency).order_by(Operator.id)
    return [_firm(row, officers) for row in session.execute(rows).scalars()]


def _firm(row: Operator, officers: Mapping[str, set[str]]) -> Firm:
    names = frozenset({row.folded_identifier, row.folded})
    heads = {party(row.officer)} if row.officer else set()
    heads = heads.union(*(officers.get(name, ()) for name in names))
    address = folded(row.address or "")
    values = {
        "phone": telephone(row.phone),
        "email": folded(row.email) if row.email else None,
        "address": address if len(address) >= LEAST_SIGNS else None,
    }
    had = {what: frozenset({value}) for what, value in values.items() if value}
    had |= {"officer": frozenset(heads), "account": several(row.accounts), "vehicle": several(row.vehicles)}
    return Firm(row.id, row.name or row.identifier, names, had)


def _lost(session: Session, agency: str) -> frozenset[str]:
    """Holders, folded, of whom a licence was refused or revoked."""
    query = select(LicenceLine.holder, LicenceLine.state, State.state).join(Current, stands(LicenceLine))
    query = query.outerjoin(State, stands_at(LicenceLine)).where(LicenceLine.agency == agency)
    return frozenset(party(holder) for holder, stated, state in session.execute(query) if (state or stated) in LOST)
