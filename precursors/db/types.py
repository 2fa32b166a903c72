"""Column types that mean the same on SQLite (STRICT tables) and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Dialect, Integer, LargeBinary, SmallInteger, Text
from sqlalchemy.types import TypeDecorator, TypeEngine

Big = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit whole number; on SQLite the INTEGER a rowid can stand on."""

Small = SmallInteger().with_variant(Integer(), "sqlite")
"""A 16-bit whole number."""

Octets = LargeBinary
"""Raw bytes: hashes, keys."""


class Day(TypeDecorator[date]):
    """A calendar day: DATE on PostgreSQL, ISO 8601 text on SQLite, which has no date of its own."""

    impl = Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TEXT on SQLite, DATE elsewhere."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Date())

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        """A date goes in as the engine wants it."""
        return value.isoformat() if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> date | None:  # noqa: ANN401, ARG002 - its interface
        """A date comes out, whatever the engine kept."""
        return date.fromisoformat(value) if isinstance(value, str) else value


class Instant(TypeDecorator[datetime]):
    """A moment in UTC to the microsecond: TIMESTAMPTZ on PostgreSQL, ISO 8601 text with Z on SQLite."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """TEXT on SQLite, TIMESTAMP WITH TIME ZONE elsewhere."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | str | None:
        """A moment goes in as the engine wants it."""
        return written(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - its interface
        """A moment comes out with its zone, UTC."""
        return datetime.fromisoformat(value) if isinstance(value, str) else value and value.astimezone(UTC)


def written(moment: datetime) -> str:
    """The one spelling of a moment: `2026-11-21T23:04:05.000001Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
