"""Whether an applicant may do at all what an authorisation permits: held against the licences the law demands of them.

Asked when it is granted and again at every release, for licences are suspended, revoked and end in between.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.intake.importing import Terms
from precursors.intake.types import told as figure_of
from precursors.intake.words import folded
from precursors.law.book import law_book
from precursors.law.limits import Sum
from precursors.ledger.accounts import balances, find
from precursors.licensing.authorisations.drawing import quota_of, under
from precursors.licensing.authorisations.life import AUTHORISATION, IN_FORCE
from precursors.licensing.authorisations.measuring import Goods, measured
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.observing import parted_under
from precursors.licensing.deals_rules import CONDITIONAL, OTHER_MEASURE, HeldLine, Party, Situation, answered, bites
from precursors.licensing.groups import group_of
from precursors.licensing.lines import Wanted, held_on, lines_named
from precursors.licensing.measuring import percent
from precursors.licensing.mixtures import Goods as Mixed
from precursors.licensing.mixtures import control
from precursors.licensing.models import LicenceLine
from precursors.licensing.remaining import keys_of, limits_on
from precursors.lives.service import states_of
from precursors.problems import Problem, problem

COMES_IN = frozenset({"import", "domestic"})
"""Ways on which goods come into the applicant's own stock, which a licence may bound."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Goods that are to go and name no authorisation that is known here."""

    kind: str
    """Kind of the authorisation that would be for them."""
    operator: str
    substance: str
    measure: str
    authorised: int
    """How much is to go, in `measure`."""
    quantity: str
    unit: str | None
    concentration: str | None
    basis: str | None
    salt: str | None
    licence: str | None
    contains: str | None = None

    @property
    def importer(self) -> str:
        """Whoever moves them needs the licence."""
        return self.operator

    exporter = importer


def unauthorised(session: Session, terms: Terms, goods: Loose, day: date, reason: str = "") -> Iterator[Problem]:
    """What the law and the register say against letting goods go that name no authorisation.

    The paragraph that demands one, where it is law that decides; and what a grant would have been held against.
    """
    laws, way = law_book(demo=terms.demo), _way(goods.kind)
    demands = tuple(
        entry
        for key in sorted(keys_of(goods.substance))
        for entry in laws.requirements(terms.country, key, way, day)
        if entry.decides and entry.value.kind == f"{goods.kind}-authorisation"
    )
    mixed = control(terms, Mixed(goods.substance, figure_of(goods.concentration), goods.basis, goods.contains), day)
    free = mixed is not None and mixed.answer == "exempt"
    group = group_of(session, terms.neighbours, goods.operator) if demands else None
    limits = tuple(limits_on(session, terms, group, goods.substance, way, day)) if group else ()
    demanded = next((entry for entry in demands if not free and bites(_sum(terms, [goods]), limits, entry)), None)
    if demanded is not None:
        yield problem("release.unauthorised", "authorisation", law=demanded.citation)
    yield from forbidden(session, terms, [goods], day, granting=True, reason=reason)


def _way(kind: str) -> str:
    return "domestic" if kind == "local-purchase" else kind


def forbidden(
    session: Session,
    terms: Terms,
    rows: Sequence[Authorisation | Loose],
    day: date,
    *,
    granting: bool,
    reason: str = "",
) -> Iterator[Problem]:
    """What the law and the register say against letting these lines go ahead on a day, each thing once.

    A grant is held against the quantity of the licence too; a release draws on what was granted within it. Where the
    licence counts litres and the grant kilograms, or the other way, a person says in `reason` how they compared them.
    """
    seen: list[Problem] = []
    for substance in dict.fromkeys(row.substance for row in rows):
        asked = Asked([row for row in rows if row.substance == substance], day, granting, reason.strip())
        for found in _against(session, terms, asked):
            if found not in seen:
                seen.append(found)
                yield found


@dataclass(frozen=True, slots=True)
class Asked:
    """Lines of one authorisation for one substance, the day they are to go ahead, whether by being granted."""

    rows: Sequence[Authorisation | Loose]
    day: date
    granting: bool
    reason: str

    @property
    def row(self) -> Authorisation | Loose:
        """What is the same for all of them is read off the first."""
        return self.rows[0]

    @property
    def way(self) -> str:
        """The activity the law speaks of."""
        return _way(self.row.kind)

    @property
    def applicant(self) -> str | None:
        """Who needs the licence; of a transit no box says it."""
        return {"transit": None, "export": self.row.exporter}.get(self.row.kind, self.row.importer)


