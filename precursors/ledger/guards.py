"""What the database does and refuses for the ledger: postings and balances follow from the seal alone."""

from __future__ import annotations

from precursors.db.guards import MARK, append_only
from precursors.db.tables import LEAF_BITS

_FROM = f"fact >= NEW.act << {LEAF_BITS} AND fact < (NEW.act + 1) << {LEAF_BITS}"
_INTO = "INSERT INTO posting (act, account, delta) SELECT NEW.act, account, sum(delta) FROM"
_POST = (
    f"{_INTO} (SELECT credit AS account, amount AS delta FROM transfer WHERE {_FROM}"
    f" UNION ALL SELECT debit, -amount FROM transfer WHERE {_FROM}) AS moved GROUP BY account"
)
_POST_ONCE_OVER = (
    f"{_INTO} transfer, LATERAL (VALUES (credit, amount), (debit, -amount)) AS moved (account, delta)"
    f" WHERE {_FROM} GROUP BY account"
)
_CHECKS = (
    ("EXISTS (SELECT 1 FROM posting WHERE act = NEW.act)", "a posting before its seal"),
    (
        f"EXISTS (SELECT 1 FROM transfer WHERE fact >= (NEW.act << {LEAF_BITS}) + NEW.leaves)",
        "a transfer without its fact",
    ),
)
_AFTER = (
    (
        "EXISTS (SELECT 1 FROM posting p LEFT JOIN balance b ON b.account = p.account"
        " WHERE p.act = NEW.act AND b.account IS NULL)",
        "a transfer without its account",
    ),
    (
        "EXISTS (SELECT 1 FROM posting p JOIN account a ON a.id = p.account WHERE p.act = NEW.act"
        " GROUP BY a.substance, a.measure HAVING sum(p.delta) <> 0)",
        "a transfer between unlike accounts",
    ),
)


def ledger_guards(dialect: str) -> list[str]:
    """Statements for transfers, postings, balances and the seal's second trigger."""
    statements = append_only(dialect, "transfer", f"NEW.fact >> {LEAF_BITS}")
    statements += append_only(dialect, "posting", "NEW.act")
    return statements + (_sqlite() if dialect == "sqlite" else _postgres())


def _sqlite() -> list[str]:
    def raised(checks: tuple[tuple[str, str], ...]) -> str:
        return " ".join(f"SELECT RAISE(ROLLBACK, 'registry: {why}') WHERE {wrong};" for wrong, why in checks)

    follow = (
        "NEW.account <> OLD.account OR NEW.act <= OLD.act OR NEW.floor IS NOT OLD.floor OR NEW.amount - OLD.amount"
        " IS NOT (SELECT delta FROM posting WHERE act = NEW.act AND account = NEW.account)"
    )
    # ROLLBACK, not ABORT: or SQLite would keep a journal for every single account that is opened.
    never = "SELECT RAISE(ROLLBACK, 'registry: a balance follows its postings')"
    return [
        f"CREATE TRIGGER {MARK}seal_b BEFORE INSERT ON seal BEGIN {raised(_CHECKS)} {_POST}; {raised(_AFTER)} END",
        f"CREATE TRIGGER {MARK}posting_ai AFTER INSERT ON posting BEGIN UPDATE balance"
        " SET amount = amount + NEW.delta, act = NEW.act WHERE account = NEW.account; END",
        f"CREATE TRIGGER {MARK}balance_bu BEFORE UPDATE ON balance WHEN {follow} BEGIN {never}; END",
        f"CREATE TRIGGER {MARK}balance_bd BEFORE DELETE ON balance BEGIN {never}; END",
        f"CREATE TRIGGER {MARK}balance_bi BEFORE INSERT ON balance WHEN NEW.amount <> 0 OR"
        " EXISTS (SELECT 1 FROM balance WHERE account = NEW.account) OR NOT EXISTS"
        " (SELECT 1 FROM account WHERE id = NEW.account AND floor IS NEW.floor)"
        f" BEGIN {never}; END",
        f"CREATE TRIGGER {MARK}account_ai AFTER INSERT ON account BEGIN"
        " INSERT INTO balance (account, amount, floor, act) VALUES (NEW.id, 0, NEW.floor, -1); END",
        f"CREATE TRIGGER {MARK}account_once BEFORE INSERT ON account WHEN"
        " EXISTS (SELECT 1 FROM account WHERE address = NEW.address)"
        " BEGIN SELECT RAISE(ROLLBACK, 'registry: the account exists'); END",
        f"CREATE TRIGGER {MARK}reversal_once BEFORE INSERT ON reversal WHEN"
        " EXISTS (SELECT 1 FROM reversal WHERE target = NEW.target)"
        " BEGIN SELECT RAISE(ROLLBACK, 'registry: reversed already'); END",
    ]


