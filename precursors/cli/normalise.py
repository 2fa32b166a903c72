"""`precursors normalise`: one stated quantity, or a CSV of them, as kilograms of the controlled substance."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from precursors.cli.refusal import fail
from precursors.quantities.normalise import Recipe, Stated, recipe_of
from precursors.quantities.numbers import read_plain
from precursors.substances.answering import (
    FIGURES,
    Answer,
    answered,
    by_name,
    completed,
    figures,
    identified,
    profile,
    steps,
    worded,
)
from precursors.substances.identification import DILUTED

_COLUMNS = {
    "amount": ("stated_quantity", "quantity", "amount", "text"),
    "unit": ("stated_unit", "unit"),
    "concentration": ("concentration",),
    "basis": ("concentration_basis", "basis"),
    "salt": ("salt_form", "salt"),
    "packages": ("package_count", "packages"),
    "package_size": ("package_capacity", "package_size"),
    "temperature": ("temperature_C", "temperature"),
    "density": ("density_kg_per_l", "density"),
    "convention": ("locale", "convention"),
    "substance": ("substance",),
}
_SHARED = (
    "unit",
    "concentration",
    "basis",
    "salt",
    "package_size",
    "temperature",
    "density",
    "convention",
    "substance",
)


def _table(path: Path) -> tuple[list[str], Iterator[list[str]]]:
    """Return headings and rows of a CSV file in UTF-8; raises ValueError when it has no amounts."""
    text = path.read_text(encoding="utf-8-sig")
    head = text.split("\n", 1)[0]
    reader = csv.reader(text.splitlines(keepends=True), delimiter=max(",;\t", key=head.count))
    headings = [name.strip() for name in next(reader, [])]
    if not any(name in headings for name in _COLUMNS["amount"]):
        raise ValueError("the file has neither a column `text` nor a column `stated_quantity`")
    return headings, reader


def _places(headings: list[str], field: str) -> int | None:
    """Return the column that holds `field`, or None."""
    return next((headings.index(name) for name in _COLUMNS[field] if name in headings), None)


class _Batch:
    """Answers the rows of one file; what rows share besides their amount is resolved once."""

    def __init__(self, headings: list[str], default: str | None) -> None:
        self._free = "text" in headings
        self._default = default
        self._amount, self._packages = _places(headings, "amount"), _places(headings, "packages")
        self._shared = tuple(_places(headings, field) for field in _SHARED)
        self._known: dict[tuple[str, ...], tuple[Stated, str, Recipe | None]] = {}

    def answer(self, row: list[str]) -> Answer:
        """Return the answer of one row."""
        cells = tuple("" if at is None else row[at].strip() for at in self._shared)
        found = self._known.get(cells)
        if found is None:
            found = self._known[cells] = self._resolved(cells)
        stated, name, quick = found
        amount = "" if self._amount is None else row[self._amount].strip()
        packages = "" if self._packages is None else row[self._packages].strip()
        if quick is not None and not packages and read_plain(amount) is not None:
            return worded(quick.measure(amount))
        salt = stated.salt or (_salt_in(amount, name) if stated.free_text and name else "")
        return answered(replace(stated, amount=amount, packages=packages, salt=salt), name)

    def _resolved(self, cells: tuple[str, ...]) -> tuple[Stated, str, Recipe | None]:
        """Return the statement, the name, and the recipe where a plain number needs no more."""
        unit, concentration, basis, salt, size, temperature, density, source, name = cells
        stated = Stated(
            None, unit, concentration, basis, salt, None, size, temperature, density,
            source or self._default, self._free and not unit,
        )  # fmt: skip
        found = identified(name) if name else None
        if not unit or (found is not None and (found.status != "match" or found.form in DILUTED)):
            return stated, name, None
        whole = stated if found is None else completed(stated, found)
        return stated, name, recipe_of(whole, None if found is None else profile(found))


def _salt_in(text: str, name: str) -> str:
    """Return the salt a product's text names, where it names the substance of its row ("Ephedrine HCl 1 kg")."""
    told = identified(text)
    return (told.salt or "") if told.status == "match" and told.substance == identified(name).substance else ""


