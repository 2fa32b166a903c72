"""Whether the guards that stand in a database are exactly those that were laid: none missing, changed, off or added.

A guard that was away for a while leaves no mark once it is back; what happened meanwhile only the hashes tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import text
from sqlalchemy.orm import Session

from precursors.problems import Problem, problem

_TRIGGERS = text("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
_PG_TRIGGERS = text(
    "SELECT t.tgname::text, c.relname::text, t.tgtype::int, p.proname::text,"
    " coalesce(t.tgoldtable::text, ''), coalesce(t.tgnewtable::text, ''),"
    " t.tgenabled::text, t.tgqual IS NULL AND t.tgnargs = 0 AND cardinality(t.tgattr::int2[]) = 0"
    " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace"
)
_PG_FUNCTIONS = text(
    "SELECT p.proname::text, p.prosrc, p.prosecdef, coalesce(array_to_string(p.proconfig, ';'), ''), l.lanname::text,"
    " format_type(p.prorettype, NULL)"
    " FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang"
    " WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'guard\\_%'"
)
_PG_BYPASSES = text(
    "SELECT t.tgname::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgisinternal"
    " AND t.tgenabled <> 'O' AND c.relnamespace = 'public'::regnamespace"
    " UNION ALL SELECT rulename::text FROM pg_rules WHERE schemaname = 'public'"
)
"""Foreign keys that were switched off, and rules, which rewrite a statement before any trigger sees it."""

_TRIGGER = re.compile(
    r"CREATE TRIGGER (?P<name>\w+) (?P<when>BEFORE|AFTER) (?P<verbs>\w+(?: OR \w+)*) ON (?P<table>\w+)"
    r"(?: REFERENCING(?: OLD TABLE AS (?P<stale>\w+))? NEW TABLE AS (?P<fresh>\w+))? FOR EACH (?P<each>ROW|STATEMENT)"
    r" EXECUTE FUNCTION (?P<calls>\w+)\(\)"
)
_FUNCTION = re.compile(
    r"CREATE FUNCTION (?P<name>\w+)\(\) RETURNS (?P<answers>trigger|bytea\[\]) LANGUAGE plpgsql"
    r"(?P<definer> SECURITY DEFINER)?(?P<settings>(?: SET \w+ = [\w, ]+?)*) AS \$\$(?P<body>.*)\$\$",
    re.DOTALL,
)
_BITS = {"ROW": 1, "BEFORE": 2, "INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
"""PostgreSQL's `pg_trigger.tgtype`, from its catalogue's documentation."""

Laid = Mapping[str, object]
"""Name of a trigger or function to all that makes it what it is."""


def guards_hold(session: Session, statements: Iterable[str]) -> Iterator[Problem]:
    """For `verify`: compare the guards that stand with those `statements` lay. Yields `verify.guard` by name."""
    if session.get_bind().dialect.name == "sqlite":
        standing: Laid = {str(row.name): row.sql for row in session.execute(_TRIGGERS)}
        yield from _differences(standing, {statement.split()[2]: statement for statement in statements})
        return
    yield from _differences(_standing_on_postgres(session), _wanted_on_postgres(statements))
    for (name,) in session.execute(_PG_BYPASSES):
        yield problem("verify.guard", name=name, state="changed")


def _differences(standing: Laid, wanted: Laid) -> Iterator[Problem]:
    for name in sorted({*standing, *wanted}):
        if name not in standing:
            yield problem("verify.guard", name=name, state="missing")
        elif name not in wanted:
            yield problem("verify.guard", name=name, state="foreign")
        elif standing[name] != wanted[name]:
            yield problem("verify.guard", name=name, state="changed")


def _standing_on_postgres(session: Session) -> Laid:
    functions = {f"{row[0]}()": tuple(row[1:]) for row in session.execute(_PG_FUNCTIONS)}
    return functions | {f"{row[0]} ON {row[1]}": tuple(row[2:]) for row in session.execute(_PG_TRIGGERS)}


def _wanted_on_postgres(statements: Iterable[str]) -> Laid:
    """The same facts read from the statements. Each trigger is also switched to ALWAYS by a statement of its own."""
    wanted: dict[str, object] = {}
    for statement in statements:
        if trigger := _TRIGGER.fullmatch(statement):
            words = [trigger["when"], trigger["each"], *trigger["verbs"].split(" OR ")]
            kind = sum(_BITS.get(word, 0) for word in words)
            name = f"{trigger['name']} ON {trigger['table']}"
            wanted[name] = (kind, trigger["calls"], trigger["stale"] or "", trigger["fresh"] or "", "A", True)
        elif function := _FUNCTION.fullmatch(statement):
            setting = ";".join(function["settings"].replace(" = ", "=").split(" SET ")[1:])
            body, definer, answers = function["body"], bool(function["definer"]), function["answers"]
            wanted[f"{function['name']}()"] = (body, definer, setting, "plpgsql", answers)
        elif not statement.startswith(("ALTER TABLE ", "CREATE POLICY ")):  # policies: see db.rows
            message = f"not a guard this check can read: {statement[:60]}"
            raise ValueError(message)
    return wanted
