"""The same rows again change nothing; the same key with other content is a conflict until a person corrects it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.counts import counted, many
from tests.factories import AGENCY, Registry, a_licence, a_shipment, a_workbook, saved_again, shipments

PREVIOUS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.fixture
def licensed(registry: Registry, tmp_path: Path) -> Registry:
    """A registry that knows LIC-1, so that plain rows raise no flag."""
    registry.take(a_workbook(tmp_path / "licences.xlsx", [a_licence()]), kind="licences", code=0)
    return registry


def test_the_same_bytes_again_are_known_already(licensed: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(3))
    first = licensed.take(file, code=0).json

    second = licensed.take(file, code=0).json

    assert (second["state"], second["act"]) == ("committed", first["act"])
    assert (second["accepted"], second["already_known"], second["rejected"], second["totals"]) == (0, 3, 0, [])
    assert (licensed.standing(), licensed.kilograms()) == (3, {"acetone": 6 * 10**9})


def test_the_same_rows_saved_by_another_program_are_known_already(licensed: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(3))
    first = licensed.take(file, code=0).json

    second = licensed.take(saved_again(file, tmp_path / "b.xlsx"), code=0).json

    assert first["file_sha256"] != second["file_sha256"]
    assert (second["act"], second["already_known"], licensed.standing()) == (first["act"], 3, 3)


def test_rows_in_another_order_with_other_headings_are_known_already(licensed: Registry, tmp_path: Path) -> None:
    licensed.take(a_workbook(tmp_path / "a.xlsx", shipments(4)), code=0)
    turned = [dict(reversed(list(row.items()))) for row in reversed(shipments(4))]

    answer = licensed.take(a_workbook(tmp_path / "b.xlsx", turned), code=0).json

    assert (answer["already_known"], licensed.standing()) == (4, 4)


def test_only_what_is_new_in_an_overlapping_file_goes_in(licensed: Registry, tmp_path: Path) -> None:
    licensed.take(a_workbook(tmp_path / "a.xlsx", shipments(3)), code=0)

    answer = licensed.take(a_workbook(tmp_path / "b.xlsx", shipments(5)), code=0).json

    assert (answer["accepted"], answer["already_known"], licensed.standing()) == (2, 3, 5)
    assert answer["totals"][0]["kg"] == "9.000000000"
    assert licensed.kilograms() == {"acetone": 15 * 10**9}


def test_a_preview_of_known_rows_ends_with_nought(licensed: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(3))
    licensed.take(file, code=0)

    answer = licensed.take(file, "--dry-run", code=0).json

    assert (answer["state"], answer["already_known"]) == ("previewed", 3)


def test_one_key_twice_in_a_file_is_a_problem_of_the_second_row(licensed: Registry, tmp_path: Path) -> None:
    rows = [a_shipment(), a_shipment(quantity=99)]

    said = licensed.take(a_workbook(tmp_path / "twice.xlsx", rows), "--accept-good", code=1)

    assert said.codes == {3: {"record.duplicate"}}
    assert licensed.kilograms() == {"acetone": 10**10}


def test_rows_without_a_document_are_the_same_when_all_cells_are(licensed: Registry, tmp_path: Path) -> None:
    rows = [a_shipment(document=None, line=None, quantity=quantity) for quantity in (1, 2)]
    licensed.take(a_workbook(tmp_path / "a.xlsx", rows), code=0)

    again = licensed.take(a_workbook(tmp_path / "b.xlsx", rows), code=0).json
    other = licensed.take(
        a_workbook(tmp_path / "c.xlsx", [a_shipment(document=None, line=None, quantity=3)]), code=0
    ).json

    assert (again["already_known"], other["accepted"], licensed.standing()) == (2, 1, 3)


def test_other_content_under_one_key_is_a_conflict_and_nothing_is_overwritten(
    licensed: Registry, tmp_path: Path
) -> None:
    licensed.take(a_workbook(tmp_path / "a.xlsx", shipments(2)), code=0)
    file = a_workbook(tmp_path / "b.xlsx", [a_shipment(line="1", quantity=1), a_shipment(line="2", quantity=200)])

    said = licensed.take(file, code=1)

    assert said.codes == {3: {"record.conflict"}}
    assert (said.json["rejected"], said.json["already_known"], said.json["state"]) == (1, 1, "refused")
    assert "200" in said.json["problems"][0]["message"]
    assert licensed.kilograms() == {"acetone": 3 * 10**9}


def test_a_correction_reverses_and_records_anew_with_its_reason(licensed: Registry, tmp_path: Path) -> None:
    licensed.take(a_workbook(tmp_path / "a.xlsx", shipments(2)), code=0)
    file = a_workbook(tmp_path / "b.xlsx", [a_shipment(line="1", quantity=1), a_shipment(line="2", quantity=3.5)])

    answer = licensed.take(file, "--correct", "--reason", "scale was off", code=0).json

    assert (answer["state"], answer["accepted"], answer["already_known"]) == ("committed", 1, 1)
    assert (licensed.standing(), licensed.kilograms()) == (2, {"acetone": 4_500_000_000})
    assert licensed.rows("SELECT reason FROM act WHERE id = :act", act=answer["act"]) == [("scale was off",)]
    assert licensed.rows("SELECT count(*) FROM shipment") == [(3,)]
    assert licensed.verified().broken is None
    assert licensed.take(file, code=0).json["already_known"] == 2
    ((rows, base),) = licensed.rows("SELECT sum(rows), sum(base_ug) FROM shipment_month")
    assert (int(rows), int(base)) == (2, 4_500_000_000)


def test_a_correction_back_to_the_first_content_stands(licensed: Registry, tmp_path: Path) -> None:
    for turn, quantity in enumerate((1, 2, 1, 2)):
        file = a_workbook(tmp_path / f"{turn}.xlsx", [a_shipment(quantity=quantity)])
        licensed.take(file, "--correct", "--reason", "to and fro", code=0)

    assert licensed.kilograms() == {"acetone": 2 * 10**9}
    assert licensed.verified().broken is None


def test_what_another_agency_declares_is_its_own(licensed: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(2))
    licensed.run("agencies", "add", "XD-CUS", "--name", "Customs", "--kind", "customs", "--country", "XD", code=0)
    licensed.take(file, code=0)

    answer = licensed.run("import", "shipments", file, "--agency", "XD-CUS", "--json", code=0).json

    assert (answer["accepted"], licensed.standing()) == (2, 4)


Files = st.lists(st.dictionaries(st.integers(1, 6), st.integers(1, 3), min_size=1, max_size=5), min_size=2, max_size=5)
"""A few files; each says of some lines how many kilograms they are."""


@settings(max_examples=many("FILES", 4, 5_000), suppress_health_check=PREVIOUS)
@given(files=Files)
def test_any_overlap_of_files_leaves_what_a_dictionary_would(
    url: str, licensed: Registry, tmp_path: Path, files: list[dict[int, int]]
) -> None:
    document = f"H-{licensed.verified().acts}"  # one registry serves all examples, each under its own document
    model: dict[int, int] = {}
    before = licensed.kilograms().get("acetone", 0)

    for number, said in enumerate(files):
        rows = [a_shipment(document=document, line=str(line), quantity=kilograms) for line, kilograms in said.items()]
        answer = licensed.take(a_workbook(tmp_path / f"{number}.xlsx", rows), "--accept-good").json
        conflicts = {line for line, kilograms in said.items() if model.get(line, kilograms) != kilograms}
        fresh = set(said) - set(model)
        assert (answer["rejected"], answer["accepted"]) == (len(conflicts), len(fresh))
        assert answer["already_known"] == len(said) - len(fresh) - len(conflicts)
        model |= {line: said[line] for line in fresh}

    assert licensed.kilograms()["acetone"] - before == sum(model.values()) * 10**9
    assert licensed.unbalanced() == []
    counted("files that overlap, sent in any order", licensed.engine)


def test_a_reply_that_was_lost_can_be_asked_for_again(licensed: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(2))
    lost = licensed.apart("import", "shipments", file, "--agency", AGENCY, "--json").json

    again = licensed.apart("import", "shipments", file, "--agency", AGENCY, "--json").json

    assert (again["act"], again["already_known"]) == (lost["act"], 2)


def test_the_bytes_handed_in_are_kept_as_they_came(licensed: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(1))
    sha = licensed.take(file, code=0).json["file_sha256"]

    kept = licensed.home / "documents" / sha[:2] / sha[2:4] / sha

    assert kept.read_bytes() == file.read_bytes()
    kept.chmod(0o600)
    book = openpyxl.Workbook()
    book.save(kept)
    broken = licensed.verified().broken
    assert broken is not None
    assert broken.code == "verify.document"
