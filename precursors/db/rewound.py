"""The registry as it stood when an act was sealed, for a rule that asks what stands: under the names it asks by.

Facts never change, so what stood then follows from those there were: what was not reversed by then stands, and a
record is where its last step until then led. For as long as it is asked for, each query of the session is given these
tables in front, by the names of the real ones (WITH); nothing is made, so nothing is left behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from precursors.db.tables import Fact, fact_id

_CURRENT, _STATE, _BACK, _STEP = "current", "state", "reversal", "transition"
"""The log's list of what stands and of what was taken back, where records stand, and their steps; see those rooms."""
_QUERY = re.compile(r"\s*(?:(WITH)\s+(RECURSIVE\s+)?|(?=SELECT\b|\())", re.IGNORECASE)
"""How what is asked begins: with tables of its own, or at once. Nothing else is a query."""


@contextmanager
def rewound(session: Session, until: int, kinds: Iterable[type[Fact]]) -> Iterator[None]:
    """Within it queries of `kinds`, and of where their records stand, see what there was when act `until` was sealed.

    Other kinds stand nowhere meanwhile: `kinds` names every one that is asked for.
    """
    connection = session.connection()
    place = "main" if connection.dialect.name == "sqlite" else "public"
    tables = ", ".join(f"{name} AS ({body})" for name, body in _tables(place, set(kinds), fact_id(until + 1, 0)))

    def then(_c: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> tuple[str, Any]:  # noqa: ANN401 - the driver's own
        return in_front(tables, statement), parameters

    event.listen(connection, "before_cursor_execute", then, retval=True)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", then)


def in_front(tables: str, statement: str) -> str:
    """A query with these tables before its own, if it has any; what is no query stays as it is."""
    begun = _QUERY.match(statement)
    if begun is None:
        return statement
    own, recursive = begun.groups()
    rest = statement[begun.end() :]
    return f"WITH {'RECURSIVE ' if recursive else ''}{tables}{', ' if own else ' '}{rest}"


def _tables(place: str, kinds: Iterable[type[Fact]], edge: int) -> Iterator[tuple[str, str]]:
    """Names and what lay under them then."""
    names = {each.__tablename__: "key" in each.__table__.columns for each in kinds}
    keyed = sorted(name for name, has_key in names.items() if has_key)
    back = f"EXISTS (SELECT 1 FROM {place}.{_BACK} b WHERE b.target = t.id AND b.id < {edge})"  # noqa: S608 - own names
    standing = (f"SELECT t.key, t.id FROM {place}.{name} t WHERE t.id < {edge} AND NOT {back}" for name in keyed)  # noqa: S608 - own names
    yield _CURRENT, " UNION ALL ".join(standing)
    listed = ", ".join(f"'{name}'" for name in keyed)
    last = f"SELECT max(id) FROM {place}.{_STEP} WHERE id < {edge} AND kind IN ({listed}) GROUP BY kind, subject"  # noqa: S608 - own names
    yield _STATE, f"SELECT subject, kind, state, day AS since, id AS step FROM {place}.{_STEP} WHERE id IN ({last})"  # noqa: S608 - own names
    yield from ((name, f"SELECT * FROM {place}.{name} WHERE id < {edge}") for name in sorted({*names, _STEP}))  # noqa: S608 - own names
