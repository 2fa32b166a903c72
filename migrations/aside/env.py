"""Alembic's entry for the tables that live aside; their revisions are counted apart."""

from alembic import context

from precursors.db.revision import ASIDE_VERSION

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True, render_as_batch=False, version_table=ASIDE_VERSION)
context.run_migrations()
