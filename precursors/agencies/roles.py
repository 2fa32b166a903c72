"""Roles of people: each one given or taken back is an act, and the dangerous ones take two people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, or_
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission, Role, permitted
from precursors.agencies.models import Person, RoleGrant
from precursors.agencies.people import ALL, add_person, people, person, standing_of, take_back, take_back_alone
from precursors.agencies.rules import DANGEROUS
from precursors.approvals.service import Content, Effect, ask, register
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.keys import natural_key, standing
from precursors.audit.models import Current
from precursors.db.engine import lock_writer
from precursors.problems import Problem, Problems, problem
from precursors.scope.visible import Sight

GRANT = "grant-role"
ALONE = "given without a second person"
"""Stands in the act of a dangerous role that nobody could or needed to agree to."""


@dataclass(frozen=True, slots=True)
class GrantDraft:
    """A role about to be given."""

    username: str
    role: str
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A person about to be added, with their first roles."""

    username: str
    agency: str
    roles: tuple[str, ...]
    reason: str = "joins the agency"
    """Why; what whoever agrees to a dangerous role reads."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that waits for a second person: the reference of its request."""

    ref: str


def grant(
    session: Session, actor: Actor, draft: GrantDraft, today: date, reach: Sight = ALL, *, alone: bool = False
) -> RoleGrant | Asked | Problems:
    """Give a role in an act of its own, or ask a second person for it where the role is dangerous.

    `alone` is the local operator's right, who acts on the machine itself; the very first administrator of a registry
    is made without a second person too, since there is none who could agree.
    """
    lock_writer(session)
    content: Content = {
        "username": draft.username.strip().lower(),
        "role": draft.role,
        "until": draft.until.isoformat() if draft.until else None,
    }
    wrong = Problems([*_grant_problems(session, content, today), *_own(actor, content, alone=alone)])
    member = person(session, str(content["username"]), reach)
    if wrong or member is None:
        return wrong or Problems([problem("person.unknown", "username", value=draft.username)])
    reasons = [draft.reason.strip()]
    if Role(draft.role) in DANGEROUS:
        if not alone and administrators(session, today):
            asked = ask(session, actor, member.agency, GRANT, content, draft.reason, today)
            return asked if isinstance(asked, Problems) else Asked(asked)
        reasons.append(ALONE)
    act = open_act(session, GRANT, actor, "; ".join(filter(None, reasons)) or None)
    number = _granted(act, content)
    act.seal()
    return session.get_one(RoleGrant, number)


def enrol(
    session: Session, actor: Actor, draft: Enrolment, today: date, reach: Sight = ALL, *, alone: bool = False
) -> Person | Problems:
    """Add a person and give them their first roles, each in an act of its own; dangerous ones wait."""
    known = {each.value for each in Role}
    strange = [each for each in draft.roles if each not in known]
    if strange:
        expected = ", ".join(each.value for each in Role)
        return Problems([problem("choice.unknown", "role", value=", ".join(strange), expected=expected)])
    made = add_person(session, actor, draft.username, draft.agency, reach)
    if isinstance(made, Problems):
        return made
    for role in sorted(set(draft.roles)):
        given = GrantDraft(made.username, role, reason=draft.reason)
        wrong = grant(session, actor, given, today, reach, alone=alone)
        if isinstance(wrong, Problems):
            message = f"a new person was refused {role}: {wrong[0].code}"
            raise ValueError(message)  # noqa: TRY004 - it is not the type that is wrong, the unit must be undone
    return made


def withdraw(
    session: Session, actor: Actor, username: str, role: str, reason: str, reach: Sight = ALL
) -> int | Problems:
    """Take a role back; answer the act's number. Needs a reason."""
    lock_writer(session)
    member = person(session, username, reach)
    if member is None:
        return Problems([problem("person.unknown", "username", value=username)])
    targets = [each.id for each in member.roles if each.role == role]
    wrong = [] if targets else [problem("role.not-held", "role", username=username, role=role)]
    return take_back_alone(session, actor, "withdraw-role", targets, reason, wrong)


def administrators(session: Session, today: date) -> list[str]:
    """Usernames of everybody who is an administrator today."""
    query = standing_of(RoleGrant).where(
        RoleGrant.role == Role.ADMINISTRATOR.value, or_(RoleGrant.until.is_(None), RoleGrant.until >= today)
    )
    return [each.person for each in session.execute(query).scalars()]


def holders(session: Session, permission: Permission, agency: str, today: date) -> list[str]:
    """Usernames of everybody in an agency who has a permission today."""
    return [each.username for each in people(session, Sight((agency,))) if permission in permitted(each.held(today))]


def who_could_agree(session: Session, agency: str, asked_by: str, today: date) -> list[str]:
    """Usernames of the other administrators who look after the people of an agency."""
    able = (each for each in people(session) if Permission.ADMINISTER_PEOPLE in permitted(each.held(today)))
    return [each.username for each in able if each.reach.owns(agency) and each.username != asked_by]


def _grant_problems(session: Session, content: Content, today: date) -> Problems:
    username, role, until = str(content["username"]), str(content["role"]), content["until"]
    wrong: list[Problem] = []
    member = person(session, username)
    if role not in {each.value for each in Role}:
        wrong.append(problem("choice.unknown", "role", value=role, expected=", ".join(each.value for each in Role)))
    if member is None:
        wrong.append(problem("person.unknown", "username", value=username))
    elif role in {each.value for each in member.held(today)}:
        wrong.append(problem("role.held", "role", username=username, role=role))
    if until is not None and date.fromisoformat(until) < today:
        wrong.append(problem("role.over", "until", until=until))
    return Problems(wrong)


def _own(actor: Actor, content: Content, *, alone: bool) -> Iterator[Problem]:
    """Nobody gives a role to themselves."""
    if not alone and actor.name == content["username"]:
        yield problem("role.own", "username")


def _decider(_session: Session, content: Content, actor: Actor, _today: date) -> Problems:
    """Nor does anybody agree to a role of their own that somebody else asked for."""
    return Problems(_own(actor, content, alone=False))


def _granted(act: OpenAct, content: Content) -> int:
    username, role, until = str(content["username"]), str(content["role"]), content["until"]
    member = person(act.session, username)
    if member is None:
        message = f"{username} was judged to be a member and is none"
        raise LookupError(message)
    key = natural_key("role-grant", username, role)
    take_back(act, list(standing(act.session, [key]).values()))  # one whose day is over still stands
    values = {"person": username, "role": role, "agency": member.agency, "key": key}
    number = act.add(RoleGrant, values | {"until": date.fromisoformat(until) if until else None})
    act.session.execute(insert(Current), {"key": key, "id": number})
    return number


register(GRANT, Effect(_grant_problems, _granted, _decider))
