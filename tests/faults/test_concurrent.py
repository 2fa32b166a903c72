"""Several imports at once: nothing twice, nothing lost, no licence drawn beyond what it holds."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import DEEP
from tests.factories import AGENCY, Registry, a_licence, a_shipment, a_workbook, shipments
from tests.faults.warm import Warm

ROUNDS = 50 if DEEP else 1
WRITERS = 4


def at_once(registry: Registry, warm: Warm, files: list[Path]) -> list[dict[str, object]]:
    """Every file imported by a process of its own, all started together."""
    words = ("--agency", AGENCY, "--json", "--accept-good")
    answers = warm.together(registry.environ, *(("import", "shipments", file, *words) for file in files))
    assert {each.code for each in answers} <= {0, 1}, [each.err for each in answers]
    assert not any("Traceback" in each.err for each in answers)
    return [each.json for each in answers]


def test_overlapping_files_at_once_leave_each_row_once(registry: Registry, warm: Warm, tmp_path: Path) -> None:
    for turn in range(ROUNDS):
        rows = shipments(50, document=f"D-{turn}")
        files = [a_workbook(tmp_path / f"{n}.xlsx", rows[n * 10 : n * 10 + 20]) for n in range(WRITERS)]

        answers = at_once(registry, warm, files)

        assert all(answer["state"] == "committed" for answer in answers)
        assert sum(answer["accepted"] for answer in answers) == 50  # type: ignore[misc]
        assert sum(answer["already_known"] for answer in answers) == 30  # type: ignore[misc]
        assert registry.standing() == 50 * (turn + 1)
    assert registry.kilograms() == {"acetone": ROUNDS * 50 * 51 // 2 * 10**9}
    assert registry.unbalanced() == []
    assert registry.verified().broken is None


def test_the_same_file_at_once_goes_in_once(registry: Registry, warm: Warm, tmp_path: Path) -> None:
    file = a_workbook(tmp_path / "same.xlsx", shipments(20))

    answers = at_once(registry, warm, [file] * WRITERS)

    assert sorted(answer["accepted"] for answer in answers) == [0, 0, 0, 20]  # type: ignore[type-var]
    assert len({answer["act"] for answer in answers}) == 1
    assert registry.standing() == 20


def test_the_last_quantity_of_a_licence_is_drawn_once(registry: Registry, warm: Warm, tmp_path: Path) -> None:
    line = a_licence(Quantity=100, Unit="kg")
    registry.take(a_workbook(tmp_path / "l.xlsx", [line]), kind="licences", code=0)
    files = [
        a_workbook(tmp_path / f"{n}.xlsx", [a_shipment(document=f"D-{n}", quantity=70, notification="PEN-1")])
        for n in range(WRITERS)
    ]

    answers = at_once(registry, warm, files)

    query = "SELECT role, amount FROM account a JOIN balance b ON b.account = a.id WHERE holder LIKE 'licence-line:%'"
    held = {role: amount // 10**9 for role, amount in registry.rows(query)}
    assert held == {"quota": 0, "used": 280, "excess": -180}
    assert sorted(answer["flags"] for answer in answers) == [0, 1, 1, 1]  # type: ignore[type-var]
    assert registry.verified().broken is None


def test_conflicting_files_at_once_leave_one_of_them(registry: Registry, warm: Warm, tmp_path: Path) -> None:
    files = [a_workbook(tmp_path / f"{n}.xlsx", [a_shipment(quantity=n + 1)]) for n in range(WRITERS)]

    answers = at_once(registry, warm, files)

    assert sorted(answer["accepted"] for answer in answers) == [0, 0, 0, 1]  # type: ignore[type-var]
    assert {told["code"] for answer in answers for told in answer["problems"]} == {"record.conflict"}  # type: ignore[attr-defined]
    assert registry.standing() == 1
