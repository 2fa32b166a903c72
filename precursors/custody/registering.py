"""Take places and instruments in: importers of the kinds `places` and `instruments`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precursors.audit.keys import natural_key
from precursors.custody.models import Instrument, Place
from precursors.custody.record import INSTRUMENTS, PLACES
from precursors.custody.weights import Weighed, net_mass
from precursors.intake.words import folded
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter

_CLASSES = frozenset({"1", "2.1", "2.2", "2.3", "3", "4.1", "4.2", "4.3", "5.1", "5.2", "6.1", "6.2", "7", "8", "9"})


class PlaceImporter(RegisterImporter):
    """Places where goods are kept."""

    record = PLACES
    model = Place
    act_columns = ("name", "site", "kind", "zone", "capacity", "unit", "classes", "features", "address", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A place needs a name; a capacity must be a mass, its classes those of transport."""
        against = missing(stated, "name")
        classes = (values.get("classes") or "").replace(",", " ").replace(";", " ").split()
        strange = [each for each in classes if each not in _CLASSES]
        if strange:
            against.append(problem("storage.class-unknown", "classes", classes=", ".join(strange)))
        capacity = net_mass(values.get("capacity"), stated.get("unit"), self.terms.convention)
        if isinstance(capacity, Problem):
            against.append(capacity.about("capacity"))
        made: dict[str, Any] = {
            key: stated.get(key) for key in ("name", "site", "zone", "capacity", "unit", "features", "address")
        }
        made |= {"kind": values.get("kind"), "classes": " ".join(classes) or None}
        made["capacity_ug"] = capacity.net_ug if isinstance(capacity, Weighed) else None
        made["folded"] = folded(stated.get("name") or "")
        made["key"] = natural_key("place", self.terms.agency, made["folded"])
        return made, against


class InstrumentImporter(RegisterImporter):
    """Instruments; the uncertainty of a balance must be a mass."""

    record = INSTRUMENTS
    model = Instrument
    act_columns = ("serial", "kind", "uncertainty", "unit", "calibrated", "due", "notes")

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """An instrument needs serial number, kind, uncertainty with its unit, and the end of its calibration."""
        against = missing(values, "serial", "kind", "uncertainty", "unit", "due")
        found = None
        if values.get("kind") == "balance" and values.get("uncertainty"):
            found = net_mass(values["uncertainty"], stated.get("unit"), self.terms.convention)
        if isinstance(found, Problem):
            against.append(found.about("uncertainty"))
        calibrated, due = values.get("calibrated"), values.get("due")
        if calibrated and due and due < calibrated:
            against.append(problem("instrument.due-before-calibration", "due", calibrated=calibrated, due=due))
        made: dict[str, Any] = {key: stated.get(key) for key in ("serial", "uncertainty", "unit")}
        made |= {key: values.get(key) for key in ("kind", "calibrated", "due")}
        made |= {"uncertainty_ug": found.net_ug if isinstance(found, Weighed) else None}
        made["folded"] = folded(stated.get("serial") or "")
        made["key"] = natural_key("instrument", self.terms.agency, str(made["folded"]))
        return made, against
