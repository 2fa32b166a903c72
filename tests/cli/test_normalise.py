"""`precursors normalise` as a user meets it: exit codes, JSON and batches."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from precursors.cli.normalise import normalise

_EXAMPLES = Path(__file__).parents[1] / "quantities" / "normalisation_examples.csv"
_KEYS = [
    "status",
    "kg",
    "litres",
    "stated_kg",
    "stated_litres",
    "relative_uncertainty",
    "code",
    "message",
    "steps",
]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(normalise, list(arguments))


def a_batch(tmp_path: Path, text: str, *more: str) -> tuple[Result, list[dict[str, str]]]:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text(text, encoding="utf-8")
    result = run("--batch", str(source), "--out", str(target), *more)
    rows = list(csv.DictReader(target.read_text(encoding="utf-8").splitlines())) if target.exists() else []
    return result, rows


def test_a_right_answer_ends_with_0_and_one_json_document() -> None:
    result = run("--amount", "1.5", "--unit", "kg", "--substance", "ephedrine", "--salt", "hydrochloride", "--json")

    answer = json.loads(result.stdout)
    assert (result.exit_code, list(answer)) == (0, _KEYS)
    assert (answer["status"], answer["kg"], answer["code"]) == ("ok", "1.228861543", None)
    assert answer["steps"][-1]["what"] == "salt factor"
    assert set(answer["steps"][-1]) == {"what", "from", "to", "by", "source"}


def test_a_flagged_answer_needs_nobody() -> None:
    result = run("--amount", "20 drums x 200 L", "--substance", "acetone", "--json")

    assert (result.exit_code, json.loads(result.stdout)["code"]) == (0, "amount.assumed-neat")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("--amount", "5", "--unit", "gal", "--substance", "acetone"), "ask"),
        (("--amount", "-5", "--unit", "kg", "--substance", "acetone"), "refuse"),
        (("--amount", "5", "--unit", "kg", "--substance", "unknown white powder"), "refuse"),
    ],
)
def test_what_needs_a_person_ends_with_1(arguments: tuple[str, ...], status: str) -> None:
    result = run(*arguments, "--json")

    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["status"], answer["kg"]) == (1, status, None)
    assert answer["message"]


def test_packages_and_their_size_are_an_amount() -> None:
    result = run("--count", "40", "--capacity", "200 L", "--substance", "acetone", "--concentration", "100", "--json")

    assert json.loads(result.stdout)["kg"] == "6320.000000000"


def test_a_salt_in_the_name_is_the_salt_form() -> None:
    result = run("--amount", "100", "--unit", "kg", "--substance", "Pseudoephedrine Sulfate USP", "--json")

    assert json.loads(result.stdout)["kg"] == "77.115068698"


def test_a_convention_decides_what_has_two_readings() -> None:
    asked = run("--amount", "1.234", "--unit", "kg", "--json")
    told = run("--amount", "1.234", "--unit", "kg", "--convention", "es-CO", "--json")

    assert json.loads(asked.stdout)["code"] == "number.convention"
    assert json.loads(told.stdout)["stated_kg"] == "1234.000000000"


@pytest.mark.parametrize(
    "arguments", [(), ("--count", "4"), ("--batch", "in.csv"), ("--batch", "no.csv", "--out", "o.csv")]
)
def test_a_wrong_command_ends_with_2_and_one_line(arguments: tuple[str, ...]) -> None:
    result = run(*arguments, "--json")

    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert set(json.loads(result.stdout)) == {"code", "message"}


def test_the_examples_come_out_right_as_a_batch(tmp_path: Path) -> None:
    result, rows = a_batch(tmp_path, _EXAMPLES.read_text(encoding="utf-8"), "--json")

    wrong = [
        row["id"]
        for row in rows
        if row["status"] != row["expected_status"]
        or bool(row["kg"]) != bool(row["expected_kg"])
        or abs(Decimal(row["kg"] or 0) - Decimal(row["expected_kg"] or 0)) > Decimal("0.000000001")
    ]
    assert (result.exit_code, len(rows), json.loads(result.stdout)["rows"]) == (1, 99, 99)
    assert wrong == []


def test_a_batch_of_texts_keeps_its_columns(tmp_path: Path) -> None:
    text = 'id,text,substance,locale\n1,20 tambores x 200 L,acetona,es_PE\n2,"98%, 250mg, 272.4 g/mol",,\n'

    result, rows = a_batch(tmp_path, text)

    assert (result.exit_code, [row["id"] for row in rows]) == (0, ["1", "2"])
    assert [(row["kg"], row["stated_kg"], row["stated_litres"]) for row in rows] == [
        ("3160.000000000", "", "4000.000000000"),
        ("", "0.000250000", ""),
    ]


def test_each_row_of_a_batch_may_have_its_own_convention(tmp_path: Path) -> None:
    _, rows = a_batch(tmp_path, "text,unit,locale\n1.234,kg,es_ES\n1.234,kg,es_MX\n1.234,kg,es\n")

    assert [row["stated_kg"] or row["code"] for row in rows] == [
        "1234.000000000",
        "1.234000000",
        "number.convention",
    ]


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_a_file_without_amounts_is_no_batch(tmp_path: Path, text: str) -> None:
    result, rows = a_batch(tmp_path, text, "--json")

    assert (result.exit_code, rows) == (2, [])


def test_a_salt_in_a_products_text_is_the_salt_form_where_it_names_the_substance_of_its_row(tmp_path: Path) -> None:
    _, rows = a_batch(tmp_path, "text,substance\nEphedrine HCl 1 kg,ephedrine\nEphedrine HCl 1 kg,pseudoephedrine\n")

    assert [(row["status"], Decimal(row["kg"]) < 1) for row in rows] == [("ok", True), ("ok_flag", False)]


def test_the_package_is_a_command_where_its_script_is_not_on_the_path() -> None:
    call = [sys.executable, "-m", "precursors", "normalise", "--amount", "soon", "--unit", "kg", "--json"]

    done = subprocess.run(call, capture_output=True, text=True, check=False)

    assert (done.returncode, json.loads(done.stdout)["status"], done.stderr) == (1, "refuse", "")
