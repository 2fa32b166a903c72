"""Kinds of record that can belong to a case: who may read one, what it is called, where its page is; `app` says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from precursors.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record, as a case knows it."""

    table: str
    read: Permission
    page: str
    """Page of one record; or of a list of them, or of none."""
    title: str
    """Key of what records of the kind are called."""
    name: str | None = None
    """Column that names a record to people."""
    one: bool = True
    """Whether that page is of the record itself, and takes its `ref`."""
    told: Callable[[str], str] = str
    """How that name is told to a reader, where it is a code."""

    def asked(self, ref: str) -> dict[str, Any]:
        """What its page takes."""
        return {"ref": ref} if self.one else {}


_KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """A kind of record can belong to a case; `app` calls this at start."""
    _KINDS[kind.table] = kind


def kind_of(table: str) -> Kind | None:
    """What is known of records of this table; None where they belong to no case."""
    return _KINDS.get(table)
