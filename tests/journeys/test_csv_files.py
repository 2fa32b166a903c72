"""Delimited files say the same as workbooks, whatever separates their columns and however their letters are coded."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.factories import Registry, a_licence, a_shipment, a_workbook, shipments, texts


@pytest.fixture
def licensed(registry: Registry, tmp_path: Path) -> Registry:
    """A registry that knows LIC-1, so that plain rows raise no flag."""
    registry.take(a_workbook(tmp_path / "licences.xlsx", [a_licence()]), kind="licences", code=0)
    return registry


def delimited(rows: list[dict[str, object]], delimiter: str = ",") -> str:
    """The rows as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(texts(rows))
    return out.getvalue()


def test_every_delimiter_and_coding_says_the_same(licensed: Registry, tmp_path: Path) -> None:
    (tmp_path / "first.csv").write_text(delimited(shipments(3)), encoding="utf-8")
    first = licensed.take(tmp_path / "first.csv", code=0).json

    for delimiter in ",;\t|":
        for coding in ("utf-8", "utf-8-sig", "utf-16"):
            path = tmp_path / "same.csv"
            path.write_bytes(delimited(shipments(3), delimiter).encode(coding))
            again = licensed.take(path, code=0).json
            assert (again["act"], again["already_known"]) == (first["act"], 3), (delimiter, coding)
    assert licensed.standing() == 3


@pytest.mark.parametrize("named", [True, False])
def test_rows_handed_in_as_a_workbook_are_known_when_they_come_as_text(
    licensed: Registry, tmp_path: Path, named: bool
) -> None:
    rows = [row if named else {**row, "document": "", "line": ""} for row in shipments(3)]
    licensed.take(a_workbook(tmp_path / "a.xlsx", rows), code=0)
    (tmp_path / "a.csv").write_text(delimited(rows), encoding="utf-8")

    answer = licensed.take(tmp_path / "a.csv").json

    assert (answer["already_known"], licensed.standing()) == (3, 3)


@pytest.mark.parametrize(
    ("coding", "operator"), [("cp1252", "Química Ñandú"), ("cp1251", "Завод реактивов"), ("cp1256", "شركة")]
)
def test_a_legacy_code_page_is_read_when_it_is_named(
    licensed: Registry, tmp_path: Path, coding: str, operator: str
) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes(delimited([a_shipment(operator=operator)]).encode(coding))

    unnamed = licensed.take(path, code=1).json
    licensed.take(path, "--encoding", coding, code=1)

    assert unnamed["state"] == "refused"
    assert unnamed["message"]
    assert licensed.rows("SELECT operator FROM shipment") == [(operator,)]


def test_a_code_page_nobody_knows_is_one_line_and_two(licensed: Registry, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(delimited(shipments(1)), encoding="utf-8")

    said = licensed.take(path, "--encoding", "no-such-code-page")

    assert said.code in {1, 2}
    assert "Traceback" not in said.err
    assert licensed.standing() == 0


def test_typed_numbers_of_a_text_file_follow_the_convention(licensed: Registry, tmp_path: Path) -> None:
    path = tmp_path / "comma.csv"
    path.write_text(delimited([a_shipment(quantity="1.234,5")], ";"), encoding="utf-8")

    answer = licensed.take(path, "--convention", "es-ES").json

    assert answer["totals"][0]["kg"] == "1234.500000000"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n\r\n",
        b'"Date","Substance\r\n1,2',
        b"just one line without anything",
        b"Date,Substance\x00,Quantity\r\n",
        b"\xff\xfe",
    ],
)
def test_a_text_file_that_is_no_table_is_refused_with_a_sentence(
    licensed: Registry, tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "odd.csv").write_bytes(content)

    answer = licensed.take(tmp_path / "odd.csv", code=1).json

    assert (answer["state"], answer["act"]) == ("refused", None)
    assert answer["message"]


GERMAN = (
    "Lfd. Nr.;Rechnungsnummer;Rechnungsdatum;Versanddatum;Einfuhr/Ausfuhr;Wirtschaftsbeteiligter;Erlaubnisnummer;"
    "Stoffbezeichnung;CAS-Nr.;KN-Code;Nettogewicht (kg);Lieferant;Ursprungsland;Bestimmungsland;Verwendungszweck\n"
    "1;R-1;02.03.2024;03.03.2024;Einfuhr;Chemie GmbH;LIC-1;Aceton;67-64-1;29141100;1.250,5;Nord AG;DE;XD;Reinigung\n"
    ";Gesamtsumme;;;;;;;;;1.250,5;;;;\n"
)
ITALIAN = (
    "N. fattura;Data di spedizione;Direzione;Operatore;N. licenza;Sostanza;N. CAS;Codice NC;Quantità;"
    "Unità di misura;Fornitore;Paese di origine;Paese di destinazione;Uso finale\n"
    "R-1;03/03/2024;Importazione;Chimica SpA;LIC-1;Acetone;67-64-1;29141100;1.250,5;kg;Nord SpA;IT;XD;pulizia\n"
)


@pytest.mark.parametrize(("text", "convention"), [(GERMAN, "de-DE"), (ITALIAN, "it-IT")])
def test_a_german_or_italian_sheet_is_read_without_a_mapping(
    licensed: Registry, tmp_path: Path, text: str, convention: str
) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(text, encoding="utf-8")

    answer = licensed.take(path, "--convention", convention).json

    assert (answer["state"], answer["accepted"], answer["rejected"]) == ("committed", 1, 0)
    assert answer["totals"][0]["net_kg"] == "1250.500000000"
    assert licensed.rows("SELECT document, CAST(day AS TEXT), direction, licence, hs FROM shipment") == [
        ("R-1", "2024-03-03", "import", "LIC-1", "29141100")
    ]
