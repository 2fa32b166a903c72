"""The people of the registry: adding and closing them are acts; what they are called stands aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, and_, insert, select
from sqlalchemy.orm import Session, aliased

from precursors.access.permissions import Role
from precursors.agencies.models import Agency, Person, RoleGrant
from precursors.agencies.rules import username_problem
from precursors.agencies.service import by_code
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.keys import free, natural_key, standing, stands
from precursors.audit.models import Current, Reversal
from precursors.db.engine import lock_writer
from precursors.db.tables import Fact
from precursors.problems import Problem, Problems, problem
from precursors.scope.visible import Sight, visible

F = TypeVar("F", bound=Fact)

EVERYWHERE = "administrator"
"""Kind of the agency whose administrators look after the people of every agency."""
ALL = Sight()
"""The reach of the local operator."""


_HOME = aliased(Current)
_EVERYBODY = (
    select(Person.username, Person.agency, Agency.kind)
    .join(Current, stands(Person))
    .join(Agency, Agency.code == Person.agency)
    .join(_HOME, and_(_HOME.key == Agency.key, _HOME.id == Agency.id))
)
_GIVEN = select(RoleGrant).join(Current, stands(RoleGrant)).order_by(RoleGrant.role)
"""What every request asks: put together once."""


@dataclass(frozen=True, slots=True)
class Member:
    """A person and the roles that stand today."""

    username: str
    agency: str
    kind: str
    """Kind of their agency."""
    roles: tuple[RoleGrant, ...]

    def held(self, today: date) -> frozenset[Role]:
        """Roles that count on this day."""
        return frozenset(Role(each.role) for each in self.roles if each.until is None or each.until >= today)

    @property
    def reach(self) -> Sight:
        """Whose people they may look after, if they may look after any."""
        return Sight() if self.kind == EVERYWHERE else Sight((self.agency,))


def add_person(session: Session, actor: Actor, username: str, agency: str, reach: Sight = ALL) -> Person | Problems:
    """Add a person to an agency in an act of its own. A name is never given twice, nor to somebody else later."""
    lock_writer(session)
    name = username.strip().lower()
    wrong = [each for each in (username_problem(name),) if each]
    home = by_code(session, agency)
    if home is None or (reach.agencies is not None and home.code not in reach.agencies):
        wrong.append(problem("agency.unknown", "agency", value=agency))
    key = natural_key("person", name)
    if not wrong and session.execute(select(Person.id).where(Person.key == key).limit(1)).first():
        wrong.append(problem("person.exists", "username", value=name))
    if wrong or home is None:
        return Problems(wrong)
    act = open_act(session, "add-person", actor)
    number = act.add(Person, {"username": name, "agency": home.code, "key": key})
    session.execute(insert(Current), {"key": key, "id": number})
    act.seal()
    return session.get_one(Person, number)


def close(session: Session, actor: Actor, username: str, reason: str, reach: Sight = ALL) -> int | Problems:
    """End a person's membership with all their roles; answer the act's number. Needs a reason."""
    lock_writer(session)
    member = person(session, username, reach)
    if member is None:
        return Problems([problem("person.unknown", "username", value=username)])
    targets = [*standing(session, [natural_key("person", member.username)]).values(), *(r.id for r in member.roles)]
    return take_back_alone(session, actor, "close-person", targets, reason)


def note_reset(session: Session, actor: Actor, username: str, *, factors: bool) -> int:
    """Write down that somebody was given a new way in: an act without rows, whose reason says whose. Answers it.

    Whoever hands out a link could use it themselves, so it must be seen in the log that they did.
    """
    act = open_act(session, "reset-sign-in", actor, f"{username}, with second factors" if factors else username)
    act.seal()
    return act.id


def person(session: Session, username: str, reach: Sight = ALL) -> Member | None:
    """The standing person of this name, if they are within reach."""
    query = _EVERYBODY.where(Person.key == natural_key("person", username.strip().lower()))
    return next(iter(_members(session, visible(query, Person, reach))), None)


def people(session: Session, reach: Sight = ALL) -> list[Member]:
    """Everybody within reach, by name."""
    return _members(session, visible(_EVERYBODY.order_by(Person.username), Person, reach))


def roles_of(session: Session, username: str, today: date) -> frozenset[Role]:
    """Roles that a person holds today; none for somebody unknown."""
    found = person(session, username)
    return found.held(today) if found else frozenset()


def nobody_yet(session: Session) -> bool:
    """Whether the registry has no people at all."""
    return session.execute(standing_of(Person).limit(1)).first() is None


def standing_of(model: type[F]) -> Select[F]:
    """Every row of a model with a natural key that nobody has reversed."""
    return select(model).join(Current, stands(model))


def take_back(act: OpenAct, targets: Sequence[int]) -> None:
    """Reverse standing facts in an open act and free their keys."""
    if targets:
        act.add_many(Reversal, [{"target": target} for target in targets])
        free(act.session, targets)


def take_back_alone(
    session: Session, actor: Actor, kind: str, targets: Sequence[int], reason: str, wrong: Sequence[Problem] = ()
) -> int | Problems:
    """Reverse facts in an act of its own, unless something is wrong; answer the act's number. Needs a reason."""
    found = [*wrong, *([] if reason.strip() else [problem("reason.missing", "reason")])]
    if found:
        return Problems(found)
    act = open_act(session, kind, actor, reason.strip())
    take_back(act, targets)
    act.seal()
    return act.id


def _members(session: Session, query: Select[str, str, str]) -> list[Member]:
    found = session.execute(query).all()
    held = _roles(session, [username for username, _, _ in found])
    return [Member(username, agency, kind, tuple(held.get(username, ()))) for username, agency, kind in found]


def _roles(session: Session, usernames: Collection[str]) -> dict[str, list[RoleGrant]]:
    held: dict[str, list[RoleGrant]] = {}
    query = _GIVEN.where(RoleGrant.person.in_(usernames))
    for each in session.execute(query).scalars():
        held.setdefault(each.person, []).append(each)
    return held
