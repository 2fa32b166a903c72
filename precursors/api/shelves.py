"""Records of every shelf: lists, one record with what the registry knows of it, entry, what may be done with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, url_for
from sqlalchemy import Integer
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission
from precursors.api.answers import answer, created, page, tagged
from precursors.api.blueprint import bp, not_found
from precursors.api.giving import cursor, going_on, insist_on_cursor
from precursors.api.once import request_key
from precursors.api.operation import Operation, limit, operation, parameters, sent
from precursors.api.operation import listing as lists
from precursors.api.refusals import refused_for
from precursors.api.shapes import DAY, MOMENT, TEXT, WHOLE, Document, Member, Shape, many, maybe, plain, shape, words
from precursors.api.writing import RECORDED, WROTE, problems_in
from precursors.audit.asking import actor
from precursors.db.types import Day
from precursors.exchange.shelves import SHELVES
from precursors.intake.schema import schema_of, texts_of
from precursors.intake.types import as_typed
from precursors.registers import doing, listing
from precursors.registers.entry import Entered
from precursors.registers.listing import find
from precursors.registers.shelf import Shelf, Verb
from precursors.registers.showing import told as record_told
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here

REASON = TEXT | {"maxLength": 2_000}
HIDDEN = {"id", "key"}
"""Columns that are the database's own."""

STEP = shape(
    "LifeStep",
    "One step in the life of a record.",
    verb=TEXT,
    state=TEXT,
    day=DAY,
    reason=maybe(TEXT),
    document=maybe(TEXT),
    detail={"type": "object"},
    act=WHOLE,
    actor=TEXT,
    at=MOMENT,
)
TABLE = shape(
    "KnownOfARecord",
    "A table that a room of the registry knows of a record: its name, the names of its columns, its rows.",
    title=TEXT,
    columns=(many(TEXT), lambda panel: [name for name, _ in panel.columns]),
    rows=(
        many(many({})),
        lambda panel: [[plain(cell.value) for cell in row] for row in panel.rows],
    ),
)


def add(shelf: Shelf) -> None:
    """Give the API the operations of one shelf."""
    name = shelf.endpoint
    base, ref = f"/{shelf.kind}", f"/{shelf.kind}/<ref>"
    if not shelf.own:
        _put("GET", base, name, shelf.read, _list(shelf, _row(shelf)))
        _put("GET", ref, f"{name}_one", shelf.read, _one(shelf, _full(shelf)))
    if shelf.entered:
        _put("POST", base, f"{name}_new", shelf.write, _new(shelf))
    for verb in shelf.verbs:
        place = f"{name}_{verb.name.replace('-', '_')}"
        _put("POST", f"{ref}/{verb.name}", place, verb.permission, _verb(shelf, verb))


def _place(shelf: Shelf, ref: str) -> str:
    """Where one record is read."""
    return url_for(f"api.{shelf.endpoint.removesuffix('s')}" if shelf.own else f"api.{shelf.endpoint}_one", ref=ref)


def _put(method: str, rule: str, endpoint: str, permission: Permission, view: Callable[..., Any]) -> None:
    bp.add_url_rule(rule, endpoint, requires(permission)(view), methods=[method])


def _columns(shelf: Shelf) -> dict[str, Member]:
    """Every column of a record but the database's own; personal ones are withheld from some readers."""
    made: dict[str, Member] = {}
    for column in shelf.model.__table__.columns:
        if column.key not in HIDDEN and not column.key.startswith("folded"):
            schema = DAY if isinstance(column.type, Day) else WHOLE if isinstance(column.type, Integer) else TEXT
            typed = schema is TEXT and column.key in shelf.figures
            made[column.key] = (maybe(schema), _figure(column.key) if typed else _column(column.key))
    return made


def _column(key: str) -> Callable[[Any], Any]:
    return lambda told: getattr(told.row, key)


def _figure(key: str) -> Callable[[Any], Any]:
    return lambda told: as_typed(getattr(told.row, key))


def _title(shelf: Shelf) -> str:
    return "".join(part.capitalize() for part in shelf.model.__tablename__.split("_"))


