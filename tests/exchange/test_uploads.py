"""Bulk upload as a person meets it: choose, look, mend, decide, undo, on both engines."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, select

from precursors.access.permissions import Role
from precursors.app.kinds import KINDS
from precursors.audit.models import Act, Reversal
from precursors.db.engine import Database
from precursors.documents.models import Document
from precursors.exchange.blueprint import TAKES_IN
from precursors.trade.models import Shipment
from tests.asking import counted
from tests.exchange.uploading import Person, somebody
from tests.factories import ENGLISH, MARCH, a_licence, a_shipment, a_workbook, shipments
from tests.people import signed_in_client


def count(database: Database, model: type = Shipment) -> int:
    with database.read() as session:
        return int(session.execute(select(func.count()).select_from(model)).scalar_one())


def imports(database: Database) -> int:
    with database.read() as session:
        query = select(func.count()).select_from(Act).where(Act.kind == "import-shipments")
        return int(session.execute(query).scalar_one())


def test_a_good_file_is_checked_first_and_recorded_when_a_person_says_so(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "march.xlsx", shipments(3)))
    review = person.get(number)
    before = count(person.database)

    person.post(number, "decide", decision="all")

    assert "march.xlsx" in review.text
    assert before == 0
    assert count(person.database) == 3
    assert "SHP-" in person.get(number).text
    assert person.verified().broken is None


def test_a_file_with_bad_rows_gives_the_good_ones_and_sends_the_bad_ones_back(person: Person, tmp_path: Path) -> None:
    rows = [*shipments(2), a_shipment(line="8", quantity="many"), a_shipment(line="9", unit="ells")]
    number = person.send(a_workbook(tmp_path / "march.xlsx", rows))

    person.post(number, "decide", decision="good")

    back = person.client.get(f"/uploads/{number}/rejects.xlsx")
    book = openpyxl.load_workbook(BytesIO(back.data))
    assert count(person.database) == 2
    assert person.judged(number)["rejected"] == 2
    assert "many" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}


def test_a_file_sent_as_the_wrong_kind_is_taken_in_as_the_right_one_without_being_sent_again(
    person: Person, tmp_path: Path
) -> None:
    number = person.send(a_workbook(tmp_path / "wrong.xlsx", [a_licence(Quantity=100, Unit="kg")]))
    asked = person.get(number).text
    digest = person.upload(number).sha256

    person.post(number, "kind", kind="licences")
    review = person.get(number).text

    assert "The headings fit another kind of list better: Licences" in asked
    assert (person.upload(number).kind, person.upload(number).sha256) == ("licences", digest)
    assert person.judged(number)["accepted"] == 1
    assert "another kind of list" not in review


def test_nobody_takes_a_file_in_as_a_kind_they_may_not_record(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(2)))

    for kind in ("disposal-steps", "nonsense"):
        person.post(number, "kind", kind=kind)

    assert person.upload(number).kind == "shipments"


def test_bad_rows_are_never_recorded_with_all(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", [*shipments(2), a_shipment(line="9", quantity="many")]))

    person.post(number, "decide", decision="all")

    assert count(person.database) == 0
    assert person.upload(number).state == "review"


def test_columns_nobody_understands_are_asked_for_once_and_remembered(person: Person, tmp_path: Path) -> None:
    strange = {"date": "Fecha rara", "quantity": "Cosa"}
    rows = [{strange.get(key, key): value for key, value in row.items()} for row in shipments(2)]
    file = a_workbook(tmp_path / "odd.xlsx", rows)
    number = person.send(file)
    asked = person.get(number)
    names = re.findall(r'name="name-(\d+)" value="([^"]*)"', asked.text)
    proposed = [re.search(r'value="([^"]*)" selected', part) for part in asked.text.split('name="field-')[1:]]
    wanted = {"Fecha rara": "date", "Cosa": "quantity"}
    form = {f"name-{at}": name for at, name in names}
    for (at, name), chosen in zip(names, proposed, strict=True):
        form[f"field-{at}"] = wanted.get(name) or (chosen[1] if chosen else "")

    person.post(number, "mapping", rows="1", **form)
    person.post(number, "decide", decision="all")
    again = person.send(a_workbook(tmp_path / "next.xlsx", [row | {"document": "D-2"} for row in rows]))

    assert "Fecha rara" in asked.text
    assert count(person.database) == 2
    assert person.upload(again).state == "review"
    assert person.judged(again)["accepted"] == 2


def a_sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def test_the_page_of_columns_says_which_are_unsure_and_why(person: Person, tmp_path: Path) -> None:
    heads = ("Date", "Substance", "Quantity (kg)", "Amount kg", "Sender", "Receiver", "Document No")
    row = (MARCH, "Acetone", 25, 26, "Acme SA", "Best Ltd", "D-1")
    number = person.send(a_sheet(tmp_path / "unsure.xlsx", heads, row))

    page = html.unescape(person.get(number, "mapping").text)

    assert person.upload(number).state == "mapping"
    assert "Decide what these columns are: C, D, E, F." in page
    assert "Column D says the same: Quantity." in page
    assert "Column C says the same: Quantity." in page
    assert page.count("May be any of: Operator, Counterparty.") == 2
    assert "26" in page


def test_the_page_of_columns_says_of_a_slip_of_the_pen_what_it_is_near_to(person: Person, tmp_path: Path) -> None:
    heads = ("Datte", "Substance", "Quantity (kg)")
    number = person.send(a_sheet(tmp_path / "slip.xlsx", heads, (MARCH, "Acetone", 25)))

    page = html.unescape(person.get(number, "mapping").text)

    assert "Decide what these columns are: A." in page
    assert "Spelt nearly like Date, but not quite." in page


def test_the_page_of_columns_names_what_is_missing_as_people_call_it(person: Person, tmp_path: Path) -> None:
    number = person.send(a_sheet(tmp_path / "no-unit.xlsx", ("Date", "Substance", "Quantity"), (MARCH, "Acetone", 25)))

    page = html.unescape(person.get(number, "mapping").text)

    assert "No column was found for: Unit." in page
    assert "write it beside their column" in page
    assert "Decide what these columns are" not in page


@pytest.mark.parametrize("title", ["Figures in thousands of kg", "Cifras en miles de kg", "В тысячах кг"])
def test_a_file_in_thousands_is_refused_before_anybody_names_its_columns(
    person: Person, tmp_path: Path, title: str
) -> None:
    heads = ("Date", "Substance", "Quantity (kg)", "Amount kg")
    number = person.send(a_sheet(tmp_path / "thousands.xlsx", (title,), heads, (MARCH, "Acetone", 25, 26)))

    page = html.unescape(person.get(number).text)

    assert person.upload(number).state == "refused"
    assert f"The title “{title}”" in page


def test_a_mapping_that_cannot_be_read_keeps_what_was_typed(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(1)))

    answer = person.post(number, "mapping", **{"rows": "1", "name-0": "Document No", "field-0": "nonsense"})

    assert answer.status_code == 422
    assert "nonsense" in answer.text
    assert person.upload(number).state == "review"


def test_a_cell_is_put_right_beside_the_file_and_the_correction_is_evidence(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", [*shipments(1), a_shipment(line="9", quantity="many")]))
    person.post(number, "cells", **{"cell-0": "250", "then": "check"})

    person.post(number, "decide", decision="all")

    with person.database.read() as session:
        kilograms = sorted(session.execute(select(Shipment.base_ug)).scalars())
        roles = set(session.execute(select(Document.role)).scalars())
    assert kilograms == [10**9, 250 * 10**9]
    assert "corrections" in roles
    assert person.verified().broken is None


def test_one_of_several_amounts_of_a_row_is_put_right_and_the_others_stay(person: Person, tmp_path: Path) -> None:
    book, file = openpyxl.Workbook(), tmp_path / "wide.xlsx"
    book.worksheets[0].title = "Imports"
    book.worksheets[0].append(["Date", "Document No", "Licence No", "Acetone (kg)", "Toluene (kg)"])
    book.worksheets[0].append([MARCH, "D-1", "LIC-1", "many", 4])
    book.save(file)
    number = person.send(file)
    shown = person.get(number, "review").text
    person.post(number, "cells", **{"cell-0": "250", "then": "check"})

    person.post(number, "decide", decision="all")

    assert "Acetone (kg)" in shown
    with person.database.read() as session:
        found = {row.substance: row.base_ug for row in session.execute(select(Shipment)).scalars()}
    assert found == {"acetone": 250 * 10**9, "toluene": 4 * 10**9}


def test_nobody_decides_on_cells_that_were_not_checked_again(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", [*shipments(1), a_shipment(line="9", quantity="many")]))
    person.post(number, "cells", **{"cell-0": "250", "then": "stay"})

    person.post(number, "decide", decision="good")

    assert count(person.database) == 0
    assert person.upload(number).state == "review"


def test_one_choice_mends_all_rows_with_the_same_problem(person: Person, tmp_path: Path) -> None:
    rows = [a_shipment(line=str(n), unit="ells") for n in range(1, 42)]
    number = person.send(a_workbook(tmp_path / "a.xlsx", rows))
    told = person.get(number).text

    person.post(number, "alike", group="0", field="unit", text="kg")

    assert "41" in told
    assert person.judged(number)["accepted"] == 41


def test_a_field_the_sheet_does_not_have_can_be_put_in(person: Person, tmp_path: Path) -> None:
    rows = [a_shipment(line=str(n), substance="Hydrochloric acid", quantity=2, unit="L") for n in (1, 2)]
    number = person.send(a_workbook(tmp_path / "a.xlsx", rows))
    (group,) = [at for at, each in enumerate(person.judged(number)["groups"]) if each["code"] == "strength.missing"]

    person.post(number, "alike", group=str(group), field="concentration", text="36 %")

    codes = {each["code"] for each in person.judged(number)["troubles"]}
    assert "strength.missing" not in codes


def test_the_same_rows_again_change_nothing(person: Person, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(3))
    person.post(person.send(file), "decide", decision="all")
    number = person.send(file)

    person.post(number, "decide", decision="all")

    assert person.judged(number)["known"] == 3
    assert count(person.database) == 3
    assert "undo" not in person.get(number).text


def test_a_conflict_is_corrected_with_a_reason_and_never_without(person: Person, tmp_path: Path) -> None:
    person.post(person.send(a_workbook(tmp_path / "a.xlsx", shipments(2))), "decide", decision="all")
    number = person.send(a_workbook(tmp_path / "b.xlsx", [a_shipment(line="1", quantity=7), *shipments(2)[1:]]))
    shown = person.get(number).text

    silent = person.post(number, "decide", decision="all", correct="1", reason=" ")
    person.post(number, "decide", decision="all", correct="1", reason="weighed again")

    assert "(Quantity: 1 → 7)" in shown
    assert silent.status_code == 422
    assert person.upload(number).state == "done"
    with person.database.read() as session:
        assert session.execute(select(func.count()).select_from(Reversal)).scalar_one() == 1
    assert person.verified().broken is None


def test_an_upload_given_up_writes_nothing(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(2)))

    person.post(number, "cancel")
    person.post(number, "decide", decision="all")

    assert person.upload(number).state == "cancelled"
    assert count(person.database) == 0


def test_an_upload_is_undone_by_a_new_act_with_a_reason(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(2)))
    person.post(number, "decide", decision="all")

    silent = person.post(number, "undo", reason="")
    person.post(number, "undo", reason="wrong file")
    twice = person.post(number, "undo", reason="once more")

    assert silent.status_code == 422
    assert person.upload(number).undone is not None
    assert twice.status_code == 422
    assert count(person.database, Reversal) == 2
    assert person.verified().broken is None


def test_two_who_decide_at_once_write_one_act(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", [*shipments(3), a_shipment(line="9", quantity="many")]))

    def decide(how: str) -> int:
        own = signed_in_client(person.app, person.database, (Role.INSPECTOR,), "XD-INS", "ines")
        return own.post(f"/uploads/{number}/decide", data={"decision": how}).status_code

    with ThreadPoolExecutor(3) as pool:
        answers = set(pool.map(decide, ["good", "good", "good"]))
    person.work()

    assert answers == {303}
    assert imports(person.database) == 1
    assert count(person.database) == 3


def test_unresolved_amounts_are_kept_when_a_person_says_so(person: Person, tmp_path: Path) -> None:
    rows = [a_shipment(substance="Hydrochloric acid", quantity=2, unit="L")]
    number = person.send(a_workbook(tmp_path / "a.xlsx", rows))
    before = person.judged(number)["accepted"]

    person.post(number, "reading", convention="", encoding="", keep_unresolved="1")

    assert before == 0
    assert person.judged(number)["totals"][0]["unresolved"] == 1


def test_a_file_that_is_no_workbook_is_told_in_a_sentence(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40)

    number = person.send(file)

    page = person.get(number)
    assert page.status_code == 200
    assert person.upload(number).state == "refused"
    assert "govuk-error-summary" in page.text


def test_a_file_that_must_be_mended_outside_shows_the_way_to_send_it_again(person: Person, tmp_path: Path) -> None:
    file = tmp_path / "titled.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Imports of March, figures in thousands of kg"])
    row = a_shipment()
    sheet.append([ENGLISH[key] for key in row])
    sheet.append(list(row.values()))
    book.save(file)

    number = person.send(file)

    page = person.get(number, "review").text
    assert "count in thousands" in page
    assert 'href="/uploads/new?kind=shipments"' in page


HOSTILE = {
    "empty.xlsx": b"",
    "text.xlsx": b"not a workbook at all",
    "cut.xlsx": b"PK\x05\x06" + bytes(18),
    "nul.csv": b"Date,Substance\x00,Quantity\n" + bytes(100),
    "bomb.csv": b"a," * 300_000,
    "macro.xlsm": b"PK\x03\x04" + b"vbaProject.bin" * 10,
    "prose.csv": b"Dear colleagues,\nplease find attached nothing.\n",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_file_is_answered_with_a_sentence_and_pages_go_on(person: Person, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(HOSTILE[name])

    number = person.send(file)

    answers = [person.get(number, step) for step in ("", "review", "mapping", "result", "checking")]
    assert {answer.status_code for answer in answers} == {200}
    assert person.upload(number).state in {"refused", "mapping"}
    assert person.client.get("/uploads").status_code == 200


def test_a_form_without_a_file_or_with_a_strange_kind_says_so_at_the_field(person: Person) -> None:
    answer = person.client.post("/uploads/new", data={"kind": "elephants", "agency": "XD-INS"})

    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    assert 'href="#kind"' in answer.text


@pytest.mark.parametrize("kind", ["licences", "operators", "opening-balances", "authorisations"])
def test_whoever_comes_from_a_list_is_asked_for_a_file_of_its_kind(person: Person, kind: str) -> None:
    listed = person.client.get(f"/{kind}").text
    [address] = set(re.findall(r'href="(/uploads/new[^"]*)"', listed))

    form = person.client.get(address).text

    assert f'<option value="{kind}" selected>' in form
    assert form.count(" selected>") == 1


def test_a_file_without_sums_says_nowhere_that_no_row_can_be_recorded(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "l.xlsx", [a_licence()]), kind="licences")
    before = person.client.get(f"/uploads/{number}/review").text
    person.post(number, "decide", decision="all")
    after = person.client.get(f"/uploads/{number}/result").text

    assert "No row can be recorded" not in before + after


def test_a_file_above_the_limit_is_not_read(database: Database, tmp_path: Path) -> None:
    person = somebody(database, tmp_path / "home")
    person.app.config["MAX_CONTENT_LENGTH"] = 1000

    answer = person.client.post(
        "/uploads/new", data={"kind": "shipments", "agency": "XD-INS", "file": (BytesIO(bytes(5000)), "a.xlsx")}
    )

    assert answer.status_code == 413


@pytest.mark.parametrize("payload", ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\u202egnp.exe"])
def test_what_stands_in_cells_and_names_is_shown_and_never_run(person: Person, tmp_path: Path, payload: str) -> None:
    file = a_workbook(tmp_path / "a.xlsx", [a_shipment(quantity=payload, substance=payload, notes=payload)])
    file = file.rename(tmp_path / "<img src=x onerror=alert(1)>.xlsx")

    number = person.send(file)

    shown = person.get(number).text
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_the_uploads_of_another_agency_do_not_exist(person: Person, database: Database, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(1)))
    stranger = somebody(database, tmp_path / "home", Role.CUSTOMS_OFFICER, agency="XD-CUS", username="carl")

    pages = ["", "checking", "mapping", "review", "result", "rejects.xlsx"]
    answers = [stranger.client.get(f"/uploads/{number}/{page}".rstrip("/")).status_code for page in pages]
    steps = ["check", "mapping", "cells", "alike", "reading", "decide", "cancel", "undo"]
    posted = [stranger.client.post(f"/uploads/{number}/{step}").status_code for step in steps]

    assert set(answers + posted) == {404}
    assert "a.xlsx" not in stranger.client.get("/uploads").text
    job = person.upload(number).job
    assert stranger.client.get(f"/jobs/{job}").status_code == 404


def test_who_may_not_record_registers_cannot_upload_them(database: Database, tmp_path: Path) -> None:
    officer = somebody(database, tmp_path / "home", Role.CUSTOMS_OFFICER, username="carl")

    answer = officer.client.post(
        "/uploads/new", data={"kind": "licences", "agency": "XD-INS", "file": (BytesIO(b"x"), "a.csv")}
    )

    assert answer.status_code == 422
    assert 'value="licences"' not in answer.text


def test_a_page_of_a_step_that_is_over_leads_to_the_present_one(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(1)))

    moved = person.client.get(f"/uploads/{number}/checking")

    assert moved.status_code == 303
    assert moved.location.endswith(f"/uploads/{number}/review")


def test_while_the_work_is_under_way_its_page_looks_again_by_itself(person: Person, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(1))
    data = {"kind": "shipments", "agency": "XD-INS", "file": (BytesIO(file.read_bytes()), file.name)}
    place = person.client.post("/uploads/new", data=data).location

    page = person.client.get(place)
    job = person.upload(place.split("/")[-2]).job
    person.work()

    assert 'http-equiv="refresh"' in page.text
    assert "<progress" in page.text
    assert person.client.get(f"/jobs/{job}/progress").headers["HX-Redirect"]


def test_steps_taken_too_early_or_too_late_lead_to_where_the_upload_stands(person: Person, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(1))
    data = {"kind": "shipments", "agency": "XD-INS", "file": (BytesIO(file.read_bytes()), file.name)}
    early = person.client.post("/uploads/new", data=data).location.split("/")[-2]
    steps = ["mapping", "cells", "alike", "reading", "decide", "undo"]
    answers = [person.post(early, step, work=False).status_code for step in steps]
    person.work()
    person.post(early, "decide", decision="all")
    late = [person.post(early, step, decision="all").status_code for step in steps[:-1]]

    assert set(answers + late) == {303}
    assert count(person.database) == 1


@pytest.mark.filterwarnings("ignore")
def test_an_upload_whose_work_broke_says_so_and_can_be_checked_again(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr("precursors.exchange.uploads_running.take_in", broken)
        number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(1)))
    page = person.get(number)

    person.post(number, "check")

    assert "MemoryError" in page.text
    assert person.upload(number).state == "review"


def test_recording_that_was_stopped_can_be_decided_again(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(1)))
    person.post(number, "decide", work=False, decision="all")

    person.client.post(f"/jobs/{person.upload(number).job}/cancel")
    person.work()
    person.post(number, "check")

    assert count(person.database) == 0
    assert person.upload(number).state == "review"


def test_an_act_that_was_sealed_before_its_worker_died_is_found_not_written_again(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", shipments(3)))
    with monkeypatch.context() as patch:
        patch.setattr("precursors.exchange.uploads_running._keep", lambda *_: None)
        person.post(number, "decide", decision="all")
    between = person.upload(number).state

    person.post(number, "check")

    assert between == "writing"
    assert imports(person.database) == 1
    assert person.upload(number).state == "done"
    assert person.judged(number)["accepted"] == 3


def test_a_date_that_can_be_read_two_ways_is_settled_by_the_convention_of_the_file(
    person: Person, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    lines = [a_shipment(date="13/02/2024"), a_shipment(date="03/02/2024", line="2")]
    heads = list(lines[0])
    text = [",".join(ENGLISH[key] for key in heads), *(",".join(str(row[key]) for key in heads) for row in lines)]
    file.write_text("\n".join(text))
    number = person.send(file)
    before = person.judged(number)["accepted"]

    person.post(number, "reading", convention="es-PE", encoding="", keep_unresolved="")
    person.post(number, "decide", decision="all")

    with person.database.read() as session:
        days = {day.isoformat() for day in session.execute(select(Shipment.day)).scalars()}
    assert before < 2
    assert days == {"2024-02-13", "2024-02-03"}


def test_rejects_carry_what_was_put_right_already(person: Person, tmp_path: Path) -> None:
    number = person.send(a_workbook(tmp_path / "a.xlsx", [*shipments(1), a_shipment(line="9", quantity="many")]))

    person.post(number, "cells", **{"cell-0": "very many", "then": "check"})

    book = openpyxl.load_workbook(BytesIO(person.client.get(f"/uploads/{number}/rejects.xlsx").data))
    assert "very many" in {cell.value for row in book.worksheets[0].iter_rows() for cell in row}


def test_the_kinds_that_are_offered_are_those_that_files_may_hold() -> None:
    assert set(TAKES_IN) == set(KINDS)


def test_who_may_record_operators_takes_no_steps_of_disposal_in_nor_away(database: Database, tmp_path: Path) -> None:
    inspector = somebody(database, tmp_path / "home", Role.INSPECTOR, username="ines")
    liaison = somebody(database, tmp_path / "other", Role.LIAISON_OFFICER, username="lena")

    offered = inspector.client.get("/uploads/new").text
    sent = inspector.client.post(
        "/uploads/new", data={"kind": "disposal-steps", "agency": "XD-INS", "file": (BytesIO(b"x"), "a.csv")}
    )

    assert 'value="disposal-steps"' not in offered
    assert sent.status_code == 422
    assert liaison.client.get("/exports/disposal-steps.csv").status_code == 403
    assert inspector.client.get("/exports/disposal-steps.csv").status_code == 200


def test_no_list_leads_to_a_page_its_reader_may_not_open(database: Database, tmp_path: Path) -> None:
    auditor = somebody(database, tmp_path / "home", Role.AUDITOR, username="ada")
    officer = somebody(database, tmp_path / "other", Role.DISPOSAL_OFFICER, username="otto")

    assert auditor.client.get("/uploads/new?kind=lots").status_code == 403
    assert "/uploads/new" not in auditor.client.get("/lots").text
    assert "/uploads/new?kind=lots" in officer.client.get("/lots").text


def test_whoever_records_one_kind_hands_its_files_in_and_sees_no_others(database: Database, tmp_path: Path) -> None:
    home = tmp_path / "home"
    inspector, officer = (
        somebody(database, home, role, username=name)
        for role, name in ((Role.INSPECTOR, "ines"), (Role.DISPOSAL_OFFICER, "otto"))
    )
    shipped = inspector.send(a_workbook(tmp_path / "shipments.xlsx", shipments(1)))
    number = officer.send(
        a_workbook(tmp_path / "places.xlsx", [{"Place": "Hall A", "Site": "North", "Capacity": 5, "Unit": "t"}]),
        kind="places",
    )

    officer.post(number, "decide", decision="all")

    listed = officer.client.get("/uploads").text
    assert officer.upload(number).state == "done"
    assert "places.xlsx" in listed
    assert "shipments.xlsx" not in listed
    assert officer.client.get(f"/uploads/{shipped}/review").status_code == 403
    assert 'value="shipments"' not in officer.client.get("/uploads/new").text


def test_every_step_asks_as_often_for_many_rows_as_for_a_few(person: Person, tmp_path: Path) -> None:
    def asked(name: str, size: int) -> list[int]:
        good = [row | {"document": f"{name}-{at}"} for at, row in enumerate(shipments(size))]
        bad = [a_shipment(document=f"{name}-bad", line=f"{at}", quantity=f"many {at}") for at in range(size)]
        number = person.send(a_workbook(tmp_path / f"{name}.xlsx", [*good, *bad]))
        steps = [_asked(person, number, step) for step in ("review", "mapping", "rejects.xlsx")]
        person.post(number, "decide", decision="good")
        return [*steps, _asked(person, number, "result")]

    assert asked("many", 30) == asked("few", 3)


def _asked(person: Person, number: str, step: str) -> int:
    with counted(person.database) as own, counted(person.database.aside) as aside:
        assert person.client.get(f"/uploads/{number}/{step}").status_code == 200
    return len(own) + len(aside)