def _batch(source: Path, target: Path, default: str | None) -> dict[str, int]:
    """Write `target` with the answers beside the rows of `source` and count them by status."""
    headings, rows = _table(source)
    batch, width = _Batch(headings, default), len(headings)
    counts = dict.fromkeys(("ok", "ok_flag", "ask", "refuse"), 0)
    kept = [at for at, name in enumerate(headings) if name not in FIGURES]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(headings[at] for at in kept), *FIGURES])
        for row in rows:
            if not row:
                continue
            row += [""] * (width - len(row))
            answer = batch.answer(row)
            counts[answer.status] += 1
            writer.writerow([*(row[at] for at in kept), *figures(answer)])
    return counts


def _run_batch(source: Path, target: Path | None, default: str | None, *, as_json: bool) -> NoReturn:
    if target is None:
        fail("--batch needs --out", as_json=as_json, code="command.usage")
    try:
        counts = _batch(source, target, default)
    except (OSError, ValueError, csv.Error) as why:
        reason = why.strerror if isinstance(why, OSError) and why.strerror else str(why)
        fail(f"{source}: {reason}", as_json=as_json, code="file.unreadable")
    document = {"rows": sum(counts.values()), **counts, "out": str(target)}
    click.echo(json.dumps(document) if as_json else _counted(document))
    raise SystemExit(1 if counts["ask"] or counts["refuse"] else 0)


def _counted(document: Mapping[str, object]) -> str:
    said = ", ".join(f"{document[name]} {name}" for name in ("ok", "ok_flag", "ask", "refuse"))
    return f"{document['rows']} rows: {said}"


def _printed(answer: Answer) -> str:
    """Return the answer for a reader's eyes."""
    told = by_name(answer)
    lines = [f"{name}: {value}" for name, value in told.items() if value is not None]
    lines += [
        f"  {step['what']}: {step['from']} x {step['by']} = {step['to']} ({step['source']})" for step in steps(answer)
    ]
    return "\n".join(lines)


@click.command("normalise", epilog='Example: precursors normalise --amount "20 drums x 200 L" --substance acetone')
@click.option("--amount", help="The quantity as written, with or without its unit.")
@click.option("--unit", default="", help="The unit, where it stands apart from the amount.")
@click.option("--substance", default="", help="Name of the substance.")
@click.option("--concentration", default="", help="Strength, for instance 37 % or 40 g/L.")
@click.option("--basis", default="", help="Basis of a percentage: w/w, v/v or w/v.")
@click.option("--salt", default="", help="Salt form, for instance hydrochloride.")
@click.option("--count", default="", help="Number of packages.")
@click.option("--capacity", default="", help="What one package holds, for instance 200 L.")
@click.option("--temperature", default="", help="Degrees Celsius at which a volume was measured.")
@click.option("--convention", default=None, help="How the source writes numbers and units, for instance es-PE.")
@click.option("--batch", type=click.Path(path_type=Path), default=None, help="A CSV of quantities.")
@click.option("--out", type=click.Path(path_type=Path), default=None, help="Where the answers go.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def normalise(
    amount: str | None,
    unit: str,
    substance: str,
    concentration: str,
    basis: str,
    salt: str,
    count: str,
    capacity: str,
    temperature: str,
    convention: str | None,
    batch: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Turn a stated quantity into kilograms of the controlled substance itself.

    Ends 0 when the answer needs nobody, 1 when a person must choose or nothing can be made of it.
    """
    if batch is not None:
        _run_batch(batch, out, convention, as_json=as_json)
    if amount is None and not (count and capacity):
        fail("give --amount, or --count with --capacity, or --batch", as_json=as_json, code="command.usage")
    stated = Stated(amount, unit, concentration, basis, salt, count, capacity, temperature, None, convention)
    answer = answered(stated, substance)
    document = {**by_name(answer), "steps": steps(answer)}
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else _printed(answer))
    raise SystemExit(1 if answer.status in ("ask", "refuse") else 0)