def _row(shelf: Shelf) -> Shape:
    about = f"A record of the shelf {shelf.kind}."
    return shape(f"{_title(shelf)}Row", about, ref=TEXT, state=maybe(TEXT), **_columns(shelf))


def _full(shelf: Shelf) -> Shape:
    about = f"A record of the shelf {shelf.kind} with its life and what the rooms know of it."
    return shape(
        f"{_title(shelf)}Full",
        about,
        ref=TEXT,
        state=maybe(TEXT),
        standing=({"type": "boolean"}, lambda told: told.standing),
        current=maybe(TEXT),
        withheld=(many(TEXT), lambda told: sorted(getattr(told.row, "withheld", ()))),
        verbs=(many(TEXT), lambda told: [verb.name for verb in told.verbs]),
        steps=(many(STEP.ref), lambda told: STEP.all(told.steps)),
        known=(many(TABLE.ref), lambda told: TABLE.all(told.panels)),
        **_columns(shelf),
    )


def _list(shelf: Shelf, row: Shape) -> Callable[..., Response]:
    asked: dict[str, dict[str, Any]] = {"text": TEXT}
    if "substance" in shelf.model.__table__.columns:
        asked["substance"] = TEXT
    if shelf.machine:
        asked["state"] = words(*shelf.machine.states)
    if shelf.picks:
        asked["only"] = words(*(each.name for each in shelf.picks))

    @lists(f"List the {shelf.kind} that stand, newest first", row, **asked)
    def view() -> Response:
        filters, sight = listing.read_filters(shelf, _texts(parameters())), reader().sight
        with here().database.read() as session:
            insist_on_cursor(find(session, shelf.model, sight, cursor() or ""))
            found = listing.page(session, shelf, sight, filters, here().today, cursor(), limit())
        note(shelf.model, [each.row for each in found.rows])
        return page((row.of(each) for each in found.rows), going_on(found.after))

    return view


def _texts(given: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in given.items() if isinstance(value, str)}


def _one(shelf: Shelf, full: Shape) -> Callable[..., Response]:
    @operation(Operation(f"Read one record of the shelf {shelf.kind}", full))
    def view(ref: str) -> Response:
        with here().database.read() as session:
            found = record_told(session, shelf, reader().sight, ref, here().today)
        if found is None:
            return not_found()
        note(shelf.model, [found.row])
        return tagged(full.of(found))

    return view


def _new(shelf: Shelf) -> Callable[..., Response]:
    fields = {name: part for name, part in schema_of(shelf.record).items() if name != "$schema"}

    @operation(Operation(f"Record one of the shelf {shelf.kind}", RECORDED, {}, fields, 201, known=True))
    def view() -> Response:
        texts, key = texts_of(sent()), request_key()
        made = here().whole.write(lambda session: doing.entered(session, shelf, actor(), texts, key))
        if not isinstance(made, Entered):
            return refused_for(problems_in(made))
        document, place = RECORDED.of(made), _place(shelf, made.ref)
        return answer(document, Location=place) if made.known else created(document, place)

    return view


def _verb(shelf: Shelf, verb: Verb) -> Callable[..., Response]:
    @operation(Operation(f"{verb.name}: a record of the shelf {shelf.kind}", WROTE, {}, _body(verb), 201))
    def view(ref: str) -> Response:
        texts, key = texts_of(sent()), request_key()

        def unit(session: Session) -> Any:  # noqa: ANN401 - an act or what stands against it
            return doing.done(session, shelf, verb, actor(), reader().sight, ref, texts, key)

        made = here().whole.write(unit)
        if made is None:
            return not_found()
        if not isinstance(made, int):
            return refused_for(problems_in(made))
        document: Document = WROTE.of((made, ref))
        return created(document, _place(shelf, ref))

    return view


def _body(verb: Verb) -> dict[str, Any]:
    """What a verb takes: a day, a reason, the fields of its own form."""
    own = schema_of(verb.fields) if verb.fields else {"properties": {}, "required": []}
    members = own["properties"] | {"reason": REASON} | ({"day": DAY} if verb.asks_day else {})
    needed = [*own["required"], *(["reason"] if verb.needs_reason else [])]
    return {"type": "object", "properties": members, "required": needed, "additionalProperties": False}


for each in SHELVES:
    add(each)
