"""A report as a workbook and as a JSON document; the page is a template over the same tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from precursors.i18n.catalogue import text
from precursors.registers.writing import LIST, country, word
from precursors.reports.following import address, addresses
from precursors.reports.report import ADD_NOTHING, Asked, Column, LeftOut, Table
from precursors.substances.titles import title
from precursors.workbooks.streams import XlsxStream, sheet_name

_MICRO = Decimal(10) ** 9
_MILLI = Decimal(10) ** 6
NAMED = {"act": "audit.kind-", "rule": "flags.rule-"}
"""How keys of some columns begin among the pages."""
KEYS = {way: ("pages", beginning) for way, beginning in NAMED.items()} | {
    "page": ("pages", ""), "state": ("states", ""), "verb": ("verbs", ""),
}  # fmt: skip
"""Columns of keys: the section of the catalogue that names them, and how its keys begin."""


def heading(key: str, language: str) -> str:
    """A text of the reports in a language."""
    return text("pages", f"reports.{key}", language)


def left_out(each: LeftOut, language: str) -> str:
    """What a table does not count and why, in a language."""
    return text("pages", f"reports.{each.why}", language, {"records": str(each.records)})


def figure(value: Any, as_: str, language: str) -> Any:  # noqa: ANN401 - whatever a column holds
    """A value as a cell holds it: kilograms and litres as exact decimals, names instead of keys."""
    if value is None:
        return None
    if as_ == "kg":
        return Decimal(value) / _MICRO
    if as_ == "litres":
        return Decimal(value) / _MILLI
    if as_ in ADD_NOTHING:
        return round(Decimal(value), 6)
    if as_ == "substance":
        return title(value, language)
    if as_ in KEYS:
        section, beginning = KEYS[as_]
        return text(section, f"{beginning}{value}", language)
    if as_ == "country":
        return country(value, language)
    if as_.startswith(LIST):
        return word(as_.removeprefix(LIST), value, language)
    return value


def to_xlsx(tables: Sequence[Table], out: Path, language: str) -> None:
    """Write a workbook, one sheet for each table, whole or not at all."""
    names: list[str] = []
    for table in tables:
        names.append(sheet_name(heading(table.key, language), names))
    waiting = out.with_name(out.name + ".part")
    try:
        with waiting.open("wb") as file, XlsxStream(file, names) as book:
            for table in tables:
                with book.sheet() as sheet:
                    sheet.headings([heading(column.key, language) for column in table.columns])
                    for row in table.rows:
                        sheet.row(_cells(table.columns, row.values, language))
                    for each in table.left_out:
                        sheet.row([left_out(each, language), each.records])
        waiting.replace(out)
    finally:
        waiting.unlink(missing_ok=True)


def _cells(columns: Sequence[Column], values: Sequence[Any], language: str) -> list[Any]:
    return [figure(value, column.as_, language) for column, value in zip(columns, values, strict=True)]


def document(name: str, asked: Asked, tables: Sequence[Table]) -> dict[str, Any]:
    """The report as one document: keys as they are, amounts as decimal texts, unknown ones null.

    `beneath` tells for each row where the records beneath its figures are listed, by column.
    """
    return {
        "report": name,
        "year": asked.year,
        "agencies": list(asked.sight.agencies or ()),
        "tables": [
            {
                "table": table.key,
                "columns": [column.key for column in table.columns],
                "written": [column.as_ for column in table.columns],
                "rows": [
                    [plain(v, c.as_) for v, c in zip(row.values, table.columns, strict=True)] for row in table.rows
                ],
                "beneath": [addresses(name, asked.told, table, row) for row in table.rows],
                "left_out": [
                    {
                        "why": each.why,
                        "records": each.records,
                        "beneath": address(name, asked.told, table, each.why, ()),
                    }
                    for each in table.left_out
                ],
            }
            for table in tables
        ],
    }


def canonical(told: dict[str, Any]) -> bytes:
    """The octets of a document, the same for the same content."""
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def plain(value: Any, as_: str) -> Any:  # noqa: ANN401 - whatever a column holds
    """A value as a document holds it: kilograms and litres as decimal texts, days as ISO 8601."""
    if as_ in {"kg", "litres"} and value is not None:
        return f"{Decimal(value) / (_MICRO if as_ == 'kg' else _MILLI):f}"
    if isinstance(value, date):
        return value.isoformat()
    return round(value, 6) if isinstance(value, float) else value
