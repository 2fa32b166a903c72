"""How shipments are laid out for people: which fields stand together, what an amount was stated as, its steps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from precursors.audit.refs import ref_of
from precursors.flags.telling import because_of
from precursors.i18n.catalogue import outline
from precursors.intake.facing import face
from precursors.intake.importing import Terms
from precursors.intake.types import Amount, told
from precursors.problems import Problem
from precursors.quantities.conventions import Convention
from precursors.quantities.normalise import Normalised, Step
from precursors.quantities.numbers import Number, read_number
from precursors.registers.cells import Cell
from precursors.trade.models import Shipment
from precursors.trade.onerow import judged, stated_cells
from precursors.trade.record import SHIPMENTS
from precursors.trade.rules import Finding
from precursors.web.language import language
from precursors.web.texts import t, warned
from precursors.web.texts import told as sentence

SECTIONS = (
    ("what", ("date", "direction", "document", "line")),
    ("goods", ("substance", "cas", "hs", "concentration", "basis", "salt", "contains")),
    (
        "amount",
        ("quantity", "unit", "packages", "package_size", "package_type", "labels", "net_mass", "volume", "gross_mass"),
    ),
    ("parties", ("operator", "licence", "authorisation", "notification", "counterparty", "consignee", "use", "site")),
    (
        "journey",
        ("origin", "destination", "transit", "port_loading", "port_discharge", "transport", "container", "seals"),
    ),
    ("rest", ("carrier", "broker", "vehicle", "value", "currency", "payment", "payer", "notes")),
)
"""Fields as an officer thinks of them; the first four are always open on a form."""

_STEPS = {
    "content of one": "content", "salt factor": "salt", "strength": "strength", "density": "density",
    "dozen": "dozen", "half-full packages": "half",
}  # fmt: skip


class Reading(NamedTuple):
    """How a typed number is read: the field's label, what was typed, the number or why it is none."""

    label: str
    typed: str
    number: Decimal | None


class Checked(NamedTuple):
    """What a check of one row found; nothing was written."""

    troubles: Sequence[tuple[str | None, str]]
    """Field and sentence of everything that stops it."""
    warnings: Sequence[str]
    flags: Sequence[str]
    substance: str | None
    normalised: Normalised | None
    readings: Sequence[Reading]
    known: str | None
    """Reference of the record it repeats."""


def check(terms: Terms, cells: dict[str, Cell], instead_of: Shipment | None = None) -> Checked:
    """Judge one row and say what came of it in the reader's language."""
    with judged(terms, cells, instead_of) as found:
        total = next(iter(found.outcome.totals), None)
        known = found.outcome.known_facts
        warnings = dict.fromkeys(warned(trouble.problem) for trouble in found.outcome.warnings)
        return Checked(
            [(trouble.problem.field, sentence(trouble.problem)) for trouble in found.troubles],
            list(warnings),
            [told_finding(each) for each in found.findings] if not found.troubles else [],
            total.substance if total else None,
            found.normalised,
            readings(terms.convention, cells),
            ref_of(terms.session, Shipment, known[0]) if known else None,
        )


def told_finding(found: Finding) -> str:
    """What a rule found, as the flag will say it."""
    return because_of(found.rule, dict(found.inputs), language())


def readings(source: Convention, cells: dict[str, Cell]) -> list[Reading]:
    """How the numbers typed as text are read under the convention of their source."""
    made = []
    for field in SHIPMENTS.fields:
        kind, typed = cells.get(field.key, ("", ""))
        if kind == "t" and isinstance(field.type, Amount):
            number = read_number(typed, source)
            if isinstance(number, Number):
                made.append(Reading(label(field.key), typed, number.value))
    return made


def label(key: str) -> str:
    """What the reader's language calls a field of a shipment."""
    return face(SHIPMENTS, SHIPMENTS[key], language()).label


def word(key: str, value: str | None) -> str:
    """What the reader's language calls a value of a closed list, such as a direction."""
    return SHIPMENTS[key].type.label(value, language()) if value else ""  # type: ignore[attr-defined] # a Choice


def stated_amount(row: Any) -> str:  # noqa: ANN401 - a row of the list or a record
    """The amount as somebody stated it: quantity and unit, else packages, net mass or volume."""
    quantity, packages, size = (_bare(getattr(row, name)) for name in ("quantity", "packages", "package_size"))
    if quantity:
        return f"{quantity} {row.unit or ''}".strip()
    net, volume = _bare(row.net_mass), _bare(row.volume)
    if net or volume:
        return _with_unit(net, "kg") if net else _with_unit(volume, "L")
    return " × ".join(filter(None, (packages, size)))


def _with_unit(figure: str, unit: str) -> str:
    return f"{figure} {unit}" if figure.replace(".", "").isdigit() else figure


def _bare(stated: str | None) -> str:
    figure = told(stated)
    return figure.text if figure else ""


def cells_told(row: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a shipment or what is left of it
    """(label, text) of every cell a record states, in the order of its description."""
    cells = stated_cells(row)
    return [(label(field.key), cells[field.key][1]) for field in SHIPMENTS.fields if field.key in cells]


def step_told(step: Step) -> str:
    """What one step of a normalisation does, in words."""
    if step.what.startswith("unit "):
        return t("trade.step-unit", unit=step.what.removeprefix("unit "))
    known = _STEPS.get(step.what)
    return t(f"trade.step-{known}") if known else step.what


def status_told(code: str | None, again: Normalised | None) -> str:
    """Why a quantity is unresolved or to be looked at; `again` is what it comes to today, where that is the same."""
    if again is not None and again.problem is not None:
        return sentence(again.problem)
    return outline("problems", code, language()) if code else ""


_ASKED = {"strength": "concentration", "density": "concentration", "packages": "package_size", "amount": "package_size"}
"""The first word of a code to the field that answers it, where the two differ."""


def asked_field(asked: Problem | None, code: str | None) -> str:
    """The field of a resolving form that most likely answers what a quantity asks."""
    if asked is not None and asked.field:
        return asked.field
    subject = (code or "").partition(".")[0]
    return _ASKED.get(subject, subject)
