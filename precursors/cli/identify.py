"""`precursors identify`: which listed substance a text names, one text or a whole column of a file."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import click

from precursors.cli.refusal import fail
from precursors.substances.answering import identification
from precursors.substances.identification import Identification
from precursors.substances.identify import identify

_COLUMNS = (
    "status",
    "substance",
    "cas",
    "salt",
    "confidence",
    "form",
    "concentration",
    "because",
    "candidates",
)


@click.command("identify")
@click.argument("text", required=False)
@click.option("--hs", metavar="CODE", help="HS code stated beside the name; a hint, never proof.")
@click.option("--cas", metavar="NO", help="CAS number stated beside the name; must agree with it.")
@click.option("--batch", "source", metavar="IN.csv", type=click.Path(path_type=Path), help="A file of texts.")
@click.option("--column", metavar="NAME", help="The column of that file which holds the texts.")
@click.option("--cas-column", metavar="NAME", help="The column with CAS numbers, if there is one.")
@click.option("--hs-column", metavar="NAME", help="The column with HS codes, if there is one.")
@click.option("--out", "target", metavar="OUT.csv", type=click.Path(path_type=Path), help="Where to write.")
@click.option("--json", "as_json", is_flag=True, help="Answer with one JSON document.")
def command(
    text: str | None,
    hs: str | None,
    cas: str | None,
    source: Path | None,
    column: str | None,
    cas_column: str | None,
    hs_column: str | None,
    target: Path | None,
    as_json: bool,
) -> None:
    """Say which listed substance TEXT names, and why.

    \b
    precursors identify "Acido sulfurico 98% tambor 200 kg"
    precursors identify --batch goods.csv --column description --out named.csv
    """  # noqa: D301 - the backspace tells click to keep the lines
    if source is None:
        _one(text, hs, cas, as_json, stray=bool(column or target))
        return
    if text is not None or column is None or target is None:
        fail("--batch needs --column and --out, and takes no TEXT", as_json=as_json)
    _batch(source, target, (column, cas_column, hs_column), as_json)


def _one(text: str | None, hs: str | None, cas: str | None, as_json: bool, stray: bool) -> None:
    if stray:
        fail("--column and --out belong to --batch", as_json=as_json)
    if text is None and hs is None and cas is None:
        fail("give a TEXT, a CAS number or an HS code", as_json=as_json)
    found = identify(text, hs, cas)
    answer = identification(found)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        named = found.substance or ", ".join(found.candidates) or "-"
        extra = " ".join(filter(None, (found.salt, found.concentration, found.form)))
        click.echo(f"{found.status}: {named} ({extra}; confidence {found.confidence:.2f})")
        click.echo(answer["because"])
    sys.exit(0 if found.status == "match" else 1)


def _batch(source: Path, target: Path, columns: tuple[str, str | None, str | None], as_json: bool) -> None:
    counts: Counter[str] = Counter()
    partial = target.with_name(target.name + ".part")
    try:
        with (
            source.open(encoding="utf-8-sig", newline="") as reading,
            partial.open("w", encoding="utf-8", newline="") as writing,
        ):
            csv.writer(writing, lineterminator="\n").writerows(_answered(reading, columns, counts))
        partial.replace(target)
    except (OSError, UnicodeDecodeError, csv.Error, LookupError) as error:
        partial.unlink(missing_ok=True)
        fail(_reason(error, source), as_json=as_json)
    rows = sum(counts.values())
    summary = {"rows": rows, **{status: counts[status] for status in ("match", "ambiguous", "none")}}
    click.echo(json.dumps(summary) if as_json else ", ".join(f"{name} {n}" for name, n in summary.items()))
    sys.exit(0 if rows and counts["match"] == rows else 1)


def _answered(stream: TextIO, columns: tuple[str, str | None, str | None], counts: Counter[str]) -> Iterator[list[str]]:
    """The rows of the input with the answer behind them; each distinct question is asked once."""
    header = stream.readline()
    delimiter = max(",;\t|", key=header.count)
    stream.seek(0)
    rows = csv.reader(stream, delimiter=delimiter)
    names = [name.strip() for name in next(rows, [])]
    text, cas, hs = (_place(names, column) for column in columns)
    yield names + [f"identified_{name}" if name in names else name for name in _COLUMNS]
    memo: dict[tuple[str, str, str], tuple[str, list[str]]] = {}
    for row in rows:
        if not row:
            continue
        row.extend([""] * (len(names) - len(row)))
        asked = tuple(row[place] if place is not None else "" for place in (text, hs, cas))
        question = (asked[0], asked[1], asked[2])
        if question not in memo:
            memo[question] = _cells(identify(question[0], question[1] or None, question[2].strip() or None))
        status, cells = memo[question]
        counts[status] += 1
        yield row + cells


def _cells(found: Identification) -> tuple[str, list[str]]:
    answer = identification(found) | {"candidates": "|".join(found.candidates)}
    return found.status, ["" if answer[name] is None else str(answer[name]) for name in _COLUMNS]


def _place(names: list[str], column: str | None) -> int | None:
    if column is None:
        return None
    if column not in names:
        message = f"the file has no column {column!r}; it has: {', '.join(names) or 'none'}"
        raise LookupError(message)
    return names.index(column)


def _reason(error: Exception, source: Path) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{source}: not a UTF-8 text file"
    if isinstance(error, OSError):
        return f"{error.filename or source}: {error.strerror}"
    return f"{source}: {error.args[0] if error.args else error}"
