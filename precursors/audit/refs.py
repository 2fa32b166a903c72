"""Human references: KIND-YEAR-number-check, `SHP-2026-000123-K`.

Numbers of a kind and year are dense; each run of rows takes a block of them, kept in its span, so a reference costs
no column and no index on the facts. The check character catches any single wrong character and any swap of
neighbours (ISO 7064, MOD 37-2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.audit.models import Span
from precursors.db.tables import Fact, act_of, fact_id, leaf_of

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_ACTS_AT_ONCE = 500
_SHAPE = re.compile(r"([A-Z]{3})-([0-9]{4})-([0-9]{6,15})-([0-9A-Z*])")


def check_character(text: str) -> str:
    """The ISO 7064 MOD 37-2 character over letters and digits of `text`."""
    total = 0
    for character in text:
        if character != "-":
            total = (total + _ALPHABET.index(character)) * 2 % 37
    return _ALPHABET[(38 - total) % 37]


def written(prefix: str, year: int, number: int) -> str:
    """The reference of row `number` of its kind and year."""
    stem = f"{prefix}-{year:04d}-{number:06d}"
    return f"{stem}-{check_character(stem)}"


class RefBlock(NamedTuple):
    """Consecutive references: the first, the last, how many."""

    first: str
    last: str
    records: int


def blocks_of(spans: Iterable[Mapping[str, Any]]) -> list[RefBlock]:
    """The blocks of references that the spans of an act hold, kind by kind."""
    return [
        RefBlock(
            written(str(model.prefix), span["ref_year"], span["ref_first"]),
            written(str(model.prefix), span["ref_year"], span["ref_first"] + span["count"] - 1),
            span["count"],
        )
        for span in spans
        if span["ref_year"] and (model := Fact.kinds[span["kind"]]).prefix and span["kind"] != "flag"
    ]


def blocks_of_act(session: Session, act: int) -> list[RefBlock]:
    """The same for an act that is sealed."""
    columns = (Span.kind, Span.ref_year, Span.ref_first, Span.count)
    query = select(*columns).where(Span.act == act).order_by(Span.first)
    return blocks_of(row._asdict() for row in session.execute(query))


def parsed(ref: str) -> tuple[str, int, int] | None:
    """(prefix, year, number) of a reference; None if it is not one or its check character is wrong."""
    shape = _SHAPE.fullmatch(ref.strip().upper())
    if not shape or check_character(shape[0][:-2]) != shape[4]:
        return None
    return shape[1], int(shape[2]), int(shape[3])


def first_free(session: Session, kind: str, year: int, pending: Iterable[Mapping[str, Any]]) -> int:
    """The next free number of a kind and year, counting spans that are not written yet."""
    ends = [s["ref_first"] + s["count"] for s in pending if s["kind"] == kind and s["ref_year"] == year]
    if ends:
        return int(max(ends))
    last = session.execute(
        select(func.max(Span.ref_first + Span.count)).where(Span.kind == kind, Span.ref_year == year)
    ).scalar_one()
    return int(last or 1)


def ref_of(session: Session, model: type[Fact], key: int) -> str:
    """The reference of the fact with this key. Raises LookupError when no span covers it."""
    return refs_of(session, model, [key])[key]


def refs_of(session: Session, model: type[Fact], keys: Iterable[int]) -> dict[int, str]:
    """References of many facts, in one query for every few hundred acts."""
    by_act: dict[int, list[int]] = {}
    for key in keys:
        by_act.setdefault(act_of(key), []).append(key)
    found = {}
    acts = sorted(by_act)
    for at in range(0, len(acts), _ACTS_AT_ONCE):
        wanted = Span.act.in_(acts[at : at + _ACTS_AT_ONCE])
        for span in session.execute(select(Span).where(wanted, Span.kind == model.__tablename__)).scalars():
            for key in by_act[span.act]:
                if 0 <= leaf_of(key) - span.first < span.count and span.ref_year and span.ref_first:
                    found[key] = written(str(model.prefix), span.ref_year, span.ref_first + leaf_of(key) - span.first)
    return found


def key_of(session: Session, ref: str) -> tuple[type[Fact], int] | None:
    """(model, key) of the fact a reference names; None when there is none."""
    told = parsed(ref)
    model = next((m for m in Fact.kinds.values() if told and m.prefix == told[0]), None)
    if told is None or model is None:
        return None
    _, year, number = told
    span = session.execute(
        select(Span)
        .where(Span.kind == model.__tablename__, Span.ref_year == year, Span.ref_first <= number)
        .order_by(Span.ref_first.desc())
        .limit(1)
    ).scalar_one_or_none()
    if span is None or span.ref_first is None or number >= span.ref_first + span.count:
        return None
    return model, fact_id(span.act, span.first + number - span.ref_first)


def first_of(session: Session, act: int, model: type[Fact]) -> str | None:
    """The reference of the first row of `model` that an act wrote; None where there is none."""
    query = select(Span.first).where(Span.act == act, Span.kind == model.__tablename__).order_by(Span.first).limit(1)
    leaf = session.execute(query).scalar_one_or_none()
    return None if leaf is None or model.prefix is None else ref_of(session, model, fact_id(act, leaf))
