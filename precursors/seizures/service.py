"""Take seizures and incidents in, and find the permit their goods were diverted from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.audit.refs import key_of, ref_of
from precursors.holds.exhibits import seizure_key
from precursors.intake.words import folded
from precursors.licensing.models import LicenceLine
from precursors.problems import Problem
from precursors.registers.importer import RegisterImporter
from precursors.seizures.models import Seizure
from precursors.seizures.record import SEIZURES
from precursors.seizures.rules import countries, seizure_against


class SeizureImporter(RegisterImporter):
    """Seizures and incidents; their lots are taken in by themselves."""

    record = SEIZURES
    model = Seizure
    act_columns = tuple(field.key for field in SEIZURES.fields)

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A seizure needs number, kind and day."""
        against = list(seizure_against(values, self.terms.today))
        made: dict[str, Any] = {field.key: stated.get(field.key) for field in SEIZURES.fields}
        made |= {key: values.get(key) for key in ("kind", "day", "place_type")}
        made["country"] = " ".join(countries(stated.get("country"))) or None
        made["notify"] = " ".join(countries(stated.get("notify"))) or None
        made["folded"] = folded(stated.get("number") or "")
        made["diverted_kind"] = source_of(self.terms.session, self.terms.agency, stated.get("diverted_from"))
        made["key"] = seizure_key(self.terms.agency, str(made["folded"]))
        return made, against


def source_of(session: Session, agency: str, named: str | None) -> str | None:
    """Table of the record a text names, by reference or as the number of a licence; None where none is known."""
    if not named:
        return None
    found = key_of(session, named)
    if found is not None:
        return str(found[0].__tablename__)
    return LicenceLine.__tablename__ if _licence(session, agency, named) else None


def source_ref(session: Session, seizure: Seizure) -> str | None:
    """Reference of the record the goods were diverted from, where the registry has it."""
    if seizure.diverted_from is None or seizure.diverted_kind is None:
        return None
    if key_of(session, seizure.diverted_from) is not None:
        return seizure.diverted_from.strip().upper()
    line = _licence(session, seizure.agency, seizure.diverted_from)
    return None if line is None else ref_of(session, LicenceLine, line)


def _licence(session: Session, agency: str, number: str) -> int | None:
    query: Any = select(LicenceLine.id).join(Current, stands(LicenceLine)).where(LicenceLine.agency == agency)
    query = query.where(LicenceLine.folded == folded(number)).order_by(LicenceLine.id).limit(1)
    found: int | None = session.execute(query).scalar_one_or_none()
    return found
