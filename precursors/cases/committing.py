"""What binds a leaf to a text that can be forgotten, and the check that nobody changed or lost one without an act."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.cases.person_models import CasePerson, PersonErasure, PersonText
from precursors.problems import Problem, problem


def commitment(salt: bytes, text: str) -> bytes:
    """The hash that binds a leaf to a text without saying it."""
    return sha256(salt + text.encode()).digest()


def persons_hold(session: Session) -> Iterator[Problem]:
    """For `verify`: each text is the one committed to; one that is missing was forgotten by an act, none came back."""
    query = (
        select(CasePerson.id, CasePerson.commitment, PersonText.salt, PersonText.text, PersonErasure.id)
        .outerjoin(PersonText, PersonText.person == CasePerson.id)
        .outerjoin(PersonErasure, PersonErasure.person == CasePerson.id)
        .order_by(CasePerson.id)
    )
    for number, committed, salt, text, erased in session.execute(query):
        there = text is not None
        if there == (erased is not None) or (there and commitment(salt, text) != bytes(committed)):
            found = "changed" if there and erased is None else "there" if there else "missing"
            yield problem("verify.aggregate", what=f"person {number}", found=found, expected="as committed")
            return
