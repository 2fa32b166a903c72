"""The pages of flags, through a signed-in browser, on both engines."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.audit.acts import Actor, open_act
from precursors.audit.models import Act
from precursors.audit.refs import ref_of
from precursors.db.engine import Database
from precursors.db.tables import fact_id
from precursors.flags.models import Flag
from precursors.flags.service import FlagDraft, head_of, raise_flags
from precursors.i18n.catalogue import catalogue
from tests.asking import counted, links, shown
from tests.people import an_agency, an_app, signed_in_client
from tests.scope.makers import a_shipment, reference
from tests.trade.cells import whole

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    an_agency(database)
    an_agency(database, "XD-CUS", "customs")
    return an_app(database, tmp_path)


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def a_flag(database: Database, score: int = 500, agency: str = "XD-INS", **changes: str) -> str:
    """A flag on a shipment of its own; answers the flag's reference."""
    key = database.write(lambda session: a_shipment(session, agency, document=f"D-{agency}-{score}"))

    def unit(session: object) -> str:
        act = open_act(session, "raise-flag", Actor("tester", agency))  # type: ignore[arg-type] # a session
        inputs = {"why": "licence-unknown", "licence": f"LIC-{score}"} | changes
        draft = FlagDraft(
            agency, "party-not-licensed", 1, "e" * 64, f"licence {score}", score, "shipment", [key], inputs
        )
        raise_flags(act, [draft])
        act.seal()
        return ref_of(session, Flag, fact_id(act.id, 0))  # type: ignore[arg-type] # a session

    return database.write(unit)


def seen(client: FlaskClient, ref: str) -> str:
    found = re.search(r'name="seen" value="(\d+)"', client.get(f"/flags/{ref}").text)
    assert found
    return found[1]


def test_open_flags_stand_by_score_and_judged_ones_only_where_asked_for(
    client: FlaskClient, database: Database
) -> None:
    low, high = a_flag(database, 300), a_flag(database, 900)

    before = links(client.get("/flags"), "/flags/FLG")
    sent = {"state": "dismissed", "reason": "a typing slip", "seen": seen(client, high)}
    answer = client.post(f"/flags/{high}", data=sent)

    assert before == [f"/flags/{high}", f"/flags/{low}"]
    assert answer.status_code == 303
    assert links(client.get("/flags"), "/flags/FLG") == [f"/flags/{low}"]
    assert links(client.get("/flags?state=dismissed"), "/flags/FLG") == [f"/flags/{high}"]
    assert links(client.get("/flags?state=any&score=700"), "/flags/FLG") == [f"/flags/{high}"]
    assert links(client.get("/flags?rule=hs-mismatch&state=any"), "/flags/FLG") == []
    assert whole(database)


def test_a_flag_shows_its_records_with_what_the_rule_looked_at_first(client: FlaskClient, database: Database) -> None:
    ref = a_flag(database)

    page = shown(client.get(f"/flags/{ref}"))

    assert "Licence LIC-500 is unknown here." in page
    assert "The operator or the licence is unknown here" in page
    assert page.index("Licence No looked at LIC-1") < page.index("Container No MSCU1234566")
    assert "Version of the rule 1" in page


def test_a_dismissal_needs_a_reason_and_keeps_what_was_typed(client: FlaskClient, database: Database) -> None:
    ref = a_flag(database)

    refused = client.post(f"/flags/{ref}", data={"state": "dismissed", "reason": " ", "seen": seen(client, ref)})
    confirmed = client.post(f"/flags/{ref}", data={"state": "confirmed", "reason": "", "seen": seen(client, ref)})

    assert "There is a problem" in shown(refused, 422)
    assert confirmed.status_code == 303
    with database.read() as session:
        acts = list(session.execute(select(Act).where(Act.kind == "decide-flag")).scalars())
    assert [(act.actor, act.agency) for act in acts] == [("u-xd-ins-ins", "XD-INS")]


def test_whoever_decides_on_an_old_page_is_told_that_somebody_was_faster(
    client: FlaskClient, database: Database
) -> None:
    ref = a_flag(database)
    old = seen(client, ref)
    client.post(f"/flags/{ref}", data={"state": "unclear", "seen": old})

    late = client.post(f"/flags/{ref}", data={"state": "confirmed", "seen": old})
    again = client.post(f"/flags/{ref}", data={"state": "confirmed", "seen": seen(client, ref)})

    assert "Somebody else was faster" in shown(late, 409)
    assert again.status_code == 303
    page = shown(client.get(f"/flags/{ref}"))
    assert re.search(r"Confirmed \d.*Unclear \d", page)


def test_a_page_leads_to_the_next_open_flag(client: FlaskClient, database: Database) -> None:
    first, second = a_flag(database, 900), a_flag(database, 400)

    assert f"/flags/{second}" in links(client.get(f"/flags/{first}"), "/flags/FLG")
    assert f"/flags/{first}" in links(client.get(f"/flags/{second}"), "/flags/FLG")


def test_a_foreign_flag_is_no_flag(app: Flask, client: FlaskClient, database: Database) -> None:
    foreign = a_flag(database, agency="XD-CUS")

    assert client.get(f"/flags/{foreign}").status_code == 404
    assert client.post(f"/flags/{foreign}", data={"state": "confirmed", "seen": "0"}).status_code == 404
    assert client.get("/flags/FLG-2026-000001-X").status_code == 404
    assert links(client.get("/flags"), "/flags/FLG") == []


