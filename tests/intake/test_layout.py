"""Layouts of national workbooks, recognised, asked about or refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.intake.headings import Reading, understand
from precursors.intake.layout import Layout, NeedsMapping, recognise
from precursors.intake.mapping import ColumnMapping, check_mapping
from precursors.intake.record import headings
from precursors.problems import Problem
from tests.intake.paper import (
    LICENCES,
    OPERATORS,
    RECORDS,
    SHIPMENTS,
    Value,
    a_sheet,
    fields,
    the_layout,
    the_sheet,
)

PLAIN: list[Value] = [
    "Date",
    "Document No",
    "Substance",
    "Quantity",
    "Unit",
    "Operator",
    "Licence No",
    "Origin",
]
ROW: list[Value] = ["2024-03-01", "INV-1", "Acetone", 20, "kg", "ACME", "L-1", "CN"]


def test_the_own_headings_are_read_in_any_order() -> None:
    sheet = the_sheet([PLAIN, ROW])

    assert fields(sheet) == {
        "date": 0, "document": 1, "substance": 2, "quantity": 3, "unit": 4, "operator": 5, "licence": 6,
        "origin": 7,
    }  # fmt: skip
    assert (sheet.last_heading_row, sheet.first_row, sheet.unknown) == (1, 2, ())


@given(st.permutations(range(len(PLAIN))), st.integers(0, 20))
def test_the_order_of_columns_and_titles_above_change_nothing(order: list[int], titles: int) -> None:
    above: list[list[Value]] = [["Some ministry"] for _ in range(titles)]
    shuffled = the_sheet([*above, [PLAIN[at] for at in order], [ROW[at] for at in order]])

    straight = the_sheet([PLAIN, ROW])

    assert fields(shuffled) == {field: order.index(column) for field, column in fields(straight).items()}
    assert shuffled.signature == straight.signature
    assert shuffled.last_heading_row == titles + 1


def test_a_peruvian_import_sheet_under_titles() -> None:
    sheet = the_sheet(
        [
            ["REGISTRO DE INSUMOS QUÍMICOS"],
            ["Periodo: 2024"],
            [],
            ["Nº", "Fecha", "Nº DUA", "Importador", "Exportador", "País", "Insumo químico",
             "Subpartida nacional",
             "Concentración (%)", "Peso neto (kg)", "Valor FOB (US$)", "Uso", "Aduana"],
            [1, "2024-01-02", "118-24", "ACME", "X", "CN", "Acetona", "2914", 99, 20, 10, "uso", "Callao"],
        ],
        "IMPORTACIONES",
    )  # fmt: skip

    found = fields(sheet)

    assert sheet.direction == "import"
    assert (found["operator"], found["counterparty"], found["origin"], found["line"]) == (3, 4, 5, 0)
    assert {each.field: each.unit for each in sheet.placed if each.unit} == {
        "concentration": "%", "net_mass": "kg", "value": "US$",
    }  # fmt: skip
    assert sheet.unknown == ((12, "Aduana"),)


def test_a_russian_sheet_says_its_direction_in_its_name() -> None:
    sheet = the_sheet(
        [
            ["№ п/п", "Дата", "Номер ДТ", "Наименование вещества", "Код ТН ВЭД", "Кол-во", "Ед. изм.",
             "Масса нетто, кг", "Страна отправления", "Поставщик", "Получатель", "Лицензия №"],
            [1, "2024-01-02", "10/1", "Ацетон", "2914", 20, "кг", 20, "CN", "a", "b", "c"],
        ],
        "Ввоз 2024",
    )  # fmt: skip

    found = fields(sheet)

    assert sheet.direction == "import"
    assert (found["counterparty"], found["operator"], found["licence"], found["net_mass"]) == (9, 10, 11, 7)


def test_an_arabic_export_sheet() -> None:
    sheet = the_sheet(
        [
            [
                "م",
                "التاريخ",
                "رقم الفاتورة",
                "اسم المادة",
                "الكمية",
                "وحدة القياس",
                "المستورد",
                "رقم الترخيص",
            ],
            [1, "2024-01-02", "x", "أسيتون", 20, "كغ", "a", "b"],
        ],
        "صادرات",
    )

    assert sheet.direction == "export"
    assert fields(sheet)["counterparty"] == 6


def test_french_and_portuguese_sheets() -> None:
    french = the_sheet(
        [["Date d'exportation", "N° facture", "Désignation", "Quantité", "Unité", "Destinataire", "Pays",
          "N° d'agrément"],
         ["2024-01-02", "x", "acétone", 20, "kg", "b", "FR", "z"]],
    )  # fmt: skip
    portuguese = the_sheet(
        [["Data de emissão", "Nº NF", "Produto", "NCM", "Qtde", "UN", "Conc. %", "Razão social",
          "Tipo de operação"],
         ["2024-01-02", "x", "acetona", "2914", 20, "KG", 20, "z", "Importação"]],
    )  # fmt: skip

    assert (french.direction, fields(french)["destination"], fields(french)["counterparty"]) == (
        "export",
        6,
        5,
    )
    assert fields(portuguese) == {
        "date": 0, "document": 1, "substance": 2, "hs": 3, "quantity": 4, "unit": 5, "concentration": 6,
        "operator": 7,
        "direction": 8,
    }  # fmt: skip
    assert portuguese.direction is None


MERGED: list[list[Value]] = [
    ["Fecha", "Sustancia", "Cantidad", None, "Exportador", None, "Importador", None, "Tipo de operación"],
    [None, None, "kg", "L", "Nombre", "País", "Nombre", "País"],
    ["2024-01-02", "Acetona", 20, None, "A", "CN", "B", "CO", "Importación"],
]


@pytest.mark.parametrize("merges", [None, [(1, 2, 1, 3), (1, 4, 1, 5), (1, 6, 1, 7), (1, 0, 2, 0)]])
def test_two_heading_rows_are_read_as_one(merges: list[tuple[int, int, int, int]] | None) -> None:
    sheet = the_sheet(MERGED, merges=merges)

    placed = {(each.column, each.field, each.unit, each.when) for each in sheet.placed}

    assert sheet.last_heading_row == 2
    assert {(2, "net_mass", "kg", None), (3, "volume", "L", None), (5, "origin", None, None)} <= placed
    assert {
        (6, "operator", None, "import"),
        (4, "operator", None, "export"),
        (4, "counterparty", None, "import"),
    } <= placed


def test_a_row_of_units_under_the_headings_gives_the_units() -> None:
    sheet = the_sheet(
        [["Date", "Substance", "Net Mass", "Volume"], [None, None, "(kg)", "(L)"], ["2024-01-02", "a", 1, 2]]
    )

    assert {each.field: each.unit for each in sheet.placed if each.unit} == {"net_mass": "kg", "volume": "L"}
    assert sheet.last_heading_row == 2


def test_several_sheets_with_their_own_order_and_a_list() -> None:
    layout = the_layout(
        a_sheet(
            [["Fecha", "Sustancia", "Cantidad", "Unidad", "Importador"], ["2024-01-02", "a", 1, "kg", "X"]],
            "Importaciones",
        ),
        a_sheet(
            [["Exportador", "Unidad", "Cantidad", "Fecha", "Sustancia"], ["X", "kg", 1, "2024-01-02", "a"]],
            "Exportaciones",
            1,
        ),
        a_sheet([["Sustancia", "CAS", "Código SA"], ["Acetona", "67-64-1", "2914"]], "Catálogo de sustancias", 2),
        a_sheet([["Read this first"]], "Help", 3),
        a_sheet([], "Hoja4", 4),
    )

    assert [(each.direction, fields(each)["operator"]) for each in layout.sheets] == [
        ("import", 4),
        ("export", 0),
    ]
    assert [(each.name, each.why) for each in layout.ignored] == [
        ("Catálogo de sustancias", "lookup-sheet"), ("Help", "lookup-sheet"), ("Hoja4", "empty-sheet"),
    ]  # fmt: skip


def test_an_open_meaning_is_asked_for_with_a_proposal() -> None:
    found = recognise([a_sheet([["Date", "Substance", "Weight"], ["2024-01-02", "Acetone", 20]])], SHIPMENTS)

    assert isinstance(found, NeedsMapping)
    assert found.missing == ("quantity",)
    assert [each.heading for each in found.unsure] == ["Weight"]
    assert found.proposal == {
        "sheet": "Sheet1",
        "heading_rows": [1],
        "columns": {
            "Date": {"field": "date", "unit": None},
            "Substance": {"field": "substance", "unit": None},
            "Weight": {"field": "net_mass", "unit": None},
        },
        "convention": None,
    }


def test_a_quantity_without_any_unit_is_asked_for() -> None:
    bare = recognise([a_sheet([["Date", "Substance", "Quantity"], ["2024-01-02", "Acetone", 20]])], SHIPMENTS)
    stated = recognise([a_sheet([["Date", "Substance", "Quantity"], ["2024-01-02", "Acetone", "20 kg"]])], SHIPMENTS)

    assert isinstance(bare, NeedsMapping)
    assert bare.missing == ("unit",)
    assert isinstance(stated, Layout)


def test_two_columns_of_one_field_are_asked_for() -> None:
    found = recognise([a_sheet([[*PLAIN, "Amount"], [*ROW, 3]])], SHIPMENTS)

    assert isinstance(found, NeedsMapping)
    assert [each.column for each in found.unsure] == [3, 8]


def test_the_plain_date_wins_over_a_special_one() -> None:
    sheet = the_sheet([[*PLAIN, "Fecha de embarque", "Invoice Date"], [*ROW, "2024-01-01", "2024-01-01"]])

    assert fields(sheet)["date"] == 0
    assert [column for column, _ in sheet.unknown] == [8, 9]


def test_a_misspelt_heading_of_a_missing_field_is_asked_for_and_a_strange_one_kept() -> None:
    odd = recognise([a_sheet([[*PLAIN, "Concentraton"], [*ROW, 99]])], SHIPMENTS)
    strange = the_sheet([[*PLAIN, "Colour of the drum"], [*ROW, "blue"]])

    assert isinstance(odd, NeedsMapping)
    assert odd.unsure[0].candidates[0].field == "concentration"
    assert strange.unknown == ((8, "Colour of the drum"),)


@pytest.mark.parametrize("rows", [[["foo", "bar"]], [["Read this"], ["and that"]], [ROW], [[1, 2, 3]], []])
def test_a_sheet_without_any_table_is_refused(rows: list[list[Value]]) -> None:
    found = recognise([a_sheet(rows)], SHIPMENTS)
    of_text = recognise([a_sheet(rows, "")], SHIPMENTS)

    assert isinstance(found, Problem)
    assert isinstance(of_text, Problem)
    assert (found.code, dict(found.values)) == ("layout.no-records", {"sheets": "Sheet1"})
    assert (of_text.code, dict(of_text.values)) == ("layout.no-headings", {})


def test_a_confirmed_mapping_is_remembered_for_the_layout() -> None:
    rows: list[list[Value]] = [["Date", "Substance", "Weight"], ["2024-01-02", "Acetone", 20]]
    asked = recognise([a_sheet(rows, "Enero")], SHIPMENTS)
    assert isinstance(asked, NeedsMapping)
    mapping = check_mapping(json.loads(json.dumps(asked.proposal)), SHIPMENTS)
    assert isinstance(mapping, ColumnMapping)

    again = recognise([a_sheet([[], *rows], "Febrero")], SHIPMENTS, remembered={asked.signature: mapping})

    assert isinstance(again, Layout)
    assert fields(again.sheets[0])["net_mass"] == 2
    assert again.sheets[0].signature == asked.signature


def test_operators_and_licences_are_recognised_too() -> None:
    operators = the_layout(a_sheet([["RUC", "Razón social", "País"], ["1", "ACME", "PE"]]), record=OPERATORS)
    licences = the_layout(
        a_sheet(
            [
                ["Nº licencia", "Titular", "Sustancia", "Cupo anual", "Unidad", "Vence", "Fecha de emisión"],
                ["1", "ACME", "a", 3, "kg", "2030-01-01", "2024-01-01"],
            ]
        ),
        record=LICENCES,
    )

    assert fields(operators.sheets[0]) == {"identifier": 0, "name": 1, "country": 2}
    assert fields(licences.sheets[0])["valid_to"] == 5


def test_importer_and_exporter_without_a_direction_are_asked_for() -> None:
    rows: list[list[Value]] = [
        ["Date", "Substance", "Net (kg)", "Importer", "Exporter"],
        ["2024-01-02", "a", 1, "x", "y"],
    ]

    found = recognise([a_sheet(rows)], SHIPMENTS)

    assert isinstance(found, NeedsMapping)
    assert [each.heading for each in found.unsure] == ["Importer", "Exporter"]


@pytest.mark.parametrize("kind", sorted(RECORDS))
@pytest.mark.parametrize("language", ["en", "es", "fr", "pt", "ru", "ar"])
def test_the_templates_of_every_language_are_recognised_wholly(kind: str, language: str) -> None:
    record = RECORDS[kind]
    names = {each.key: headings(kind)[each.key][language] for each in record.fields}

    (sheet,) = the_layout(a_sheet([list(names.values())]), record=record).sheets

    assert {each.field: each.heading for each in sheet.placed} == names
    assert sheet.unknown == ()


@pytest.mark.parametrize(
    "title",
    [
        "Dirección Nacional de Estupefacientes",
        "Imports and exports 2024",
        "Local: Lima",
        "Ministry of Health",
    ],
)
def test_a_title_that_names_no_single_direction_gives_none(title: str) -> None:
    assert the_sheet([[title], PLAIN, ROW]).direction is None


def test_headings_repeated_further_down_do_not_hide_the_rows_above() -> None:
    sheet = the_sheet([PLAIN, ROW, PLAIN, [None, None, None, "kg"], ROW])

    assert sheet.last_heading_row == 1


def test_a_caption_over_columns_makes_two_heading_rows_even_when_nothing_is_won() -> None:
    sheet = the_sheet(
        [
            ["FECHA", "TIPO DE OPERACIÓN", "PRODUCTO", "CANTIDAD", "U.M.", "DOCUMENTO", None, "PAÍS"],
            [None, None, None, None, None, "TIPO", "NÚMERO", None],
            ["2024-01-02", "INGRESO", "acetona", 20, "KG", "FACTURA", "F-1", "CN"],
        ]
    )

    assert sheet.last_heading_row == 2
    assert fields(sheet)["document"] == 6
    assert {(each.field, each.when) for each in sheet.placed if each.column == 7} == {
        ("origin", "import"), ("destination", "export"),
    }  # fmt: skip


@pytest.mark.parametrize("heading", ["Cliente", "Proveedor", "Supplier", "Покупатель"])
def test_a_customer_or_supplier_alone_is_the_counterparty(heading: str) -> None:
    sheet = the_sheet([["Fecha", "Sustancia", "Peso neto (kg)", heading], ["2024-01-02", "a", 1, "x"]])

    assert fields(sheet)["counterparty"] == 3


def test_a_form_486_asks_which_side_its_shipper_is() -> None:
    head: list[Value] = ["Date of Shipment", "Chemical Name", "Net Weight (Kg)", "Container Count", "Shipper"]

    found = recognise([a_sheet([head, ["2024-01-02", "acetone", 20, 3, "s"]])], SHIPMENTS)
    told = the_sheet([head, ["2024-01-02", "acetone", 20, 3, "s"]], "Exports")

    assert isinstance(found, NeedsMapping)
    assert fields(told)["operator"] == 4


UNKNOWN: list[list[Value]] = [["A title"], ["Foo", "Bar", "Baz"], ["x", "y", 3], ["x", "z", 4]]


def test_a_table_none_of_whose_headings_is_known_is_asked_about() -> None:
    found = recognise([a_sheet(UNKNOWN)], SHIPMENTS)

    assert isinstance(found, NeedsMapping)
    assert found.missing == ("date", "substance", "quantity")
    assert found.proposal["heading_rows"] == [2]
    assert found.proposal["columns"] == {name: {"field": None, "unit": None} for name in UNKNOWN[1]}


def test_a_table_without_headings_is_asked_about_and_loses_no_row() -> None:
    asked = recognise([a_sheet([ROW, ROW])], SHIPMENTS)
    assert isinstance(asked, NeedsMapping)
    proposal = json.loads(json.dumps(asked.proposal))
    assert (proposal["heading_rows"], list(proposal["columns"])[:3]) == ([], ["[A]", "[B]", "[C]"])
    for column, field in (("[A]", "date"), ("[C]", "substance"), ("[D]", "quantity"), ("[E]", "unit")):
        proposal["columns"][column]["field"] = field
    mapping = check_mapping(proposal, SHIPMENTS)
    assert isinstance(mapping, ColumnMapping)

    answered = recognise([a_sheet([ROW, ROW])], SHIPMENTS, mapping)

    assert isinstance(answered, Layout)
    assert (answered.sheets[0].first_row, fields(answered.sheets[0])["substance"]) == (1, 2)


@pytest.mark.parametrize("merges", [None, [(1, 2, 1, 3), (1, 4, 1, 5), (2, 4, 2, 5)]])
def test_three_heading_rows_are_read_as_one(merges: list[tuple[int, int, int, int]] | None) -> None:
    sheet = the_sheet(
        [
            ["Fecha", "Sustancia", "Peso", None, "Exportador", None, "Tipo de operación"],
            [None, None, "Neto", "Bruto", "Nombre", "País", None],
            ["dd/mm/aaaa", None, "(kg)", "(kg)", None, None, None],
            ["2024-01-02", "Acetona", 20, 21, "A", "CN", "Importación"],
        ],
        merges=merges,
    )

    assert sheet.last_heading_row == 3
    assert {each.field: (each.column, each.unit) for each in sheet.placed if each.unit} == {
        "net_mass": (2, "kg"), "gross_mass": (3, "kg"),
    }  # fmt: skip


def test_a_record_below_two_heading_rows_is_never_a_third() -> None:
    sheet = the_sheet(
        [
            ["Date", "Substance", "Quantity", "Unit", "Operator", "Consignment", None],
            [None, None, None, None, None, "Document No", "Container No"],
            ["2024-01-02", "Acetone", "20", "kg", "ACME", "D-1", "C-1"],
        ]
    )

    assert sheet.last_heading_row == 2


@pytest.mark.parametrize(
    "title", [["Sustancia: Acetona"], ["Sustancia:", "Acetona"], ["Producto", "Acetona"], ["", "SUSTANCIA :  Acetona"]]
)
def test_a_substance_in_the_title_is_that_of_every_row(title: list[Value]) -> None:
    sheet = the_sheet([title, ["Fecha", "Peso neto (kg)"], ["2024-01-02", 1]])

    assert [(each.field, each.cell.text) for each in sheet.titles] == [("substance", "Acetona")]


def test_a_day_and_a_unit_in_the_titles_are_those_of_every_row() -> None:
    sheet = the_sheet([["Date:", "2024-01-02", "Unit:", "kg"], ["Substance", "Quantity"], ["Acetone", 1]])

    assert {each.field: each.cell.text for each in sheet.titles} == {"date": "2024-01-02", "unit": "kg"}


def test_a_column_wins_over_a_title() -> None:
    sheet = the_sheet([["Substance: Toluene"], PLAIN, ROW])

    assert sheet.titles == ()


@pytest.mark.parametrize(
    "title",
    [
        ["Substances of table II"],
        ["Date of issue: 2024-01-02"],
        ["Period: 2024"],
        ["Date: January"],
        ["Fecha de emisión", "x"],
    ],
)
def test_titles_that_only_look_like_it_give_nothing(title: list[Value]) -> None:
    found = recognise([a_sheet([title, ["Substance", "Peso neto (kg)"], ["Acetone", 1]])], SHIPMENTS)

    assert isinstance(found, Problem)
    assert (found.code, found.values["missing"]) == ("layout.too-few-columns", "date")


def test_a_title_that_says_two_things_says_nothing() -> None:
    rows: list[list[Value]] = [["Substance: Acetone"], ["Substance: Toluene"], ["Date", "Net (kg)"], ["2024-01-02", 1]]

    found = recognise([a_sheet(rows)], SHIPMENTS)

    assert isinstance(found, Problem)
    assert (found.code, found.values["missing"]) == ("layout.too-few-columns", "substance")


def test_an_unlikely_meaning_is_named_but_not_proposed() -> None:
    head: list[Value] = ["Date", "Substance", "Discount Type", "Seller Seal"]

    found = recognise([a_sheet([head, ["2024-01-02", "a", 1, 2]])], SHIPMENTS)

    assert isinstance(found, NeedsMapping)
    assert found.proposal["columns"]["Discount Type"] == {"field": None, "unit": None}


def test_who_sends_goods_through_the_country_is_their_operator() -> None:
    head: list[Value] = ["Date", "Substance", "Net (kg)", "Importer", "Exporter", "Direction"]
    by_row = the_sheet([head, ["2024-01-02", "a", 1, "x", "y", "transit"]])
    by_name = the_sheet([head[:-1], ["2024-01-02", "a", 1, "x", "y"]], "Transit")

    assert {(each.field, each.column) for each in by_row.placed if each.when == "transit"} == {
        ("operator", 4), ("counterparty", 3),
    }  # fmt: skip
    assert (fields(by_name)["operator"], fields(by_name)["counterparty"]) == (4, 3)


def test_a_share_keeps_its_meaning_beneath_a_caption() -> None:
    sheet = the_sheet(
        [
            ["IDENTIFICACIÓN", None, None, "SUSTANCIA", None, "CANTIDAD", None, "TERCERO", None],
            ["Fecha", "Factura", "CCITE", "Nombre de la sustancia", "Concentración (%)", "Kilogramos", "Litros",
             "Proveedor", "País de origen"],
            ["2024-01-02", "F-1", "C-1", "acetona", 99, None, 20, "A", "CN"],
        ]
    )  # fmt: skip

    assert sheet.last_heading_row == 2
    units = {each.field: each.unit for each in sheet.placed}
    assert (units["concentration"], units["net_mass"], units["volume"]) == ("%", "Kilogramos", "Litros")
    assert {"counterparty", "origin", "licence"} <= units.keys()


@pytest.mark.parametrize("heading", ["Permit No", "Import Licence No", "Permiso", "N° de permis", "رقم التصريح"])
def test_a_permit_is_the_licence_where_no_other_column_is(heading: str) -> None:
    alone = the_sheet([["Date", "Substance", "Quantity (kg)", heading], ["2024-01-02", "acetone", 1, "P-1"]])
    beside = the_sheet(
        [["Date", "Substance", "Quantity (kg)", heading, "Licence No"], ["2024-01-02", "acetone", 1, "P-1", "L-1"]]
    )

    assert fields(alone)["licence"] == 3
    assert (fields(beside)["authorisation"], fields(beside)["licence"]) == (3, 4)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Dt of import", "date"), ("Ctry of origin", "origin"), ("Net Wt (kgs)", "net_mass"), ("N° RCBF", "licence"),
        ("Qty. imported (in Kgs)", "quantity"), ("Country from which imported", "origin"),
        ("Pkg size", "package_size"), ("Désignation de la marchandise", "substance"),
    ],
)  # fmt: skip
def test_what_registers_write_short_is_read(heading: str, field: str) -> None:
    meaning = understand(heading, "shipments")

    assert isinstance(meaning, Reading)
    assert meaning.field == field
