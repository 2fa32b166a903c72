"""Natural keys: which record a row is, whatever its content."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.orm import Session

from precursors.audit.models import Current, Reversal, Span
from precursors.db.bulk import rows_with
from precursors.db.tables import Fact, act_of
from precursors.problems import Problem, problem

KEY_SIZE = 16


def natural_key(*parts: str) -> bytes:
    """16 bytes that name a record by kind, agency and its naming fields."""
    return blake2b("\x1f".join(parts).encode(), digest_size=KEY_SIZE).digest()


def standing(session: Session, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Which of `keys` have a standing record, and its key."""
    rows = rows_with(session, Current.__tablename__, ("key", "id"), "key", list(keys))
    return {bytes(key): number for key, number in rows}


def stands(model: type[Fact]) -> ColumnElement[bool]:
    """What joins a row to its place in `current`, which is kept by natural key: by number all of it would be read."""
    table = model.__table__.columns
    return and_(Current.key == table["key"], Current.id == table["id"])


def free(session: Session, numbers: Collection[int]) -> None:
    """Free the natural keys of facts of earlier acts that are being reversed, whatever tables they stand in."""
    acts = {act_of(number) for number in numbers}
    for kind in session.execute(select(Span.kind).distinct().where(Span.act.in_(acts))).scalars().all():
        model = Fact.kinds[kind]
        if "key" in model.facts[1]:
            table = model.__table__.columns
            theirs = Current.key.in_(select(table["key"]).where(table["id"].in_(numbers)))
            gone = delete(Current).where(theirs, Current.id.in_(numbers))
            session.execute(gone.execution_options(synchronize_session=False))


def standing_rows_hold(session: Session) -> Iterator[Problem]:
    """For `verify`: `current` names exactly the facts with a natural key that nobody has reversed."""
    keyed = 0
    for model in Fact.kinds.values():
        if "key" not in model.facts[1]:
            continue
        table = model.__table__.columns
        query = (
            select(table["id"], table["key"], Current.id)
            .outerjoin(Reversal, Reversal.target == table["id"])
            .outerjoin(Current, stands(model))
        )
        wrong = or_(
            and_(Reversal.id.is_(None), Current.id.is_(None)),
            and_(Reversal.id.is_not(None), Current.id.is_not(None)),
        )
        for number, key, found in session.execute(query.where(wrong).order_by(table["id"]).limit(1)):
            expected = None if found is not None else number
            yield problem("verify.current", key=bytes(key).hex(), found=found, expected=expected)
        standing_here = select(func.count()).select_from(model).outerjoin(Reversal, Reversal.target == table["id"])
        keyed += session.execute(standing_here.where(Reversal.id.is_(None))).scalar_one()
    found_rows = session.execute(select(func.count()).select_from(Current)).scalar_one()
    if found_rows != keyed:
        yield problem("verify.current", key="*", found=found_rows, expected=keyed)
