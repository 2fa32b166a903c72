"""What the API says of an order of disposal, and what it takes to make one or to log its steps."""

from __future__ import annotations

from operator import itemgetter

from precursors.api.shapes import ANYTHING, QUANTITY, TEXT, WHOLE, many, maybe, shape, texts_by_name, words
from precursors.api.shelves import TABLE
from precursors.disposal import working
from precursors.disposal.views_new import FIELDS

ORDER = shape(
    "DisposalOrder",
    "An order of destruction and where it stands.",
    ref=TEXT,
    number=(TEXT, lambda each: each.row.number),
    kind=(TEXT, lambda each: each.row.kind),
    agency=(TEXT, lambda each: each.row.agency),
    why=(TEXT, lambda each: each.row.why),
    state=TEXT,
    lots=(many(TEXT), lambda each: [line.lot for line in each.lots]),
)
LINE = shape(
    "DisposalBalance",
    "The mass balance of one lot; no figure is ever a float.",
    lot=TEXT,
    seized=maybe(QUANTITY.ref),
    unexplained=maybe(QUANTITY.ref),
    limit=maybe(QUANTITY.ref),
    added=maybe(QUANTITY.ref),
    parts=ANYTHING,
)
FULL = shape(
    "DisposalOrderRecord",
    "One order with its balance, its plan's protocol, what is open, and what may be done now.",
    ref=TEXT,
    number=TEXT,
    kind=TEXT,
    agency=TEXT,
    why=TEXT,
    state=TEXT,
    protocol=maybe(TEXT),
    open_deviations=WHOLE,
    unconfirmed=many(TEXT),
    possible=many(TEXT),
    balance=many(LINE.ref),
    plan=maybe(ANYTHING),
    release=maybe(ANYTHING),
    people=many(ANYTHING),
    steps=many(ANYTHING),
    deviations=many(ANYTHING),
    signatures=many(ANYTHING),
    refusals=many(ANYTHING),
    parent=maybe(TEXT),
    children=many(TEXT),
    certificates=many(TEXT),
    flags=many(TEXT),
    superseded=maybe(TEXT),
    holds=many(TEXT),
    known=(many(TABLE.ref), lambda told: TABLE.all(told.panels)),
)
FIELD = shape(
    "DisposalField",
    "One field that a deed asks for, with what may stand in it.",
    name=TEXT,
    kind=words("text", "area", "date", "choice"),
    value=TEXT,
    about=TEXT,
    options=many(TEXT),
)
FORM = shape("DisposalForm", "What a deed asks for.", verb=TEXT, fields=many(FIELD.ref))
MADE = shape("DisposalOrderMade", "The order that was asked for.", ref=TEXT)
DONE = shape(
    "DisposalDone",
    "What came of it: where the order stands, and a warning if there is one.",
    state=TEXT,
    warning=maybe(TEXT),
)
ENTRY = shape("DisposalEntryAnswer", "What became of one entry of a step.", uuid=TEXT, state=TEXT, verdict=TEXT)
ENTRIES = shape("DisposalEntries", "What became of each entry.", entries=many(ENTRY.ref))
_SHORT = TEXT | {"maxLength": 200}
_LOT = {
    "type": "object",
    "required": ["lot", "substance", "mass", "custodian"],
    "properties": dict.fromkeys(FIELDS, _SHORT),
    "additionalProperties": False,
}
NEW = {
    "type": "object",
    "required": ["number", "why", "lots"],
    "properties": {
        "number": _SHORT,
        "why": TEXT | {"maxLength": 2_000},
        "lots": many(_LOT) | {"maxItems": 500},
        "show": many(_SHORT),
        "notes": TEXT | {"maxLength": 2_000},
    },
    "additionalProperties": False,
}
FACT = shape("MovementFact", "A fact of a movement document.", name=(TEXT, itemgetter(0)), said=(TEXT, itemgetter(1)))
BLOCK = shape(
    "MovementTable",
    "A table of a movement document.",
    title=TEXT,
    columns=(many(TEXT), lambda each: [name for name, _ in each.columns]),
    rows=many(many(TEXT)),
)
MOVEMENT = shape(
    "MovementDocument",
    "The document that goes with a load: from whom to whom, what, how classed, who signed and who has still to sign.",
    number=TEXT,
    agency=TEXT,
    order=TEXT,
    warnings=many(TEXT),
    facts=(many(FACT.ref), lambda each: FACT.all(each.facts)),
    tables=(many(BLOCK.ref), lambda each: BLOCK.all(each.blocks)),
    unsigned=many(TEXT),
)
DEED = {"type": "object", "properties": {"fields": texts_by_name()}}
STEPS = {
    "type": "object",
    "required": ["entries"],
    "properties": {"entries": {"type": "array", "maxItems": working.MOST, "items": {"type": "object"}}},
}
