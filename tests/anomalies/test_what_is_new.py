"""A run over what is new finds what a whole run finds of it, in whatever order the history comes in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from precursors.anomalies.kept import keep, up_to_date, usual_holds
from precursors.anomalies.models import Usual
from precursors.anomalies.rule import Finding
from precursors.anomalies.service import Result, findings, found, raised
from precursors.audit.acts import Actor, last_act, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.db.engine import Database
from precursors.trade.models import Shipment
from precursors.trade.reversing import reverse
from tests.asking import counted
from tests.people import an_agency

TODAY = date(2026, 11, 20)
WHO = Actor("worker")
AGENCIES = ("XD-INS", "XD-CUS", "XD-POL")


def a_shipment(random: Random, number: int) -> dict[str, Any]:
    """Few operators, partners, substances and quantities, so that most rules have something to say; some unknown."""
    operator, other = random.sample(("Acme", "Beta", "Gamma", "Delta"), 2)
    kg = random.choice((20, 20, 21, 40, 45, 90, 400))
    direction = random.choice(("import", "import", "export", "domestic"))
    unknown = number % 13 == 6
    return {
        "agency": random.choice(AGENCIES), "direction": direction, "day": date(2023, 1, 1) + timedelta(
            days=random.choice((random.randrange(60), 300 + random.randrange(60), random.randrange(1200)))
        ),
        "substance": random.choice(("acetone", "potassium-permanganate")), "operator": operator,
        "party": random.choice((f"party:{operator.lower()}", f"party:{operator.lower()}", None)),
        "counterparty": other, "base_ug": None if unknown else kg * 10**9,
        "net_ug": None if unknown else kg * 10**9, "status": "ask" if unknown else "ok", "edition": "test",
        "convention": "en-GB", "sheet": "S", "row": number, "document": f"D-{number}",
        "origin": random.choice(("DE", "YE")), "destination": "XD", "transit": random.choice((None, "NL", "BE", "YE")),
        "package_size": random.choice(("200 L", "25 L", f"{number} L")), "currency": "USD",
        "value": str(kg * random.choice((2, 2.1, 2.2, 30))), "gross_mass": f"{kg * random.choice((1.1, 1.11, 3)):.1f}",
        "consignee": random.choice((None, "Fast Freight")), "carrier": random.choice((None, "Fast Freight")),
        "site": random.choice((None, "north", "south")), "payment": ("cash", None, "transfer")[number % 3],
        "payer": (None, operator, "A Cousin", None)[number % 4], "packages": (None, "4 drums", "7")[number % 3],
        "package_type": (None, None, "Tambor", "Bag", f"kind {number}")[number % 5],
        "labels": "sin etiqueta" if number % 11 == 5 else None, "key": natural_key("shipment", "test", str(number)),
    }  # fmt: skip


def shipments(seed: int, count: int) -> list[dict[str, Any]]:
    random = Random(seed)
    return [a_shipment(random, number) for number in range(count)]


def written(session: Session, rows: list[dict[str, Any]]) -> None:
    act = open_act(session, "import-shipments", WHO)
    first = act.add_many(Shipment, rows)
    session.execute(insert(Current), [{"key": row["key"], "id": first + n} for n, row in enumerate(rows)])
    act.seal()


def some_reversed(session: Session, random: Random) -> None:
    standing = session.execute(select(Current.id).join(Shipment, Shipment.id == Current.id)).scalars().all()
    act = open_act(session, "reverse", WHO)
    reverse(act, random.sample(list(standing), 3))
    act.seal()


def told(session: Session, first: int) -> set[tuple[str, Finding]]:
    found = findings(session, up_to_date(session), first, TODAY)
    return {(each.code, finding) for each, finding in found}


def of_new(findings: Iterable[tuple[str, Finding]], first: int) -> set[tuple[str, Finding]]:
    return {each for each in findings if max(*each[1].subjects, each[1].told_by) >= first << 24}


@pytest.fixture
def agencies(database: Database) -> Database:
    for code in AGENCIES:
        an_agency(database, code)
    return database


@pytest.mark.parametrize("seed", [1, 2])
def test_a_run_over_what_is_new_finds_what_a_whole_run_finds_of_it(agencies: Database, seed: int) -> None:
    random, rules = Random(seed), set[str]()
    for batch in range(6):
        rows = [a_shipment(random, 100 * batch + n) for n in range(60)]
        with agencies.read() as session:
            first = last_act(session) + 1
        agencies.write(lambda session, rows=rows: written(session, rows))
        with agencies.read() as session:
            new, whole = told(session, first), told(session, 0)

        assert new == of_new(whole, first)
        rules |= {code for code, _ in new}
        agencies.write(lambda session: some_reversed(session, random))
        if batch % 2:
            agencies.write(lambda session: keep(session, up_to_date(session)))
            with agencies.read() as session:
                assert list(usual_holds(session)) == []

    assert len(rules) >= 10


def test_what_is_kept_as_usual_is_what_counting_everything_again_would_give(agencies: Database) -> None:
    random = Random(3)
    for batch in range(3):
        rows = [a_shipment(random, 100 * batch + n) for n in range(30)]
        agencies.write(lambda session, rows=rows: written(session, rows))
        agencies.write(lambda session: some_reversed(session, random))
        agencies.write(lambda session: keep(session, up_to_date(session)))
    with agencies.read() as session:
        kept = up_to_date(session).counts
    agencies.write(lambda session: session.execute(delete(Usual)))

    with agencies.read() as session:
        assert up_to_date(session).counts == kept


@pytest.mark.parametrize(
    ("what", "counts", "named"),
    [
        ("amount", '{"1": 999}', "amount acetone"),
        ("amount", '{"much": 1}', "amount acetone"),
        ("amount", '{"1": "many"}', "amount acetone"),
        ("amount", "{", "amount acetone"),
        ("amount", "[]", "amount acetone"),
        ("acts", '{"acts": true}', "usual"),
        ("acts", '{"acts": 999}', "usual"),
        ("acts", '{"acts": -1}', "usual"),
        ("acts", "[]", "usual"),
    ],
)
def test_verify_names_what_somebody_made_usual_and_a_run_counts_anew(
    agencies: Database, caplog: pytest.LogCaptureFixture, what: str, counts: str, named: str
) -> None:
    agencies.write(lambda session: written(session, shipments(4, 20)))
    agencies.write(lambda session: keep(session, up_to_date(session)))
    with agencies.read() as session:
        kept, whole = up_to_date(session).counts, found(session, 0, TODAY).drafts
    assert caplog.records == []
    forged = update(Usual).where(Usual.what == what, Usual.about.in_(("acetone", ""))).values(counts=counts)
    agencies.write(lambda session: session.execute(forged))

    with agencies.read() as session:
        problems, anew = list(usual_holds(session)), found(session, 0, TODAY)

    assert [(each.code, dict(each.values)["what"]) for each in problems] == [("verify.aggregate", named)]
    assert (anew.usual.counts, anew.drafts) == (kept, whole)
    assert "counted anew" in caplog.text
    agencies.write(lambda session: raised(session, WHO, anew))
    with agencies.read() as session:
        assert list(usual_holds(session)) == []


def test_a_row_taken_away_or_put_beside_the_others_is_noticed(agencies: Database) -> None:
    agencies.write(lambda session: written(session, shipments(4, 20)))
    agencies.write(lambda session: keep(session, up_to_date(session)))
    with agencies.read() as session:
        kept = up_to_date(session).counts
    agencies.write(lambda session: session.execute(delete(Usual).where(Usual.what == "size")))
    agencies.write(lambda session: session.add(Usual(what="price", about="acetone", counts='{"1": 1}')))

    with agencies.read() as session:
        assert up_to_date(session).counts == kept
        assert "price acetone" in {dict(each.values)["what"] for each in usual_holds(session)}


def test_two_runs_at_once_tell_each_finding_once_and_keep_the_counts_once(agencies: Database) -> None:
    agencies.write(lambda session: written(session, shipments(5, 60)))
    results: list[Result] = []
    for _ in range(2):
        with agencies.read() as session:
            results.append(found(session, 0, TODAY))

    first, second = (agencies.write(lambda session, own=own: raised(session, WHO, own)) for own in results)

    assert (first > 0, second) == (True, 0)
    with agencies.read() as session:
        assert list(usual_holds(session)) == []


def test_a_run_over_what_is_new_asks_no_more_often_over_a_longer_history(agencies: Database) -> None:
    asked = []
    for batch in range(3):
        rows = [row | {"key": natural_key("shipment", str(batch), str(n))} for n, row in enumerate(shipments(6, 150))]
        agencies.write(lambda session, rows=rows: written(session, rows))
        agencies.write(lambda session: keep(session, up_to_date(session)))
        with agencies.read() as session:
            first = last_act(session) + 1
        few = [row | {"key": natural_key("shipment", f"new {batch}", str(n))} for n, row in enumerate(shipments(7, 10))]
        agencies.write(lambda session, rows=few: written(session, rows))
        with counted(agencies) as said, agencies.read() as session:
            list(findings(session, up_to_date(session), first, TODAY))
        asked.append(len(said))

    assert len(set(asked)) == 1
    assert asked[0] <= 40
