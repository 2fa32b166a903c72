"""Take annual legitimate requirements in: what countries say they need in a year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from precursors.audit.keys import natural_key
from precursors.intake.countries import country_code
from precursors.licensing.measuring import ceiling
from precursors.licensing.operators_importers import Made
from precursors.licensing.record import REQUIREMENTS
from precursors.licensing.requirements_models import AnnualRequirement
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter
from precursors.substances.identify import identify


class RequirementImporter(RegisterImporter):
    """Annual legitimate requirements, each valid until a newer one."""

    record = REQUIREMENTS
    model = AnnualRequirement
    act_columns = ("country", "quantity", "unit", "substance", "since", "source", "notes")

    def judged(self, values: Mapping[str, Any], stated: Mapping[str, str | None]) -> Made:
        """A requirement needs a country, a substance, a mass and its day."""
        against = missing(values, "country", "quantity", "since")
        country = country_code(stated.get("country"))
        if stated.get("country") and country is None:
            against.append(problem("agency.country", "country", value=stated["country"]))
        found = identify(stated.get("substance"), None, stated.get("cas"))
        key = found.substance if found.status == "match" else None
        if key is None:
            told = dict(found.values) | {"text": stated.get("substance") or stated.get("cas") or ""}
            against.append(Problem(found.because, "substance", told))
        most = ceiling(values.get("quantity"), stated.get("unit"), key, self.terms.convention, "quantity")
        if most.wrong:
            against.append(most.wrong)
        elif most.measure != "base_ug":
            against.append(problem("requirement.not-a-mass", "quantity"))
        made: dict[str, Any] = {name: stated.get(name) for name in ("quantity", "unit", "source")}
        made |= {"country": country, "substance": key, "most": most.amount, "since": values.get("since")}
        made["key"] = natural_key(
            "annual-requirement", self.terms.agency, str(country), str(key), str(values.get("since"))
        )
        return made, against
