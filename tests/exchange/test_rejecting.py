"""Bad rows go back from what was read the first time."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook, load_workbook

from precursors.app.kinds import desk
from precursors.config.settings import load
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange.imports import Answer, Desk, Request, take_in
from precursors.exchange.rejecting import write_rejects
from tests.factories import a_shipment, a_workbook
from tests.people import an_agency
from tests.trade.cells import TODAY, WHO


def previewed(database: Database, place: Path, *, sends_back: bool) -> tuple[Desk, Request, Answer]:
    an_agency(database)
    rows = [a_shipment(document="D-1"), a_shipment(document="D-2", quantity="soon"), a_shipment(document="D-3")]
    book = a_workbook(place / "rows.xlsx", rows)
    store = Store(place / "documents")
    room = desk(load({"PRECURSORS_HOME": str(place)}), database, store)
    request = Request("shipments", book, "XD-INS", WHO, TODAY, dry_run=True, sends_back=sends_back)
    return room, request, take_in(room, request)


def test_the_file_is_not_read_a_second_time(database: Database, tmp_path: Path) -> None:
    room, request, answer = previewed(database, tmp_path, sends_back=True)
    room.store.path(bytes.fromhex(answer.file_sha256)).unlink()

    count = write_rejects(room, request, answer, tmp_path / "back.xlsx", "en")

    assert count == 1


def test_what_goes_back_is_the_same_as_from_a_second_reading(database: Database, tmp_path: Path) -> None:
    room, request, answer = previewed(database, tmp_path, sends_back=True)
    write_rejects(room, request, answer, tmp_path / "kept.xlsx", "en")
    answer.reading = None

    write_rejects(room, request, answer, tmp_path / "anew.xlsx", "en")

    assert (tmp_path / "kept.xlsx").read_bytes() == (tmp_path / "anew.xlsx").read_bytes()


def test_nothing_is_kept_where_nothing_goes_back(database: Database, tmp_path: Path) -> None:
    _, _, answer = previewed(database, tmp_path, sends_back=False)

    assert answer.reading is None


def test_what_captions_said_goes_back_in_a_column_of_its_own(database: Database, tmp_path: Path) -> None:
    an_agency(database)
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Date", "Document No", "Operator", "Licence No", "Net Mass (kg)"],
        ["IMPORTS"], ["Acetone"], ["2024-03-01", "D-1", "Alpha", "L-1", "soon"],
        ["EXPORTS"], ["Toluene"], ["2024-03-02", "D-2", "Alpha", "L-1", 20], ["2024-03-03", "D-3", "Alpha", "L-1", -1],
    ):  # fmt: skip
        sheet.append(row)
    book.save(tmp_path / "captions.xlsx")
    room = desk(load({"PRECURSORS_HOME": str(tmp_path)}), database, Store(tmp_path / "documents"))
    request = Request("shipments", tmp_path / "captions.xlsx", "XD-INS", WHO, TODAY, dry_run=True, sends_back=True)

    answer = take_in(room, request)
    write_rejects(room, request, answer, tmp_path / "back.xlsx", "en")

    assert (answer.outcome.accepted, len(answer.outcome.rejected)) == (1, 2)
    head, *rows = load_workbook(tmp_path / "back.xlsx").worksheets[0].iter_rows(values_only=True)
    assert [(row[1], row[head.index("Substance")], row[head.index("Direction")]) for row in rows] == [
        ("D-1", "Acetone", "import"),
        ("D-3", "Toluene", "export"),
    ]
