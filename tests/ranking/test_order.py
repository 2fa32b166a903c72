"""Shipments ranked from what people said of flags: rules on top, then what was learnt. On both engines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.app.work import worker
from precursors.audit.acts import Actor, open_act
from precursors.db.engine import Database
from precursors.flags.models import Disposition, Flag
from precursors.flags.service import FlagDraft, raise_flags
from precursors.problems import Problem
from precursors.ranking import service, views
from precursors.ranking.fitting import AVAILABLE
from precursors.ranking.model import train
from precursors.ranking.service import latest, rank
from precursors.scope.visible import Sight
from tests.api.caller import a_caller, an_api
from tests.people import an_agency, an_app, signed_in_client
from tests.scope.makers import a_shipment

pytestmark = pytest.mark.skipif(not AVAILABLE, reason="the extra `ranking` is not installed")
TODAY, EVA, OWN = datetime.now(UTC).date(), Actor("eva", "XD-INS"), Sight(("XD-INS",))
JUDGED = 150


def flagged(session: Session, keys: list[int], rule: str = "order-spike", score: int = 500) -> None:
    act = open_act(session, "flags-run", EVA)
    raise_flags(act, (FlagDraft("XD-INS", rule, 1, None, str(key), score, "shipment", [key], {}) for key in keys))
    act.seal()


@pytest.fixture
def judged(database: Database) -> Database:
    """Many judged shipments, those of one firm wrong, and four nobody has judged: two of that firm."""
    an_agency(database)

    def unit(session: Session) -> None:
        keys = [shipment(session, n, n % 3 == 0, TODAY - timedelta(days=200 - n)) for n in range(JUDGED)]
        flagged(session, keys)
        act = open_act(session, "decide-flag", EVA)
        for flag in session.execute(select(Flag).order_by(Flag.id)).scalars():
            state = "confirmed" if int(flag.cause) in keys[::3] else "dismissed"
            act.add(Disposition, {"flag": flag.id, "state": state, "reason": "seen"})
        act.seal()
        for n in range(JUDGED, JUDGED + 4):
            shipment(session, n, n % 2 == 0, TODAY - timedelta(days=3))

    database.write(unit)
    return database


def shipment(session: Session, number: int, bad: bool, day: date) -> int:
    firm = "party:bad" if bad else f"party:good-{number % 5}"
    return a_shipment(session, "XD-INS", document=f"D-{number}", day=day, party=firm, base_ug=None)


def order(database: Database) -> list[tuple[str, list[str]]]:
    with database.read() as session:
        found = latest(session, OWN)
    assert found is not None
    return [(str(each.row.party), [flag.rule for flag in each.flags]) for each in found.places]


def test_what_was_confirmed_before_stands_first_and_a_flag_stands_above_it(judged: Database) -> None:
    made = rank(judged, EVA, "XD-INS", TODAY)
    learnt = order(judged)
    with judged.read() as session:
        found = latest(session, OWN)
    assert found is not None
    last = found.places[-1].row.id
    judged.write(lambda session: flagged(session, [last], "unusual-route"))

    assert isinstance(made, str)
    assert [firm for firm, _ in learnt[:2]] == ["party:bad"] * 2
    assert {firm for firm, _ in learnt[2:]} <= {f"party:good-{n}" for n in range(5)}
    assert len(learnt) == 4
    assert found.places[0].because[0]["told"]["said"] == "bad"
    assert order(judged)[0][1] == ["unusual-route"]
    with judged.read() as session:
        assert latest(session, Sight(("XD-CUS",))) is None


def test_others_write_while_it_learns(judged: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def learning(*told: Any) -> Any:  # noqa: ANN401 - as training does
        judged.write(lambda session: shipment(session, JUDGED + 4, False, TODAY))
        return train(*told)

    monkeypatch.setattr(service, "train", learning)

    made = rank(judged, EVA, "XD-INS", TODAY)

    assert isinstance(made, str)
    assert len(order(judged)) == 4


def test_without_words_of_people_there_is_nothing_to_learn(database: Database) -> None:
    an_agency(database)

    made = rank(database, EVA, "XD-INS", TODAY)

    assert isinstance(made, Problem)
    assert made.code == "ranking.too-few"


def test_the_page_asks_for_an_order_and_shows_it_with_its_reasons(judged: Database, tmp_path: Path) -> None:
    app = an_app(judged, tmp_path)
    eva, auditor = (signed_in_client(app, judged, [role]) for role in (Role.SUPERVISOR, Role.AUDITOR))

    assert "no order yet" in eva.get("/ranked").text
    assert auditor.post("/ranked").status_code == 403
    assert eva.post("/ranked").status_code == 303
    assert "in the making" in eva.get("/ranked").text
    work(app, judged)

    page = eva.get("/ranked").text
    assert "something was found in 50 of 50 before" in page
    assert "SHP-" in page
    assert "On the last 30, held back, the first tenth held" in page
    assert "What the order does to each origin" in page


def test_the_page_shows_the_first_of_the_order_and_leads_to_all(
    judged: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = an_app(judged, tmp_path)
    eva = signed_in_client(app, judged, [Role.SUPERVISOR])
    eva.post("/ranked")
    work(app, judged)
    monkeypatch.setattr(views, "FIRST", 3)

    first, whole = eva.get("/ranked").text, eva.get("/ranked?all=yes").text

    assert [page.count('href="/shipments/SHP-') for page in (first, whole)] == [3, 4]
    assert "All 4 of the order" in first
    assert "All 4 of the order" not in whole


def test_a_program_reads_the_same_order(judged: Database, tmp_path: Path) -> None:
    app = an_api(judged, tmp_path)
    caller = a_caller(app, judged)

    none, asked = caller.get("/ranked"), caller.post("/ranked/runs")
    work(app, judged)
    told = caller.ask("/ranked")

    assert (none.status_code, asked.status_code) == (404, 202)
    assert caller.ask(f"/jobs/{asked.json['job']}")["state"] == "done"
    assert len(told["items"]) == 4
    assert told["items"][0]["score"] > told["items"][-1]["score"]
    assert told["trained"]["found"] == 50


def work(app: Any, database: Database) -> None:  # noqa: ANN401 - a Flask application
    """Let a worker of the same day do all that waits."""
    own = worker(app.extensions["here"].settings, database)
    while own.once():
        pass
