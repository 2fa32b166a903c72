"""Whether an applicant may do at all what an authorisation permits: held against the licences the law demands of them.

Asked when it is granted and again at every release, for licences are suspended, revoked and end in between. Of goods
that change hands at home the law asks both sides: the seller and the buyer, and what the buyer has declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.db.engine import seeing_all
from precursors.intake.importing import Terms
from precursors.intake.types import told as figure_of
from precursors.intake.words import folded
from precursors.law.book import Requirement, law_book
from precursors.law.dated import Entry
from precursors.law.limits import tripped
from precursors.licensing.authorisations.asked import Asked, Loose, Role, stated, total
from precursors.licensing.authorisations.models import Authorisation
from precursors.licensing.authorisations.room import with_room
from precursors.licensing.deals_rules import (
    CONDITIONAL,
    CONTROL,
    DECLARATION,
    HELD,
    LISTED_DESTINATION,
    OTHER_MEASURE,
    PERHAPS,
    Party,
    Situation,
    answered,
    bites,
)
from precursors.licensing.groups import Group, group_of
from precursors.licensing.lines import Wanted, held_on, lines_named
from precursors.licensing.measuring import percent
from precursors.licensing.mixtures import Goods as Mixed
from precursors.licensing.mixtures import control
from precursors.licensing.models import LicenceLine
from precursors.licensing.remaining import limits_on
from precursors.licensing.supplying import covering, declarations_of
from precursors.problems import Problem, problem
from precursors.substances.control import Control


def unauthorised(session: Session, terms: Terms, goods: Loose, day: date, reason: str = "") -> list[Problem]:
    """What the law and the register say against letting goods go that name no authorisation.

    The paragraph that demands one, where it is law that decides; and what a grant would have been held against.
    """
    with seeing_all(session):
        asked = Asked([goods], day, granting=True, reason=reason.strip())
        found = [*_papers(session, terms, asked)] or [*_uncompared(session, terms, asked)]
    return found + forbidden(session, terms, [goods], day, granting=True, reason=reason)


def _papers(session: Session, terms: Terms, asked: Asked) -> Iterator[Problem]:
    """The authorisation that the law demands of goods which name none."""
    kind = f"{asked.row.kind}-authorisation"
    demands = [entry for entry in _demands(terms, asked) if entry.decides and entry.value.kind == kind]
    if not demands or _free(terms, asked):
        return
    group = group_of(session, terms.neighbours, asked.applicant or "")
    limits = limits_on(session, terms, group, asked.row.substance, asked.way, asked.day)
    told = [(entry, bites(total(terms, asked.rows), limits, entry)) for entry in demands]
    sure = next((entry for entry, applies in told if applies), None)
    perhaps = next((entry for entry, applies in told if applies is None), None)
    if sure is not None:
        yield problem("release.unauthorised", "authorisation", law=sure.citation)
    elif perhaps is not None and not asked.reason:
        by_list = perhaps.value.condition == LISTED_DESTINATION
        code = "release.destination-unchecked" if by_list else "release.limit-unchecked"
        yield problem(code, "reason", law=perhaps.citation)


def _uncompared(session: Session, terms: Terms, asked: Asked) -> Iterator[Problem]:
    """A limit from which on goods are controlled that nobody can say they stay below, until somebody has looked."""
    if asked.reason or _free(terms, asked):
        return
    much, group = total(terms, asked.rows), group_of(session, terms.neighbours, asked.applicant or "")
    known = limits_on(session, terms, group, asked.row.substance, asked.way, asked.day, selling=asked.supplies)
    for entry, before in known:
        if entry.value.demands == CONTROL and tripped(entry.value, before + much) is None:
            yield problem("release.limit-uncompared", "reason", law=f"{entry.citation}, {entry.value.stated}")
            return


def _demands(terms: Terms, asked: Asked) -> list[Entry[Requirement]]:
    laws, keys = law_book(demo=terms.demo), sorted(asked.keys)
    return [entry for key in keys for entry in laws.requirements(terms.country, key, asked.way, asked.day)]


def _free(terms: Terms, asked: Asked) -> bool:
    """Whether the law sets the goods free as a mixture."""
    mixed = _mixed(terms, asked)
    return mixed is not None and mixed.answer == "exempt"


def _mixed(terms: Terms, asked: Asked) -> Control | None:
    row = asked.row
    said = Mixed(row.substance, figure_of(row.concentration), row.basis, row.contains)
    return control(terms, said, asked.day)


def forbidden(
    session: Session,
    terms: Terms,
    rows: Sequence[Authorisation | Loose],
    day: date,
    *,
    granting: bool,
    reason: str = "",
) -> list[Problem]:
    """What the law and the register say against letting these lines go ahead on a day, each thing once.

    A grant is held against the quantity of the licence too; a release draws on what was granted within it. Where the
    licence counts litres and the grant kilograms, or the other way, and where only law that nobody has checked says
    whether a licence is demanded, a person says in `reason` what they found.
    """
    found: list[Problem] = []
    with seeing_all(session):  # the law adds up over every agency of the country
        for substance in dict.fromkeys(row.substance for row in rows):
            asked = Asked([row for row in rows if row.substance == substance], day, granting, reason.strip())
            found += _against(session, terms, asked)
    return [each for at, each in enumerate(found) if each not in found[:at]]


def _against(session: Session, terms: Terms, asked: Asked) -> Iterator[Problem]:
    """The question of a deal, asked of the one who applied, and at home of the other side too.

    Where no law that decides demands anything, nothing is asked.
    """
    entries = [entry for entry in _demands(terms, asked) if entry.decides]
    demands = tuple(entry for entry in entries if entry.value.kind in HELD)
    declaring = [entry for entry in entries if entry.value.kind == DECLARATION]
    if not (demands or declaring) or _free(terms, asked):
        return
    sides = {role: group_of(session, terms.neighbours, text) for role, text in asked.sides}
    if asked.supplies and "buyer" not in sides:
        yield problem("release.buyer-unnamed", "counterparty", law=(demands or declaring)[0].citation)
    depends = any(entry.value.condition in CONDITIONAL for entry in entries)
    parties = tuple(_parties(session, terms, asked, sides, depends=depends))
    limits = next((party.limits for party in parties if party.limits), None) or ()
    listed = any(law_book(demo=terms.demo).listed(terms.country, key, asked.day) for key in asked.keys)
    much, mixed = total(terms, asked.rows), _mixed(terms, asked)
    case = Situation(asked.day, much, listed, demands, limits, parties, mixed, stated=stated(asked.rows))
    for reason in answered(case)[1] if demands else ():
        if reason.answer == "no":
            yield _as_seller(reason.told) if asked.supplies else reason.told
        elif asked.reason or not asked.granting:
            continue
        elif reason.told.code == OTHER_MEASURE:
            licence = str(reason.told.values["licence"])
            yield problem("authorisation.other-measure", "reason", licence=licence, law=demands[0].citation)
        elif reason.told.code == PERHAPS:
            yield problem("release.limit-unchecked", "reason", law=demands[0].citation)
    if len(sides) > 1:
        yield from _undeclared(session, terms, asked, sides, parties, declaring)


def _parties(
    session: Session, terms: Terms, asked: Asked, sides: Mapping[Role, Group], *, depends: bool
) -> Iterator[Party]:
    """Everybody who is asked, each with the limits they are held against."""
    if not sides:
        yield _carrier(session, terms, asked)
    for role, group in sides.items():
        sells = asked.way == "domestic" and (role == "seller" or (role == "applicant" and asked.supplies))
        held = _party(session, terms, asked, role, group)
        limits = limits_on(session, terms, group, asked.row.substance, asked.way, asked.day, selling=sells)
        yield replace(held, limits=tuple(limits)) if depends else held


def _as_seller(told: Problem) -> Problem:
    """Who asks for the release of a supply at home is told of as what they are in it."""
    values = dict(told.values)
    return Problem(told.code, told.field, values | {"side": "seller"} if values.get("side") == "applicant" else values)


def _undeclared(
    session: Session,
    terms: Terms,
    asked: Asked,
    sides: Mapping[Role, Group],
    parties: Sequence[Party],
    declaring: Sequence[Entry[Requirement]],
) -> Iterator[Problem]:
    """A supply at home without the declaration that the law makes the supplier obtain from the customer."""
    buyer: Role = "buyer" if "buyer" in sides else "applicant"
    limits = next((party.limits or () for party in parties if party.role == buyer), ())
    much = total(terms, asked.rows)
    due = next((entry for entry in declaring if bites(much, limits, entry)), None)
    if due is None:
        return
    seller = sides["seller"] if "seller" in sides else sides["applicant"]
    declared = declarations_of(session, terms, seller, sides[buyer], asked.keys, asked.day)
    if covering(declared, much) is None:
        yield problem("release.no-declaration", "counterparty", law=due.citation)


def _wanted(terms: Terms, asked: Asked) -> Wanted:
    strength, _ = percent(figure_of(asked.row.concentration), terms.convention, "concentration")
    return Wanted(asked.keys, asked.way, asked.day, None, Decimal(strength) if strength else None)


def _carrier(session: Session, terms: Terms, asked: Asked) -> Party:
    """Who carries goods through a country is no party the form names: the licence itself is all there is to look at.

    One that names no licence holds none that is known here.
    """
    licence = asked.row.licence
    lines = _numbered(session, terms, licence) if licence else []
    return Party("applicant", registered=True, lines=held_on(session, lines, _wanted(terms, asked), ()))


def _party(session: Session, terms: Terms, asked: Asked, role: Role, group: Group) -> Party:
    """A side with its lines; where the application names the applicant's licence, no other one will do."""
    held = held_on(session, lines_named(session, terms.neighbours, group.own), _wanted(terms, asked), group.holders)
    if role == "applicant" and asked.row.licence:
        number = folded(asked.row.licence)
        held = tuple(replace(line, fits=line.fits and folded(line.number) == number) for line in held)
    return Party(role, group.registered, tuple(with_room(session, terms, asked, line, role) for line in held))


def _numbered(session: Session, terms: Terms, number: str) -> list[LicenceLine]:
    query = select(LicenceLine).join(Current, stands(LicenceLine)).order_by(LicenceLine.id)
    query = query.where(LicenceLine.folded == folded(number), LicenceLine.agency.in_(terms.neighbours))
    return list(session.execute(query).scalars())
