"""Row-level security on PostgreSQL: a second wall behind `scope.visible`, for the query that somebody forgot to narrow.

Every table that says whose its rows are shows a session the rows of the agencies it was opened for, and those that
stand in a share in force; a session opened for none sees none, and one opened for `*` (commands, the worker, every
unit of `write`) sees all. Of its own agency's rows it shows those alone that the person asking may know of.
The tables' owner is bound as well; only a superuser is not. SQLite has no such thing.

The conditions are written as PostgreSQL tells them back, so that `verify` can compare what stands with what was laid.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from precursors.db.shape import plain
from precursors.db.tables import LEAF_BITS, Fact, Table, confined
from precursors.problems import Problem, problem

POLICY = "guard_rows"
SHARES = "share"
CLOSED = "guard_closed()"
"""The function that tells keys of what is for those alone who work on it, and not for the person asking."""

_ASKED = "( SELECT current_setting('precursors.agencies', true) AS current_setting)"
_CODES = "(( SELECT string_to_array(current_setting('precursors.agencies', true), ',') AS string_to_array))::text[]"
_DAY = "( SELECT (NULLIF(current_setting('precursors.day', true), ''))::date AS \"nullif\")"

_PERSON = "( SELECT current_setting('precursors.person', true) AS current_setting)"
_WITHHELD = f"(( SELECT {CLOSED} AS {CLOSED.removesuffix('()')}))::bytea[]"

ONE_PLAN = "OFFSET 0"
"""Changes no answer. Without it PostgreSQL plans each EXISTS twice, to look up rows and to hash all of them, and what
stands inside twice again: the fifty tables a transfer may be part of took it 25 ms at every statement, read or not.
"""

_ALL = f"{_ASKED} = '*'"
_MINE = f"agency = ANY ({_CODES})"
_OWN = f"({_ALL}) OR ({_MINE})"

_STANDING = text(
    "SELECT c.relname::text AS name, c.relrowsecurity AND c.relforcerowsecurity AS enforced, p.polname::text AS policy,"
    " p.polpermissive AND p.polcmd = '*' AND p.polroles = '{0}'::oid[] AS ordinary,"
    " pg_get_expr(p.polqual, p.polrelid) AS sees, pg_get_expr(p.polwithcheck, p.polrelid) AS takes"
    " FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid"
    " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
    " AND (c.relrowsecurity OR c.relforcerowsecurity OR p.polname IS NOT NULL OR c.relname = ANY(:wanted))"
)


def walled() -> dict[str, type[Table]]:
    """The tables whose rows belong to an agency, or to what does, and are not for everybody to read, by name."""
    models = (mapper.class_ for mapper in Table.registry.mappers)
    found = [each for each in models if _owned(each) or each.part_of or each.known_to or each.held_on or each.told_by]
    return {each.__tablename__: each for each in sorted(found, key=lambda model: model.__tablename__)}


def _owned(model: type[Table]) -> bool:
    return "agency" in model.__table__.columns and not model.read_by_all


def row_guards(dialect: str) -> list[str]:
    """Statements that put the wall up."""
    if dialect == "sqlite":
        return []
    return [statement for name, model in walled().items() for statement in _wall(name, model)]


def _wall(table: str, model: type[Table]) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {POLICY} ON {table} USING ({_sees(model)}) WITH CHECK ({_takes(model)})",
    ]


def _takes(model: type[Table]) -> str:
    return _OWN if _owned(model) else _ALL


def _own(model: type[Table]) -> str:
    """That all is open to the reader, or that the row is of an agency of theirs and they may know of it."""
    known = _known(model)
    return f"({_ALL}) OR (({_MINE}) AND {known})" if known else _OWN


def _known(model: type[Table]) -> str | None:
    """That the person asking may know of what a row is confined by, or see the fact it lies beside."""
    if model.beside:
        fact, key = model.beside
        return _fact_seen(fact, f"{model.__tablename__}.{key}")
    if model.laid_to:
        return _laid_to(model.__tablename__, *model.laid_to)
    return f"(({_PERSON} = '*') OR ({model.confined_by} <> ALL ({_WITHHELD})))" if model.confined_by else None


def _laid_to(table: str, kind: str, key: str) -> str:
    """That what a row is laid to is of no kind that may be confined, or one the reader sees."""
    names = [each.__tablename__ for each in confined()]
    ways = (f"(({kind} <> '{name}'::text) OR {_fact_seen(name, f'{table}.{key}')})" for name in names)
    return f"({' AND '.join(ways)})"


def _told(model: type[Table]) -> str:
    """That the reader sees a row that tells of this one; or, of others than those, that their agency did its act."""
    table = model.__tablename__
    ways = [
        f"(EXISTS ( SELECT 1 FROM {other} WHERE ({other}.{theirs} = {table}.{ours}) {ONE_PLAN}))"  # noqa: S608 - own names
        for other, theirs, ours in model.told_by
    ]
    if model.came_with:
        column, values = model.came_with
        listed = ", ".join(f"'{value}'::text" for value in values)
        act = f"SELECT 1 FROM act a WHERE ((a.id = ({table}.id >> {LEAF_BITS})) AND (a.agency = ANY ({_CODES})))"  # noqa: S608 - own names
        ways.append(f"(({column} <> ALL (ARRAY[{listed}])) AND (EXISTS ( {act})))")
    return f"({_ALL}) OR {' OR '.join(ways)}"


def _sees(model: type[Table]) -> str:
    table, own = model.__tablename__, _own(model)
    if model.part_of:
        column, whole = model.part_of
        wholes = [whole] if whole else _facts()
        return f"({_ALL}) OR " + " OR ".join(_fact_seen(name, f"{table}.{column}") for name in wholes)
    if model.seen_with:
        whole, key = model.seen_with
        return f"{own} OR (EXISTS ( SELECT 1 FROM {whole} WHERE ({whole}.key = {table}.{key})))"  # noqa: S608 - own names
    if model.told_by:
        return _told(model)
    if model.known_to:
        return _sees_holder(table, model.known_to)
    if model.held_on:
        return f"({_ALL}) OR {_account_seen(f'{table}.{model.held_on}')}"
    if table == SHARES:
        return f"{own} OR (receiver = ANY ({_CODES}))"
    if not getattr(model, "prefix", None) or "key" not in model.__table__.columns:
        return own if model.said_in is None else f"{own} OR {_said(table, model.said_in)}"
    seen = f"{own} OR {_shared(f's.subject = {table}.key')}"
    return seen if model.said_in is None else f"{seen} OR {_said(table, model.said_in)}"


def _shared(what: str) -> str:
    """That a share in force shows this reader something."""
    force = f"({what}) AND (s.receiver = ANY ({_CODES})) AND (s.until >= {_DAY})"
    standing = f"{SHARES} s JOIN current c ON (((c.key = s.key) AND (c.id = s.id)))"
    return f"(EXISTS ( SELECT 1 FROM ({standing}) WHERE ({force})))"  # noqa: S608 - own names


def _said(table: str, place: str) -> str:
    """That this was said where the reader is; see `scope.visible.said_where`."""
    after = f"(s.receiver = ANY ({_CODES})) AND ((s.id < {table}.id) OR (s.agency = {table}.agency))"
    there = f"(s.agency = ANY ({_CODES})) OR ({after})"
    force = f"(s.subject = {table}.{place}) AND (s.until >= {_DAY}) AND (s.tier = 'nominal'::text) AND ({there})"
    standing = f"{SHARES} s JOIN current c ON (((c.key = s.key) AND (c.id = s.id)))"
    return f"(EXISTS ( SELECT 1 FROM ({standing}) WHERE ({force})))"  # noqa: S608 - own names


def _facts() -> list[str]:
    """Tables of facts that stand behind the wall themselves and may have others of whom they are the whole."""
    facts = {name: model for name, model in Fact.kinds.items() if _owned(model) and model.prefix}
    return sorted(facts)


def _fact_seen(table: str, key: str) -> str:
    """That the reader sees this fact: the query in the policy meets the wall of that table in its turn."""
    return f"(EXISTS ( SELECT 1 FROM {table} WHERE ({table}.id = {key}) {ONE_PLAN}))"  # noqa: S608 - own names


def _sees_holder(table: str, holder: str) -> str:
    """That a holder is for all to see, or known to an agency of the reader's or one that shares something with it."""
    agency, inside = f"split_part({holder}, ':', 2)", f"split_part({table}.{holder}, ':', 2)"
    private = f"split_part({holder}, ':', 1) <> ALL (ARRAY['party', 'transit'])"
    return f"({_ALL}) OR ({private}) OR ({agency} = ANY ({_CODES})) OR {_shared(f's.agency = {inside}')}"


