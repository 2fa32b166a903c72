"""Known registries: their keys described, judged, accepted by two people, revoked by one."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.approvals.service import Content, Effect, ask, register
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.keys import natural_key, standing, stands
from precursors.audit.models import Current
from precursors.audit.refs import key_of, ref_of, refs_of
from precursors.audit.signing import fingerprint
from precursors.db.engine import lock_writer
from precursors.db.tables import act_of
from precursors.exchange.packages.models import KnownRegistry
from precursors.intake.countries import country_code
from precursors.intake.record import Field, Record
from precursors.intake.types import Day, Text
from precursors.lives.rules import Machine, day_against, edges
from precursors.lives.service import against, move, state_of, states_of
from precursors.problems import Problem, Problems, missing, problem
from precursors.registers.importer import RegisterImporter
from precursors.registers.shelf import Asked, Shelf, Shown, Verb, moving

TRUST = "trust-registry"
KEY_BYTES = 32

REGISTRIES = Record(
    "registries",
    (
        Field("name", Text(), needed=True),
        Field("country", Text(), needed=True),
        Field("public_key", Text(), needed=True),
        Field("valid_from", Day(), needed=True),
        Field("valid_to", Day()),
        Field("notes", Text()),
    ),
    core=("name", "public_key"),
)

LIFE = Machine(
    KnownRegistry.__tablename__,
    "proposed",
    edges(("trust", "proposed", "trusted"), ("revoke", ("proposed", "trusted"), "revoked")),
)


class RegistryImporter(RegisterImporter):
    """Registries of other countries."""

    record = REGISTRIES
    model = KnownRegistry
    act_columns = ("name", "country", "public_key", "valid_from", "valid_to", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A registry needs a name, another country, a key, and a first day."""
        wrong = missing(values, "name", "country", "public_key", "valid_from")
        country, text = country_code(stated.get("country")), (stated.get("public_key") or "").strip()
        if stated.get("country") and country is None:
            wrong.append(problem("agency.country", "country", value=stated["country"]))
        public = _decoded(text)
        if text and len(public) != KEY_BYTES:
            wrong.append(problem("registry.not-a-key", "public_key"))
        first, last = values.get("valid_from"), values.get("valid_to")
        if first and last and last < first:
            wrong.append(problem("notification.days-reversed", "valid_to", first=first, second=last))
        named = fingerprint(public)
        made: dict[str, Any] = {"name": stated.get("name"), "country": country, "public_key": text}
        made |= {"fingerprint": named, "valid_from": first, "valid_to": last}
        return made | {"key": natural_key("known-registry", self.terms.agency, named)}, wrong


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""


def _ask(session: Session, actor: Actor, row: KnownRegistry, asked: Asked) -> int | Problem | Problems:
    """Ask a second person to accept the key."""
    wrong = against(session, LIFE, bytes(row.key), "trust", asked.day, asked.today)
    if wrong:
        return wrong
    content = {
        "ref": ref_of(session, KnownRegistry, row.id), "name": row.name, "country": row.country,
        "fingerprint": row.fingerprint, "day": asked.day.isoformat(),
    }  # fmt: skip
    made = ask(session, actor, row.agency, TRUST, content, asked.reason or "", asked.today)
    if isinstance(made, Problems):
        return made
    found = key_of(session, made)
    return act_of(found[1]) if found else problem("record.unknown", ref=made)


class Listed(NamedTuple):
    """One known registry, where it stands, what its key is called by."""

    ref: str
    agency: str
    name: str
    country: str
    state: str
    fingerprint: str


def listed(session: Session) -> list[Listed]:
    """Every known registry that stands, in the order of entry."""
    query = select(KnownRegistry).join(Current, stands(KnownRegistry)).order_by(KnownRegistry.id)
    rows = list(session.execute(query).scalars())
    refs = refs_of(session, KnownRegistry, [row.id for row in rows])
    found = states_of(session, LIFE, [bytes(row.key) for row in rows])
    return [
        Listed(refs[row.id], row.agency, row.name, row.country, found[bytes(row.key)].state, row.fingerprint)
        for row in rows
    ]


def _row(session: Session, ref: str) -> KnownRegistry | None:
    found = key_of(session, ref)
    row = session.get(KnownRegistry, found[1]) if found and found[0] is KnownRegistry else None
    return row if row is not None and standing(session, [bytes(row.key)]) else None


def _judge(session: Session, content: Content, today: date) -> Problems:
    row = _row(session, str(content["ref"]))
    if row is None:
        return Problems([problem("record.unknown", ref=content["ref"])])
    now = state_of(session, LIFE, bytes(row.key))
    led, late = LIFE.after(now.state, "trust"), day_against(date.fromisoformat(str(content["day"])), now.since, today)
    return Problems([each for each in (led, late) if isinstance(each, Problem)])


def _trusted(act: OpenAct, content: Content) -> None:
    row = _row(act.session, str(content["ref"]))
    if row is not None:
        move(act, LIFE, row.agency, bytes(row.key), "trust", date.fromisoformat(str(content["day"])))


register(TRUST, Effect(_judge, _trusted, permission=Permission.EXCHANGE_WITH_OTHERS))


def trust_alone(session: Session, actor: Actor, ref: str, reason: str, today: date) -> int | Problems:
    """What the local operator may do on the machine itself: accept a key without a second person, and say why."""
    lock_writer(session)
    wrong = [*_judge(session, {"ref": ref, "day": today.isoformat()}, today)]
    wrong += [] if reason.strip() else [problem("reason.missing", "reason")]
    row = _row(session, ref)
    if wrong or row is None:
        return Problems(wrong)
    act = open_act(session, TRUST, Actor(actor.name, row.agency), f"{reason.strip()}; without a second person")
    _trusted(act, {"ref": ref, "day": today.isoformat()})
    act.seal()
    return act.id


SHELF = Shelf(
    kind="registries",
    record=REGISTRIES,
    model=KnownRegistry,
    importer=RegistryImporter,
    read=Permission.READ_SHIPMENTS,
    write=Permission.EXCHANGE_WITH_OTHERS,
    name="name",
    columns=(Shown("country", "country"), Shown("valid_from", "day"), Shown("valid_to", "day")),
    facts=(
        Shown("country", "country"), Shown("fingerprint"), Shown("public_key"), Shown("valid_from", "day"),
        Shown("valid_to", "day"), Shown("notes"),
    ),
    searched=("name", "country", "fingerprint"),
    machine=LIFE,
    verbs=(
        Verb("trust", Permission.EXCHANGE_WITH_OTHERS, _ask),
        Verb("revoke", Permission.EXCHANGE_WITH_OTHERS, moving(LIFE, "revoke")),
    ),
)  # fmt: skip
