"""Cells say under which heading they stand, whatever people typed into them."""

from __future__ import annotations

from markupsafe import Markup

from precursors.web.tables import stated, under

COLUMNS = [("Day", ""), ("Mass & unit", "number"), ("", "")]


def test_each_cell_names_its_column_and_a_heading_without_words_names_none() -> None:
    row = Markup('<th scope="row">1 Mar</th>\n<td class="number">2 kg</td><td>Remove</td><td>beyond</td>')

    assert under(row, COLUMNS) == (
        '<th role="rowheader" data-column="Day" scope="row">1 Mar</th>\n'
        '<td role="cell" data-column="Mass &amp; unit" class="number">2 kg</td>'
        '<td role="cell">Remove</td><td role="cell">beyond</td>'
    )


def test_what_somebody_typed_is_no_cell() -> None:
    typed = Markup("<th>{}</th><td>{}</td>").format("<td>", stated("<td class=x>"))

    told = under(typed, COLUMNS)

    assert told.count("role=") == 2
    assert told.endswith('<bdi class="pcr-stated">&lt;td class=x&gt;</bdi></td>')


def test_only_a_long_text_asks_its_column_for_room() -> None:
    assert "long" not in stated("12.5 kg")
    assert "pcr-stated--long" in stated("Laboratorios Aurora S.A.C.")
