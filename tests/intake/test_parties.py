"""Names of companies: one name written in several ways is one, different names stay different."""

from __future__ import annotations

import pytest

from precursors.intake.parties import party

ONE_NAME = [
    ["Química Andina S.A.", "QUIMICA ANDINA SA", "Quimica  Andina S. A.", "Química Andina, S/A", "Química Andina S A"],
    ["Acme Ltd.", "ACME LTD", "Acme, Limited"],
    ["Acme Co., Ltd.", "ACME CO LTD", "Acme Company Limited"],
    ["Insumos del Sur S.A.C.", "INSUMOS DEL SUR SAC", "Insumos del Sur Sociedad Anónima Cerrada"],
    ["ООО «Ромашка»", "Ромашка, ООО", 'Общество с ограниченной ответственностью "Ромашка"'],
    ["J.P. Fine Chemicals", "JP Fine Chemicals"],
    ["Plant A S.A.", "PLANT A SA"],
    ["شركة النور", "النور شركة"],
]
OTHER_NAMES = [
    ("Acme Ltd", "Acme"),
    ("Acme SA", "Acme SAC"),
    ("Acme North Ltd", "Acme South Ltd"),
    ("SA Chemicals", "Chemicals SA"),
    ("Plant A SA", "Plant SA"),
    ("Acme 1", "Acme 2"),
    ("Grupo AB Uno", "Grupo A B Uno"),
    ("S.A.", "Ltd."),
]


@pytest.mark.parametrize("spellings", ONE_NAME)
def test_spellings_of_one_name_are_one(spellings: list[str]) -> None:
    assert {party(each) for each in spellings} == {party(spellings[0])}


@pytest.mark.parametrize("names", OTHER_NAMES)
def test_different_names_stay_different(names: tuple[str, str]) -> None:
    assert party(names[0]) != party(names[1])


def test_every_distinct_name_of_a_list_keeps_its_own_key() -> None:
    kept = {party(names[0]) for names in ONE_NAME}

    assert len(kept) == len(ONE_NAME)
