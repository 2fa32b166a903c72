"""What the database does and refuses for the ledger: postings and balances follow from the seal alone."""

from __future__ import annotations

from precursors.db.guards import MARK, append_only
from precursors.db.tables import LEAF_BITS

_FROM = f"fact >= NEW.act << {LEAF_BITS} AND fact < (NEW.act + 1) << {LEAF_BITS}"
_POST = (
    "INSERT INTO posting (act, account, delta) SELECT NEW.act, account, sum(amount) FROM"
    f" (SELECT credit AS account, amount FROM transfer WHERE {_FROM}"
    f" UNION ALL SELECT debit, -amount FROM transfer WHERE {_FROM}) AS moved GROUP BY account"
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


_BY_INDEX = "SET LOCAL enable_seqscan = off;"
"""The planner knows nothing yet of rows this act has just written, takes their tables for tiny, and would go
through the whole of one for every row of another. Every table the seal asks has an index that answers it."""

_AS_BEFORE = "SET LOCAL enable_seqscan = on;"


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
    never = "SELECT RAISE(ABORT, 'registry: a balance follows its postings')"
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
        return " ".join(f"IF {wrong} THEN RAISE EXCEPTION 'registry: {why}'; END IF;" for wrong, why in checks)

    move = (
        "UPDATE balance b SET amount = b.amount + p.delta, act = NEW.act FROM posting p"
        " WHERE p.act = NEW.act AND p.account = b.account"
    )
    born = "INSERT INTO balance (account, amount, floor, act) SELECT id, 0, floor, -1 FROM fresh"
    return [
        *_function(
            "seal_b",
            f"{_BY_INDEX} {raised(_CHECKS)} {_POST}; {raised(_AFTER)} {move}; {_AS_BEFORE} RETURN NEW;",
        ),
        f"CREATE TRIGGER {MARK}seal_b BEFORE INSERT ON seal FOR EACH ROW EXECUTE FUNCTION {MARK}seal_b()",
        f"ALTER TABLE seal ENABLE ALWAYS TRIGGER {MARK}seal_b",
        *_function("account_born", f"{born}; RETURN NULL;"),
        f"CREATE TRIGGER {MARK}account_born AFTER INSERT ON account REFERENCING NEW TABLE AS fresh"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {MARK}account_born()",
        f"ALTER TABLE account ENABLE ALWAYS TRIGGER {MARK}account_born",
        *_function("balance_follows", _FOLLOWS),
        f"CREATE TRIGGER {MARK}balance_follows BEFORE INSERT OR UPDATE OR DELETE ON balance"
        f" FOR EACH ROW EXECUTE FUNCTION {MARK}balance_follows()",
        f"ALTER TABLE balance ENABLE ALWAYS TRIGGER {MARK}balance_follows",
    ]


_FOLLOWS = """
IF TG_OP = 'INSERT' AND NEW.amount = 0 THEN RETURN NEW; END IF;
IF TG_OP = 'UPDATE' AND NEW.account = OLD.account AND NEW.act > OLD.act AND NEW.floor IS NOT DISTINCT FROM OLD.floor
  AND NEW.amount - OLD.amount = (SELECT delta FROM posting WHERE act = NEW.act AND account = NEW.account)
THEN RETURN NEW; END IF;
RAISE EXCEPTION 'registry: a balance follows its postings';
"""


def _function(name: str, body: str) -> list[str]:
    return [
        f"CREATE FUNCTION {MARK}{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER"
        f" SET search_path = public, pg_temp AS $$ BEGIN {body} END $$"
    ]
