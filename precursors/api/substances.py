"""Substances, what a text names, and what a stated quantity comes to. Nothing here is written."""

from __future__ import annotations

from typing import Any

from flask import Response

from precursors.access.permissions import Permission
from precursors.agencies.service import by_code
from precursors.api.answers import answer, page
from precursors.api.blueprint import bp, not_found
from precursors.api.operation import Operation, operation, parameters, sent
from precursors.api.refusals import refused_for, tongue
from precursors.api.shapes import DAY, SHARE, TEXT, TRUTH, many, maybe, shape, words
from precursors.law.book import LawBook, law_book
from precursors.problems import problem
from precursors.quantities.conventions import convention_names
from precursors.quantities.normalise import Stated
from precursors.registers.terms import DEMO
from precursors.substances import looking
from precursors.substances.answering import answered, by_name, identification, steps
from precursors.substances.identify import identify
from precursors.substances.watching import watched
from precursors.web.access import reader, requires
from precursors.web.here import here

LISTING = shape(
    "Listing",
    "One entry of a list of controlled substances, with the days on which it holds.",
    list=(TEXT, lambda entry: entry.value.list_id),
    jurisdiction=(TEXT, lambda entry: entry.value.jurisdiction),
    valid_from=DAY,
    valid_to=maybe(DAY),
    status=TEXT,
    in_force=(TRUTH, lambda entry: entry.holds(here().today)),
)
SUBSTANCE = shape(
    "Substance",
    "A substance, group, plant or article that a list can name; its name in the language of the answer.",
    key=TEXT,
    name=TEXT,
    cas=maybe(TEXT),
    hs=many(TEXT),
    listings=(many(LISTING.ref), lambda row: LISTING.all(row.lists)),
)
NAME = shape("Name", "One name of a substance.", language=TEXT, text=TEXT, kind=TEXT)
CODE = shape(
    "Code",
    "One number by which trade knows a substance.",
    scheme=TEXT,
    code=TEXT,
    valid_from=maybe(DAY),
    valid_to=maybe(DAY),
)
SUBSTANCE_FULL = shape(
    "SubstanceRecord",
    "One substance with its names, codes and every listing.",
    key=(TEXT, lambda told: told.substance.key),
    name=(TEXT, lambda told: told.name),
    kind=(TEXT, lambda told: told.substance.kind),
    formula=(maybe(TEXT), lambda told: told.substance.formula),
    names=(many(NAME.ref), lambda told: [NAME.of(each) for _, own in told.names for each in own]),
    codes=(many(CODE.ref), lambda told: [CODE.of(each) for own in told.codes.values() for each in own]),
    listings=(many(LISTING.ref), lambda told: LISTING.all(told.listings)),
    groups=(many(TEXT), lambda told: list(told.groups)),
)

IDENTIFIED = shape(
    "Identification",
    "Which substance a text names. `confidence` measures the evidence; it is no probability.",
    **{name: (schema, lambda told, name=name: told[name]) for name, schema in {
        "status": words("match", "ambiguous", "none"),
        "substance": maybe(TEXT),
        "cas": maybe(TEXT),
        "salt": maybe(TEXT),
        "confidence": SHARE,
        "form": TEXT,
        "concentration": maybe(TEXT),
        "because": TEXT,
        "code": TEXT,
        "candidates": many(TEXT),
    }.items()},
)  # fmt: skip

STATED_STEP = shape(
    "StatedStep", "One step of a normalisation.",
    **{name: (TEXT, lambda step, name=name: step[name]) for name in ("what", "from", "to", "by", "source")},
)  # fmt: skip

NORMALISED = shape(
    "Normalised",
    "A stated quantity as kilograms of the controlled substance itself; decimals as texts, unknown as null.",
    **{name: (schema, lambda told, name=name: told[name]) for name, schema in {
        "status": words("ok", "ok_flag", "ask", "refuse"),
        "kg": maybe(TEXT),
        "litres": maybe(TEXT),
        "stated_kg": maybe(TEXT),
        "stated_litres": maybe(TEXT),
        "relative_uncertainty": maybe({"type": "number"}),
        "code": maybe(TEXT),
        "message": maybe(TEXT),
    }.items()},
    steps=(many(STATED_STEP.ref), lambda told: STATED_STEP.all(told["steps"])),
)  # fmt: skip

FIELDS = {name: name for name in ("amount", "unit", "concentration", "basis", "salt", "temperature", "density")}
FIELDS |= {"packages": "count", "package_size": "capacity"}
"""Members of a stated quantity to those of the request."""

SHORT = TEXT | {"maxLength": 2_000}


def _texts(*names: str, **others: Any) -> dict[str, Any]:  # noqa: ANN401 - schemas
    return {"type": "object", "properties": dict.fromkeys(names, SHORT) | others, "additionalProperties": False}


ASKED = _texts("text", "cas", "hs")
QUANTITY_ASKED = _texts(
    "amount", "unit", "substance", "concentration", "basis", "salt", "count", "capacity", "temperature", "density",
    convention=words(*convention_names()),
)  # fmt: skip


@bp.get("/substances")
@requires(Permission.READ_SUBSTANCES)
@operation(
    Operation(
        "List substances, those whose names or codes hold a text, those on a list",
        many(SUBSTANCE.ref),
        {"text": SHORT, "list": SHORT},
        lines=True,
    )
)
def substances() -> Response:
    """All that fit, in one page."""
    filters = looking.Filters(parameters().get("text"), parameters().get("list"))
    rows = looking.rows(filters, _law(), here().today, tongue())
    return page((SUBSTANCE.of(row) for row in rows), None)


@bp.get("/substances/<key>")
@requires(Permission.READ_SUBSTANCES)
@operation(Operation("Read one substance", SUBSTANCE_FULL))
def substance(key: str) -> Response:
    """Names, codes, listings by date."""
    told = looking.told(key, _law(), here().today, tongue())
    return answer(SUBSTANCE_FULL.of(told)) if told else not_found()


@bp.post("/identify")
@requires(Permission.READ_SUBSTANCES)
@operation(Operation("Say which substance a text, a CAS number, an HS code name", IDENTIFIED, {}, ASKED))
def identified() -> Response:
    """What is named, and why; the agency's watch list counts."""
    asked = {name: text.strip() for name, text in sent().items() if text.strip()}
    if not asked:
        return refused_for([problem("choice.none")])
    with here().database.read() as session:
        watch = watched(session, reader().agency or "")
    found = identify(asked.get("text", ""), asked.get("hs"), asked.get("cas"), watch=watch)
    return answer(IDENTIFIED.of(identification(found, tongue())))


@bp.post("/normalise")
@requires(Permission.READ_SUBSTANCES)
@operation(Operation("Say what a stated quantity comes to", NORMALISED, {}, QUANTITY_ASKED))
def normalised() -> Response:
    """Kilograms and every step; what can be read in two ways is asked about unless a convention is named."""
    asked = {name: text.strip() for name, text in sent().items()}
    if not (asked.get("amount") or (asked.get("count") and asked.get("capacity"))):
        return refused_for([problem("field.missing", "amount")])
    said = {field: asked.get(name, "") for field, name in FIELDS.items()}
    stated = Stated(convention=asked.get("convention"), **said)
    told = answered(stated, asked.get("substance", ""), tongue())
    return answer(NORMALISED.of(by_name(told) | {"steps": steps(told)}))


def _law() -> LawBook:
    """The law the reader's agency may see: that of the fictitious country only for its own."""
    with here().database.read() as session:
        agency = by_code(session, reader().agency or "")
    return law_book(demo=agency is not None and agency.country == DEMO)
