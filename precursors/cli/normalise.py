"""`precursors normalise`: one stated quantity, or a CSV of them, as kilograms of the controlled substance."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NoReturn

import click

from precursors.cli.refusal import fail
from precursors.i18n.catalogue import text as sentence_of
from precursors.problems import Problem
from precursors.quantities.normalise import (
    Amount,
    Normalised,
    Profile,
    Recipe,
    Stated,
    explained,
    kilograms,
    measured,
    recipe_of,
)
from precursors.quantities.numbers import read_plain
from precursors.substances.book import book
from precursors.substances.identify import Identification, identify

_ADDED = ("status", "kg", "litres", "stated_kg", "stated_litres", "relative_uncertainty", "code", "message")
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
_INCOMPLETE = ("preparation", "mixture", "article")
"""Forms of goods that hold a substance beside others, so that a mass alone says nothing."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What is printed about one quantity."""

    status: str
    figures: Amount | None
    code: str | None
    message: str | None


@lru_cache(maxsize=50_000)
def _identified(name: str) -> Identification:
    return identify(name)


def _completed(stated: Stated, found: Identification) -> Stated:
    """Tell what the substance's name says about salt and strength, where no cell of its own says it."""
    if not stated.salt and found.salt:
        stated = replace(stated, salt=found.salt)
    if stated.concentration in (None, "") and found.concentration:
        stated = replace(stated, concentration=found.concentration)
    return stated


def _profile(found: Identification) -> Profile:
    return book().profile(str(found.substance))


def _answer(stated: Stated, name: str) -> _Answer:
    """Return the answer for a quantity of what `name` names; without a name only what the text states."""
    if not name.strip():
        return _worded(measured(stated))
    found = _identified(name)
    if found.status == "match":
        completed = _completed(stated, found)
        amount = measured(completed, _profile(found))
        if found.form in _INCOMPLETE and _content_unsaid(completed, amount):
            return _unnamed(stated, "ask", "strength.missing", {"substance": str(found.substance)})
        return _worded(amount)
    values = {**dict(found.values), "candidates": ", ".join(found.candidates)}
    return _unnamed(stated, "refuse" if found.status == "none" else "ask", found.because, values)


def _content_unsaid(stated: Stated, amount: Amount) -> bool:
    """Whether goods that are more than the substance come without a strength or a content per dose."""
    doses = amount.recipe.scale is not None and amount.recipe.scale.doses
    return amount.base_ug is not None and not doses and stated.concentration in (None, "")


def _unnamed(stated: Stated, status: str, code: str, values: Mapping[str, str]) -> _Answer:
    """Return an answer that stops at the substance: only the stated figures are given."""
    plain = measured(stated)
    if plain.status == "refuse":
        return _worded(plain)
    plain.base_ug = plain.net_ug = plain.ul = None
    return _Answer(status, plain, code, sentence_of("problems", code, values=values))


@lru_cache(maxsize=512)
def _flag(code: str) -> str:
    return sentence_of("problems", code)


def _worded(amount: Amount) -> _Answer:
    """Return the answer of an amount with the sentence of its code."""
    known: tuple[Problem, ...] = (*amount.wrong, *amount.recipe.problems)
    if amount.code is None:
        return _Answer(amount.status, amount, None, None)
    values = next((each.values for each in known if each.code == amount.code), {})
    message = _flag(amount.code) if not values else sentence_of("problems", amount.code, values=values)
    return _Answer(amount.status, amount, amount.code, message)


def _figures(answer: _Answer) -> dict[str, str | float | None]:
    """Return the eight columns of the contract by name."""
    return dict(zip(_ADDED, _cells(answer), strict=True))


def _steps(answer: _Answer) -> list[dict[str, str]]:
    if answer.figures is None:
        return []
    full: Normalised = explained(answer.figures)
    return [
        {"what": step.what, "from": step.from_, "to": step.to, "by": step.by, "source": step.source}
        for step in full.steps
    ]


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

    def answer(self, row: list[str]) -> _Answer:
        """Return the answer of one row."""
        cells = tuple("" if at is None else row[at].strip() for at in self._shared)
        found = self._known.get(cells)
        if found is None:
            found = self._known[cells] = self._resolved(cells)
        stated, name, quick = found
        amount = "" if self._amount is None else row[self._amount].strip()
        packages = "" if self._packages is None else row[self._packages].strip()
        if quick is not None and not packages and read_plain(amount) is not None:
            return _worded(quick.measure(amount))
        return _answer(replace(stated, amount=amount, packages=packages), name)

    def _resolved(self, cells: tuple[str, ...]) -> tuple[Stated, str, Recipe | None]:
        """Return the statement, the name, and the recipe where a plain number needs no more."""
        unit, concentration, basis, salt, size, temperature, density, source, name = cells
        stated = Stated(
            None, unit, concentration, basis, salt, None, size, temperature, density,
            source or self._default, self._free and not unit,
        )  # fmt: skip
        found = _identified(name) if name else None
        if not unit or (found is not None and (found.status != "match" or found.form in _INCOMPLETE)):
            return stated, name, None
        whole = stated if found is None else _completed(stated, found)
        return stated, name, recipe_of(whole, None if found is None else _profile(found))


def _batch(source: Path, target: Path, default: str | None) -> dict[str, int]:
    """Write `target` with the answers beside the rows of `source` and count them by status."""
    headings, rows = _table(source)
    batch, width = _Batch(headings, default), len(headings)
    counts = dict.fromkeys(("ok", "ok_flag", "ask", "refuse"), 0)
    kept = [at for at, name in enumerate(headings) if name not in _ADDED]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(headings[at] for at in kept), *_ADDED])
        for row in rows:
            if not row:
                continue
            row += [""] * (width - len(row))
            answer = batch.answer(row)
            counts[answer.status] += 1
            writer.writerow([*(row[at] for at in kept), *_cells(answer)])
    return counts


def _cells(answer: _Answer) -> tuple[str | float | None, ...]:
    """Return the eight added cells; csv writes None as an empty one."""
    amount = answer.figures
    if amount is None:
        return (answer.status, None, None, None, None, None, answer.code, answer.message)
    relative = amount.recipe.relative(amount.number)
    return (
        answer.status, kilograms(amount.base_ug), kilograms(amount.ul), kilograms(amount.stated_ug),
        kilograms(amount.stated_ul), None if relative is None else round(relative, 6),
        answer.code, answer.message,
    )  # fmt: skip


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


def _printed(answer: _Answer) -> str:
    """Return the answer for a reader's eyes."""
    figures = _figures(answer)
    lines = [f"{name}: {figures[name]}" for name in _ADDED if figures[name] is not None]
    lines += [
        f"  {step['what']}: {step['from']} x {step['by']} = {step['to']} ({step['source']})" for step in _steps(answer)
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
    answer = _answer(stated, substance)
    document = {**_figures(answer), "steps": _steps(answer)}
    click.echo(json.dumps(document, ensure_ascii=False) if as_json else _printed(answer))
    raise SystemExit(1 if answer.status in ("ask", "refuse") else 0)
