"""Run the rules over many records, explain and raise flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.anomalies import gathering
from precursors.anomalies import rules as rules_folder
from precursors.anomalies.rule import RULES, Dossier, Finding, Known, Registered
from precursors.audit.acts import Actor, open_act
from precursors.audit.models import Act
from precursors.audit.refs import refs_of
from precursors.db.tables import act_of, fact_id
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
    return raised(session, actor, found(session, _first_act(session, since, zone), today))


def raised(session: Session, actor: Actor, drafts: Sequence[FlagDraft]) -> int:
    """Raise what was found, in one act; answer how many flags."""
    if drafts:
        act = open_act(session, "flags-run", actor)
        raise_flags(act, drafts)
        act.seal()
    return len(drafts)


def found(session: Session, first: int, today: date) -> list[FlagDraft]:
    """What the rules find that nobody has been told yet, where a record of act `first` or later takes part."""
    whole = first <= 0
    parties, substances = (None, None) if whole else gathering.touched(session, fact_id(first, 0))
    findings = list(_mirrors(session, today))
    if whole or substances:
        known = gathering.known(session, today, substances)
        within = None if whole else _around(session, fact_id(first, 0))
        findings += (*_series(session, known, parties), *_streams(session, known, within))
    findings = [(each, finding) for each, finding in findings if any(act_of(key) >= first for key in finding.subjects)]
    return _new(session, findings, today)


def _series(
    session: Session, known: Known, parties: set[tuple[str, str]] | None
) -> Iterator[tuple[Registered, Finding]]:
    """What the rules over one operator find, each by the figures of the agency that the operator declared to."""
    own, figures = [(each, each.series) for each in rules() if each.series], all_figures(session, known.today)
    mine, agency = known, ""
    for series in gathering.all_series(session, parties):
        if series.agency != agency:
            mine, agency = replace(known, parameters=figures(series.agency)), series.agency
        for each, find in own:
            for finding in find(series, mine):
                yield each, finding


def _streams(session: Session, known: Known, within: tuple[date, date] | None) -> Iterator[tuple[Registered, Finding]]:
    """What the rules over everything find; they compare agencies with each other, so no agency's figures are theirs."""
    for each in rules():
        if each.stream:
            for finding in each.stream(Dossier(gathering.stream(session, within), known)):
                yield each, finding


NEAR = timedelta(days=31)
"""No rule over everything looks further from a record than this."""


def _around(session: Session, first: int) -> tuple[date, date]:
    """The days a rule over everything must see to tell of records with a key from `first` on."""
    earliest, latest = gathering.days_of(session, first)
    return earliest - NEAR, latest + NEAR


def _mirrors(session: Session, today: date) -> Iterator[tuple[Registered, Finding]]:
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


def _new(session: Session, findings: Iterable[tuple[Registered, Finding]], today: date) -> list[FlagDraft]:
    """Drafts for findings nobody has been told yet: one for each rule, agency and cause."""
    listed = list(findings)
    refs = refs_of(session, Shipment, {finding.subjects[-1] for _, finding in listed if finding.cause is None})
    told = {
        (rule, agency, cause) for rule, agency, cause in session.execute(select(Flag.rule, Flag.agency, Flag.cause))
    }
    edition, figures = law_book().edition, all_figures(session, today)
    drafts: dict[tuple[str, str, str], FlagDraft] = {}
    for each, finding in listed:
        cause = finding.cause or refs[finding.subjects[-1]]
        place = (each.code, finding.agency, cause)
        if place not in told and place not in drafts:
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
    return [drafts[place] for place in sorted(drafts)]
