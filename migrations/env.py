"""Alembic's entry: migrations run on the connection the registry hands over, inside its transaction."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, transactional_ddl=True, render_as_batch=False)
context.run_migrations()
