"""Add agencies, find them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.agencies.models import Agency
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import natural_key, standing, stands
from precursors.audit.models import Current
from precursors.db.engine import lock_writer
from precursors.intake.countries import country_code
from precursors.problems import Problem, Problems, problem
from precursors.quantities.conventions import convention_names

KINDS = (
    "inspection", "customs", "police", "laboratory", "disposal", "court", "auditor", "liaison", "administrator",
)  # fmt: skip
_CODE = re.compile(r"[A-Z0-9][A-Z0-9_-]{1,31}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AgencyDraft:
    """An agency about to be added."""

    code: str
    name: str
    kind: str
    country: str
    convention: str = "none"


def problems_of(draft: AgencyDraft) -> Problems:
    """Everything wrong with a draft."""
    found: list[Problem] = []
    if not _CODE.fullmatch(draft.code):
        found.append(problem("agency.code", "code", value=draft.code))
    if not draft.name.strip():
        found.append(problem("field.missing", "name"))
    if draft.kind not in KINDS:
        found.append(problem("choice.unknown", "kind", value=draft.kind, expected=", ".join(KINDS)))
    if country_code(draft.country) != draft.country:
        found.append(problem("agency.country", "country", value=draft.country))
    if draft.convention not in convention_names():
        known = ", ".join(convention_names())
        found.append(problem("choice.unknown", "convention", value=draft.convention, expected=known))
    return Problems(found)


def add(session: Session, actor: Actor, draft: AgencyDraft) -> Agency | Problems:
    """Add an agency in an act of its own. The same code again is a problem."""
    lock_writer(session)
    wrong = problems_of(draft)
    key = natural_key("agency", draft.code.casefold())
    if not wrong and standing(session, [key]):
        wrong = Problems([problem("agency.exists", "code", value=draft.code)])
    if wrong:
        return wrong
    act = open_act(session, "add-agency", actor)
    values = {"code": draft.code, "name": draft.name.strip(), "kind": draft.kind, "country": draft.country}
    number = act.add(Agency, values | {"convention": draft.convention, "key": key})
    session.execute(insert(Current), {"key": key, "id": number})
    act.seal()
    return session.get_one(Agency, number)


def by_code(session: Session, code: str) -> Agency | None:
    """The standing agency with this code, whatever its case."""
    found = standing(session, [natural_key("agency", code.casefold())])
    return session.get_one(Agency, next(iter(found.values()))) if found else None


def country_of(session: Session, code: str) -> str:
    """The country of an agency, ISO 3166-1 alpha-2; nothing where nobody knows the agency."""
    found = by_code(session, code)
    return found.country if found else ""


def countries_of(session: Session, codes: Collection[str]) -> dict[str, str]:
    """The country of each of these agencies, by its code; one query."""
    query = select(Agency.code, Agency.country).where(Agency.code.in_(codes)).order_by(Agency.id)
    return {code: country for code, country in session.execute(query)}  # noqa: C416 - two columns asked


def all_agencies(session: Session) -> list[Agency]:
    """Every standing agency, by code."""
    query = select(Agency).join(Current, stands(Agency)).order_by(Agency.code)
    return list(session.execute(query).scalars())


def neighbours(session: Session, agency: Agency) -> list[str]:
    """Codes of the agencies of the same country, the agency itself first: whose register its rows refer to."""
    others = [each.code for each in all_agencies(session) if each.country == agency.country and each.id != agency.id]
    return [agency.code, *others]
