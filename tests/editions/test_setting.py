"""An agency sets figures: alone where its rules find more, with a second person where they may find less."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.anomalies.service import run
from precursors.audit.acts import Actor, open_act
from precursors.audit.models import Current
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.db.tables import act_of
from precursors.editions.figures import all_figures, figures
from precursors.editions.models import OwnFigure
from precursors.editions.rules import FigureDraft
from precursors.editions.service import history, set_figure, waits
from precursors.flags.models import Flag
from precursors.problems import Problems
from precursors.scope.visible import Sight
from tests.api.caller import a_caller, an_api
from tests.people import NOON, an_agency, an_app, at, signed_in_client
from tests.trade.cells import entered

TODAY = NOON.date()
EVA = Actor("eva", "XD-INS")
RULE, NAME = "order-spike", "prior-orders"


def put(
    database: Database, value: int | None, since: date = TODAY, rule: str = RULE, name: str = NAME
) -> str | Problems:
    draft = FigureDraft(RULE, NAME, None if value is None else Decimal(value), since, "Circular 12")
    return database.write(lambda session: set_figure(session, EVA, "XD-INS", draft, TODAY))


def held(database: Database, day: date = TODAY, agency: str = "XD-INS") -> Decimal:
    with database.read() as session:
        assert all_figures(session, day)(agency)(RULE, NAME) == figures(session, agency, day)(RULE, NAME)
        return figures(session, agency, day)(RULE, NAME)


def test_a_figure_holds_from_its_day_for_its_agency_only_and_can_be_given_back(database: Database) -> None:
    an_agency(database)
    later = TODAY + timedelta(days=30)

    put(database, 4, later)
    put(database, 5)

    assert (held(database), held(database, later), held(database, agency="XD-CUS")) == (5, 4, 6)
    again, given_back = put(database, 5), put(database, None, later)
    assert isinstance(again, Problems)
    assert [each.code for each in again] == ["editions.same"]
    with database.read() as session:
        assert waits(session, str(given_back))  # six orders instead of four find less
        assert verify(session).broken is None


def test_what_was_known_when_an_act_was_sealed_can_be_asked_again(database: Database) -> None:
    an_agency(database)
    put(database, 5)
    with database.read() as session:
        pin = figures(session, "XD-INS", TODAY).pin or ""
    put(database, 4)

    with database.read() as session:
        assert figures(session, "XD-INS", TODAY, until=int(pin.rpartition(".")[2]))(RULE, NAME) == 5
        assert figures(session, "XD-INS", TODAY)(RULE, NAME) == 4


@pytest.fixture
def spiking(database: Database, tmp_path: Path) -> Database:
    """Five orders of one operator, the last ten times the usual: one too few for the rule as supplied."""
    an_agency(database)
    for number, kg in enumerate((10, 11, 10, 12, 110)):
        day = date(2023, 10, 10) + timedelta(days=30 * number)
        changes = {"document": f"D-{number}", "date": day.isoformat(), "quantity": str(kg), "operator": "Acme SA"}
        entered(database, tmp_path, **changes)
    return database


def test_a_rule_finds_by_the_figure_of_the_agency_and_the_flag_keeps_which_it_was(spiking: Database) -> None:
    spikes = select(Flag).where(Flag.rule == RULE)
    ran = lambda: spiking.write(lambda session: run(session, EVA, None, ZoneInfo("UTC"), TODAY))  # noqa: E731 - twice
    ran()
    with spiking.read() as session:
        assert session.execute(spikes).first() is None

    put(spiking, 4)
    ran()

    with spiking.read() as session:
        flag = session.execute(spikes).scalar_one()
        (word,) = history(session, Sight(("XD-INS",)))
    assert flag.edition is not None
    assert flag.edition.endswith(f"+XD-INS.{word.act}")


def test_on_the_page_stricter_stands_at_once_and_looser_waits_for_a_second_person(
    database: Database, tmp_path: Path
) -> None:
    app = an_app(database, tmp_path)
    at(app, NOON)
    eva, ada = (signed_in_client(app, database, [Role.SUPERVISOR], username=name) for name in ("eva", "ada"))
    inspector = signed_in_client(app, database, [Role.INSPECTOR])
    place, ground = f"/figures/{RULE}/{NAME}", {"ground": "Circular 12"}

    assert inspector.get(place).status_code == 200
    assert inspector.post(place, data={"value": "4"} | ground).status_code == 403
    assert eva.post(place, data={"value": "none"} | ground).status_code == 422
    assert eva.post(place, data={"value": "4"}).status_code == 422
    assert eva.post(place, data={"value": "4"} | ground).status_code == 303
    assert eva.post(place, data={"value": "9"} | ground).status_code == 303
    assert held(database) == 4
    number = re.search(r"/inbox/approvals/([\w*-]+)", eva.get("/inbox").text)
    assert number
    answers = [who.post(f"/inbox/approvals/{number[1]}", data={"verdict": "approved"}) for who in (eva, ada)]

    assert [each.status_code for each in answers] == [422, 303]
    assert held(database) == 9
    assert "Circular 12" in ada.get(place).text
    assert eva.get("/figures/order-spike/nothing").status_code == 404
    with database.read() as session:
        assert verify(session).broken is None


def test_the_api_lists_sets_and_tells_what_waits(database: Database, tmp_path: Path) -> None:
    eva = a_caller(an_api(database, tmp_path), database, [Role.SUPERVISOR])
    place = f"/figures/{RULE}/{NAME}/settings"

    made = eva.post(place, {"value": "5", "ground": "Circular 12"})
    asked = eva.post(place, {"value": "7", "ground": "Circular 13"})
    wrong = eva.post(place, {"value": "1000", "ground": "Circular 14"})

    assert (made.status_code, made.json["waits"]) == (201, False)
    assert (asked.status_code, asked.json["waits"]) == (201, True)
    assert wrong.status_code == 422
    listed = {(each["rule"], each["name"]): each for each in eva.ask("/figures")["items"]}
    assert listed[RULE, NAME]["value"] == "5"
    assert listed[RULE, NAME]["national"] == "6"
    (setting,) = eva.ask("/figures/settings")["items"]
    assert (setting["was"], setting["value"], setting["looser"]) == ("6", "5", False)


def test_verify_finds_a_loosening_that_nobody_agreed_to(database: Database) -> None:
    an_agency(database)

    def slipped_in(session: Session) -> int:
        act = open_act(session, "set-figure", EVA)
        values = {"agency": "XD-INS", "rule": RULE, "name": NAME, "value": "9", "was": "6", "looser": "no"}
        number = act.add(OwnFigure, values | {"since": TODAY, "ground": "-", "key": bytes(16)})
        session.execute(insert(Current), {"key": bytes(16), "id": number})
        act.seal()
        return act_of(number)

    act = database.write(slipped_in)

    with database.read() as session:
        broken = verify(session).broken
    assert broken is not None
    assert (broken.code, broken.values["act"]) == ("verify.figure", str(act))