def test_who_may_not_decide_sees_no_buttons(app: Flask, database: Database) -> None:
    ref = a_flag(database)
    auditor = signed_in_client(app, database, [Role.AUDITOR])

    assert "What do you say?" not in shown(auditor.get(f"/flags/{ref}"))
    assert auditor.post(f"/flags/{ref}", data={"state": "confirmed", "seen": "0"}).status_code == 403


def test_what_a_flag_holds_is_shown_inert(client: FlaskClient, database: Database) -> None:
    ref = a_flag(database, licence=HOSTILE)

    for path in ("/flags", f"/flags/{ref}"):
        page = client.get(path)
        assert HOSTILE in shown(page) or "&lt;script&gt;alert(1)" in page.text
        assert HOSTILE not in page.text


def test_a_list_asks_as_often_for_many_flags_as_for_one_and_goes_on_behind_the_last(
    client: FlaskClient, database: Database
) -> None:
    a_flag(database, 1)
    client.get("/flags")
    with counted(database) as one:
        client.get("/flags")
    for score in range(2, 55):
        a_flag(database, score)
    with counted(database) as many:
        page = client.get("/flags")

    first = links(page, "/flags/FLG")
    (onward,) = links(page, "?after=")
    second = links(client.get(f"/flags{onward}"), "/flags/FLG")

    assert len(many) == len(one)
    assert (len(first), len(second)) == (50, 4)
    assert not {*first} & {*second}


def test_references_lead_to_the_records(client: FlaskClient, database: Database) -> None:
    ref = a_flag(database)
    with database.read() as session:
        flag = session.execute(select(Flag)).scalars().one()

    (record,) = links(client.get(f"/flags/{ref}"), "/shipments/SHP")

    assert client.get(record).status_code == 200
    assert flag.count == 1
    assert reference(database, Flag, flag.id) == ref


def said(rule: str) -> list[str]:
    """What the sentence of a rule names."""
    return re.findall(r"\{(\w+)", catalogue("en")["rules"][rule])


def on_one_record(database: Database, *rules: tuple[str, int]) -> list[str]:
    """Flags of several rules on one shipment; answers their references, best first."""
    key = database.write(lambda session: a_shipment(session, "XD-INS", document="D-together"))

    def unit(session: Session) -> list[str]:
        act = open_act(session, "flags-run", Actor("tester", "XD-INS"))
        drafts = ((rule, score, dict.fromkeys(said(rule), "7") | {"substance": "acetone"}) for rule, score in rules)
        raise_flags(
            act,
            (FlagDraft("XD-INS", rule, 1, None, rule, score, "shipment", [key], told) for rule, score, told in drafts),
        )
        act.seal()
        return [ref_of(session, Flag, fact_id(act.id, n)) for n in range(len(rules))]

    return database.write(unit)


def test_rules_on_one_matter_are_one_line_with_the_best_score_and_every_sentence(
    client: FlaskClient, database: Database
) -> None:
    best, other = on_one_record(database, ("order-spike", 700), ("price-outlier", 500))
    alone = a_flag(database, 600)

    page = client.get("/flags")

    assert links(page, "/flags/FLG") == [f"/flags/{best}", f"/flags/{alone}"]
    assert "Price far from the usual" in page.text
    assert links(client.get("/flags?rule=price-outlier"), "/flags/FLG") == [f"/flags/{other}"]
    assert f"/flags/{other}" in client.get(f"/flags/{best}").text


def test_what_is_said_of_the_whole_is_said_of_each_in_one_act_and_of_none_that_was_judged_otherwise(
    client: FlaskClient, database: Database
) -> None:
    best, other, judged = on_one_record(database, ("order-spike", 700), ("price-outlier", 500), ("slow-drift", 400))
    for ref, state, group in ((judged, "confirmed", {}), (best, "dismissed", {"group": "yes"})):
        sent = {"state": state, "reason": "a typing slip", "seen": seen(client, ref)} | group
        assert client.post(f"/flags/{ref}", data=sent).status_code == 303

    assert links(client.get("/flags"), "/flags/FLG") == []
    assert links(client.get("/flags?state=dismissed"), "/flags/FLG") == [f"/flags/{best}"]
    assert links(client.get("/flags?state=confirmed"), "/flags/FLG") == [f"/flags/{judged}"]
    with database.read() as session:
        assert len(session.execute(select(Act).where(Act.kind == "decide-flag")).all()) == 2
    assert "a typing slip" in client.get(f"/flags/{other}").text
    assert whole(database)


def test_said_of_one_the_others_stay_open(client: FlaskClient, database: Database) -> None:
    best, other = on_one_record(database, ("order-spike", 700), ("price-outlier", 500))

    client.post(f"/flags/{best}", data={"state": "confirmed", "reason": "", "seen": seen(client, best)})

    assert links(client.get("/flags"), "/flags/FLG") == [f"/flags/{other}"]


def test_a_flag_on_many_records_stands_alone() -> None:
    assert head_of(range(1, 21)) == 20
    assert head_of(range(1, 22)) is None


def test_whoever_keeps_cases_too_is_offered_every_disposition(app: Flask, database: Database) -> None:
    ref = a_flag(database)
    client = signed_in_client(app, database, (Role.INSPECTOR, Role.SUPERVISOR), username="both")

    page = client.get(f"/flags/{ref}").text

    assert "Add to a case" in page
    assert re.findall(r'name="state" value="([a-z]+)"', page) == ["confirmed", "dismissed", "unclear"]
