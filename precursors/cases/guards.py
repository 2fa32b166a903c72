"""What PostgreSQL itself asks about restricted cases: which keys a reader may not know of."""

from __future__ import annotations

from precursors.db.rows import CLOSED

_OF_CASE = ("forum", "case_task", "case_member", "disclosure")
_OF_FORUM = ("forum_note", "forum_task")


def _stands(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM current s WHERE s.key = {row}.key AND s.id = {row}.id)"


def _names(table: str, column: str, case: str) -> str:
    """That the person asking is named here, for this case; see `confining.works_on`."""
    named = f"lower(trim(n.{column})) = lower(current_setting('precursors.person', true))"
    return f"EXISTS (SELECT 1 FROM {table} n WHERE n.{case} = r.file_key AND {named} AND {_stands('n')})"


def _within(table: str, column: str, closed: str) -> str:
    return f"SELECT w.key FROM {table} w JOIN {closed} c ON c.key = w.{column}"


def case_guards(dialect: str) -> list[str]:
    """The function behind the wall that tells the keys of restricted cases, and of what is in them, to be withheld.

    The policies of the tables it reads would ask it again: so it opens the wall for as long as it runs.
    """
    if dialect == "sqlite":
        return []
    closed = (
        "SELECT r.file_key AS key FROM case_restriction r"
        f" WHERE {_stands('r')} AND NOT {_names('case_file', 'lead', 'key')}"
        f" AND NOT {_names('case_member', 'person', 'file_key')}"
    )
    within = [_within(table, "file_key", "closed") for table in _OF_CASE]
    within += [_within(table, "forum_key", "forums") for table in _OF_FORUM]
    keys = " UNION ALL ".join(["TABLE closed", *within])
    return [
        f"CREATE FUNCTION {CLOSED} RETURNS bytea[] LANGUAGE plpgsql AS $$"
        " DECLARE was text := current_setting('precursors.agencies', true); found bytea[]; BEGIN"
        " PERFORM set_config('precursors.agencies', '*', true);"
        f" WITH closed AS ({closed}), forums AS ({_within('forum', 'file_key', 'closed')})"
        f" SELECT coalesce(array_agg(k.key), '{{}}') INTO found FROM ({keys}) k;"
        " PERFORM set_config('precursors.agencies', was, true);"
        " RETURN found; END $$"
    ]
