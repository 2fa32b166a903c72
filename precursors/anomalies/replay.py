"""Run the rule of a flag again over what the registry held when the flag was raised: the same, or not, and where.

Records are facts, so what stood then can be gathered now: for rules over many shipments, over both sides of trade, and
by the days. The law is that of the edition in use; a flag names its own, and whether that is still the one in use is
told. Two sorts cannot be asked again, and are told as such: what a person raised, and what a room saw in a record while
it was entered, since that was asked of cells and choices of which the record keeps what they came to; both are sealed
with what was compared in the act of the record itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from precursors.agencies.service import all_agencies
from precursors.anomalies import gathering, registered
from precursors.anomalies.clocks import CLOCKS, Clock
from precursors.anomalies.knowing import known_of
from precursors.anomalies.naming import as_stated
from precursors.anomalies.rule import Deal, Declared, Dossier, Finding, Known, Registered
from precursors.anomalies.service import rules
from precursors.anomalies.usual import counted
from precursors.audit.models import Act
from precursors.audit.refs import refs_of
from precursors.db.engine import seeing_all
from precursors.db.rewound import rewound
from precursors.db.tables import act_of
from precursors.editions.figures import figures
from precursors.editions.models import OwnFigure
from precursors.flags.marks import keys_in
from precursors.flags.models import Flag
from precursors.flags.service import BY_HAND, FlagDraft, inputs
from precursors.law.book import law_book
from precursors.mirror.gathering import Wanted, comparisons
from precursors.paths import edition_in_use
from precursors.scope.visible import Sight
from precursors.trade.models import Shipment

RUN = "flags-run"
"""Kind of the acts in which rules are asked of what is there, whoever entered it."""

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
    """same, different, not-found; entered: asked once, of what was entered, in the act that shows it; by-hand: by a
    person.
    """
    version: int | None
    """Version of the rule in use; None where no rule over many records has the code."""
    edition: str
    """What the flag would pin today."""
    differences: tuple[Difference, ...] = ()


class _Then(NamedTuple):
    """When the flag was raised."""

    day: date
    until: int
    """The act before the one that raised it."""


def replay(session: Session, flag: Flag, zone: ZoneInfo) -> Replayed:
    """Ask the rule of a flag again, as of the act before the one that raised it; a handful of queries.

    A rule compares with what everybody declared, so the wall is open meanwhile; what is answered is of this flag alone.
    """
    with seeing_all(session):
        act = session.get_one(Act, act_of(flag.id))
        then = _Then(act.at.astimezone(zone).date(), act.id - 1)
        own = figures(session, flag.agency, then.day, then.until)
        pinned = own.pinned(law_book().edition)
        if act.kind != RUN:
            return Replayed("by-hand" if flag.rule == BY_HAND else "entered", None, flag.edition or pinned)
        clock = next((each for each in CLOCKS if each.told(flag)), None)
        if clock is not None:
            pinned = own.pinned(edition_in_use()) if OwnFigure in clock.asks else edition_in_use()
            return _replayed(session, flag, clock.version, pinned, _by_clock(session, clock, flag, then))
        each = next(each for each in rules() if each.code == flag.rule)
        ask = _by_mirror if each.mirror else _by_shipments
        found = ask(session, each, flag, then)
        return _replayed(session, flag, each.version, pinned, found)


def _replayed(session: Session, flag: Flag, version: int, edition: str, found: Iterable[FlagDraft]) -> Replayed:
    alike = next((each for each in found if (each.agency, each.cause) == (flag.agency, flag.cause)), None)
    if alike is None:
        return Replayed("not-found", version, edition)
    differences = tuple(_differences(session, flag, alike))
    return Replayed("different" if differences else "same", version, edition, differences)


def _by_clock(session: Session, clock: Clock, flag: Flag, then: _Then) -> list[FlagDraft]:
    """What a rule that the days ask told then: it is asked of the registry as it stood."""
    with rewound(session, then.until, clock.asks):
        agencies = [each for each in all_agencies(session) if each.code == flag.agency]
        return [draft for agency in agencies for draft in clock.find(session, agency, then.day)]


def _by_mirror(session: Session, each: Registered, flag: Flag, then: _Then) -> Iterator[FlagDraft]:
    """What a rule over both sides of trade told of the same partner, direction, substance and year."""
    told = inputs(flag)
    wanted = Wanted(Sight(), told["partner"], told["substance"], told["direction"], int(told["year"]))
    narrow = partial(registered.standing, until=then.until)
    for found in comparisons(session, wanted, then.day, narrow, then.until):
        for finding in each.mirror(found) if each.mirror and found.place.agency == flag.agency else ():
            yield _draft(flag, finding, finding.cause or "")


def _by_shipments(session: Session, each: Registered, flag: Flag, then: _Then) -> Iterator[FlagDraft]:
    last = gathering.single(session, keys_in(flag.subjects)[-1], then.until)
    if last is None:
        return
    day, until = then
    of = None if each.code in EVERY_SUBSTANCE else last.substance
    counts = counted(gathering.known_shipments(session, 0, until, until, of))
    known = known_of(
        counts, day, registered.limits(session), registered.sensitive(day), registered.linked(session, until),
        registered.uses(session, until), *registered.operators(session, until),
    )  # fmt: skip
    own = figures(session, flag.agency, day, until)
    known = known if each.stream else replace(known, parameters=own)  # over everything no agency's figures hold
    found = [finding for finding in _again(session, each, last, known, until) if finding.agency == flag.agency]
    refs = refs_of(session, Shipment, {finding.subjects[-1] for finding in found if finding.cause is None})
    yield from (_draft(flag, finding, finding.cause or refs[finding.subjects[-1]]) for finding in found)


def _draft(flag: Flag, finding: Finding, cause: str) -> FlagDraft:
    return FlagDraft(
        finding.agency, flag.rule, flag.version, flag.edition, cause, finding.score, finding.kind,
        list(finding.subjects), dict(finding.inputs),
    )  # fmt: skip


def _again(session: Session, each: Registered, last: Deal, known: Known, until: int) -> Iterator[Finding]:
    if each.order:
        finding = each.order(last, known) if isinstance(last, Declared) else None
        yield from (finding,) if finding else ()
    elif each.series:
        yield from each.series(gathering.series_then(session, last.agency, last.party, until), known)
    elif each.stream:
        ever = (date.min, date.max)
        shipments = gathering.stream(session, each.directions, ever, {last.substance}, until, unweighed=each.unweighed)
        yield from each.stream(Dossier(shipments, known))


def _differences(session: Session, flag: Flag, told: FlagDraft) -> Iterator[Difference]:
    (again,) = as_stated(session, [told])
    kept = inputs(flag)
    for name in sorted({*kept, *again.inputs}):
        if kept.get(name) != again.inputs.get(name):
            yield Difference(name, kept.get(name), again.inputs.get(name))
    if flag.score != again.score:
        yield Difference("score", str(flag.score), str(again.score))
    if sorted(set(again.subjects)) != keys_in(flag.subjects):
        yield Difference("records", str(flag.count), str(len(set(again.subjects))))
