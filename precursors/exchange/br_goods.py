"""Operations within Brazil's map: lines of products, trade, production and consumption, to rows and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from precursors.exchange.br_layouts import (
    FORMS,
    LAYOUTS,
    MADE,
    PARTS_OF,
    PLACE,
    PURPOSES,
    TRADED,
    UNITS,
    WIDE,
)
from precursors.exchange.fixed_width import line_of, parsed
from precursors.exchange.formats.contents import Row
from precursors.problems import Problem, problem

_LETTERS = {value: letters for letters, value in {**TRADED, **MADE}.items()}
_FORM_LETTERS = {value: letters for letters, value in FORMS.items()}
_PURPOSE_LETTERS = {value: letter for letter, value in PURPOSES.items()}
_UNIT_LETTERS = {value: letter for letter, value in UNITS.items()}
_PARTED = " | "
_OF_MOVEMENT = (
    "letters", "document", "day", "counterparty", "counterparty_name", "storage", "haulage", "carrier", "carrier_name",
    "keeper", "keeper_name", "keeper_place",
)  # fmt: skip
_NAMES = ("form", "product_code", "concentration", "density")
"""What names a product within a map."""


class Goods:
    """The state of reading: the products named so far, and what the lines above belong to."""

    def __init__(self, operator: str, period: str) -> None:
        self.rows: list[dict[str, str]] = []
        self.problems: list[tuple[int, Problem]] = []
        self._about = {"operator": operator}
        self._period = period
        self._products: dict[tuple[str, ...], dict[str, str]] = {}
        self._mixture: dict[str, str] | None = None
        self._movement: dict[str, str] | None = None
        self._moved: list[dict[str, str]] = []
        self._used: list[tuple[int, dict[str, str]]] = []
        self._batches = 0
        self._moving: set[tuple[str, ...]] = set()

    @property
    def unmoved(self) -> list[str]:
        """Names of products that stand in the map and in none of its operations."""
        return [each["product"] for names, each in self._products.items() if names not in self._moving]

    def take(self, number: int, section: str, line: str) -> None:
        """Read one line of a section of this module."""
        parts = LAYOUTS[section]
        if section in WIDE and len(line) == WIDE[section][-1].last:
            parts = WIDE[section]
        told = parsed(line, parts)
        wrong = told if isinstance(told, Problem) else self._took(number, section, told)
        if wrong is not None:
            self.problems.append((number, wrong))

    def end(self) -> None:
        """Nothing follows: what was used and came to nothing is wrong, and no row."""
        wrong = problem("format.without-line", section="UP", expected="UF")
        self.problems += [(number, wrong) for number, _ in self._used]
        lost = [row for _, row in self._used]
        self.rows = [row for row in self.rows if not any(row is each for each in lost)]
        _numbered(self.rows)

    def _took(self, number: int, section: str, told: dict[str, str]) -> Problem | None:
        if section == "DG":
            return None
        if section in FORMS:
            return self._named(section, told)
        if section in PARTS_OF.values():
            return self._component(section, told)
        if section == "MVN":
            return self._begun(told)
        if section in {"MM", "MT", "MA"}:
            return self._within(section, told)
        return self._operated(number, section, told)

    def _named(self, section: str, told: dict[str, str]) -> Problem | None:
        names = tuple({"form": section, **told}.get(name, "") for name in _NAMES)
        self._products[names] = told | {"product": told.get("product", "")}
        self._mixture = self._products[names] if section in PARTS_OF else None
        return None

    def _component(self, section: str, told: dict[str, str]) -> Problem | None:
        above = next(form for form, part in PARTS_OF.items() if part == section)
        if self._mixture is None:
            return problem("format.without-line", section=section, expected=above)
        part = f"{told.get('substance_code', '')} {int(told.get('percent', '0'))} %"
        self._mixture["contains"] = "; ".join(filter(None, (self._mixture.get("contains"), part)))
        return None

    def _begun(self, told: dict[str, str]) -> Problem | None:
        letters = told.get("letters", "").replace("S0", "SO")
        self._movement, self._moved = None, []
        if letters not in TRADED or told.get("way") != letters[0]:
            return problem("format.unknown-code", part="letters", value=told.get("way", "") + told.get("letters", ""))
        self._movement = {name: text for name, text in told.items() if name not in {"section", "way", "letters"}}
        self._movement |= {"operation": TRADED[letters], "document": told.get("document", "").lstrip("0")}
        return None

    def _within(self, section: str, told: dict[str, str]) -> Problem | None:
        if self._movement is None:
            return problem("format.without-line", section=section, expected="MVN")
        if section == "MM":
            row = self._row(self._movement, told)
            self._moved += [] if isinstance(row, Problem) else [row]
            return row if isinstance(row, Problem) else None
        if section == "MA":
            place = _PARTED.join(told.pop(name, "") for name in PLACE)
            told |= {"keeper_place": place}
        told.pop("section")
        self._movement |= told
        for row in self._moved:
            row |= told
        return None

    def _operated(self, number: int, section: str, told: dict[str, str]) -> Problem | None:
        purpose = told.pop("purpose", None)
        if purpose is not None and purpose not in PURPOSES:
            return problem("format.unknown-code", part="purpose", value=purpose)
        above = {"operation": MADE[section]} | ({"purpose": PURPOSES[purpose]} if purpose else {})
        row = self._row(above, told)
        if isinstance(row, Problem):
            return row
        if section == "UP":
            self._used.append((number, row))
        elif section == "UF":
            self._batches += 1
            batch = {"batch": f"{self._period}/{self._batches}"}
            for each in (*(used for _, used in self._used), row):
                each |= batch | {"day": row.get("day", "")}
            self._used = []
        return None

    def _row(self, above: Mapping[str, str], told: dict[str, str]) -> dict[str, str] | Problem:
        names = tuple(told.get(name, "") for name in _NAMES)
        product = self._products.get(names)
        if names[0] not in FORMS:
            return problem("format.unknown-code", part="form", value=names[0])
        if told.get("unit") not in UNITS:
            return problem("format.unknown-code", part="unit", value=told.get("unit", ""))
        self._moving.add(names)
        own = {name: text for name, text in told.items() if name not in {"section", "form", "unit"}}
        row = {**self._about, **above, **own, "form": FORMS[names[0]], "unit": UNITS[told["unit"]]}
        row |= {name: product[name] for name in ("product", "contains") if product and product.get(name)}
        self.rows.append(row)
        return row


def _numbered(rows: Sequence[dict[str, str]]) -> None:
    """Number the operations that are the same in all that names them."""
    seen: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in rows:
        naming = ("day", "operation", "batch", "document", "form", *_NAMES[1:])
        seen.setdefault(tuple(row.get(name, "") for name in naming), []).append(row)
    for same in seen.values():
        if len(same) > 1:
            for at, row in enumerate(same, start=1):
                row["line"] = str(at)


def written(rows: Sequence[Row]) -> Iterator[str | Problem]:
    """Products, trade, production, consumption and manufacture, in the order of the map."""
    if not rows:
        return
    yield line_of({"section": "DG"}, LAYOUTS["DG"])
    yield from _products(rows)
    yield from _trade([row for row in rows if row.get("operation") in TRADED.values()])
    yield from _production([row for row in rows if row.get("operation") in {MADE["UP"], MADE["UF"]}])
    for section in ("UC", "FB"):
        for row in rows:
            if row.get("operation") == MADE[section]:
                yield _line(section, row)
    yield from (
        problem("format.unknown-code", part="operation", value=row.get("operation", ""))
        for row in rows
        if row.get("operation") not in _LETTERS
    )


def _products(rows: Sequence[Row]) -> Iterator[str | Problem]:
    """Each product once, by kind; the substances of a mixture below it."""
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        names = (_FORM_LETTERS.get(row.get("form", "product"), ""), *(row.get(name, "") for name in _NAMES[1:]))
        found.setdefault(names, row)
    order = list(FORMS)
    for names, row in sorted(found.items(), key=lambda each: order.index(each[0][0]) if each[0][0] in FORMS else 0):
        yield line_of(_of_product(row) | {"section": names[0]}, LAYOUTS.get(names[0], LAYOUTS["PR"]))
        for part in filter(None, row.get("contains", "").split("; ") if names[0] in PARTS_OF else ()):
            code, _, percent = part.removesuffix("%").strip().rpartition(" ")
            below = PARTS_OF[names[0]]
            yield line_of({"section": below, "substance_code": code, "percent": percent}, LAYOUTS[below])


def _of_product(row: Row) -> dict[str, str]:
    told = {name: row.get(name, "") for name in ("product", "product_code", "concentration", "density", "quantity")}
    told |= {"form": _FORM_LETTERS.get(row.get("form", "product"), row.get("form", ""))}
    return told | {"unit": _UNIT_LETTERS.get(row.get("unit", ""), row.get("unit", ""))}


def _line(section: str, row: Row) -> str | Problem:
    if not row.get("product_code"):
        return problem("format.no-code", product=row.get("product") or row.get("substance") or "")
    purpose = _PURPOSE_LETTERS.get(row.get("purpose", ""), "")
    if section == "UC" and not purpose:
        return problem("format.unknown-code", part="purpose", value=row.get("purpose", ""))
    told = {"notes": row.get("notes", ""), "day": row.get("day", ""), "purpose": purpose}
    return line_of(_of_product(row) | told | {"section": section}, LAYOUTS[section])


def _trade(rows: Sequence[Row]) -> Iterator[str | Problem]:
    """A header for each invoice, its products, its carrier and its warehouse below."""
    invoices: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        head = {**row, "letters": _LETTERS[row["operation"]]}
        invoices.setdefault(tuple(head.get(name, "") for name in _OF_MOVEMENT), []).append(row)
    for named, own in invoices.items():
        told = dict(zip(_OF_MOVEMENT, named, strict=True))
        yield line_of(told | {"section": "MVN", "way": told["letters"][0]}, LAYOUTS["MVN"])
        for row in own:
            yield _line("MM", row)
        if told["carrier"]:
            yield line_of(told | {"section": "MT"}, LAYOUTS["MT"])
        if told["keeper"]:
            place = dict(zip(PLACE, told["keeper_place"].split(_PARTED), strict=False))
            yield line_of(told | place | {"section": "MA"}, LAYOUTS["MA"])


def _production(rows: Sequence[Row]) -> Iterator[str | Problem]:
    """What was used, then what came of it, batch by batch."""
    batches: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        batches.setdefault((row.get("batch", ""), row.get("day", "")), []).append(row)
    for (batch, _), held in batches.items():
        used, made = ([row for row in held if row["operation"] == MADE[section]] for section in ("UP", "UF"))
        if len(made) != 1:
            yield problem("format.batch", batch=batch, made=len(made))
        yield from (_line("UP", row) for row in used)
        yield from (_line("UF", row) for row in made)
