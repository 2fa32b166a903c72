"""Goods that are mixtures, and licences bound to a site or a strength: what a file of shipments is told of them."""

from __future__ import annotations

from pathlib import Path

from tests.factories import Registry, a_licence, a_shipment, a_workbook

MIXED = {"quantity": 10, "unit": "kg", "concentration": "30 % w/w"}


def test_a_mixture_below_the_figure_is_recorded_and_draws_nothing(registry: Registry, tmp_path: Path) -> None:
    licence = a_licence(Quantity=1, Unit="kg")
    registry.take(a_workbook(tmp_path / "l.xlsx", [licence]), kind="licences", code=0)
    rows = [
        a_shipment(document="free", contains="toluene 10 %; water", **MIXED),
        a_shipment(document="unsure", contains="thinner 10 %", **MIXED),
        a_shipment(document="caught", contains="toluene 20 %", **MIXED),
    ]

    answer = registry.take(a_workbook(tmp_path / "s.xlsx", rows)).json

    told = {(each["row"], each["code"]) for each in answer["warnings"] if each["code"].startswith("mixture.")}
    assert answer["accepted"] == 3
    assert told == {(2, "mixture.exempt"), (3, "mixture.ask")}
    assert registry.rows("SELECT rule, inputs FROM flag WHERE rule = 'over-licence'")[0][1].count("5.000000000 kg") == 1
    registry.run("verify", code=0)


def test_a_paragraph_stands_beside_what_it_says(registry: Registry, tmp_path: Path) -> None:
    rows = [a_shipment(contains="none", **MIXED)]

    warned = registry.take(a_workbook(tmp_path / "s.xlsx", rows)).json["warnings"]

    (told,) = (each for each in warned if each["code"] == "mixture.exempt")
    assert "Demoland Precursors Order 2015 r. 3" in told["message"]
    assert "≥ 50 %" in told["message"]


def test_a_mixture_the_law_sets_free_needs_no_licence(registry: Registry, tmp_path: Path) -> None:
    free = a_shipment(document="free", licence=None, contains="none", **MIXED)
    caught = a_shipment(document="caught", licence=None, contains="toluene 40 %", **MIXED)

    said = registry.take(a_workbook(tmp_path / "s.xlsx", [free, caught]), code=1)

    assert said.codes == {3: {"licence.missing"}}


def test_nobody_asks_whose_licence_stands_beside_goods_the_law_sets_free(registry: Registry, tmp_path: Path) -> None:
    free = a_shipment(document="free", licence="LIC-404", contains="none", **MIXED)
    caught = a_shipment(document="caught", licence="LIC-404", contains="toluene 40 %", **MIXED)
    other = a_shipment(document="other", licence="LIC-405", contains="none", **MIXED)

    registry.take(a_workbook(tmp_path / "s.xlsx", [free, caught, other]))

    flags = registry.rows("SELECT cause, count FROM flag WHERE rule = 'party-not-licensed' AND cause LIKE 'licence%'")
    assert flags == [("licence LIC-404", 1)]


def test_a_licence_is_held_against_site_and_strength(registry: Registry, tmp_path: Path) -> None:
    line = a_licence(Site="Dock 4", **{"Strength From": 90, "Strength To": 100})
    registry.take(a_workbook(tmp_path / "l.xlsx", [line]), kind="licences", code=0)
    rows = [
        a_shipment(document="right", site="DOCK-4", concentration="99 % w/w"),
        a_shipment(document="elsewhere", site="Dock 5", concentration="99 % w/w"),
        a_shipment(document="weak", site="Dock 4", concentration="80 % w/w"),
        a_shipment(document="silent"),
    ]

    answer = registry.take(a_workbook(tmp_path / "s.xlsx", rows)).json

    causes = {cause for (cause,) in registry.rows("SELECT cause FROM flag WHERE rule = 'not-covered-by-licence'")}
    unsaid = {(each["row"], each["code"]) for each in answer["warnings"] if each["code"].startswith("licence.")}
    assert causes == {"licence LIC-1: acetone, site dock 5", "licence LIC-1: acetone, strength 80 %"}
    assert unsaid == {(5, "licence.site-unsaid"), (5, "licence.strength-unsaid")}


def test_site_and_components_go_out_and_come_back(registry: Registry, tmp_path: Path) -> None:
    rows = [a_shipment(site="Dock 4", contains="toluene 30 %", **MIXED)]
    registry.take(a_workbook(tmp_path / "s.xlsx", rows))

    registry.run("export", "shipments", str(tmp_path / "out.xlsx"))
    again = registry.take(tmp_path / "out.xlsx").json

    assert (again["already_known"], again["accepted"]) == (1, 0)
