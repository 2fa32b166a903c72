"""Lists of seizures as agencies keep them: one row for each of the goods, the seizure told again in every row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from precursors.seizures.rules import countries
from tests.factories import Registry, Row, a_workbook


def a_row(**changes: object) -> Row:
    plain = {"N° de acta": "A-1", "Fecha de incautación": date(2024, 1, 5), "País": "Perú", "Lugar": "Callao",
             "Sustancia": "Acetona", "Cantidad": 20, "Unidad": "kg", "N° de envases": 2}  # fmt: skip
    return plain | changes


def taken(registry: Registry, path: Path, *rows: Row, code: int | None = 0, words: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - JSON
    return registry.take(a_workbook(path / "list.xlsx", rows), *words, kind="seizures", code=code).json


def counts(registry: Registry) -> tuple[int, int, int]:
    made = (registry.rows(f"SELECT count(*) FROM {table}") for table in ("seizure", "lot", "container"))
    return tuple(int(rows[0][0]) for rows in made)  # type: ignore[return-value]


ACIDS = {"Sustancia": "Ácido sulfúrico", "Cantidad": 0.5, "Unidad": "t", "N° de envases": 1}


def test_rows_of_one_number_are_one_seizure_with_a_lot_for_each_of_the_goods(
    registry: Registry, tmp_path: Path
) -> None:
    rows = (a_row(), a_row(**ACIDS), a_row(**{"N° de acta": "A-2", "Sustancia": "polvo blanco", "Cantidad": None}))

    answer = taken(registry, tmp_path, *rows)

    assert (answer["rows"], answer["accepted"], counts(registry)) == (3, 3, (2, 3, 5))
    assert {each["code"] for each in answer["warnings"]} == {"seizure.kind-assumed"}
    assert [(t["substance"], t["kg"], t["net_kg"], t["unresolved"]) for t in answer["totals"]] == [
        ("acetone", None, "20.000000000", 0), ("sulphuric-acid", None, "500.000000000", 0),
        ("unidentified", None, None, 1),
    ]  # fmt: skip
    assert registry.rows("SELECT number, kind, country, place FROM seizure ORDER BY id") == [
        ("A-1", "seizure", "PE", "Callao"), ("A-2", "seizure", "PE", "Callao"),
    ]  # fmt: skip
    assert registry.rows("SELECT seizure, number, net_ug FROM lot ORDER BY id") == [
        ("A-1", "Acetona", 20 * 10**9), ("A-1", "Ácido sulfúrico", 500 * 10**9), ("A-2", "polvo blanco", None),
    ]  # fmt: skip
    assert registry.verified().broken is None


def test_the_same_list_again_changes_nothing_and_a_longer_one_adds_what_is_new(
    registry: Registry, tmp_path: Path
) -> None:
    first = taken(registry, tmp_path, a_row())
    again = taken(registry, tmp_path, a_row(), a_row())

    assert (again["accepted"], again["already_known"], counts(registry)) == (1, 1, (1, 2, 4))
    assert registry.rows("SELECT number FROM lot ORDER BY id") == [("Acetona",), ("Acetona 2",)]
    last = taken(registry, tmp_path, a_row())
    assert (last["accepted"], last["already_known"], last["act"]) == (0, 1, first["act"])
    assert first["act"] < again["act"]


def test_parcels_without_a_number_are_known_again_in_any_order(registry: Registry, tmp_path: Path) -> None:
    small, large, other = (a_row(Cantidad=many) for many in (20, 30, 40))
    taken(registry, tmp_path, small, large)

    turned = taken(registry, tmp_path, large, small)
    longer = taken(registry, tmp_path, other, large, small)
    corrected = taken(registry, tmp_path, large, a_row(Cantidad=25), other, code=1)

    assert (turned["already_known"], turned["accepted"], turned["problems"]) == (2, 0, [])
    assert (longer["already_known"], longer["accepted"], longer["problems"]) == (2, 1, [])
    assert [each["code"] for each in corrected["problems"]] == ["record.conflict"]
    assert registry.rows("SELECT number, quantity FROM lot ORDER BY id") == [
        ("Acetona", "20"), ("Acetona 2", "30"), ("Acetona 3", "40"),
    ]  # fmt: skip


def test_rows_that_tell_no_goods_are_seizures_alone(registry: Registry, tmp_path: Path) -> None:
    bare = {"Sustancia": None, "Cantidad": None, "Unidad": None, "N° de envases": None}

    answer = taken(registry, tmp_path, a_row(**bare))
    twice = taken(
        registry, tmp_path, a_row(**bare | {"N° de acta": "A-2"}), a_row(**bare | {"N° de acta": "A-2"}), code=1
    )

    assert (answer["accepted"], counts(registry)) == (1, (1, 0, 0))
    assert [(each["row"], each["code"]) for each in twice["problems"]] == [(3, "record.duplicate")]


@pytest.mark.parametrize(
    ("rows", "problems", "left"),
    [
        ([a_row(), a_row(Lugar="Lima")], [(3, "seizure.told-otherwise"), (2, "seizure.like-parcel")], (0, 0, 0)),
        (
            [a_row(**{"N° de lote": "1"}), a_row(Lugar="Lima", **{"N° de lote": "2"})],
            [(3, "seizure.told-otherwise")],
            (1, 1, 2),
        ),
        ([a_row(), a_row(Lugar=None)], [], (1, 2, 4)),
        ([a_row(**{"Fecha de incautación": None})], [(2, "field.missing")], (0, 0, 0)),
        ([a_row(País="Atlantis")], [(2, "seizure.country")], (0, 0, 0)),
        ([a_row(Cantidad=-1), a_row()], [(2, "number.negative")], (1, 1, 2)),
        ([a_row(Cantidad=-1)], [(2, "number.negative")], (0, 0, 0)),
    ],
)
def test_a_row_stands_with_its_seizure_and_its_goods_or_not_at_all(
    registry: Registry, tmp_path: Path, rows: list[Row], problems: list[tuple[int, str]], left: tuple[int, int, int]
) -> None:
    answer = taken(registry, tmp_path, *rows, code=None, words=("--accept-good",))

    assert [(each["row"], each["code"]) for each in answer["problems"]] == problems
    assert counts(registry) == left
    assert registry.verified().broken is None


def test_a_seizure_known_otherwise_bars_all_its_rows_unless_it_is_corrected(registry: Registry, tmp_path: Path) -> None:
    taken(registry, tmp_path, a_row())
    changed = (a_row(Lugar="Lima"), a_row(**ACIDS, Lugar="Lima"))

    against = taken(registry, tmp_path, *changed, code=1)
    corrected = taken(registry, tmp_path, *changed, words=("--correct", "--reason", "the place was misread"))

    assert [(each["row"], each["code"]) for each in against["problems"]] == [
        (2, "record.conflict"), (3, "record.conflict"),
    ]  # fmt: skip
    assert [(each["field"], each["was"], each["now"]) for each in corrected["corrections"]] == [
        ("place", "Callao", "Lima"),
    ]  # fmt: skip
    assert (corrected["accepted"], corrected["already_known"]) == (2, 0)
    assert registry.verified().broken is None


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("PE", ["PE"]), ("pe co", ["PE", "CO"]), ("Perú", ["PE"]), ("Costa Rica; Мексика", ["CR", "MX"]),
        ("PE, pe", ["PE"]), ("Atlantis", ["ATLANTIS"]), (None, []),
    ],
)  # fmt: skip
def test_countries_are_codes_or_names(text: str | None, codes: list[str]) -> None:
    assert countries(text) == codes


def test_a_rejected_row_that_comes_back_alone_is_put_beside_its_own(registry: Registry, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.xlsx"
    words = ("--accept-good", "--rejects", str(rejects))
    first = taken(registry, tmp_path, a_row(), a_row(**ACIDS | {"Cantidad": -1}), code=1, words=words)

    back = openpyxl.load_workbook(rejects)
    sheet = next(each for each in back if each.title != "Problems")
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == -1)
    cell.value = 0.5
    back.save(rejects)
    again = registry.take(rejects, kind="seizures", code=0).json

    assert (first["accepted"], again["accepted"], counts(registry)) == (1, 1, (1, 2, 3))
