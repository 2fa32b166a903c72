"""What the API answers, described once: from a shape come both the document and the schema that promises it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple, TypeAlias

from precursors.db.types import written

Schema = dict[str, Any]
Document = dict[str, Any]
Read = Callable[[Any], Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
TRUTH: Schema = {"type": "boolean"}
DAY: Schema = {"type": "string", "format": "date"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ANYTHING: Schema = {}

MICRO = 10**9


def maybe(schema: Schema) -> Schema:
    """The same, or null where nothing is known."""
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    """A list of it."""
    return {"type": "array", "items": schema}


def words(*known: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(known)}


def exactly(**members: Schema) -> Schema:
    """An object with these members, all of them and no others."""
    return {"type": "object", "properties": members, "required": list(members), "additionalProperties": False}


def texts_by_name() -> Schema:
    """An object whose members are all texts."""
    return {"type": "object", "additionalProperties": TEXT}


class Part(NamedTuple):
    """One member of a document: its schema, and how it is read from the thing it tells of."""

    schema: Schema
    read: Read


Member: TypeAlias = Schema | tuple[Schema, Read]


@dataclass(frozen=True)
class Shape:
    """One kind of document, known to the description of the API under its name."""

    name: str
    about: str
    parts: Mapping[str, Part]
    known: ClassVar[dict[str, Shape]] = {}

    def of(self, thing: Any) -> Document:  # noqa: ANN401 - whatever its parts read
        """The document of one thing."""
        return {name: plain(part.read(thing)) for name, part in self.parts.items()}

    def all(self, things: Iterable[Any]) -> list[Document]:
        """The documents of many things."""
        return [self.of(thing) for thing in things]

    @property
    def schema(self) -> Schema:
        """Every member is always there."""
        properties = {name: part.schema for name, part in self.parts.items()}
        described = {"type": "object", "description": self.about, "properties": properties}
        return described | {"required": list(properties), "additionalProperties": False}

    @property
    def ref(self) -> Schema:
        """Where another schema names this one."""
        return {"$ref": f"#/components/schemas/{self.name}"}


def shape(name: str, about: str, /, **members: Member) -> Shape:
    """A shape from its members: a schema alone is read from the attribute of its name, else by the function it has."""
    Shape.known[name] = made = Shape(name, about, {key: _part(key, told) for key, told in members.items()})
    return made


def widened(base: Shape, name: str, about: str, /, **members: Member) -> Shape:
    """A shape with the members of another and some more, or some otherwise."""
    parts = dict(base.parts) | {key: _part(key, told) for key, told in members.items()}
    Shape.known[name] = made = Shape(name, about, parts)
    return made


def _part(key: str, told: Member) -> Part:
    return Part(*told) if isinstance(told, tuple) else Part(told, attrgetter(key))


def plain(value: Any) -> Any:  # noqa: ANN401 - any value a document may hold
    """A value as JSON has it: days and moments as ISO 8601, bytes in hexadecimal."""
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value


QUANTITY = shape(
    "Quantity",
    "An exact amount: a decimal text of nine places, never a float. Unknown is null, never 0.",
    value={"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{9}$"},
    unit=words("kg", "L"),
)


def kilograms(ug: int | None) -> Document | None:
    """Micrograms as a quantity."""
    return None if ug is None else {"value": _nine_places(ug), "unit": "kg"}


def litres(ul: int | None) -> Document | None:
    """Microlitres as a quantity."""
    return None if ul is None else {"value": _nine_places(ul * 1000), "unit": "L"}


def _nine_places(billionths: int) -> str:
    whole, rest = divmod(abs(billionths), MICRO)
    return f"{'-' if billionths < 0 else ''}{whole}.{rest:09d}"
