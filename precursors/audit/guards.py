"""What the database itself checks when an act is sealed: the chain, and that every leaf is there."""

from __future__ import annotations

from collections.abc import Iterable

from precursors.db.guards import MARK
from precursors.db.tables import LEAF_BITS, Fact

_FROM, _TO = f"NEW.act << {LEAF_BITS}", f"(NEW.act + 1) << {LEAF_BITS}"


def _there(table: str, start: str, end: str) -> str:
    return f"(SELECT count(*) FROM {table} WHERE id >= {start} AND id < {end})"


def _spanned(table: str) -> str:
    return f"(SELECT coalesce(sum(count), 0) FROM span WHERE act = NEW.act AND kind = '{table}')"


_BROKEN = "NEW.act > 0 AND NOT EXISTS (SELECT 1 FROM seal WHERE act = NEW.act - 1 AND hash = NEW.prev)"
_TWICE = "EXISTS (SELECT 1 FROM seal WHERE act >= NEW.act)"
_SUM = "NEW.leaves <> (SELECT coalesce(sum(count), 0) FROM span WHERE act = NEW.act)"


def seal_guards(dialect: str) -> list[str]:
    """Statements that lay the seal's own trigger. The `a` in its name makes it run before the ledger's."""
    checks = [(_TWICE, "sealed twice"), (_BROKEN, "broken chain"), (_SUM, "leaves missing")]
    # Sorted: which module a process imports first must not change what is laid, or `verify` would call it changed.
    tables = sorted(Fact.kinds)
    if dialect == "sqlite":
        checks += [(f"{_spanned(table)} <> {_there(table, _FROM, _TO)}", _lacking(table)) for table in tables]
        body = " ".join(f"SELECT RAISE(ROLLBACK, 'registry: {why}') WHERE {wrong};" for wrong, why in checks)
        return [f"CREATE TRIGGER {MARK}seal_a BEFORE INSERT ON seal BEGIN {body} END", _one_request()]
    there = {table: _there(table, "start", "beyond") for table in tables}
    counted = [(f"{there[table]} <> coalesce((spans->>'{table}')::bigint, 0)", _lacking(table)) for table in tables]
    return [
        f"CREATE FUNCTION {MARK}seal_a() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = public, pg_temp {_PLANNED_ONCE} AS $$"
        f" DECLARE spans jsonb; start bigint := {_FROM}; beyond bigint := {_TO};"
        f" BEGIN {_raised(checks)} {_SPANS} {_raised(counted)} RETURN NEW; END $$",
        f"CREATE TRIGGER {MARK}seal_a BEFORE INSERT ON seal FOR EACH ROW EXECUTE FUNCTION {MARK}seal_a()",
        f"ALTER TABLE seal ENABLE ALWAYS TRIGGER {MARK}seal_a",
    ]


_SPANS = (
    "spans := (SELECT coalesce(jsonb_object_agg(kind, leaves), '{}') FROM"
    " (SELECT kind, sum(count) AS leaves FROM span WHERE act = NEW.act GROUP BY kind) AS runs);"
)
"""What the spans say of every kind, asked once: a query for each table would be planned for each table."""
_PLANNED_ONCE = "SET plan_cache_mode = force_generic_plan SET enable_seqscan = off"
"""Planning a question to every table costs far more than its answer, and PostgreSQL would do it anew for the first
five acts of a connection. Kept from the first on, a plan must not be one for tables still empty: always by the key.
"""


def _lacking(table: str) -> str:
    return f"leaves missing in {table}"


def _raised(checks: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"IF {wrong} THEN RAISE EXCEPTION 'registry: {why}'; END IF;" for wrong, why in checks)


def _one_request() -> str:
    """REPLACE through the unique request key would delete the older act without asking any other trigger."""
    return (
        f"CREATE TRIGGER {MARK}act_request BEFORE INSERT ON act WHEN EXISTS"
        " (SELECT 1 FROM act WHERE request_key = NEW.request_key OR id >= NEW.id)"
        " BEGIN SELECT RAISE(ROLLBACK, 'registry: the request or the act exists already'); END"
    )
