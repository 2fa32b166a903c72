"""Gather both sides of what is compared: three queries however many partners, substances and years there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.tables import Fact
from precursors.editions.figures import all_figures
from precursors.intake.countries import country_code
from precursors.intake.words import folded
from precursors.law.parameters import Parameters
from precursors.mirror.models import MirrorFigure
from precursors.mirror.rules import Comparison, Line, Tolerance, compared, month_of
from precursors.scope.visible import Sight, visible
from precursors.trade.models import Shipment

RULE = "mirror-mismatch"
OPPOSITE = {"import": "export", "export": "import"}
PAPERS = ("notification", "authorisation", "container", "document")
"""What two lines of one deal may both name; the surest first."""

Narrow: TypeAlias = Callable[[Any, type[Fact]], Any]
"""Leaves of a query of a model the rows that stand and may be seen."""

_UG_PER_KG = 10**9
_BATCH = 5_000
_F, _S = MirrorFigure, Shipment


class Place(NamedTuple):
    """What is compared: whose records, with which partner, our direction, which substance, which year."""

    agency: str
    partner: str
    direction: str
    substance: str
    year: int


class Wanted(NamedTuple):
    """Which comparisons; None leaves a choice open."""

    sight: Sight = Sight()
    partner: str | None = None
    substance: str | None = None
    direction: str | None = None
    year: int | None = None


class Found(NamedTuple):
    """A comparison and where it stands."""

    place: Place
    comparison: Comparison
    here: Sequence[Line]
    there: Sequence[Line]
    stated: bool
    """Whether the partner has ever stated this substance: what it never speaks of is not missed."""


class _Group(NamedTuple):
    agency: str
    partner: str
    direction: str
    substance: str


def tolerances(parameters: Parameters) -> tuple[Tolerance, Tolerance]:
    """For a year, and for one deal."""

    def figure(name: str) -> int:
        return int(parameters(RULE, name))

    per_mille = [int(parameters(RULE, name) * 1000) for name in ("share", "deal-share")]
    return (
        Tolerance(per_mille[0], figure("least-kg") * _UG_PER_KG, figure("lag-months")),
        Tolerance(per_mille[1], figure("deal-least-kg") * _UG_PER_KG),
    )


def comparisons(
    session: Session, wanted: Wanted, today: date, standing: Narrow | None = None, until: int | None = None
) -> Iterator[Found]:
    """Everything partners have told of, beside what the same agency recorded, by the figures it holds to on a day.

    `standing` leaves of a query the rows that stand and may be seen, without it those of now; with `until`, figures
    of an agency are those it had set when that act was sealed.
    """
    narrow = standing or partial(_standing_now, wanted.sight.own)
    there = _theirs(session, wanted, narrow)
    years: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for group, lines in there.items():
        years[group[:3]] |= {line.last.year for line in lines}
    if wanted.year is not None:
        years = defaultdict(set, {place: {wanted.year} for place, own in years.items() if wanted.year in own})
    if not any(years.values()):
        return
    here = _ours(session, wanted, years, narrow)
    known: dict[str, tuple[Tolerance, Tolerance]] = {}
    figures = all_figures(session, today, until)
    for group in sorted(here.keys() | there.keys()):
        of_year, of_deal = known.get(group.agency) or known.setdefault(group.agency, tolerances(figures(group.agency)))
        for year in sorted(years.get(group[:3], ())):
            one, other = (_around(side.get(group, ()), year, of_year.lag) for side in (here, there))
            if any(line.last.year == year for line in (*one, *other)):
                comparison = compared(year, one, other, of_year, of_deal)
                yield Found(Place(*group, year), comparison, one, other, group in there)


def _around(lines: Iterable[Line], year: int, lag: int) -> list[Line]:
    """The lines of a year, and those of single months close to it."""
    first, last = year * 12 - lag, year * 12 + 11 + lag
    return [
        line
        for line in lines
        if line.last.year == year
        or (first <= month_of(line.last) <= last and month_of(line.first) == month_of(line.last))
    ]


def _standing_now(sight: Sight, query: Any, model: type[Fact]) -> Any:  # noqa: ANN401 - a query of any columns
    return visible(query.join(Current, stands(model)), model, sight)


def _theirs(session: Session, wanted: Wanted, narrow: Narrow) -> dict[_Group, list[Line]]:
    papers = [getattr(_F, name) for name in PAPERS]
    columns = (_F.id, _F.agency, _F.partner, _F.direction, _F.first, _F.last, _F.substance, _F.base_ug, *papers)
    query: Any = narrow(select(*columns), _F).order_by(_F.id)
    for column, value in ((_F.partner, wanted.partner), (_F.substance, wanted.substance)):
        query = query.where(column == value) if value else query
    if wanted.direction:
        query = query.where(_F.direction == OPPOSITE[wanted.direction])
    found: dict[_Group, list[Line]] = defaultdict(list)
    for row in session.execute(query.execution_options(yield_per=_BATCH)):
        group = _Group(row.agency, row.partner, OPPOSITE[row.direction], row.substance)
        found[group].append(Line(row.id, row.first, row.last, row.base_ug, *_references(row)))
    return found


def _ours(
    session: Session, wanted: Wanted, years: dict[tuple[str, str, str], set[int]], narrow: Narrow
) -> dict[_Group, list[Line]]:
    """Imports and exports of the agencies, directions and years at hand, and of a quarter of a year around them."""
    all_years = set[int]().union(*years.values())
    first, last = date(min(all_years), 1, 1) - timedelta(days=92), date(max(all_years), 12, 31) + timedelta(days=92)
    agencies, ways = {place[0] for place in years}, {place[2] for place in years}
    papers = [getattr(_S, name) for name in PAPERS]
    columns = (_S.id, _S.agency, _S.direction, _S.day, _S.substance, _S.base_ug, _S.origin, _S.destination, *papers)
    query: Any = narrow(select(*columns), _S).where(_S.agency.in_(sorted(agencies)))
    query = query.where(_S.day >= first, _S.day <= last, _S.direction.in_(sorted(ways))).order_by(_S.id)
    if wanted.substance:
        query = query.where(_S.substance == wanted.substance)
    found: dict[_Group, list[Line]] = defaultdict(list)
    countries: dict[str | None, str | None] = {}
    for row in session.execute(query.execution_options(yield_per=_BATCH)):
        text = row.destination if row.direction == "export" else row.origin
        if text not in countries:
            countries[text] = country_code(text)
        partner = countries[text]
        if partner and (row.agency, partner, row.direction) in years:
            group = _Group(row.agency, partner, row.direction, row.substance)
            found[group].append(Line(row.id, row.day, row.day, row.base_ug, *_references(row)))
    return found


def _references(row: Any) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:  # noqa: ANN401 - a row with the columns of PAPERS
    """What a line refers to, and each of it as it was written."""
    named = ((name, getattr(row, name) or "") for name in PAPERS)
    stated = tuple((f"{name}:{folded(text)}", text.strip()) for name, text in named if folded(text))
    return frozenset(reference for reference, _ in stated), stated


def choices(session: Session, sight: Sight) -> dict[str, list[Any]]:
    """What a reader may choose: partners, substances, years that figures speak of, the last year first."""
    query: Any = select(_F.partner, _F.substance, func.max(_F.last), func.min(_F.last)).join(Current, stands(_F))
    rows = session.execute(visible(query, _F, sight.own).group_by(_F.partner, _F.substance)).all()
    if not rows:
        return {"partners": [], "substances": [], "years": []}
    years = range(max(row[2] for row in rows).year, min(row[3] for row in rows).year - 1, -1)
    return {
        "partners": sorted({row[0] for row in rows}),
        "substances": sorted({row[1] for row in rows}),
        "years": list(years),
    }
