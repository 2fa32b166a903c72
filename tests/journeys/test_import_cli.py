"""`precursors import` as a person or a script meets it: states, exit codes, JSON, rejects, mappings, sheets."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.factories import AGENCY, ENGLISH, Registry, a_licence, a_shipment, a_workbook, changed, shipments

KEYS = {
    "kind", "file_sha256", "state", "act", "rows", "accepted", "rejected", "already_known", "ignored", "totals",
    "problems", "warnings", "flags", "message", "seconds",
}  # fmt: skip
TOTAL = {"substance", "rows", "kg", "net_kg", "litres", "unresolved"}
PROBLEM = {"sheet", "row", "column", "field", "code", "value", "message"}


@pytest.fixture
def licensed(registry: Registry, tmp_path: Path) -> Registry:
    """A registry that knows LIC-1, so that plain rows raise no flag."""
    registry.take(a_workbook(tmp_path / "licences.xlsx", [a_licence()]), kind="licences", code=0)
    return registry


def a_mixed_file(path: Path) -> Path:
    """Rows 2 and 4 are good; row 3 names no substance anybody lists, row 5 has no number."""
    rows = [
        a_shipment(line="1"),
        a_shipment(line="2", substance="Maple syrup"),
        a_shipment(line="3", quantity=2.5),
        a_shipment(line="4", quantity="lots"),
    ]
    return a_workbook(path, rows)


def test_a_clean_file_is_committed_and_nothing_needs_a_person(licensed: Registry, tmp_path: Path) -> None:
    said = licensed.apart(
        "import", "shipments", a_workbook(tmp_path / "a.xlsx", shipments(3)), "--agency", AGENCY, "--json"
    )

    answer = said.json
    assert (said.code, said.err) == (0, "")
    assert set(answer) >= KEYS
    assert (answer["kind"], answer["state"], answer["rows"], answer["accepted"], answer["flags"]) == (
        "shipments", "committed", 3, 3, 0,
    )  # fmt: skip
    assert answer["totals"] == [
        {
            "substance": "acetone",
            "rows": 3,
            "kg": "6.000000000",
            "net_kg": "6.000000000",
            "litres": None,
            "unresolved": 0,
        }
    ]
    assert licensed.kilograms() == {"acetone": 6 * 10**9}
    assert licensed.verified().broken is None


def test_bad_rows_stop_the_whole_file_and_each_says_where_and_why(licensed: Registry, tmp_path: Path) -> None:
    said = licensed.take(a_mixed_file(tmp_path / "m.xlsx"), code=1)

    answer = said.json
    assert (answer["state"], answer["act"], answer["accepted"], answer["rejected"]) == ("refused", None, 2, 2)
    assert all(set(told) >= PROBLEM and told["message"] for told in answer["problems"])
    assert {(told["row"], told["column"], told["field"], told["value"]) for told in answer["problems"]} == {
        (3, "Substance", "substance", "Maple syrup"),
        (5, "Quantity", "quantity", "lots"),
    }
    assert set(answer["totals"][0]) >= TOTAL
    assert licensed.standing() == 0


def test_a_dry_run_says_the_same_and_writes_nothing(licensed: Registry, tmp_path: Path) -> None:
    file = a_mixed_file(tmp_path / "m.xlsx")
    acts = licensed.verified().acts

    preview = licensed.take(file, "--dry-run", code=1).json
    assert (preview["state"], preview["act"], licensed.verified().acts) == ("previewed", None, acts)
    real = licensed.take(file, "--accept-good", code=1).json

    for changing in ("state", "act", "references", "seconds"):
        preview.pop(changing)
        real.pop(changing)
    assert preview == real


def test_a_clean_dry_run_ends_with_nought(licensed: Registry, tmp_path: Path) -> None:
    preview = licensed.take(a_workbook(tmp_path / "a.xlsx", shipments(2)), "--dry-run", code=0).json

    assert (preview["state"], preview["accepted"], preview["rejected"], licensed.standing()) == ("previewed", 2, 0, 0)


def test_good_rows_go_in_and_bad_ones_come_back_to_be_corrected(licensed: Registry, tmp_path: Path) -> None:
    back = tmp_path / "rejects.xlsx"
    first = licensed.take(a_mixed_file(tmp_path / "m.xlsx"), "--accept-good", "--rejects", back, code=1).json
    assert (first["state"], first["accepted"], first["rejected"], licensed.standing()) == ("committed", 2, 2, 2)

    book = openpyxl.load_workbook(back)
    listed = list(book["Problems"].iter_rows(values_only=True))
    sheet = book["Shipments"]
    columns = {cell.value: cell.column_letter for cell in sheet[1]}
    assert len(listed) == 3
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["D-1", "D-1"]
    assert sheet[f"{columns['Substance']}2"].comment is not None
    assert sheet[f"{columns['Quantity']}3"].comment is not None
    assert sheet[f"{columns['Quantity']}2"].comment is None

    repaired = {f"{columns['Substance']}2": "Acetone (technical)", f"{columns['Quantity']}3": 10}
    second = licensed.take(changed(back, tmp_path / "again.xlsx", repaired, "Shipments"), code=0).json
    assert (second["accepted"], second["rejected"], licensed.standing()) == (2, 0, 4)
    assert licensed.kilograms() == {"acetone": 32_500_000_000}


def test_a_clean_file_leaves_no_rejects_workbook(licensed: Registry, tmp_path: Path) -> None:
    licensed.take(
        a_workbook(tmp_path / "a.xlsx", shipments(1)), "--accept-good", "--rejects", tmp_path / "r.xlsx", code=0
    )

    assert not (tmp_path / "r.xlsx").exists()


def test_nothing_good_is_refused_even_when_the_good_would_be_taken(licensed: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "b.xlsx", [a_shipment(substance="Maple syrup")])

    answer = licensed.take(file, "--accept-good", code=1).json

    assert (answer["state"], answer["act"], licensed.standing()) == ("refused", None, 0)


@pytest.mark.parametrize("flags", [[], ["--dry-run"], ["--accept-good"]])
def test_a_file_without_a_record_is_refused_never_nought(licensed: Registry, tmp_path: Path, flags: list[str]) -> None:
    answer = licensed.take(a_workbook(tmp_path / "e.xlsx", []), *flags, code=1).json

    assert (answer["state"], answer["act"], answer["rows"]) == ("refused", None, 0)
    assert answer["message"]


def test_an_unknown_layout_asks_and_its_proposal_is_what_the_mapping_takes(licensed: Registry, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["Ref", "Date", "Direction", "Permit", "Stuff", "How much (kg)"])
    sheet.append(["D-1", "2024-03-01", "import", "LIC-1", "Acetone", 10])
    sheet.append(["D-2", "2024-03-02", "import", "LIC-1", "Acetone", 5])
    book.save(tmp_path / "odd.xlsx")

    asked = licensed.take(tmp_path / "odd.xlsx", code=1).json
    assert (asked["state"], asked["act"]) == ("needs-mapping", None)
    proposal = asked["proposal"]
    assert set(proposal) == {"sheet", "heading_rows", "columns", "convention"}
    assert set(proposal["columns"]) == {"Ref", "Date", "Direction", "Permit", "Stuff", "How much (kg)"}

    named = {"Ref": "document", "Permit": "licence", "Stuff": "substance"}
    proposal["columns"] |= {heading: {"field": name, "unit": None} for heading, name in named.items()}
    proposal["columns"]["How much (kg)"] = {"field": "quantity", "unit": "kg"}
    (tmp_path / "map.json").write_text(json.dumps(proposal), encoding="utf-8")
    taken = licensed.take(tmp_path / "odd.xlsx", "--mapping", tmp_path / "map.json", code=0).json

    assert (taken["state"], taken["accepted"]) == ("committed", 2)
    assert licensed.kilograms() == {"acetone": 15 * 10**9}


@pytest.mark.parametrize("content", ["[1", "{}", '{"columns": {"Date": {"field": "no such field"}}}', "[" * 100_000])
def test_a_mapping_that_is_none_is_one_line_and_two(licensed: Registry, tmp_path: Path, content: str) -> None:
    (tmp_path / "map.json").write_text(content, encoding="utf-8")

    said = licensed.take(a_workbook(tmp_path / "a.xlsx", shipments(1)), "--mapping", tmp_path / "map.json", code=2)

    assert said.err.count("\n") == 1
    assert said.json["message"]


def test_one_sheet_can_be_chosen_and_the_others_are_told(licensed: Registry, tmp_path: Path) -> None:
    sheets = {"March": [a_shipment(document="M")], "April": [a_shipment(document="A", quantity=7)]}
    file = a_workbook(tmp_path / "two.xlsx", sheets)

    one = licensed.take(file, "--sheet", "April", code=0).json
    none = licensed.take(file, "--sheet", "May", code=1).json
    both = licensed.take(file, code=0).json

    assert (one["accepted"], one["ignored"]) == (1, [{"sheet": "March", "row": None, "why": "not-chosen"}])
    assert none["state"] == "refused"
    assert "May" in none["message"]
    assert (both["accepted"], both["already_known"]) == (1, 1)


def test_the_name_of_a_sheet_can_say_the_direction(licensed: Registry, tmp_path: Path) -> None:
    sheets = {
        "Imports": [a_shipment(direction=None)],
        "Exports": [a_shipment(direction=None, origin="XD", destination="DE")],
    }

    licensed.take(a_workbook(tmp_path / "ways.xlsx", sheets))

    assert sorted(licensed.rows("SELECT direction, count(*) FROM shipment GROUP BY direction")) == [
        ("export", 1),
        ("import", 1),
    ]


def test_typed_numbers_and_days_follow_the_convention_given(licensed: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "typed.xlsx", [a_shipment(quantity="1.234", date="03/04/2024")])

    asked = licensed.take(file, "--dry-run", "--convention", "none", code=1)
    spanish = licensed.take(file, "--dry-run", "--convention", "es-ES").json
    american = licensed.take(file, "--convention", "en-US").json
    unknown = licensed.take(file, "--convention", "xx-YY", code=2)

    assert {"number.convention", "date.ambiguous"} <= asked.codes[2]
    assert (spanish["totals"][0]["kg"], american["totals"][0]["kg"]) == ("1234.000000000", "1.234000000")
    assert [str(day) for (day,) in licensed.rows("SELECT day FROM shipment")] == ["2024-03-04"]
    assert unknown.err.count("\n") == 1


def test_numeric_cells_do_not_follow_any_convention(licensed: Registry, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "cells.xlsx", [a_shipment(quantity=1.234)])

    kilograms = {
        licensed.take(file, "--dry-run", "--convention", name).json["totals"][0]["kg"]
        for name in ("es-ES", "en-US", "none")
    }

    assert kilograms == {"1.234000000"}


def test_unresolved_rows_are_kept_counted_and_in_no_total(licensed: Registry, tmp_path: Path) -> None:
    rows = [
        a_shipment(line="1"),
        a_shipment(line="2", substance="Hydrochloric acid", direction="domestic", licence=None),
    ]
    file = a_workbook(tmp_path / "u.xlsx", rows)

    refused = licensed.take(file, code=1)
    kept = licensed.take(file, "--unresolved", "keep", code=1).json

    assert refused.codes == {3: {"strength.missing"}}
    totals = {total["substance"]: total for total in kept["totals"]}
    assert (kept["state"], kept["accepted"], kept["flags"]) == ("committed", 2, 1)
    assert (totals["hydrochloric-acid"]["kg"], totals["hydrochloric-acid"]["unresolved"]) == (None, 1)
    assert licensed.rows("SELECT rule FROM flag") == [("unresolved-quantity",)]
    assert licensed.verified().broken is None


def test_an_unresolved_amount_is_no_nought_in_what_reaches_a_threshold(registry: Registry, tmp_path: Path) -> None:
    sale = {"operator": "Acme SA", "counterparty": "Paints Inc", "direction": "domestic", "licence": None}
    rows = [
        a_shipment(line="1", quantity=45, site="north", **sale),
        a_shipment(line="2", quantity=20, unit="oz", site="south", **sale),
    ]
    registry.take(a_workbook(tmp_path / "u.xlsx", rows), "--unresolved", "keep", code=1)

    registry.run("flags", "run", code=1)

    flags = {flag["rule"]: flag for flag in registry.run("flags", "list", "--json").json["flags"]}
    for rule in ("structuring", "split-across-sites"):
        assert len(flags[rule]["subjects"]) == 2
        assert "The amount of 1 of them is not known, the others come to 45 kg" in flags[rule]["because"]
        assert "cannot be judged" in flags[rule]["because"]
    assert registry.verified().broken is None


def test_an_unresolved_amount_is_undeclared_where_any_amount_is_controlled(registry: Registry, tmp_path: Path) -> None:
    rows = [
        a_shipment(line="1", substance="Ephedrine base", unit="oz"),
        a_shipment(line="2", substance="Acetone", unit="oz"),
    ]

    registry.take(a_workbook(tmp_path / "u.xlsx", rows), "--unresolved", "keep", code=1)

    told = [
        flag["because"]
        for flag in registry.run("flags", "list", "--json").json["flags"]
        if flag["rule"] == "undeclared-above-threshold"
    ]
    assert [sentence.partition(" reaches")[0] for sentence in told] == ["The quantity of ephedrine"]


def test_a_row_that_stands_unresolved_is_known_however_the_file_is_sent_again(
    licensed: Registry, tmp_path: Path
) -> None:
    rows = [
        a_shipment(line="1"),
        a_shipment(line="2", substance="Hydrochloric acid", direction="domestic", licence=None),
    ]
    file = a_workbook(tmp_path / "u.xlsx", rows)
    kept = licensed.take(file, "--unresolved", "keep", code=1).json
    licensed.run("export", "shipments", tmp_path / "out.xlsx", "--agency", AGENCY, code=0)

    again = licensed.take(file, code=0).json
    exported = licensed.take(tmp_path / "out.xlsx", code=0).json
    more = licensed.take(
        a_workbook(tmp_path / "more.xlsx", [*rows, a_shipment(**{**rows[1], "line": "3"})]), "--accept-good", code=1
    )
    licensed.run("reverse", kept["act"], "--reason", "wrong file", code=0)
    refused = licensed.take(file, code=1)

    for said in (again, exported):
        assert (said["state"], said["already_known"], said["rejected"], said["act"]) == ("committed", 2, 0, kept["act"])
    assert (more.json["already_known"], more.codes) == (2, {4: {"strength.missing"}})
    assert refused.codes == {3: {"strength.missing"}}
    assert licensed.verified().broken is None


@pytest.mark.parametrize(
    ("title", "refused"),
    [
        ("Cifras en miles de kg", True),
        ("Quantities in thousands", True),
        ("Количества в тыс. кг", True),
        ("En milliers de tonnes", True),
        ("Imports of precursors in March", False),
        ("Avenida Mil Flores 12", False),
    ],
)
def test_a_title_by_which_amounts_are_thousands_is_never_passed_over(
    licensed: Registry, tmp_path: Path, title: str, refused: bool
) -> None:
    file = a_workbook(tmp_path / "a.xlsx", shipments(2))
    book = openpyxl.load_workbook(file)
    book.worksheets[0].insert_rows(1)
    book.worksheets[0]["A1"] = title
    book.save(file)

    said = licensed.take(file, "--accept-good", code=1 if refused else 0).json

    assert (said["state"], said["code"]) == (("refused", "layout.multiplied") if refused else ("committed", None))
    assert title in (said["message"] or title)


def test_a_unit_beside_the_amount_that_is_not_the_one_of_its_heading_is_asked_about(
    licensed: Registry, tmp_path: Path
) -> None:
    units = ("kg", "t", "L", "", "kilos", "drum")
    rows = [a_shipment(line=str(at), unit=unit) for at, unit in enumerate(units)]
    lines = [(ENGLISH | {"quantity": "Quantity (kg)"})[key] for key in rows[0]], *(row.values() for row in rows)
    file = tmp_path / "a.csv"
    file.write_text("\n".join(",".join(map(str, line)) for line in lines), encoding="utf-8")

    said = licensed.take(file, "--accept-good", code=1)

    assert said.codes == {3: {"unit.disagrees"}, 4: {"unit.disagrees"}, 7: {"packages.size-missing"}}
    assert said.json["accepted"] == 3


def test_a_correction_without_a_reason_names_the_option(registry: Registry, tmp_path: Path) -> None:
    said = registry.run(
        "import", "shipments", a_workbook(tmp_path / "a.xlsx", shipments(1)), "--agency", AGENCY, "--correct", code=2
    )

    assert said.err == "precursors: --reason: Say why: a reason is needed here.\n"


WRONG_CALLS = [
    ["import", "shipments", "no-such-file.xlsx", "--agency", AGENCY],
    ["import", "unicorns", "{file}", "--agency", AGENCY],
    ["import", "shipments", "{file}"],
    ["import", "shipments", "{file}", "--agency", "NOBODY"],
    ["import", "shipments", "{file}", "--agency", AGENCY, "--correct"],
    ["import", "shipments", "{file}", "--agency", AGENCY, "--correct", "--reason", "  "],
    ["import", "shipments", "{folder}", "--agency", AGENCY],
    ["import", "shipments", "{file}", "--agency", AGENCY, "--no-such-option"],
    ["export", "shipments", "{folder}/e.csv", "--from", "2024-13-01"],
    ["export", "shipments", "{folder}/e.csv", "--substance", "unobtainium"],
    ["template", "shipments", "{folder}/t.txt"],
    ["flags", "list", "--rule", "no-such-rule"],
    ["verify", "--since", "999"],
    ["restore", "{file}"],
]


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("words", WRONG_CALLS, ids=[" ".join(words[1:])[:60] for words in WRONG_CALLS])
def test_a_wrong_command_is_one_line_and_two(
    registry: Registry, tmp_path: Path, words: list[str], as_json: bool
) -> None:
    named = {"file": str(a_workbook(tmp_path / "a.xlsx", shipments(1))), "folder": str(tmp_path)}

    said = registry.run(*(word.format(**named) for word in words), *(["--json"] if as_json else []), code=2)

    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err
    if as_json:
        assert said.json
    assert registry.standing() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b""),
        ("a.xlsx", b"PK\x03\x04 not a zip"),
        ("a.csv", b"\x00\x01\x02"),
        ("a.ods", b"PK\x05\x06" + bytes(18)),
        ("a.pdf", b"%PDF-1.7"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(
    registry: Registry, tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)

    answer = registry.take(tmp_path / name, code=1).json

    assert (answer["state"], answer["act"], answer["rows"]) == ("refused", None, 0)
    assert answer["message"].endswith((".", "…"))


def test_a_person_at_a_terminal_reads_counts_kilograms_and_reasons(licensed: Registry, tmp_path: Path) -> None:
    said = licensed.run(
        "import", "shipments", a_mixed_file(tmp_path / "m.xlsx"), "--agency", AGENCY, "--accept-good", code=1
    )

    assert "committed: 4 rows, 2 accepted, 2 rejected" in said.out
    assert "12.500000000 kg" in said.out
    assert "Shipments row 3, Substance:" in said.out


def test_whoever_is_named_stands_in_the_act(licensed: Registry, tmp_path: Path) -> None:
    said = licensed.take(a_workbook(tmp_path / "a.xlsx", shipments(1)), "--as", "clerk-7", code=0)
    act = said.json["act"]

    assert "clerk-7" in said.err  # nobody of that name is known, and it stands in the act for good
    ((actor, agency),) = licensed.rows("SELECT actor, agency FROM act WHERE id = :act", act=act)

    assert "clerk-7" in actor
    assert agency == AGENCY


def test_a_layout_nobody_could_guess_is_read_by_the_mapping_that_is_given(licensed: Registry, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["quand", "truc", "combien", "sens", "papier"])
    sheet.append(["05/06/2024", "Acetone", "1.500", "import", "LIC-1"])
    book.save(tmp_path / "odd.xlsx")
    columns = {"quand": "date", "truc": "substance", "combien": "quantity", "sens": "direction", "papier": "licence"}
    mapping = {
        "sheet": None,
        "heading_rows": [1],
        "columns": {name: {"field": key, "unit": "kg" if key == "quantity" else None} for name, key in columns.items()},
        "convention": "es-ES",
    }
    (tmp_path / "map.json").write_text(json.dumps(mapping), encoding="utf-8")

    answer = licensed.take(tmp_path / "odd.xlsx", "--mapping", tmp_path / "map.json").json

    assert answer["totals"][0]["kg"] == "1500.000000000"
    assert [str(day) for (day,) in licensed.rows("SELECT day FROM shipment")] == ["2024-06-05"]