def _account_seen(account: str) -> str:
    """That the reader sees this account and, where an operator holds it, its record: each has its own wall."""
    kind, key = "split_part(a.holder, ':', 1)", "(split_part(a.holder, ':', 2))::bigint"
    holder = f"CASE WHEN ({kind} = 'operator') THEN {key} ELSE NULL::bigint END"
    theirs = f"(EXISTS ( SELECT 1 FROM operator o WHERE (o.id = {holder})))"  # noqa: S608 - own names
    seen = f"(a.id = {account}) AND (({kind} <> 'operator') OR {theirs})"
    return f"(EXISTS ( SELECT 1 FROM account a WHERE ({seen})))"  # noqa: S608 - own names


def rows_hold(session: Session) -> Iterator[Problem]:
    """For `verify`: the wall stands as it was laid and has no gate beside. Yields `verify.guard` by table."""
    if session.get_bind().dialect.name == "sqlite":
        return
    wanted = {name: _laid(model) for name, model in walled().items()}
    found: dict[str, list[object]] = {}
    for row in session.execute(_STANDING, {"wanted": list(wanted)}):
        found.setdefault(row.name, []).append(None if row.policy is None else _standing(row))
    for name in sorted({*found, *wanted}):
        if found.get(name) != [wanted.get(name)]:
            state = "foreign" if name not in wanted else "missing" if found.get(name) in (None, [None]) else "changed"
            yield problem("verify.guard", name=f"{POLICY} ON {name}", state=state)


def _laid(model: type[Table]) -> tuple[object, ...]:
    return True, POLICY, True, plain(_sees(model)), plain(_takes(model))


def _standing(row: Row[Any]) -> tuple[object, ...]:
    return row.enforced, row.policy, row.ordinary, plain(row.sees or ""), plain(row.takes or "")
