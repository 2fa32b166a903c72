"""R15: what a comparison is told of, and on whose records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from precursors.anomalies.rule import Finding
from precursors.anomalies.rules.mirror_mismatch import mirror_mismatch
from precursors.mirror.gathering import Found, Place
from precursors.mirror.rules import Line, Tolerance, compared

KG = 10**9
YEAR, DEAL = Tolerance(200, 100 * KG, 1), Tolerance(50, 10 * KG)


def a_line(key: int, kg: float | None, *references: str) -> Line:
    day = date(2025, 6, 15)
    return Line(key, day, day, None if kg is None else round(kg * KG), frozenset(references))


def found(here: list[Line], there: list[Line], *, stated: bool = True) -> list[Finding]:
    place = Place("XD-INS", "DE", "export", "acetone", 2025)
    return list(mirror_mismatch(Found(place, compared(2025, here, there, YEAR, DEAL), here, there, stated)))


def reasons(findings: list[Finding]) -> list[str | None]:
    return [dict(each.inputs).get("why") for each in findings]


def test_a_mismatch_is_about_our_own_records() -> None:
    (finding,) = found([a_line(1, 900)], [a_line(2, 500)])

    assert (finding.kind, finding.subjects) == ("shipment", (1,))
    assert dict(finding.inputs)["there"] == "500 kg"


def test_what_only_the_partner_knows_of_is_about_its_figures() -> None:
    (finding,) = found([], [a_line(2, 500)])

    assert (finding.kind, finding.subjects) == ("mirror_figure", (2,))
    assert reasons([finding]) == ["missing-here"]


def test_a_substance_the_partner_never_speaks_of_is_not_missed() -> None:
    assert reasons(found([a_line(1, 500)], [])) == ["missing-there"]
    assert found([a_line(1, 500)], [], stated=False) == []


def test_little_that_is_missing_and_what_nobody_can_weigh_are_not_told() -> None:
    assert found([a_line(1, 99)], []) == []
    assert found([a_line(1, None)], [a_line(2, 500)]) == []


def test_one_deal_that_differs_is_told_though_the_year_agrees() -> None:
    (finding,) = found([a_line(1, 100, "notification:p1")], [a_line(2, 80, "notification:p1")])

    assert reasons([finding]) == ["deal"]
    assert finding.cause == "DE export acetone 2025 notification:p1"


def test_the_papers_of_a_deal_are_named_as_they_were_written() -> None:
    ours = replace(a_line(1, 100, "notification:pen 1"), stated=(("notification:pen 1", "PEN-1"),))
    theirs = replace(a_line(2, 80, "notification:pen 1"), stated=(("notification:pen 1", "pen/1"),))

    (finding,) = found([ours], [theirs])

    assert dict(finding.inputs)["references"] == "PEN-1"
