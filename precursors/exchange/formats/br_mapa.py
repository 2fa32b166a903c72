"""Brazil's monthly control map: fixed-width text, upper case, no accents; the sections of national transport.

Positions of EM (31 characters), TN (276) and CC (103) are those of the technical manual 1.1 as a public converter
restates them (github.com/valentelucass/rpa-conversao-txt-siproquim, VERIFICACAO_MAPEAMENTO_TECNICO.md, read on
2026-11-28); the manual itself was not seen. ASSUMED: that lines end in CR LF, that an activity flag is 1 or 0, that a
CC belongs to the TN above it. Other sections (DG, PR, MM, UC, RC …) are told as unread: their layout was not seen.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from precursors.exchange.formats.contents import Contents, Row
from precursors.problems import Problem, problem

NAME = "br-mapa"
KIND = "legs"
TITLE = "formats.br-mapa"
SUFFIX = "txt"
PARTY = "carrier"

MONTHS = ("JAN", "FEV", "MAR", "ABR", "MAI", "JUN", "JUL", "AGO", "SET", "OUT", "NOV", "DEZ")
MODES = ("RO", "AQ", "FE", "AE")
ACTIVITIES = (
    "national-trade", "foreign-trade", "production", "transformation", "consumption", "manufacture", "transport",
    "storage",
)  # fmt: skip
"""The flags of EM, in order."""

_NEWLINE = "\r\n"


class Part(NamedTuple):
    """One field of a line: its name, first and last position from 1, and whether it holds digits, text or a day."""

    name: str
    first: int
    last: int
    holds: str = "text"

    @property
    def size(self) -> int:
        """Characters."""
        return self.last - self.first + 1


EM = (
    Part("section", 1, 2), Part("carrier", 3, 16, "digits"), Part("month", 17, 19), Part("year", 20, 23, "digits"),
    Part("activities", 24, 31, "digits"),
)  # fmt: skip
TN = (
    Part("section", 1, 2), Part("carrier", 3, 16, "digits"), Part("carrier_name", 17, 86), Part("document", 87, 96),
    Part("document_day", 97, 106, "day"), Part("sender", 107, 120, "digits"), Part("sender_name", 121, 190),
    Part("receiver", 191, 204, "digits"), Part("receiver_name", 205, 274), Part("place_from", 275, 275),
    Part("place_to", 276, 276),
)  # fmt: skip
CC = (
    Part("section", 1, 2), Part("transport_document", 3, 11, "digits"), Part("transport_day", 12, 21, "day"),
    Part("arrived", 22, 31, "day"), Part("taken_over_by", 32, 101), Part("mode", 102, 103),
)  # fmt: skip
LAYOUTS = {"EM": EM, "TN": TN, "CC": CC}


def read(content: bytes) -> Contents | Problem:
    """The legs a map tells of; each CC makes a leg of the TN above it, a TN without one is a leg by itself."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return problem("format.not-utf-8")
    lines = [(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if not lines or not lines[0][1].startswith("EM"):
        return problem("format.no-head", expected="EM")
    head = _parts(lines[0][1], EM)
    if isinstance(head, Problem):
        return head
    month = head["month"]
    if month not in MONTHS:
        return problem("format.no-month", value=month)
    about = {"carrier": head["carrier"], "period": f"{head['year']}-{MONTHS.index(month) + 1:02d}"}
    flags = zip(ACTIVITIES, head["activities"], strict=True)
    about["activities"] = " ".join(name for name, flag in flags if flag == "1")
    return _legs(about, lines[1:])


def _legs(about: Mapping[str, str], lines: Sequence[tuple[int, str]]) -> Contents:
    rows: list[Row] = []
    problems: list[tuple[int, Problem]] = []
    unread: list[tuple[int, str]] = []
    goods: dict[str, str] | None = None
    alone = False
    for number, line in lines:
        section = line[:2]
        if section not in ("TN", "CC"):
            unread.append((number, section))
            continue
        made = _parts(line, LAYOUTS[section])
        if isinstance(made, Problem):
            problems.append((number, made))
            goods = None if section == "TN" else goods
        elif section == "TN":
            if alone and goods is not None:
                rows.append(goods)
            goods, alone = made, True
        elif goods is None:
            problems.append((number, problem("format.without-line", section="CC", expected="TN")))
        else:
            rows.append(_with_carriage(goods, made))
            alone = False
    if alone and goods is not None:
        rows.append(goods)
    return Contents(about, rows, problems, unread)


def _with_carriage(goods: Mapping[str, str], carriage: Mapping[str, str]) -> Row:
    notes = carriage.get("taken_over_by")
    told = {key: value for key, value in carriage.items() if key != "taken_over_by"}
    return {**goods, **told, **({"notes": notes} if notes else {})}


def _parts(line: str, layout: Sequence[Part]) -> dict[str, str] | Problem:
    """The fields of a line that say something; days as year-month-day."""
    if len(line) != layout[-1].last:
        return problem("format.line-length", section=line[:2], length=len(line), expected=layout[-1].last)
    found: dict[str, str] = {}
    for part in layout[1:]:
        text = line[part.first - 1 : part.last].strip()
        if part.holds == "digits" and text and not text.isdigit():
            return problem("format.not-digits", part=part.name, value=text)
        if part.holds == "day" and text:
            day = _day(text)
            if day is None:
                return problem("format.no-day", part=part.name, value=text)
            text = day.isoformat()
        if text and (part.holds != "digits" or part.name in {"year", "activities"} or text.strip("0")):
            found[part.name] = text
    return found


def _day(text: str) -> date | None:
    shape = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text)
    try:
        return date(int(shape[3]), int(shape[2]), int(shape[1])) if shape else None
    except ValueError:
        return None


def write(rows: Sequence[Row], about: Mapping[str, str]) -> bytes | Problem:
    """A map of one month of one carrier; a text that does not fit its field is a problem, never cut."""
    year, _, month = about.get("period", "").partition("-")
    if not (year.isdigit() and month.isdigit() and 1 <= int(month) <= len(MONTHS)):
        return problem("format.no-month", value=about.get("period", ""))
    active = about.get("activities", "transport").split()
    head = {"section": "EM", "carrier": about.get("carrier", ""), "month": MONTHS[int(month) - 1], "year": year}
    head["activities"] = "".join("1" if name in active else "0" for name in ACTIVITIES)
    lines = []
    for made in (_line(head, EM), *_written(rows)):
        if isinstance(made, Problem):
            return made
        lines.append(made)
    return (_NEWLINE.join(lines) + _NEWLINE).encode("utf-8")


def name_of(about: Mapping[str, str]) -> str:
    """What the file is called: `MyyyyMMMcnpj.txt`."""
    year, _, month = about["period"].partition("-")
    return f"M{year}{MONTHS[int(month) - 1]}{re.sub('[^0-9]', '', about['carrier'])}.txt"


def _written(rows: Sequence[Row]) -> Iterator[str | Problem]:
    """A TN for each document, its legs as CC below it."""
    last = None
    for row in rows:
        goods = {part.name: row.get(part.name, "") for part in TN} | {"section": "TN"}
        if goods != last:
            yield _line(goods, TN)
            last = goods
        if row.get("transport_document"):
            carriage = {part.name: row.get(part.name, "") for part in CC} | {"section": "CC"}
            carriage["taken_over_by"] = row.get("notes", "").partition("\n")[0]
            yield _line(carriage, CC)


def _line(values: Mapping[str, str], layout: Sequence[Part]) -> str | Problem:
    pieces = []
    for part in layout:
        text = plain(values.get(part.name, ""))
        if part.holds == "digits":
            text = re.sub(r"[.\-/\s]", "", text)
            if not text.isdigit() and text:
                return problem("format.not-digits", part=part.name, value=text)
        elif part.holds == "day" and text:
            text = f"{text[8:10]}/{text[5:7]}/{text[:4]}"
        if len(text) > part.size:
            return problem("format.too-long", part=part.name, value=text, longest=part.size)
        pieces.append(text.zfill(part.size) if part.holds == "digits" else text.ljust(part.size))
    return "".join(pieces)


def plain(text: str) -> str:
    """Upper case, accents and everything beyond ASCII away, as the format has it."""
    taken_apart = unicodedata.normalize("NFKD", text.upper())
    return "".join(sign for sign in taken_apart if sign.isascii() and sign.isprintable()).strip()
