"""Name the persons a case concerns, and forget them when its purpose has ended; the chain stays whole."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from precursors.audit.acts import Actor, open_act
from precursors.cases.committing import commitment
from precursors.cases.life import CASES
from precursors.cases.models import CaseFile
from precursors.cases.person_models import CasePerson, PersonErasure, PersonText
from precursors.cases.rules import forgetting_against
from precursors.cases.verbs import Done, over
from precursors.db.engine import leave_nothing_behind
from precursors.holds.service import held
from precursors.law.keeping import kept_days
from precursors.lives.service import state_of
from precursors.problems import Problem, problem
from precursors.registers.shelf import Asked
from precursors.web.here import here

TOLD = ("name", "identifier", "contact", "remarks")
"""What may be said of a person."""


class Known(NamedTuple):
    """A person of a case; `told` is None once it has been forgotten."""

    person: CasePerson
    told: Mapping[str, str] | None


def name_person(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Write down somebody the case concerns."""
    closed = over(session, row)
    if closed:
        return closed
    told = {name: asked.stated[name] for name in TOLD if asked.stated[name]}
    text, salt = json.dumps(told, sort_keys=True, ensure_ascii=False), secrets.token_bytes(32)
    act = open_act(session, "name-person-case-file", Actor(actor.name, row.agency), None, asked.request_key)
    values = {"agency": row.agency, "file_key": row.key, "role": asked.values["concerned"]}
    number = act.add(CasePerson, values | {"commitment": commitment(salt, text)})
    session.execute(insert(PersonText), {"person": number, "agency": row.agency, "salt": salt, "text": text})
    act.seal()
    return act.id


def forget(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Destroy who the persons of a case are: after its purpose has ended and its period is over, or by an order."""
    known = [each.person for each in persons_of(session, row.key) if each.told is not None]
    wrong = held(session, CaseFile.__tablename__, row.key, asked.today) or _too_early(session, row, asked)
    if wrong or not known:
        return wrong or problem("case.nobody-to-forget")
    purpose = asked.stated["order"] or row.purpose
    act = open_act(
        session, "forget-case-file", Actor(actor.name, row.agency), asked.stated["ground"], asked.request_key
    )
    plain = {"agency": row.agency, "file_key": row.key, "ground": asked.stated["ground"], "purpose": purpose}
    act.add_many(PersonErasure, [plain | {"person": each.id} for each in known])
    session.execute(delete(PersonText).where(PersonText.person.in_([each.id for each in known])))
    leave_nothing_behind(session)
    act.seal()
    return act.id


def _too_early(session: Session, row: Any, asked: Asked) -> Problem | None:  # noqa: ANN401 - a case
    standing = state_of(session, CASES, bytes(row.key))
    days = kept_days(f"case-{row.purpose}", asked.today, here().settings.keep)
    return forgetting_against(standing.state, standing.since, days, asked.today, by_order=bool(asked.stated["order"]))


def persons_of(session: Session, case: bytes) -> list[Known]:
    """The persons of a case in the order they were named; ask it of a case the reader owns."""
    query = (
        select(CasePerson, PersonText.text)
        .outerjoin(PersonText, PersonText.person == CasePerson.id)
        .where(CasePerson.file_key == case)
        .order_by(CasePerson.id)
    )
    return [Known(person, json.loads(text) if text is not None else None) for person, text in session.execute(query)]


def erasures_of(session: Session, case: bytes) -> Sequence[PersonErasure]:
    """What was forgotten of a case."""
    query = select(PersonErasure).where(PersonErasure.file_key == case).order_by(PersonErasure.id)
    return list(session.execute(query).scalars())
