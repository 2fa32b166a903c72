"""R38: one shipment, two agencies."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from precursors.anomalies.rule import Declared, Dossier
from precursors.anomalies.rules.duplicate_record import duplicate_record
from tests.anomalies.makers import known

MAY = date(2026, 5, 10)


def a_declaration(**changes: object) -> Declared:
    plain = Declared(1, "XD-DIQ", "import", MAY, "acetone", frozenset({"acme", "foo"}), 1_000_000)
    return plain._replace(**changes)


def found(*declared: Declared) -> set[int]:
    ordered: Iterable[Declared] = sorted(declared, key=lambda each: (each.substance, each.day, each.key))
    return {finding.subjects[0] for finding in duplicate_record(Dossier(ordered, known()))}


def test_the_same_shipment_from_two_agencies_is_flagged_for_both() -> None:
    own, other = a_declaration(), a_declaration(key=2, agency="XD-CUS", day=date(2026, 5, 11), base_ug=1_004_900)

    assert found(own, other) == {1, 2}


def test_each_finding_shows_one_agency_its_own_record_only() -> None:
    own, other = a_declaration(), a_declaration(key=2, agency="XD-CUS")

    findings = list(duplicate_record(Dossier([own, other], known())))

    assert {(f.agency, f.subjects[0]) for f in findings} == {("XD-DIQ", 1), ("XD-CUS", 2)}
    assert not any("XD-" in value for f in findings for _, value in f.inputs)


@pytest.mark.parametrize(
    "changes",
    [
        {"agency": "XD-DIQ"},
        {"day": date(2026, 5, 12)},
        {"substance": "toluene"},
        {"parties": frozenset({"acme", "bar"})},
        {"base_ug": 1_006_000},
    ],
)
def test_what_differs_in_one_thing_is_not(changes: dict[str, object]) -> None:
    other = a_declaration(key=2, agency="XD-CUS")._replace(**changes)

    assert found(a_declaration(), other) == set()


def test_records_without_any_party_are_never_compared() -> None:
    nobody: frozenset[str] = frozenset()

    assert found(a_declaration(parties=nobody), a_declaration(key=2, agency="XD-CUS", parties=nobody)) == set()


def test_days_apart_within_a_long_list_are_kept_apart() -> None:
    many = [a_declaration(key=n, agency=f"A{n % 2}", day=date(2026, 1, 1 + 2 * (n % 14))) for n in range(14)]

    assert found(*many) == set()
