"""The cheap answer about the schema is the migration tool's answer."""

from __future__ import annotations

from alembic.config import Config
from alembic.script import ScriptDirectory

from precursors.db.engine import Database
from precursors.db.revision import head, revision
from precursors.paths import resource


def test_the_newest_migration_by_name_is_the_one_the_tool_would_move_to() -> None:
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))

    assert head() == ScriptDirectory.from_config(config).get_current_head()


def test_a_migrated_database_stands_at_the_head(database: Database) -> None:
    assert revision(database) == head()


def test_an_empty_database_stands_nowhere(tmp_path: object) -> None:
    assert revision(Database(f"sqlite:///{tmp_path}/empty.sqlite3")) is None
