"""Which columns a person takes away with the records of a kind: all of them until they have chosen."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from precursors.exchange.exporting import Source
from precursors.exchange.upload_models import ExportChoice


def chosen(session: Session, person: str, source: Source) -> list[str]:
    """Keys of the fields this person takes away, in the order of the description."""
    kept = session.get(ExportChoice, (person, source.record.kind))
    wanted = set(kept.columns.split()) if kept else set(source.columns)
    return [key for key in source.columns if key in wanted] or list(source.columns)


def choose(session: Session, person: str, source: Source, keys: Iterable[str]) -> None:
    """Remember what this person takes away; whoever takes everything is forgotten."""
    wanted = set(keys)
    text = " ".join(key for key in source.columns if key in wanted)
    kept = session.get(ExportChoice, (person, source.record.kind))
    if kept is not None and wanted >= set(source.columns):
        session.delete(kept)
    elif kept is not None:
        kept.columns = text
    elif wanted < set(source.columns):
        session.add(ExportChoice(person=person, kind=source.record.kind, columns=text))


def named(source: Source, text: str) -> list[str] | None:
    """Keys that a text names, separated by commas; None where one of them is not kept, or where it names none."""
    keys = [key.strip() for key in text.split(",") if key.strip()]
    return keys if keys and set(keys) <= set(source.columns) else None