def _against(session: Session, terms: Terms, asked: Asked) -> Iterator[Problem]:
    """The question of a deal, asked of the one who applied; where no law that decides demands a licence, nothing is."""
    laws, keys, row, day = law_book(demo=terms.demo), keys_of(asked.row.substance), asked.row, asked.day
    demands = tuple(
        entry
        for key in sorted(keys)
        for entry in laws.requirements(terms.country, key, asked.way, day)
        if entry.value.kind in {"licence", "registration"} and entry.decides
    )
    if not demands:
        return
    party = _party(session, terms, asked)
    depends = asked.applicant and any(entry.value.condition in CONDITIONAL for entry in demands)
    mover = group_of(session, terms.neighbours, asked.applicant or "") if depends else None
    limits = tuple(limits_on(session, terms, mover, row.substance, asked.way, day)) if mover else ()
    listed = any(laws.listed(terms.country, key, day) for key in keys)
    mixed = control(terms, Mixed(row.substance, figure_of(row.concentration), row.basis, row.contains), day)
    parties = (party,) if party else ()
    case = Situation(day, _sum(terms, asked.rows), listed, demands, limits, parties, mixed, stated=_stated(asked.rows))
    for reason in answered(case)[1]:
        if reason.answer == "no":
            yield reason.told
        elif reason.told.code == OTHER_MEASURE and not asked.reason:
            licence = str(reason.told.values["licence"])
            yield problem("authorisation.other-measure", "reason", licence=licence, law=demands[0].citation)


def _party(session: Session, terms: Terms, asked: Asked) -> Party | None:
    """The applicant with their lines; where the application names a licence, no other one will do.

    Who carries goods through a country is no party the form names: then the licence itself is all there is to look at.
    """
    row, applicant = asked.row, asked.applicant
    strength, _ = percent(figure_of(row.concentration), terms.convention, "concentration")
    wanted = Wanted(keys_of(row.substance), asked.way, asked.day, None, Decimal(strength) if strength else None)
    if applicant is None:
        lines = _numbered(session, terms, row.licence) if row.licence else []
        return Party("applicant", registered=True, lines=held_on(session, lines, wanted, ())) if row.licence else None
    group = group_of(session, terms.neighbours, applicant)
    own = {applicant} | {name for each in group.operators[:1] for name in (each.identifier, each.name)}
    held = held_on(session, lines_named(session, terms.neighbours, own), wanted, group.holders)
    if row.licence:
        number = folded(row.licence)
        held = tuple(replace(line, fits=line.fits and folded(line.number) == number) for line in held)
    return Party("applicant", group.registered, tuple(_with_room(session, terms, asked, line) for line in held))


def _numbered(session: Session, terms: Terms, number: str) -> list[LicenceLine]:
    query = select(LicenceLine).join(Current, stands(LicenceLine)).order_by(LicenceLine.id)
    query = query.where(LicenceLine.folded == folded(number), LicenceLine.agency.in_(terms.neighbours))
    return list(session.execute(query).scalars())


def _with_room(session: Session, terms: Terms, asked: Asked, line: HeldLine) -> HeldLine:
    """A licence line with what is left for this grant: what other authorisations may still move is spoken for."""
    if not asked.granting:
        return replace(line, remaining=None, stock_left=None)
    left = line.remaining
    if left is not None:
        left -= _spoken_for(session, terms, asked, line)
    return replace(line, remaining=left, stock_left=line.stock_left if asked.way in COMES_IN else None)


def _spoken_for(session: Session, terms: Terms, asked: Asked, line: HeldLine) -> int:
    """What other authorisations in force under the same licence may still move, or have let go and nobody declared."""
    query = (
        select(Authorisation)
        .join(Current, stands(Authorisation))
        .where(Authorisation.agency.in_(terms.neighbours), Authorisation.substance == asked.row.substance)
        .where(Authorisation.kind == asked.row.kind, Authorisation.measure == line.measure)
    )
    same = [each for each in session.execute(query).scalars() if folded(each.licence or "") == folded(line.number)]
    states = states_of(session, AUTHORISATION, [each.key for each in same])
    others = {bytes(each.key): quota_of(each) for each in same if states[each.key].state in IN_FORCE}
    wanted = set(others.values())
    for key, reference in parted_under(session, others):
        wanted |= {under(others[key], role, reference) for role in ("released", "endorsed")}
    ids = find(session, wanted)
    return sum(max(amount, 0) for amount in balances(session, ids.values()).values())


def _sum(terms: Terms, rows: Sequence[Authorisation | Loose]) -> Sum:
    """What is applied for, in kilograms and in litres; unknown in a measure in which one line cannot be told."""
    known = {measure: [_amount(terms, row, measure) for row in rows] for measure in ("base_ug", "ul")}
    whole = [None if None in own else sum(filter(None, own)) for own in known.values()]
    return Sum(*whole)


def _stated(rows: Sequence[Authorisation | Loose]) -> Sum:
    """The same in the measure the application counts in, and in no other."""
    known = {measure: {row.measure for row in rows} == {measure} for measure in ("base_ug", "ul")}
    return Sum(*(sum(row.authorised for row in rows) if whole else None for whole in known.values()))


def _amount(terms: Terms, row: Authorisation | Loose, measure: str) -> int | None:
    """What one line applies for, in a measure; None where it cannot be told in it."""
    if row.measure == measure:
        return row.authorised
    goods = Goods(row.substance, row.unit, figure_of(row.concentration), row.basis, row.salt)
    quantity = figure_of(row.quantity)
    found = measured(quantity, goods, terms.convention, measure) if quantity else None
    return found[0] if isinstance(found, tuple) and found[1] == measure else None
