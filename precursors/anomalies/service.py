"""Run the rules over many records, explain and raise flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from itertools import chain, groupby
from pkgutil import iter_modules
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.anomalies import gathering, registered
from precursors.anomalies import rules as rules_folder
from precursors.anomalies.kept import Kept, keep, up_to_date
from precursors.anomalies.knowing import known_of
from precursors.anomalies.naming import as_stated
from precursors.anomalies.rule import RULES, Deal, Dossier, Finding, Known, Registered
from precursors.audit.acts import Actor, open_act
from precursors.audit.models import Act
from precursors.audit.refs import refs_of
from precursors.db.tables import fact_id
from precursors.editions.figures import all_figures
from precursors.flags.models import Flag
from precursors.flags.service import FlagDraft, raise_flags
from precursors.law.book import law_book
from precursors.mirror.gathering import Wanted, comparisons
from precursors.trade.models import Shipment


def rules() -> list[Registered]:
    """Every rule there is, each found in its own file."""
    for module in iter_modules(rules_folder.__path__):
        import_module(f"{rules_folder.__name__}.{module.name}")
    return [RULES[code] for code in sorted(RULES)]


def run(session: Session, actor: Actor, since: date | None, zone: ZoneInfo, today: date) -> int:
    """Run every rule and raise what is new, in one act; answer how many flags. The same run twice adds nothing.

    With `since`, only series and substances are looked at in which a record entered since then takes part.
    """
    return raised(session, actor, found_since(session, since, zone, today))


def found_since(session: Session, since: date | None, zone: ZoneInfo, today: date) -> Result:
    """What `found` says of what was entered since a day; of everything without one. It reads only as well."""
    return found(session, _first_act(session, since, zone), today)


class Result(NamedTuple):
    """What a run found, and what is usual by now."""

    drafts: list[FlagDraft]
    usual: Kept


def raised(session: Session, actor: Actor, result: Result) -> int:
    """Raise what was found and nobody has been told meanwhile, in one act, and keep what is usual; how many flags."""
    keep(session, result.usual)
    drafts = _untold(session, result.drafts)
    if drafts:
        act = open_act(session, "flags-run", actor)
        raise_flags(act, drafts)
        act.seal()
    return len(drafts)


def found(session: Session, first: int, today: date) -> Result:
    """What the rules find that nobody has been told yet, where a record of act `first` or later takes part.

    Reads only: on a snapshot it keeps no writer waiting, however long it takes.
    """
    usual = up_to_date(session)
    return Result(_drafts(session, findings(session, usual, first, today), today), usual)


def findings(session: Session, usual: Kept, first: int, today: date) -> Iterator[tuple[Registered, Finding]]:
    """Everything the rules find, told or not, in which a record of act `first` or later takes part."""
    since = fact_id(max(first, 0), 0)
    known = known_of(
        usual.counts, today, registered.limits(session), registered.sensitive(today), registered.linked(session),
        registered.uses(session), *registered.operators(session),
    )  # fmt: skip
    new = None if first <= 0 else gathering.entered(session, since)
    every = chain(_mirrors(session, today), _series(session, known, new, since), _streams(session, known, new))
    yield from ((each, finding) for each, finding in every if max(*finding.subjects, finding.told_by) >= since)


_Found: TypeAlias = Iterator[tuple[Registered, Finding]]


def _series(session: Session, known: Known, new: Sequence[Deal] | None, first: int) -> _Found:
    """What the rules over one order or one operator find, each by the figures of the agency that was told."""
    alone = [(each, each.order) for each in rules() if each.order]
    own, figures = [(each, each.series) for each in rules() if each.series], all_figures(session, known.today)
    mine, agency = known, ""
    for series in gathering.all_series(session) if new is None else gathering.series_of(session, new, first):
        if series.agency != agency:
            mine, agency = replace(known, parameters=figures(series.agency)), series.agency
        for order in series.orders:
            if order.key >= first:
                for each, look in alone:
                    if finding := look(order, mine):
                        yield each, finding
        for each, find in own if series.party else ():
            for finding in find(series, mine):
                yield each, finding


def _streams(session: Session, known: Known, new: Sequence[Deal] | None) -> _Found:
    """What the rules over everything find; they compare agencies with each other, so no agency's figures are theirs."""
    for each in rules():
        if each.stream:
            shipments = _looked_at(session, each, new)
            for finding in each.stream(Dossier(shipments, known)):
                yield each, finding


def _looked_at(session: Session, each: Registered, new: Sequence[Deal] | None) -> Iterable[Deal]:
    """What a rule over everything must see to tell of new shipments; of all where none are named."""
    if new is None:
        return gathering.stream(session, each.directions, unweighed=each.unweighed)
    ours = [order for order in new if each.looks_at(order)]
    if not ours:
        return ()
    days = [order.day for order in ours]
    if each.near is None:
        return gathering.stream(session, each.directions, unweighed=each.unweighed)
    within = (min(days) - each.near, max(days) + each.near)
    substances = {order.substance for order in ours}
    return gathering.stream(session, each.directions, within, substances, unweighed=each.unweighed)


def _mirrors(session: Session, today: date) -> _Found:
    """What the rules over both sides of trade find, each by the figures of the agency that was told."""
    own = [(each, each.mirror) for each in rules() if each.mirror]
    for compared in comparisons(session, Wanted(), today):
        for each, find in own:
            for finding in find(compared):
                yield each, finding


def _first_act(session: Session, since: date | None, zone: ZoneInfo) -> int:
    if since is None:
        return 0
    moment = datetime(since.year, since.month, since.day, tzinfo=zone)
    number = session.execute(select(Act.id).where(Act.at >= moment).order_by(Act.id).limit(1)).scalar_one_or_none()
    return number if number is not None else 1 << 38


def _drafts(session: Session, findings: Iterable[tuple[Registered, Finding]], today: date) -> list[FlagDraft]:
    """Drafts for findings nobody has been told yet: one for each rule, agency and cause."""
    listed = list(findings)
    refs = refs_of(session, Shipment, {finding.subjects[-1] for _, finding in listed if finding.cause is None})
    edition, figures = law_book().edition, all_figures(session, today)
    drafts: dict[_Place, FlagDraft] = {}
    for each, finding in listed:
        cause = finding.cause or refs[finding.subjects[-1]]
        place = (each.code, finding.agency, cause)
        if place not in drafts:
            drafts[place] = FlagDraft(
                finding.agency,
                each.code,
                each.version,
                figures(finding.agency).pinned(edition),
                cause,
                finding.score,
                finding.kind,
                list(finding.subjects),
                dict(finding.inputs),
            )
    return as_stated(session, _untold(session, [drafts[place] for place in sorted(drafts)]))


_Place: TypeAlias = tuple[str, str, str]
"""Rule, agency, cause."""
_CAUSES_AT_ONCE = 500


def _untold(session: Session, drafts: Sequence[FlagDraft]) -> list[FlagDraft]:
    """Those of which there is no flag yet; asked by cause, however many flags there are."""
    told: set[_Place] = set()
    for rule, own in groupby(sorted(drafts, key=lambda each: each.rule), key=lambda each: each.rule):
        causes = [each.cause for each in own]
        for at in range(0, len(causes), _CAUSES_AT_ONCE):
            these = Flag.cause.in_(causes[at : at + _CAUSES_AT_ONCE])
            found = session.execute(select(Flag.agency, Flag.cause).where(Flag.rule == rule, these))
            told.update((rule, agency, cause) for agency, cause in found)
    return [each for each in drafts if (each.rule, each.agency, each.cause) not in told]
