"""From a file with answers to an ordered list with reasons, at the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from precursors.cli.rank import group
from precursors.ranking.fitting import AVAILABLE
from tests.ranking.makers import a_file, declarations

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="the extra `ranking` is not installed")


def said(*words: object, code: int = 0) -> dict[str, Any]:
    answer = CliRunner().invoke(group, [*map(str, words), "--json"])
    assert answer.exit_code == code, answer.output
    told: dict[str, Any] = json.loads(answer.stdout)
    return told


@pytest.fixture
def trained(tmp_path: Path) -> Path:
    """A model of made-up declarations."""
    file, model = a_file(tmp_path / "train.csv", declarations(1_500)), tmp_path / "model.json"
    told = said("train", file, "--label", "Fraud", "--out", model)
    assert told["trained"]["held_back"]["rows"] == 300
    return model


def test_a_later_file_is_ordered_with_reasons_and_held_against_what_was_found(trained: Path, tmp_path: Path) -> None:
    later = declarations(400, seed=2)
    answered = a_file(tmp_path / "later.csv", later)
    bare = a_file(tmp_path / "bare.csv", [{k: v for k, v in row.items() if k != "Fraud"} for row in later])

    measures = said("evaluate", trained, answered, "--label", "Fraud")
    told = said("apply", trained, bare, "--out", tmp_path / "ranked.csv")

    with (tmp_path / "ranked.csv").open(encoding="utf-8") as stream:
        written = list(csv.DictReader(stream))
    found = {row["Declaration ID"] for row in later if row["Fraud"] == "1"}
    assert measures["measures"]["at"]["5"]["precision"] == len(found & {row["row"] for row in written[:20]}) / 20
    assert [row["row"] for row in written] == [each["row"] for each in told["ranked"]]
    assert len(written) == 400
    assert "value by mass" in written[0]["because"]
    assert {each["origin"] for each in measures["origins"]} == {"XA", "XB", "XC"}


@pytest.mark.parametrize(
    ("change", "words", "code"),
    [
        ({}, ("--label", "Guilt"), "ranking.columns"),
        ({"Date": "soon"}, ("--label", "Fraud"), "ranking.cell"),
        ({"Fraud": "perhaps"}, ("--label", "Fraud"), "ranking.cell"),
        ({"Fraud": "0"}, ("--label", "Fraud"), "ranking.too-few"),
        ({}, ("--label", "Fraud", "--layout", "nowhere"), "ranking.no-layout"),
    ],
)
def test_what_cannot_be_learnt_from_is_said_in_one_sentence(
    tmp_path: Path, change: dict[str, str], words: tuple[str, ...], code: str
) -> None:
    file = a_file(tmp_path / "train.csv", [row | change for row in declarations(100)])

    told = said("train", file, "--out", tmp_path / "model.json", *words, code=2)

    assert told["code"] == code
    assert not (tmp_path / "model.json").exists()


def test_a_layout_of_ones_own_is_a_file(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'row = "no"\nday = "day"\norigin = "from"\n[words]\nfirm = "firm"\n[numbers]\nv = "v"\nm = "m"\n'
        '[unit]\nvalue = "v"\nmass = "m"\nwithin = ["firm"]\n',
        encoding="utf-8",
    )
    names = {"Declaration ID": "no", "Date": "day", "Importer ID": "firm", "Item Price": "v", "Net Mass": "m"}
    names |= {"Country of Origin": "from", "Fraud": "bad"}
    rows = [{new: row[old] for old, new in names.items()} for row in declarations(1_000)]

    told = said(
        "train", a_file(tmp_path / "t.csv", rows), "--layout", own, "--label", "bad", "--out", tmp_path / "m.json"
    )

    assert told["trained"]["rows"] == 1_000
