"""Run the rule of a flag again over what the registry held when the flag was raised: the same, or not, and where.

Shipments and registers are facts, so what stood then can be gathered now. The law is that of the edition in use; a
flag names its own, and whether that is still the one in use is told. A rule that looks at one record or at the days
alone is asked when that happens, and what it compared is sealed in its act.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from precursors.anomalies import gathering, registered
from precursors.anomalies.knowing import known_of
from precursors.anomalies.naming import as_stated
from precursors.anomalies.rule import Declared, Dossier, Finding, Known, Registered
from precursors.anomalies.service import rules
from precursors.anomalies.usual import counted
from precursors.audit.models import Act
from precursors.audit.refs import refs_of
from precursors.db.engine import seeing_all
from precursors.db.tables import act_of
from precursors.editions.figures import figures
from precursors.flags.marks import keys_in
from precursors.flags.models import Flag
from precursors.flags.service import FlagDraft, inputs
from precursors.law.book import law_book
from precursors.trade.models import Shipment

EVERY_SUBSTANCE = frozenset({"unusual-route", "odd-payment"})
"""Rules that compare with shipments of every substance; the others with those of their own."""


class Difference(NamedTuple):
    """One value that differs: its name, as the flag keeps it, as it was found again; None where one lacks it."""

    name: str
    kept: str | None
    again: str | None


class Replayed(NamedTuple):
    """What became of it."""

    verdict: str
    """same, different, not-found, or sealed: asked once, in the act that shows it."""
    version: int | None
    """Version of the rule in use; None where no rule over many records has the code."""
    edition: str
    """What the flag would pin today."""
    differences: tuple[Difference, ...] = ()


def replay(session: Session, flag: Flag, zone: ZoneInfo) -> Replayed:
    """Ask the rule of a flag again, as of the act before the one that raised it; a handful of queries.

    A rule compares with what everybody declared, so the wall is open meanwhile; what is answered is of this flag alone.
    """
    with seeing_all(session):
        return _replayed(session, flag, zone)


def _replayed(session: Session, flag: Flag, zone: ZoneInfo) -> Replayed:
    act = act_of(flag.id)
    day, until = session.get_one(Act, act).at.astimezone(zone).date(), act - 1
    own = figures(session, flag.agency, day, until)
    edition = own.pinned(law_book().edition)
    each = next((each for each in rules() if each.code == flag.rule), None)
    last = gathering.single(session, keys_in(flag.subjects)[-1], until) if flag.kind == Shipment.__tablename__ else None
    if each is None or each.mirror or last is None:
        return Replayed("sealed", each.version if each else None, edition)
    of = None if each.code in EVERY_SUBSTANCE else last.substance
    counts = counted(gathering.known_shipments(session, 0, until, until, of))
    known = known_of(
        counts, day, registered.limits(session), registered.sensitive(day), registered.linked(session, until),
        registered.uses(session, until), *registered.operators(session, until),
    )  # fmt: skip
    known = known if each.stream else replace(known, parameters=own)  # over everything no agency's figures hold
    found = [finding for finding in _again(session, each, last, known, until) if finding.agency == flag.agency]
    refs = refs_of(session, Shipment, {finding.subjects[-1] for finding in found if finding.cause is None})
    alike = (finding for finding in found if (finding.cause or refs[finding.subjects[-1]]) == flag.cause)
    finding = next(alike, None)
    if finding is None:
        return Replayed("not-found", each.version, edition)
    differences = tuple(_differences(session, flag, finding))
    return Replayed("different" if differences else "same", each.version, edition, differences)


def _again(session: Session, each: Registered, last: Declared, known: Known, until: int) -> Iterator[Finding]:
    if each.order:
        finding = each.order(last, known)
        yield from (finding,) if finding else ()
    elif each.series:
        yield from each.series(gathering.series_then(session, last.agency, last.party, until), known)
    elif each.stream:
        shipments = gathering.stream(session, each.directions, (date.min, date.max), {last.substance}, until)
        yield from each.stream(Dossier(shipments, known))


def _differences(session: Session, flag: Flag, finding: Finding) -> Iterator[Difference]:
    told = FlagDraft(
        flag.agency, flag.rule, flag.version, flag.edition, flag.cause, finding.score, flag.kind,
        list(finding.subjects), dict(finding.inputs),
    )  # fmt: skip
    (again,) = as_stated(session, [told])
    kept = inputs(flag)
    for name in sorted({*kept, *again.inputs}):
        if kept.get(name) != again.inputs.get(name):
            yield Difference(name, kept.get(name), again.inputs.get(name))
    if flag.score != again.score:
        yield Difference("score", str(flag.score), str(again.score))
    if sorted(set(again.subjects)) != keys_in(flag.subjects):
        yield Difference("records", str(flag.count), str(len(set(again.subjects))))
