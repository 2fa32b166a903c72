"""One shipment entered by hand is the shipment a sheet of one row would have brought."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from precursors.app.kinds import KINDS, limits
from precursors.audit.models import Act
from precursors.config.settings import load
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.exchange.imports import Desk, Request, take_in
from precursors.flags.models import Flag
from precursors.intake.importing import Terms
from precursors.scope.visible import Sight
from precursors.trade.corrections import Reversed, reverse_record
from precursors.trade.entry import Entered, enter
from precursors.trade.history import explained, find, replacement, told
from precursors.trade.models import Shipment
from precursors.trade.resolving import correct, resolve
from tests.factories import a_licence, a_shipment, a_workbook
from tests.people import an_agency
from tests.trade.cells import TODAY, WHO, entered, terms, typed_shipment, whole

ALL = Sight()
ACID = {"substance": "Hydrochloric acid", "quantity": "20", "unit": "L"}
"""A solution whose strength nobody states."""


@pytest.fixture(autouse=True)
def _agency(database: Database) -> None:
    an_agency(database)


def shipments(database: Database) -> list[Shipment]:
    with database.read() as session:
        return list(session.execute(select(Shipment).order_by(Shipment.id)).scalars())


def stated(row: Shipment) -> dict[str, object]:
    """Everything of a row but where it stood."""
    columns = (column.key for column in Shipment.__table__.columns)
    return {name: getattr(row, name) for name in columns if name not in {"id", "sheet", "row"}}


def test_an_entry_is_already_known_to_the_sheet_that_says_the_same(database: Database, tmp_path: Path) -> None:
    made = entered(database, tmp_path)
    book = a_workbook(tmp_path / "same.xlsx", [a_shipment()])
    desk = Desk(database, Store(tmp_path / "documents"), tmp_path, limits(load({})), KINDS)

    answer = take_in(desk, Request("shipments", book, "XD-INS", WHO, TODAY))

    assert (answer.outcome.known, answer.outcome.accepted, answer.act) == (1, 0, made.act)


def test_an_entry_keeps_what_the_sheet_would_keep(database: Database, tmp_path: Path) -> None:
    book = a_workbook(tmp_path / "one.xlsx", [a_shipment(concentration="98 %", basis="w/w")])
    desk = Desk(database, Store(tmp_path / "documents"), tmp_path, limits(load({})), KINDS)
    take_in(desk, Request("shipments", book, "XD-INS", WHO, TODAY))
    (of_sheet,) = shipments(database)
    database.write(lambda session: reverse_record(session, WHO, _ref(session, of_sheet), "to enter it by hand"))

    entered(database, tmp_path, concentration="98 %", basis="w/w")

    assert stated(shipments(database)[1]) == stated(of_sheet)
    assert whole(database)


def _ref(session: object, row: Shipment) -> str:
    return told(session, ALL, row).ref  # type: ignore[arg-type] # a session


def test_the_same_request_twice_writes_once(database: Database, tmp_path: Path) -> None:
    first = entered(database, tmp_path, key="one click")

    second = entered(database, tmp_path, key="one click", document="something else by now")

    assert second == first
    assert len(shipments(database)) == 1


def test_the_same_record_again_is_known_and_writes_nothing(database: Database, tmp_path: Path) -> None:
    first = entered(database, tmp_path)

    again = entered(database, tmp_path)

    assert again == Entered(first.ref, first.act, known=True)
    assert len(shipments(database)) == 1


def test_numbers_are_read_by_the_agency_whatever_the_language(database: Database, tmp_path: Path) -> None:
    entered(database, tmp_path, quantity="1,234.5")

    assert [row.base_ug for row in shipments(database)] == [1_234_500_000_000]


@pytest.mark.parametrize(
    ("cells", "ug"),
    [
        ({"net_mass": "40"}, 40_000_000_000),
        ({"net_mass": "40 KGS"}, 40_000_000_000),
        ({"net_mass": "2 t", "gross_mass": "2.1 t"}, 2_000_000_000_000),
        ({"net_mass": "40 kg", "unit": "kg"}, 40_000_000_000),
        ({"volume": "500 mL"}, 395_550_000),
    ],
)
def test_a_field_with_a_usual_unit_may_say_its_own(
    database: Database, tmp_path: Path, cells: dict[str, str], ug: int
) -> None:
    made = entered(database, tmp_path, **({"quantity": "", "unit": ""} | cells))

    with database.read() as session:
        row = find(session, ALL, made.ref)
        assert row is not None
        steps = explained(terms(session, tmp_path), row)

    assert row.base_ug == pytest.approx(ug, rel=0.01)
    assert steps is not None


WRONG = {
    "date": ({"date": "2024-07-01"}, "date.future"),
    "substance": ({"substance": "Table salt"}, None),
    "cas": ({"cas": "67-64-2"}, None),
    "quantity": ({"quantity": "0"}, "amount.zero"),
    "unit": ({"unit": "furlongs"}, None),
    "licence": ({"substance": "Acetic anhydride", "licence": ""}, "licence.missing"),
    "direction": ({"direction": "sideways"}, "choice.unknown"),
    "net_mass": ({"net_mass": "9", "gross_mass": "8"}, "amount.net-above-gross"),
    "destination": ({"destination": "DE"}, "place.same-both-ends"),
    "notes": ({"notes": "turned \u202e round"}, "text.control-character"),
}


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_written(database: Database, tmp_path: Path) -> None:
    told = {}
    for field, (changes, _) in WRONG.items():
        form = typed_shipment(**changes)
        made = database.write(lambda session, form=form: enter(session, WHO, terms(session, tmp_path), form, "key"))
        assert isinstance(made, list), field
        told[field] = {(trouble.problem.field, trouble.problem.code) for trouble in made}

    assert [field for field in WRONG if field not in {each for each, _ in told[field]}] == []
    assert [field for field, (_, code) in WRONG.items() if code and (field, code) not in told[field]] == []
    assert shipments(database) == []


def test_a_conflict_is_told_and_nothing_is_overwritten(database: Database, tmp_path: Path) -> None:
    entered(database, tmp_path)

    made = database.write(
        lambda session: enter(session, WHO, terms(session, tmp_path), typed_shipment(quantity="11"), "key")
    )

    assert isinstance(made, list)
    assert [trouble.problem.code for trouble in made] == ["record.conflict"]


def corrected(database: Database, scratch: Path, ref: str, key: str = "key", why: str = "misread", **changes: str):  # noqa: ANN201 - any of its answers
    return database.write(
        lambda session: correct(session, WHO, terms(session, scratch), ref, typed_shipment(**changes), why, key)
    )


@pytest.mark.parametrize("changes", [{"quantity": "12"}, {"document": "D-2"}], ids=["content", "name"])
def test_a_correction_takes_the_place_of_the_record_in_one_act(
    database: Database, tmp_path: Path, changes: dict[str, str]
) -> None:
    old = entered(database, tmp_path)

    new = corrected(database, tmp_path, old.ref, **changes)

    with database.read() as session:
        before, after = (find(session, ALL, ref) for ref in (old.ref, new.ref))
        assert before is not None
        assert after is not None
        told_before, told_after = told(session, ALL, before), told(session, ALL, after)
    assert not told_before.standing
    assert told_after.standing
    assert [deed.other for deed in told_before.deeds] == [None, new.ref]
    assert told_after.deeds[0].other == old.ref
    assert told_after.deeds[0].reason == "misread"
    assert whole(database)


def test_a_correction_draws_on_what_the_old_record_gives_back(database: Database, tmp_path: Path) -> None:
    book = a_workbook(tmp_path / "licence.xlsx", [a_licence(Quantity=10, Unit="kg")])
    desk = Desk(database, Store(tmp_path / "documents"), tmp_path, limits(load({})), KINDS)
    take_in(desk, Request("licences", book, "XD-INS", WHO, TODAY))
    old = entered(database, tmp_path, quantity="10")

    new = corrected(database, tmp_path, old.ref, document="D-2", quantity="9")

    with database.read() as session:
        rules = {flag.rule for flag in session.execute(select(Flag)).scalars()}
    assert new.act > old.act
    assert "over-licence" not in rules
    assert whole(database)


def test_a_correction_that_is_sent_twice_happens_once(database: Database, tmp_path: Path) -> None:
    old = entered(database, tmp_path)
    first = corrected(database, tmp_path, old.ref, quantity="12")

    second = corrected(database, tmp_path, old.ref, quantity="12")

    assert second == first


def test_a_correction_needs_a_reason_a_change_and_a_place_of_its_own(database: Database, tmp_path: Path) -> None:
    old = entered(database, tmp_path)
    entered(database, tmp_path, document="D-2")

    answers = [
        corrected(database, tmp_path, old.ref, why=" ", quantity="12"),
        corrected(database, tmp_path, old.ref),
        corrected(database, tmp_path, old.ref, document="D-2"),
    ]

    assert [each.code for each in answers] == ["reason.missing", "correction.nothing-changes", "record.taken"]
    assert whole(database)


def test_a_record_is_reversed_once(database: Database, tmp_path: Path) -> None:
    made = entered(database, tmp_path)
    first = database.write(lambda session: reverse_record(session, WHO, made.ref, "never came"))

    second = database.write(lambda session: reverse_record(session, WHO, made.ref, "never came"))

    assert isinstance(first, Reversed)
    assert getattr(second, "code", None) == "record.reversed"
    assert whole(database)


def test_an_unresolved_record_is_resolved_by_a_choice(database: Database, tmp_path: Path) -> None:
    made = database.write(
        lambda session: enter(session, WHO, _keeping(terms(session, tmp_path)), typed_shipment(**ACID), "key")
    )
    assert isinstance(made, Entered)

    database.write(
        lambda session: resolve(
            session, WHO, terms(session, tmp_path), made.ref, {"concentration": "37 %", "basis": "w/w"}, None
        )
    )

    with database.read() as session:
        row = find(session, ALL, made.ref)
        assert row is not None
        assert row.base_ug is None
        new = find(session, ALL, replacement(session, row) or "")
        assert new is not None
        assert new.base_ug is not None
    assert whole(database)


def _keeping(given: Terms) -> Terms:
    return replace(given, keep_unresolved=True)


def test_the_steps_of_a_record_end_in_its_kilograms(database: Database, tmp_path: Path) -> None:
    made = entered(
        database, tmp_path, substance="Acetic anhydride", quantity="20 x 200 L", unit="", concentration="98 %"
    )

    with database.read() as session:
        row = find(session, ALL, made.ref)
        assert row is not None
        steps = explained(terms(session, tmp_path), row)

    assert steps is not None
    assert [step.what for step in steps.steps] == ["content of one", "unit L", "density", "strength"]
    assert steps.base_ug == row.base_ug


def test_steps_that_no_longer_come_to_the_figure_are_not_shown(database: Database, tmp_path: Path) -> None:
    made = entered(database, tmp_path)
    with database.read() as session:
        row = find(session, ALL, made.ref)
        assert row is not None
        session.expunge(row)
        row.base_ug = 11

        assert explained(terms(session, tmp_path), row) is None


def test_an_entry_is_an_act_of_its_person(database: Database, tmp_path: Path) -> None:
    made = entered(database, tmp_path)

    with database.read() as session:
        act = session.get_one(Act, made.act)
        count = session.execute(select(func.count()).select_from(Shipment)).scalar_one()

    assert (act.kind, act.actor, act.agency, count) == ("enter-shipment", "ines", "XD-INS", 1)
