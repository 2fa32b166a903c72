"""`rank train`, `rank evaluate`, `rank apply`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

import click

from precursors.cli.place import JSON, actor, answer, place
from precursors.cli.refusal import fail
from precursors.config.settings import load
from precursors.i18n.catalogue import sentence
from precursors.problems import Problem
from precursors.ranking.files import read, write
from precursors.ranking.layout import Case, Layout, layout
from precursors.ranking.measuring import Measures
from precursors.ranking.model import Model, evaluated, loaded, train, words
from precursors.ranking.service import latest, rank

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)
SHOWN = 20
"""Rows and origins that are printed for people; files and JSON hold all."""


@click.group("rank")
def group() -> None:
    """Put declarations in the order in which they are worth a look, by what was found before."""


@group.command("train")
@click.argument("file", type=FILE, required=False)
@click.option("--layout", "name", default="kr-customs", show_default=True, help="Layout of the file, or a TOML file.")
@click.option("--label", help="Column that says what was found: 1 or 0, empty where nobody looked.")
@click.option("--out", type=OUT, help="The model, a JSON file.")
@click.option(
    "--from-flags", is_flag=True, help="Learn from what people said of flags, and order the latest shipments."
)
@click.option("--agency", metavar="CODE", help="With --from-flags: whose flags.")
@JSON
def train_command(
    file: Path | None,
    name: str,
    label: str | None,
    out: Path | None,
    from_flags: bool,
    agency: str | None,
    as_json: bool,
) -> None:
    """Learn from a CSV file, measured on its last days, which the measured trees never saw; or from flags.

    Example: precursors rank train declarations.csv --label Fraud --out model.json
    """
    if from_flags:
        _from_flags(agency, as_json=as_json)
        return
    if file is None or label is None or out is None:
        raise click.UsageError("train needs FILE, --label and --out, or --from-flags and --agency")
    read_as = _layout(name, as_json=as_json)
    cases, digest = _cases(file, read_as, label, as_json=as_json)
    model = train(cases, read_as, file.name, digest)
    if isinstance(model, Problem):
        _refuse(model, as_json=as_json)
    document = model.document()
    out.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    told = {"model": str(out), "sha256": document["sha256"], "trained": model.trained}
    held_back = model.trained["held_back"]
    lines = [f"{out}: {model.trained['rows']} rows, {model.trained['found']} finds, SHA-256 {document['sha256'][:16]}…"]
    lines += _measures(held_back) if held_back else ["too few finds to hold days back"]
    answer(told, lines, as_json=as_json)


@group.command("evaluate")
@click.argument("model", type=FILE)
@click.argument("file", type=FILE)
@click.option("--label", required=True, help="Column that says what was found.")
@JSON
def evaluate_command(model: Path, file: Path, label: str, as_json: bool) -> None:
    """Hold the order of a file's rows against what was found in them; also what it does to each country of origin.

    Example: precursors rank evaluate model.json later.csv --label Fraud
    """
    made = _model(model, as_json=as_json)
    cases, digest = _cases(file, made.layout, label, as_json=as_json)
    measures, origins = evaluated(made, cases)
    lines = [*_measures(measures), "origin   rows  found  inspected  right", *map(_origin, origins[:SHOWN])]
    answer({"file_sha256": digest, "measures": measures, "origins": origins}, lines, as_json=as_json)


@group.command("apply")
@click.argument("model", type=FILE)
@click.argument("file", type=FILE)
@click.option("--out", type=OUT, help="The whole order, a CSV file.")
@JSON
def apply_command(model: Path, file: Path, out: Path | None, as_json: bool) -> None:
    """Order the rows of a file, each with what moved it up.

    Example: precursors rank apply model.json today.csv --out ranked.csv
    """
    made = _model(model, as_json=as_json)
    cases, digest = _cases(file, made.layout, None, as_json=as_json)
    ranked = made.ranked(cases)
    if out is not None:
        write(out, ranked)
    told: list[dict[str, Any]] = [
        {"rank": at, "row": each.case.row, "score": round(each.score, 6), "because": list(words(each.because))}
        for at, each in enumerate(ranked, 1)
    ]
    lines = [
        f"{each['rank']:5} {each['score']:.3f} {each['row']}  {'; '.join(each['because'])}" for each in told[:SHOWN]
    ]
    answer({"file_sha256": digest, "rows": len(told), "ranked": told}, lines, as_json=as_json)


def _from_flags(agency: str | None, *, as_json: bool) -> None:
    if agency is None:
        raise click.UsageError("--from-flags needs --agency")
    with place() as here:
        sight = here.sight(agency)
        made = rank(here.database, actor(None), here.agency(agency).code, here.today)
        if isinstance(made, Problem):
            _refuse(made, as_json=as_json)
        with here.database.read() as session:
            order = latest(session, sight)
    places = order.places if order else []
    lines = [f"{each.score / 1000:.3f} {each.ref} flags: {len(each.flags)}" for each in places[:SHOWN]]
    ranked = [{"ref": each.ref, "score": each.score / 1000, "flags": len(each.flags)} for each in places]
    told: dict[str, Any] = {"ref": made, "trained": order.trained if order else {}, "ranked": ranked}
    answer(told, [f"{made}: {len(places)} shipments", *lines], as_json=as_json)


def _layout(name: str, *, as_json: bool) -> Layout:
    found = layout(name)
    return _refuse(found, as_json=as_json) if isinstance(found, Problem) else found


def _model(path: Path, *, as_json: bool) -> Model:
    found = loaded(path.read_text(encoding="utf-8", errors="replace"))
    return _refuse(found, as_json=as_json) if isinstance(found, Problem) else found


def _cases(path: Path, read_as: Layout, label: str | None, *, as_json: bool) -> tuple[list[Case], str]:
    found = read(path, read_as, label)
    return _refuse(found, as_json=as_json) if isinstance(found, Problem) else found


def _refuse(wrong: Problem, *, as_json: bool) -> NoReturn:
    fail(sentence(wrong, load().language), as_json=as_json, code=wrong.code)


def _measures(told: Measures) -> list[str]:
    auc = "-" if told["auc"] is None else f"{told['auc']:.3f}"
    lines = [f"{told['rows']} rows, {told['found']} finds, AUC {auc}"]
    return lines + [
        f"first {share} %: {at['rows']} rows, precision {at['precision']:.3f}, recall {at['recall']:.3f}"
        for share, at in told["at"].items()
    ]


def _origin(told: dict[str, Any]) -> str:
    return f"{told['origin']:6} {told['rows']:6} {told['found']:6} {told['inspected']:10} {told['right']:6}"
