"""What the database itself checks when an act is sealed: the chain, and that every leaf is there."""

from __future__ import annotations

from precursors.db.guards import MARK
from precursors.db.tables import LEAF_BITS, Fact


def _missing(table: str) -> str:
    return (
        f"(SELECT coalesce(sum(count), 0) FROM span WHERE act = NEW.act AND kind = '{table}') <>"
        f" (SELECT count(*) FROM {table} WHERE id >= NEW.act << {LEAF_BITS}"
        f" AND id < (NEW.act + 1) << {LEAF_BITS})"
    )


_BROKEN = "NEW.act > 0 AND NOT EXISTS (SELECT 1 FROM seal WHERE act = NEW.act - 1 AND hash = NEW.prev)"
_TWICE = "EXISTS (SELECT 1 FROM seal WHERE act >= NEW.act)"
_SUM = "NEW.leaves <> (SELECT coalesce(sum(count), 0) FROM span WHERE act = NEW.act)"


def seal_guards(dialect: str) -> list[str]:
    """Statements that lay the seal's own trigger. The `a` in its name makes it run before the ledger's."""
    checks = [(_TWICE, "sealed twice"), (_BROKEN, "broken chain"), (_SUM, "leaves missing")]
    # Sorted: which module a process imports first must not change what is laid, or `verify` would call it changed.
    checks += [(_missing(table), f"leaves missing in {table}") for table in sorted(Fact.kinds)]
    if dialect == "sqlite":
        body = " ".join(f"SELECT RAISE(ROLLBACK, 'registry: {why}') WHERE {wrong};" for wrong, why in checks)
        return [f"CREATE TRIGGER {MARK}seal_a BEFORE INSERT ON seal BEGIN {body} END", _one_request()]
    body = " ".join(f"IF {wrong} THEN RAISE EXCEPTION 'registry: {why}'; END IF;" for wrong, why in checks)
    return [
        f"CREATE FUNCTION {MARK}seal_a() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $$ BEGIN {body} RETURN NEW; END $$",
        f"CREATE TRIGGER {MARK}seal_a BEFORE INSERT ON seal FOR EACH ROW EXECUTE FUNCTION {MARK}seal_a()",
        f"ALTER TABLE seal ENABLE ALWAYS TRIGGER {MARK}seal_a",
    ]


def _one_request() -> str:
    """REPLACE through the unique request key would delete the older act without asking any other trigger."""
    return (
        f"CREATE TRIGGER {MARK}act_request BEFORE INSERT ON act WHEN EXISTS"
        " (SELECT 1 FROM act WHERE request_key = NEW.request_key OR id >= NEW.id)"
        " BEGIN SELECT RAISE(ROLLBACK, 'registry: the request or the act exists already'); END"
    )
