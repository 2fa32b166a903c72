"""Authorisations that other countries granted, taken in from their packages or sheets: record, reader, shelf, panel.

They are read and compared. A quota of another state is never opened here, and no shipment draws on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.audit.keys import natural_key, stands
from precursors.audit.models import Current
from precursors.audit.refs import refs_of
from precursors.intake.countries import country_code
from precursors.intake.record import Field, Record
from precursors.intake.types import Text
from precursors.intake.words import folded
from precursors.licensing.authorisations.measuring import Goods, measured
from precursors.licensing.authorisations.record import AUTHORISATIONS
from precursors.licensing.authorisations.rules import authorisation_against
from precursors.mirror.permits_models import STATED, PartnerAuthorisation
from precursors.problems import Problem, missing, problem
from precursors.registers.importer import RegisterImporter
from precursors.registers.panels import Cell, Panel
from precursors.registers.shelf import Shelf, Shown
from precursors.scope.visible import Sight, visible
from precursors.substances.identify import identify

DAYS = ("planned", "applied", "valid_from", "valid_to")
_OURS = frozenset({"licence", "state"})
"""Fields of an authorisation that its own country alone has."""

PERMITS = Record(
    "partner-authorisations",
    (Field("partner", Text(), needed=True), *(each for each in AUTHORISATIONS.fields if each.key not in _OURS)),
    core=("number", "quantity"),
)


class PermitImporter(RegisterImporter):
    """Authorisations of a partner country."""

    record = PERMITS
    model = PartnerAuthorisation
    act_columns = ("partner", "kind", "substance", "stated_substance", "amount", "measure", "notes", *DAYS, *STATED)
    read_from: ClassVar = {"stated_substance": "substance", "amount": "quantity", "measure": "quantity"}

    def judged(
        self, values: Mapping[str, Any], stated: Mapping[str, str | None]
    ) -> tuple[dict[str, Any], list[Problem]]:
        """A line needs the country, a number, a kind and a quantity; goods only that country knows stay as stated."""
        against = [*missing(values, "partner"), *authorisation_against(values)]
        partner = country_code(stated.get("partner"))
        if stated.get("partner") and (partner is None or partner == self.terms.country):
            against.append(problem("mirror.partner", "partner", value=stated["partner"]))
        text = stated.get("substance") or stated.get("commercial_name")
        found = identify(text, None, stated.get("cas"))
        key = found.substance if found.status == "match" else None
        if key is None:
            against.append(Problem(found.because, "substance", dict(found.values) | {"text": text or "?"}).kept())
        made: dict[str, Any] = {name: stated.get(name) for name in STATED} | {name: values.get(name) for name in DAYS}
        made |= {"partner": partner, "kind": values.get("kind"), "substance": key, "stated_substance": text}
        against += self._amount(made, values, key)
        made["folded"] = number = folded(stated.get("number") or "")
        goods = "/".join(folded(each or "") for each in (key or text, made["concentration"], made["salt"]))
        naming = (str(partner), str(made["kind"]), number, made["line"] or goods)
        made["key"] = natural_key("partner-authorisation", self.terms.agency, *naming)
        return made, against

    def _amount(self, made: dict[str, Any], values: Mapping[str, Any], key: str | None) -> list[Problem]:
        made |= {"amount": None, "measure": None}
        quantity = values.get("quantity")
        if quantity is None or key is None:
            return []
        goods = Goods(key, made["unit"], values.get("concentration"), made["basis"], made["salt"])
        found = measured(quantity, goods, self.terms.convention)
        if isinstance(found, Problem):
            return [found.kept()]
        made |= {"amount": found[0], "measure": found[1]}
        return []


SHELF = Shelf(
    kind="partner-authorisations",
    record=PERMITS,
    model=PartnerAuthorisation,
    importer=PermitImporter,
    read=Permission.READ_SHIPMENTS,
    write=Permission.EXCHANGE_WITH_OTHERS,
    name="number",
    columns=(
        Shown("partner", "country"), Shown("kind", "words:authorisation_kinds"), Shown("exporter"), Shown("importer"),
        Shown("stated_substance", "substance"), Shown("quantity"), Shown("unit"), Shown("valid_to", "day"),
    ),
    facts=(
        Shown("partner", "country"), Shown("kind", "words:authorisation_kinds"), Shown("line"), Shown("exporter"),
        Shown("exporter_address"), Shown("exporter_country", "country"), Shown("importer"), Shown("importer_address"),
        Shown("importer_country", "country"), Shown("consignee"), Shown("consignee_address"), Shown("others"),
        Shown("stated_substance", "substance"), Shown("commercial_name"), Shown("cas"), Shown("hs"), Shown("quantity"),
        Shown("unit"), Shown("concentration"), Shown("basis"), Shown("salt"), Shown("contains"), Shown("packages"),
        Shown("shipments"), Shown("office"), Shown("point_exit"), Shown("point_entry"), Shown("itinerary"),
        Shown("transport"), Shown("carrier"), Shown("planned", "day"), Shown("invoice"), Shown("notification"),
        Shown("end_use"), Shown("applied", "day"), Shown("valid_from", "day"), Shown("valid_to", "day"),
        Shown("conditions"), Shown("notes"),
    ),
    searched=("folded", "exporter", "importer", "consignee"),
    renamed={"substance": "stated_substance"},
    day="valid_from",
)  # fmt: skip


def of_notification(session: Session, sight: Sight, row: Any, today: date) -> Panel | None:  # noqa: ANN401, ARG001 - see `Show`
    """Lines of the other country that a notification names, or that name it: what was granted there of the goods."""
    p = PartnerAuthorisation
    numbers = [folded(each) for each in (row.export_authorisation, row.import_authorisation) if each]
    query: Any = select(p).join(Current, stands(p)).where(p.agency == row.agency, p.partner == _other(row))
    query = query.where(or_(p.folded.in_(numbers), p.notification == row.number)).order_by(p.id)
    found = list(session.execute(visible(query, p, sight.own)).scalars())
    refs = refs_of(session, p, [each.id for each in found])
    rows = [
        (
            Cell(each.number, href=f"/partner-authorisations/{refs[each.id]}"),
            Cell(each.kind, "words:authorisation_kinds"),
            Cell(each.stated_substance, "substance"),
            Cell(" ".join(filter(None, (each.quantity, each.unit)))),
            Cell(each.valid_to, "day"),
        )
        for each in found
    ]
    columns = [(f"mirror.permit-{name}", "") for name in ("number", "kind", "substance", "quantity", "until")]
    return Panel("mirror.permits", columns, rows, "partner-authorisations.empty") if rows else None


def _other(row: Any) -> str | None:  # noqa: ANN401 - a notification
    return country_code(row.origin if row.direction == "received" else row.destination)
