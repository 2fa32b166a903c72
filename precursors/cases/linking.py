"""Put records into a case and take them out again; find the records of a case, and the cases of a record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.acts import OpenAct
from precursors.audit.keys import free, natural_key, standing, stands
from precursors.audit.models import Current, Reversal
from precursors.audit.refs import key_of
from precursors.cases.known import kind_of
from precursors.cases.models import CaseFile, CaseLink
from precursors.cases.rules import MOST_AT_ONCE, named_in
from precursors.db.bulk import rows_with
from precursors.db.tables import Fact
from precursors.documents.models import Document
from precursors.documents.service import document_seen
from precursors.problems import Problem, problem
from precursors.scope.visible import Sight, visible

May = Callable[[Permission], bool]
"""Whether whoever asks holds a permission."""

_SHA256 = 64


class Named(NamedTuple):
    """A record somebody has named: its table, natural key, key and reference."""

    kind: str
    subject: bytes
    record: int
    ref: str


def subject_of(row: Any) -> bytes:  # noqa: ANN401 - a fact of any kind
    """The natural key of a record, or one made of its number where its kind has none."""
    key = getattr(row, "key", None)
    return bytes(key) if key is not None else natural_key(row.__tablename__, str(row.id))


def named(session: Session, ref: str, sight: Sight, may: May) -> Named | Problem:
    """The record of a reference, or the document of a SHA-256, if whoever asks may see it and read its kind."""
    if len(ref) == _SHA256 and ref.isalnum():
        return _document(session, ref.lower(), sight, may)
    found = key_of(session, ref)
    kind = kind_of(found[0].__tablename__) if found else None
    if found is None or kind is None or not may(kind.read):
        return problem("case.record-unknown", "records", ref=ref)
    model, number = found
    query: Any = select(model).where(model.id == number)
    row: Any = session.execute(visible(query, model, sight)).scalar_one_or_none()
    if row is None:
        return problem("case.record-unknown", "records", ref=ref)
    return Named(model.__tablename__, subject_of(row), row.id, ref.strip().upper())


def _document(session: Session, digest: str, sight: Sight, may: May) -> Named | Problem:
    try:
        found = document_seen(session, sight, bytes.fromhex(digest)) if may(Permission.READ_DOCUMENTS) else None
    except ValueError:
        found = None
    if found is None:
        return problem("case.record-unknown", "records", ref=digest)
    return Named(Document.__tablename__, natural_key("document", digest), found.id, digest)


def all_named(session: Session, text: str, sight: Sight, may: May) -> list[Named] | list[Problem]:
    """The records of several references, or everything that is wrong with them."""
    refs = named_in(text)
    if not 0 < len(refs) <= MOST_AT_ONCE:
        return [problem("case.how-many", "records", most=MOST_AT_ONCE)]
    found = [named(session, ref, sight, may) for ref in refs]
    wrong = [each for each in found if isinstance(each, Problem)]
    return wrong or [each for each in found if isinstance(each, Named)]


def put_in(act: OpenAct, case: CaseFile, records: Sequence[Named], role: str, note: str | None) -> int:
    """Link records that the case does not hold yet; answers how many."""
    keyed = {_link_key(case.key, each): each for each in records}
    there = standing(act.session, keyed)
    fresh = [(key, each) for key, each in keyed.items() if key not in there]
    if not fresh:
        return 0
    plain = {"agency": case.agency, "file_key": case.key, "role": role, "note": note}
    first = act.add_many(CaseLink, [plain | each._asdict() | {"key": key} for key, each in fresh])
    act.session.execute(insert(Current), [{"key": key, "id": first + n} for n, (key, _) in enumerate(fresh)])
    return len(fresh)


def missing_from(session: Session, case: CaseFile, records: Iterable[Named]) -> bool:
    """Whether at least one of these is not in the case yet."""
    keys = [_link_key(case.key, each) for each in records]
    return len(standing(session, keys)) < len(set(keys))


def take_out(act: OpenAct, link: CaseLink) -> None:
    """Take a record out of its case."""
    act.add(Reversal, {"target": link.id})
    free(act.session, [link.id])


def _link_key(case: bytes, record: Named) -> bytes:
    return natural_key("case_link", bytes(case).hex(), record.kind, record.subject.hex())


def links_of(session: Session, case: bytes) -> list[CaseLink]:
    """The links of a case that stand, in the order they were made; ask it of a case the reader may see."""
    query = select(CaseLink).join(Current, stands(CaseLink)).where(CaseLink.file_key == case).order_by(CaseLink.id)
    return list(session.execute(query).scalars())


def link_named(session: Session, case: bytes, ref: str) -> CaseLink | None:
    """The standing link of a case by the reference of its record."""
    wanted = ref.strip().casefold()
    return next((each for each in links_of(session, case) if each.ref.casefold() == wanted), None)


def cases_with(session: Session, sight: Sight, row: Any) -> list[tuple[CaseFile, CaseLink]]:  # noqa: ANN401 - a fact of any kind
    """The standing cases of the reader's own agencies that hold a record, in one query."""
    query: Any = (
        select(CaseFile, CaseLink)
        .join(Current, stands(CaseFile))
        .join(CaseLink, CaseLink.file_key == CaseFile.key)
        .where(CaseLink.kind == row.__tablename__, CaseLink.subject == subject_of(row), _link_stands())
        .order_by(CaseFile.id)
    )
    return [(case, link) for case, link in session.execute(visible(query, CaseFile, sight.own))]


def _link_stands() -> Any:  # noqa: ANN401 - a condition
    beside = Current.__table__.alias("beside")
    return select(beside.c.id).where(beside.c.key == CaseLink.key, beside.c.id == CaseLink.id).exists()


def rows_of(session: Session, links: Iterable[Any]) -> dict[tuple[str, bytes], int]:
    """The key of the version of each linked record that stands; as it was linked where none does or it has no key.

    `links` are facts that name a record by kind, subject and record.
    """
    held = list(links)
    now = {bytes(key): number for key, number in rows_with(
        session, Current.__tablename__, ("key", "id"), "key", [bytes(link.subject) for link in held]
    )}  # fmt: skip
    return {(link.kind, bytes(link.subject)): now.get(bytes(link.subject), link.record) for link in held}


def by_kind(numbers: dict[tuple[str, bytes], int]) -> dict[type[Fact], list[int]]:
    """The same keys by model."""
    found: dict[type[Fact], list[int]] = {}
    for (kind, _), number in numbers.items():
        if kind in Fact.kinds:
            found.setdefault(Fact.kinds[kind], []).append(number)
    return found
