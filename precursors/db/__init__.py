"""The database: engine, column types, the three sorts of table, `read()` and `write(fn)`, the only committer."""
