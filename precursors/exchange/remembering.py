"""Mappings kept per agency and layout once a person has confirmed them by committing an import."""

from __future__ import annotations

import json
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.exchange.models import ConfirmedMapping
from precursors.intake.mapping import ColumnMapping, read_mapping
from precursors.intake.record import Record


def remembered(session: Session, agency: str, record: Record) -> dict[str, ColumnMapping]:
    """Confirmed mappings of an agency for one kind, by signature; one that no longer reads is left out."""
    query = select(ConfirmedMapping.signature, ConfirmedMapping.mapping).where(
        ConfirmedMapping.agency == agency, ConfirmedMapping.kind == record.kind
    )
    read = {signature: read_mapping(text, record) for signature, text in session.execute(query)}
    return {signature: mapping for signature, mapping in read.items() if isinstance(mapping, ColumnMapping)}


def remember(session: Session, agency: str, kind: str, mapping: ColumnMapping, signatures: Iterable[str]) -> None:
    """Keep a mapping for layouts with these signatures."""
    text = json.dumps(mapping.anywhere().as_json(), ensure_ascii=False)
    for signature in set(signatures):
        session.merge(ConfirmedMapping(agency=agency, kind=kind, signature=signature, mapping=text))
