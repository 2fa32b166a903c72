"""Brazil's monthly control map: fixed-width text, upper case, no accents; trade, production, consumption, transport.

The layout and its sources stand in `exchange.br_layouts`. ASSUMED: that lines end in CR LF, that an activity flag is
1 or 0, that a CC belongs to the TN above it. Foreign trade (MVI and what follows it), transformation (UT), storage (AR)
and the places of a carriage (LR, LE) are told as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from precursors.exchange.br_goods import Goods
from precursors.exchange.br_goods import written as goods_written
from precursors.exchange.br_layouts import ACTIVITIES, CC, EM, LAYOUTS, MADE, MONTHS, TN, TRADED, section_of
from precursors.exchange.br_said import of_leg, of_operation
from precursors.exchange.fixed_width import line_of, numbered, parsed
from precursors.exchange.formats.contents import Contents, Row
from precursors.problems import Problem, problem

NAME = "br-mapa"
LEGS, GOODS = "legs", "daily-operations"
KINDS = (LEGS, GOODS)
TITLE = "formats.br-mapa"
SUFFIX = "txt"
PARTY = {LEGS: "carrier", GOODS: "operator"}

_NEWLINE = "\r\n"


def read(content: bytes) -> Contents | Problem:
    """The operations and legs a map tells of; each CC is a leg of the TN above it, a TN without one is a leg itself."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return problem("format.not-utf-8")
    lines = numbered(text.splitlines())
    if not lines or not lines[0][1].startswith("EM"):
        return problem("format.no-head", expected="EM")
    about = _head(lines[0][1])
    if isinstance(about, Problem):
        return about
    goods, legs, unread = Goods(about["carrier"], about["period"]), _Legs(), []
    for number, line in lines[1:]:
        section = section_of(line)
        if section in {"TN", "CC"}:
            legs.take(number, section, line)
        elif section not in LAYOUTS or (section in {"PR", "PC", "RC", "RS"} and len(line) == _BARE):
            unread.append((number, section))
        else:
            goods.take(number, section, line)
    goods.end()
    legs.end()
    if goods.unmoved:
        about["unmoved"] = "; ".join(goods.unmoved)
    wrong = sorted([*goods.problems, *legs.problems], key=lambda each: each[0])
    return Contents(about, {LEGS: legs.rows, GOODS: goods.rows}, wrong, unread)


_BARE = 37
"""Characters of a product's line that belongs to foreign trade or to a carriage, without letters of its own."""


def _head(line: str) -> dict[str, str] | Problem:
    head = parsed(line, EM)
    if isinstance(head, Problem):
        return head
    month, flags = head.get("month", ""), head.get("activities", "")
    if month not in MONTHS:
        return problem("format.no-month", value=month)
    if not re.fullmatch(r"[01]{8}", flags):
        return problem("format.not-digits", part="activities", value=flags)
    told = {"carrier": head.get("carrier", ""), "period": f"{head.get('year', '')}-{MONTHS.index(month) + 1:02d}"}
    return told | {"activities": " ".join(name for name, flag in zip(ACTIVITIES, flags, strict=True) if flag == "1")}


class _Legs:
    """The state of reading carriages."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.problems: list[tuple[int, Problem]] = []
        self._goods: dict[str, str] | None = None
        self._alone = False

    def take(self, number: int, section: str, line: str) -> None:
        """Read a TN or a CC."""
        told = parsed(line, LAYOUTS[section])
        if isinstance(told, Problem):
            self.problems.append((number, told))
            self._goods = None if section == "TN" else self._goods
            return
        told.pop("section")
        if section == "TN":
            self.end()
            self._goods, self._alone = told, True
        elif self._goods is None:
            self.problems.append((number, problem("format.without-line", section="CC", expected="TN")))
        else:
            notes = told.pop("taken_over_by", None)
            self.rows.append({**self._goods, **told, **({"notes": notes} if notes else {})})
            self._alone = False

    def end(self) -> None:
        """No CC follows the last TN."""
        if self._alone and self._goods is not None:
            self.rows.append(self._goods)
        self._alone = False


def write(rows: Mapping[str, Sequence[Row]], about: Mapping[str, str]) -> bytes | Problem:
    """A map of one month of one operator; what does not fit its field is a problem, never cut."""
    year, _, month = about.get("period", "").partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= len(MONTHS)):
        return problem("format.no-month", value=about.get("period", ""))
    goods, legs = rows.get(GOODS, ()), rows.get(LEGS, ())
    active = about["activities"].split() if "activities" in about else _activities(goods, legs)
    head = {"section": "EM", "carrier": about.get("carrier", ""), "month": MONTHS[int(month) - 1], "year": year}
    head["activities"] = "".join("1" if name in active else "0" for name in ACTIVITIES)
    lines = []
    for made in (line_of(head, EM), *goods_written(goods), *_legs(legs)):
        if isinstance(made, Problem):
            return made
        lines.append(made)
    return (_NEWLINE.join(lines) + _NEWLINE).encode("utf-8")


def said(kind: str, row: Row) -> Row | None:
    """What a map says of a record, by which a line that comes back is known again."""
    return of_leg(row) if kind == LEGS else of_operation(row)


def name_of(about: Mapping[str, str]) -> str:
    """What the file is called: `MyyyyMMMcnpj.txt`."""
    year, _, month = about["period"].partition("-")
    return f"M{year}{MONTHS[int(month) - 1]}{re.sub('[^0-9]', '', about['carrier'])}.txt"


def _activities(goods: Sequence[Row], legs: Sequence[Row]) -> set[str]:
    """What the lines tell of, as the head flags it."""
    done = {row.get("operation", "") for row in goods}
    told = {
        "national-trade": bool(done & {*TRADED.values()}),
        "production": bool(done & {MADE["UP"], MADE["UF"]}),
        "consumption": MADE["UC"] in done,
        "manufacture": MADE["FB"] in done,
        "transport": bool(legs),
    }
    return {name for name, active in told.items() if active}


def _legs(rows: Sequence[Row]) -> Iterator[str | Problem]:
    """A TN for each document, its legs as CC below it."""
    last = None
    for row in rows:
        goods = {part.name: row.get(part.name, "") for part in TN} | {"section": "TN"}
        if goods != last:
            yield line_of(goods, TN)
            last = goods
        if row.get("transport_document"):
            carriage = {part.name: row.get(part.name, "") for part in CC} | {"section": "CC"}
            carriage["taken_over_by"] = row.get("notes", "").partition("\n")[0]
            yield line_of(carriage, CC)
