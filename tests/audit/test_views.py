"""The pages of the log, through a signed-in browser, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from precursors.audit import signing
from precursors.audit.acts import Actor, open_act
from precursors.audit.checkpoint import load_key, log_head, make_key, opened, public_bytes
from precursors.db.engine import Database
from precursors.trade.corrections import Reversed, reverse_record
from tests.asking import counted, links, shown
from tests.people import an_agency, an_app, signed_in_client
from tests.trade.cells import WHO, entered


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    make_key(tmp_path / "signing.key")
    return an_app(database, tmp_path)


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def an_act(database: Database, agency: str | None, reason: str) -> int:
    def unit(session: object) -> int:
        act = open_act(session, "tried", Actor("tester", agency), reason)  # type: ignore[arg-type] # a session
        act.seal()
        return act.id

    return database.write(unit)


def test_the_log_stands_newest_first_in_words(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    entered(database, tmp_path)

    page = shown(client.get("/acts")).partition("Apply filters")[2]

    assert page.index("Shipment entered") < page.index("Agency added") < page.index("Beginning of the log")


def test_an_act_tells_what_it_wrote_and_who_took_it_back(
    client: FlaskClient, database: Database, tmp_path: Path
) -> None:
    made = entered(database, tmp_path)
    undone = database.write(lambda session: reverse_record(session, WHO, made.ref, "entered twice"))
    assert isinstance(undone, Reversed)

    first, second = shown(client.get(f"/acts/{made.act}")), shown(client.get(f"/acts/{undone.act}"))

    assert "Shipments 1" in first
    assert made.ref in first
    assert f"Act {undone.act} took back rows of it: 1" in first
    assert f"It took back rows of act {made.act}: 1" in second
    assert "entered twice" in second


def test_reasons_and_references_of_others_stay_theirs(client: FlaskClient, database: Database) -> None:
    an_agency(database, "XD-CUS", "customs")
    foreign, own = an_act(database, "XD-CUS", "about Mr Brown"), an_act(database, "XD-INS", "about a typing slip")

    log = shown(client.get("/acts"))

    assert "Mr Brown" not in log + shown(client.get(f"/acts/{foreign}"))
    assert "typing slip" in log
    assert "typing slip" in shown(client.get(f"/acts/{own}"))


def test_which_key_signs_is_told_to_everybody(client: FlaskClient, database: Database) -> None:
    database.write(lambda session: signing.name(session, bytes(32)))

    (_, newest, *_) = links(client.get("/acts"), "/acts/")

    assert signing.fingerprint(bytes(32)) in shown(client.get(newest))


def test_filters_narrow_the_log(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    made = entered(database, tmp_path)

    assert links(client.get("/acts?kind=enter-shipment"), "/acts/")[1:] == [f"/acts/{made.act}"]
    assert f"/acts/{made.act}" in links(client.get(f"/acts?person={WHO.name}"), "/acts/")
    assert f"/acts/{made.act}" not in links(client.get("/acts?agency=XD-CUS"), "/acts/")


@pytest.mark.parametrize("number", ["-1", "x", "999", "9" * 30, "١"])
def test_an_act_that_is_none_is_not_there(client: FlaskClient, number: str) -> None:
    assert client.get(f"/acts/{number}").status_code == 404


def test_the_checkpoint_is_that_of_the_log_and_signed(client: FlaskClient, database: Database, tmp_path: Path) -> None:
    answer = client.get("/acts/checkpoint")

    signed = opened(answer.text, public_bytes(load_key(tmp_path / "signing.key")))
    with database.read() as session:
        assert signed == log_head(session)[0]
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_the_log_asks_as_often_for_many_acts_and_pages_go_on(client: FlaskClient, database: Database) -> None:
    client.get("/acts")
    with counted(database) as few:
        client.get("/acts")
    for number in range(60):
        an_act(database, None, str(number))
    with counted(database) as many:
        page = client.get("/acts")

    (onward,) = links(page, "?after=")
    numbers = [each for each in links(page, "/acts/") if each[6:].isdigit()]
    older = [each for each in links(client.get(f"/acts{onward}"), "/acts/") if each[6:].isdigit()]

    assert len(many) == len(few)
    assert len(numbers) == 50
    assert not {*numbers} & {*older}
    assert "/acts/0" in older