def _postgres() -> list[str]:
    def raised(checks: tuple[tuple[str, str], ...]) -> str:
        return " ".join(
            f"{_planned(f'SELECT {wrong}')} INTO wrong{_USING} IF wrong THEN RAISE EXCEPTION 'registry: {why}'; END IF;"
            for wrong, why in checks
        )

    move = (
        "UPDATE balance b SET amount = b.amount + p.delta, act = NEW.act FROM posting p"
        " WHERE p.act = NEW.act AND p.account = b.account"
    )
    sums = f"{_planned(_POST_ONCE_OVER)}{_USING}"
    born = "INSERT INTO balance (account, amount, floor, act) SELECT id, 0, floor, -1 FROM fresh"
    return [
        *_function(
            "seal_b",
            f"{raised(_CHECKS)} {sums} {raised(_AFTER)} {_planned(move)}{_USING} RETURN NEW;",
            "DECLARE wrong boolean; ",
        ),
        f"CREATE TRIGGER {MARK}seal_b BEFORE INSERT ON seal FOR EACH ROW EXECUTE FUNCTION {MARK}seal_b()",
        f"ALTER TABLE seal ENABLE ALWAYS TRIGGER {MARK}seal_b",
        *_function("account_born", f"{born}; RETURN NULL;"),
        *_after("account_born", "account", "INSERT", "REFERENCING NEW TABLE AS fresh"),
        *_function("balance_born", _BORN),
        *_after("balance_born", "balance", "INSERT", "REFERENCING NEW TABLE AS fresh"),
        *_function("balance_follows", _FOLLOWS),
        *_after("balance_follows", "balance", "UPDATE", "REFERENCING OLD TABLE AS stale NEW TABLE AS fresh"),
        *_function("balance_stays", f"{_NEVER}"),
        f"CREATE TRIGGER {MARK}balance_stays BEFORE DELETE OR TRUNCATE ON balance"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {MARK}balance_stays()",
        f"ALTER TABLE balance ENABLE ALWAYS TRIGGER {MARK}balance_stays",
    ]


_NEVER = "RAISE EXCEPTION 'registry: a balance follows its postings';"
_BORN = f"IF EXISTS (SELECT 1 FROM fresh WHERE amount <> 0) THEN {_NEVER} END IF; RETURN NULL;"
_FOLLOWS = f"""
IF EXISTS (SELECT 1 FROM stale FULL JOIN fresh USING (account) LEFT JOIN posting p
  ON p.act = fresh.act AND p.account = fresh.account
  WHERE (fresh.act > stale.act AND fresh.floor IS NOT DISTINCT FROM stale.floor
    AND fresh.amount - stale.amount = p.delta) IS NOT TRUE)
THEN {_NEVER} END IF; RETURN NULL;
"""
"""Whole statements are judged, not rows: one act moves tens of thousands of balances at once."""


_USING = " USING NEW.act, NEW.leaves;"


def _planned(statement: str) -> str:
    """A statement of the seal, planned for the tables as they are now.

    PL/pgSQL keeps its plans. One made when the tables were nearly empty would go through all of a table for every
    row of another once a large act comes.
    """
    asked = statement.replace("NEW.act", "$1").replace("NEW.leaves", "$2")
    return f"EXECUTE '{asked}'"


def _after(name: str, table: str, event: str, referencing: str) -> list[str]:
    return [
        f"CREATE TRIGGER {MARK}{name} AFTER {event} ON {table} {referencing}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {MARK}{name}()",
        f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {MARK}{name}",
    ]


def _function(name: str, body: str, declared: str = "") -> list[str]:
    return [
        f"CREATE FUNCTION {MARK}{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $$ {declared}BEGIN {body} END $$"
    ]
