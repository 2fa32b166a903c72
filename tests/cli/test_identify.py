"""The command `identify`: one text, a batch, JSON, and exit codes that say whether a person is needed."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from precursors.cli.identify import command


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments)


@pytest.mark.parametrize(
    ("arguments", "code", "status"),
    [
        (("Acetona industrial",), 0, "match"),
        (("thinner with toluene",), 1, "ambiguous"),
        (("frozen chicken",), 1, "none"),
        (("--cas", "67-64-1"), 0, "match"),
        (("acetone", "--cas", "75-05-8"), 1, "ambiguous"),
        (("--hs", "291411"), 1, "ambiguous"),
        (("",), 1, "none"),
    ],
)
def test_the_exit_code_says_whether_a_person_is_needed(arguments: tuple[str, ...], code: int, status: str) -> None:
    result = run(*arguments, "--json")

    assert result.exit_code == code
    assert json.loads(result.stdout)["status"] == status


def test_the_document_has_the_promised_fields() -> None:
    answer = json.loads(run("Acetic anhydride 98 %", "--json").stdout)

    assert answer["substance"] == "acetic-anhydride"
    assert answer["cas"] == "108-24-7"
    assert (answer["form"], answer["concentration"]) == ("pure", "98 %")
    assert "acetic anhydride" in answer["because"].lower()
    assert answer["candidates"] == ["acetic-anhydride"]


def test_without_json_a_person_reads_two_lines() -> None:
    lines = run("acetone").stdout.splitlines()

    assert len(lines) == 2
    assert lines[0].startswith("match: acetone")


def test_a_batch_keeps_its_columns_and_adds_the_answer(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("id;goods;status\n1;acetone;new\n2;Толуол чда;old\n3;sugar\n", encoding="utf-8")

    result = run("--batch", str(source), "--column", "goods", "--out", str(target), "--json")

    assert result.exit_code == 1
    assert json.loads(result.stdout) == {"rows": 3, "match": 2, "ambiguous": 0, "none": 1}
    with target.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["substance"] for row in rows] == ["acetone", "toluene", ""]
    assert [row["status"] for row in rows] == ["new", "old", ""]
    assert [row["identified_status"] for row in rows] == ["match", "match", "none"]


def test_a_batch_where_all_is_clear_ends_with_zero(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("goods,number\nacetone,67-64-1\n", encoding="utf-8")

    result = run(
        "--batch",
        str(source),
        "--column",
        "goods",
        "--cas-column",
        "number",
        "--out",
        str(tmp_path / "o.csv"),
    )

    assert result.exit_code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("acetone", "--column", "x"),
        ("--batch", "missing.csv", "--column", "x", "--out", "out.csv"),
        ("--batch", "missing.csv"),
        ("--batch", "there.csv", "--column", "other", "--out", "out.csv"),
        ("--batch", "latin.csv", "--column", "a", "--out", "out.csv"),
    ],
)
def test_a_wrong_command_is_one_line_and_one_problem_document(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there.csv").write_text("a,b\n1,2\n")
    (tmp_path / "latin.csv").write_bytes("a\nácido\n".encode("latin-1"))

    result = run(*arguments, "--json")

    assert result.exit_code == 2
    assert json.loads(result.stdout)["message"]
    assert len(result.stderr.splitlines()) == 1
    assert not (tmp_path / "out.csv").exists()
    assert list(tmp_path.glob("*.part")) == []
