"""Tables that live outside the big transaction: sign-in, jobs, drafts of uploads, tokens, who has read what.

A registry on SQLite keeps them in a second small file, so that somebody can sign in and see a job's progress while
100,000 rows are being written into the first; on PostgreSQL they stand in the same database and are written in short
transactions. None of them is evidence: no leaf holds them and `verify` does not ask for them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import MetaData, Text
from sqlalchemy.orm import DeclarativeBase

from precursors.db.tables import NAMES
from precursors.db.types import Big, Day, Instant, Octets


class Aside(DeclarativeBase):
    """Base of every table that lives aside: strict types, named constraints."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: Big,
        str: Text,
        bytes: Octets,
        date: Day,
        datetime: Instant,
    }
    grows_only: ClassVar[bool] = False
    """Whether rows are only ever added: the application's role may neither change nor delete them."""
    __table_args__: Any = {"sqlite_strict": True}  # noqa: RUF012 - SQLAlchemy reads it once and never changes it
