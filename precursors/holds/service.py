"""Place holds, lift them, and tell registers whether a record is held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert, or_, select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.acts import Actor, OpenAct, act_of_request, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.audit.reasons import withheld
from precursors.audit.refs import key_of, ref_of
from precursors.db.engine import lock_writer
from precursors.db.tables import act_of, fact_id
from precursors.holds.exhibits import LOT, SEIZURE, lot_key, seizure_key
from precursors.holds.models import Hold, HoldLift
from precursors.problems import Problem, Problems, problem
from precursors.scope.visible import Sight, visible


@dataclass(frozen=True, slots=True)
class HoldDraft:
    """A hold about to be placed."""

    record: str
    """Reference of the record; empty where it is named as an exhibit."""
    authority: str
    ground: str
    number: str | None = None
    until: date | None = None
    agency: str = ""
    """Code of the agency that took the exhibit."""
    seizure: str = ""
    """Number of its seizure."""
    lot: str = ""
    """Number of the lot within it; empty for all of the seizure."""


def refusal(hold: Hold) -> Problem:
    """What a hold forbids, and whose it is. Its ground may be a case that is nobody else's business: it is not told."""
    return problem("record.held", None, agency=hold.agency)


def held(session: Session, kind: str, key: bytes, today: date) -> Problem | None:
    """What forbids that anything be done to a record today; for every register that must not go past a hold.

    Ask it in the session of `write`: it looks at holds of all agencies, whoever is asking.
    """
    found = holds_on(session, kind, [key], today)
    return refusal(found[key]) if key in found else None


def holds_on(session: Session, kind: str, keys: Iterable[bytes], today: date) -> dict[bytes, Hold]:
    """The hold that stands on each of these records today, the oldest where there are several; one query."""
    query = select(Hold).where(Hold.kind == kind, Hold.subject.in_(list(keys)), *_in_force(today)).order_by(Hold.id)
    found: dict[bytes, Hold] = {}
    for hold in session.execute(query).scalars():
        found.setdefault(bytes(hold.subject), hold)
    return found


def place(
    session: Session, actor: Actor, agency: str, draft: HoldDraft, sight: Sight, today: date, request_key: str
) -> str | Problems:
    """Place a hold on a record one may see, or on an exhibit by its numbers; answers its reference.

    Whether an exhibit of these numbers is kept here is not told: the hold binds it all the same, now or later.
    """
    lock_writer(session)
    known = act_of_request(session, request_key)
    if known is not None:
        return ref_of(session, Hold, fact_id(known, 0))
    found = _exhibit(session, draft) if draft.seizure.strip() else _record(session, draft.record, sight)
    wrong = [*against(draft, today), *([found] if isinstance(found, Problem) else [])]
    if wrong or isinstance(found, Problem):
        return Problems(wrong)
    act = open_act(session, "place-hold", Actor(actor.name, agency), draft.ground, request_key)
    number = lay(act, agency, draft, [found])
    act.seal()
    return ref_of(session, Hold, number)


def against(draft: HoldDraft, today: date) -> list[Problem]:
    """What stops a hold, whatever record it is to stand on."""
    wrong = [problem("field.missing", key) for key in ("authority", "ground") if not getattr(draft, key).strip()]
    return [*wrong, *([problem("hold.over-already", "until")] if draft.until and draft.until < today else [])]


def lay(act: OpenAct, agency: str, draft: HoldDraft, subjects: Sequence[tuple[str, bytes, str]]) -> int:
    """Place one hold on each of these records (table, natural key, reference) in an act; answers the first one's key.

    Nothing is asked here; `subjects` must not be empty.
    """
    plain: dict[str, Any] = {"agency": agency, "authority": draft.authority.strip(), "number": draft.number}
    plain |= {"ground": draft.ground.strip(), "until": draft.until}
    keys = [natural_key("hold", agency, subject.hex(), str(act.id)) for _, subject, _ in subjects]
    rows = [
        plain | {"kind": kind, "subject": subject, "record": ref, "key": key}
        for key, (kind, subject, ref) in zip(keys, subjects, strict=True)
    ]
    first = act.add_many(Hold, rows)
    act.session.execute(insert(Current), [{"key": key, "id": first + at} for at, key in enumerate(keys)])
    return first


def _exhibit(session: Session, draft: HoldDraft) -> tuple[str, bytes, str] | Problem:
    """The same of an exhibit, whether or not there is one."""
    home = by_code(session, draft.agency.strip())
    if home is None:
        return problem("agency.unknown", "agency", value=draft.agency)
    seizure, lot = draft.seizure.strip(), draft.lot.strip()
    if not lot:
        return SEIZURE, seizure_key(home.code, seizure), f"{home.code} {seizure}"
    return LOT, lot_key(home.code, seizure, lot), f"{home.code} {seizure}/{lot}"


def _record(session: Session, ref: str, sight: Sight) -> tuple[str, bytes, str] | Problem:
    """Table, natural key and reference of the record; a problem where the reader knows none of that reference."""
    named = key_of(session, ref)
    if named is None or "key" not in named[0].facts[1] or named[0] is Hold:
        return problem("record.unknown", "record", ref=ref)
    model, number = named
    query: Any = select(model).where(model.id == number)
    row: Any = session.execute(visible(query, model, sight)).scalar_one_or_none()
    if row is None:
        return problem("record.unknown", "record", ref=ref)
    return model.__tablename__, bytes(row.key), ref.strip().upper()


def lift(
    session: Session, actor: Actor, hold: Hold, sight: Sight, reason: str, today: date, request_key: str
) -> int | Problems:
    """End a hold; only the agency that placed it can, and must say why. Answers the act."""
    lock_writer(session)
    known = act_of_request(session, request_key)
    if known is not None:
        return known
    wrong = [] if reason.strip() else [problem("reason.missing", "reason")]
    if not sight.owns(hold.agency):
        wrong.append(problem("hold.not-yours", None, agency=hold.agency))
    if not stands(session, hold, today):
        wrong.append(problem("hold.lifted-already"))
    if wrong:
        return Problems(wrong)
    act = open_act(session, "lift-hold", Actor(actor.name, hold.agency), reason.strip(), request_key)
    act.add(HoldLift, {"agency": hold.agency, "hold": hold.id, "reason": reason.strip()})
    act.seal()
    return act.id


def stands(session: Session, hold: Hold, today: date) -> bool:
    """Whether a hold still holds."""
    return session.execute(select(Hold.id).where(Hold.id == hold.id, *_in_force(today))).first() is not None


def standing_holds(session: Session, sight: Sight, today: date) -> list[Hold]:
    """Holds that stand, newest first, as far as a reader may see them."""
    query: Any = select(Hold).where(*_in_force(today)).order_by(Hold.id.desc())
    return list(session.execute(visible(query, Hold, sight, names=True)).scalars())


def is_secret(session: Session, sight: Sight, hold: Hold) -> bool:
    """Whether the ground of a hold is for others alone: it was placed from a case the reader need not know of."""
    return act_of(hold.id) in withheld(session, sight)


def lift_of(session: Session, hold: Hold) -> HoldLift | None:
    """What ended a hold, if anything has."""
    return session.execute(select(HoldLift).where(HoldLift.hold == hold.id)).scalar_one_or_none()


def _in_force(today: date) -> list[Any]:
    lifted = select(HoldLift.id).where(HoldLift.hold == Hold.id).exists()
    return [~lifted, or_(Hold.until.is_(None), Hold.until >= today)]
