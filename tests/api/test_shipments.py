"""Shipments through the API: entered, read, corrected, resolved, reversed, flagged; once, and only by who may."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from precursors.access.permissions import Permission
from precursors.agencies.sharing import ShareDraft, share
from precursors.audit.acts import Actor
from precursors.audit.proof import check
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.scope.visible import Sight
from tests.api.caller import Caller, a_caller, an_api
from tests.trade.cells import entered, typed_shipment


def test_a_shipment_is_entered_and_read_with_exact_quantities(caller: Caller) -> None:
    body = typed_shipment(substance="Acetic anhydride", quantity="25.5", unit="kg", concentration="98 %")

    made = caller.post("/shipments", body)
    told = caller.ask(f"/shipments/{made.json['ref']}")

    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1/shipments/{told['ref']}"
    assert told["substance"] == "acetic-anhydride"
    assert told["base"] == {"value": "24.990000000", "unit": "kg"}
    assert told["stated"]["quantity"] == "25.5"
    assert told["standing"] is True
    assert whole(caller.database)


def test_what_the_page_warns_of_is_told_to_programs_too_in_their_language(caller: Caller) -> None:
    body = typed_shipment(container="MSCU1234567", notes="=1+1")

    made = caller.post("/shipments", body, Accept_Language="es")
    again = caller.post("/shipments", body)
    plain = caller.post("/shipments", typed_shipment(line="2"))

    assert {(each["field"], each["code"]) for each in made.json["warnings"]} == {
        ("container", "container.check-digit"), ("notes", "cell.like-a-formula"),
    }  # fmt: skip
    assert not {each["detail"] for each in made.json["warnings"]} & {"container.check-digit", "cell.like-a-formula"}
    assert (again.status_code, again.json["ref"], again.json["warnings"]) == (200, made.json["ref"], [])
    assert plain.json["warnings"] == []


def test_a_record_of_a_shelf_tells_what_its_page_would_warn_of(caller: Caller) -> None:
    body = {
        "number": "C-1", "direction": "import", "planned": "2024-03-01", "operator": "1", "substance": "Acetone",
        "quantity": "1", "unit": "kg", "origin": "YY",
    }  # fmt: skip

    warned = caller.post("/consignments", body).json["warnings"]

    assert [(each["field"], each["code"]) for each in warned] == [("origin", "agency.country")]
    assert "YY is no country code" in warned[0]["detail"]


def test_a_number_with_two_readings_is_asked_about_unless_a_convention_is_named(caller: Caller) -> None:
    body = typed_shipment(quantity="1.234")

    asked = caller.post("/shipments", body)
    named = caller.post("/shipments?convention=es-ES", body)
    told = caller.ask(f"/shipments/{named.json['ref']}")

    assert asked.status_code == 422
    assert asked.json["code"] == "number.convention"
    assert told["base"]["value"] == "1234.000000000"


def test_everything_that_is_wrong_is_told_at_once_at_its_place_in_the_readers_language(caller: Caller) -> None:
    body = typed_shipment(quantity="ten", direction="sideways") | {"colour": "red"}

    answer = caller.post("/shipments", body, Accept_Language="es")
    judged = caller.post("/shipments", typed_shipment(quantity="ten", licence=""))

    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert {each["pointer"] for each in answer.json["errors"]} == {"/direction", "/colour"}
    assert "Aquí no hay miembro colour." in [each["detail"] for each in answer.json["errors"]]
    assert judged.json["status"] == 422
    assert "/quantity" in {each["pointer"] for each in judged.json["errors"]}


def test_the_same_record_again_is_known_and_another_under_its_name_is_a_conflict(caller: Caller) -> None:
    first = caller.post("/shipments", typed_shipment())

    again = caller.post("/shipments", typed_shipment())
    other = caller.post("/shipments", typed_shipment(quantity="11"))

    assert (again.status_code, again.json["ref"]) == (200, first.json["ref"])
    assert other.status_code == 409
    assert other.json["code"] == "record.conflict"


def test_a_correction_takes_the_place_of_what_was_seen(caller: Caller) -> None:
    old = caller.post("/shipments", typed_shipment()).json["ref"]
    place = f"/shipments/{old}"
    body = {"reason": "typing slip", "fields": {"quantity": "12", "line": "2"}}

    made = caller.post(f"{place}/corrections", body, If_Match=caller.tag(place))
    new = caller.ask(f"/shipments/{made.json['ref']}")

    assert made.status_code == 201, made.text
    assert new["base"]["value"] == "12.000000000"
    assert caller.ask(place)["standing"] is False
    assert [each["what"] for each in caller.ask(f"{place}/history")] == ["recorded", "replaced"]
    assert whole(caller.database)


GUARDED = {
    "corrections": {"reason": "slip", "fields": {"quantity": "12"}},
    "reversals": {"reason": "slip"},
    "resolutions": {"choices": {"unit": "kg"}},
    "flags": {"because": "seal broken"},
}


@pytest.mark.parametrize("what", GUARDED)
def test_what_changes_a_record_demands_that_it_was_seen_as_it_is(caller: Caller, what: str) -> None:
    place = f"/shipments/{caller.post('/shipments', typed_shipment()).json['ref']}"
    stale = caller.tag(place)
    caller.post(f"{place}/flags", {"because": "look"}, If_Match=stale)

    without = caller.post(f"{place}/{what}", GUARDED[what])
    late = caller.post(f"{place}/{what}", GUARDED[what], If_Match=stale)
    fresh = caller.post(f"{place}/{what}", GUARDED[what], If_Match=caller.tag(place))

    assert (without.status_code, late.status_code) == (428, 412)
    assert fresh.status_code == (409 if what == "resolutions" else 201), fresh.text


def test_an_unresolved_quantity_is_null_and_no_zero_until_somebody_chooses(caller: Caller) -> None:
    body = typed_shipment(quantity="10", unit="GL")

    place = f"/shipments/{caller.post('/shipments?unresolved=keep', body).json['ref']}"
    open_ = caller.ask(place)
    made = caller.post(f"{place}/resolutions", {"choices": {"unit": "L"}}, If_Match=caller.tag(place))

    assert (open_["base"], open_["status"]) == (None, "ask")
    assert made.status_code == 201, made.text
    assert caller.ask(f"/shipments/{made.json['ref']}")["base"] is not None


def test_steps_ledger_and_proof_stand_behind_a_record(caller: Caller) -> None:
    place = f"/shipments/{caller.post('/shipments', typed_shipment()).json['ref']}"

    steps, ledger, proof = (caller.ask(f"{place}/{what}") for what in ("steps", "ledger", "proof"))

    assert steps[0]["to"]
    assert {each["measure"] for each in ledger} >= {"base_ug"}
    assert all(each["amount"]["value"] == "10.000000000" for each in ledger if each["measure"] == "base_ug")
    assert check(proof, None) is None


def test_a_reader_who_has_it_already_is_told_so(caller: Caller) -> None:
    place = f"/shipments/{caller.post('/shipments', typed_shipment()).json['ref']}"

    again = caller.get(place, If_None_Match=caller.tag(place))

    assert (again.status_code, again.data) == (304, b"")


def test_pages_of_the_list_hold_every_record_once_while_others_are_added(caller: Caller, tmp_path: Path) -> None:
    before = {caller.post("/shipments", typed_shipment(line=str(n))).json["ref"] for n in range(7)}

    place, seen = "/shipments?limit=2", []
    while place:
        page = caller.get(place)
        seen += [each["ref"] for each in page.json["items"]]
        entered(caller.database, tmp_path, line=f"late-{len(seen)}")
        place = (page.json["next"] or "").removeprefix("/api/v1")
        assert ('rel="next"' in page.headers.get("Link", "")) == bool(place)

    assert len(seen) == len(set(seen))
    assert before <= set(seen)


def test_what_changed_since_a_moment_comes_in_the_order_of_the_log(caller: Caller) -> None:
    first = caller.post("/shipments", typed_shipment(line="1")).json["ref"]
    moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    second = caller.post("/shipments", typed_shipment(line="2")).json["ref"]
    tag = caller.tag(f"/shipments/{first}")
    caller.post(f"/shipments/{first}/reversals", {"reason": "slip"}, If_Match=tag)

    page = caller.ask(f"/shipments?updated_since={moment}&limit=1")
    rest = caller.ask(page["next"].removeprefix("/api/v1"))

    assert [(each["ref"], each["standing"]) for each in page["items"] + rest["items"]] == [
        (second, True),
        (first, False),
    ]
    assert rest["next"] is None


def test_a_list_comes_as_lines_where_lines_are_asked_for(caller: Caller) -> None:
    refs = {caller.post("/shipments", typed_shipment(line=str(n))).json["ref"] for n in range(3)}

    answer = caller.get("/shipments?limit=5000", Accept="application/x-ndjson")

    lines = answer.text.splitlines()
    assert answer.mimetype == "application/x-ndjson"
    assert {json.loads(line)["ref"] for line in lines} == refs


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=x", "limit"),
        ("first=1.1.2024", "first"),
        ("dirction=import", "dirction"),
        ("cursor=SHP-1", "cursor"),
    ],
)
def test_a_parameter_that_means_nothing_is_refused_not_ignored(caller: Caller, query: str, parameter: str) -> None:
    answer = caller.get(f"/shipments?{query}")

    assert answer.status_code == 422
    assert [each["parameter"] for each in answer.json["errors"]] == [parameter]


def test_what_others_have_does_not_exist(caller: Caller, database: Database, tmp_path: Path) -> None:
    ref = caller.post("/shipments", typed_shipment()).json["ref"]
    foreign = a_caller(caller.app, database, agency="XD-OTH")
    tag = caller.tag(f"/shipments/{ref}")

    read = [foreign.get(f"/shipments/{ref}{what}") for what in ("", "/steps", "/ledger", "/history", "/proof")]
    done = [foreign.post(f"/shipments/{ref}/{what}", body, If_Match=tag) for what, body in GUARDED.items()]

    assert {each.status_code for each in read + done} == {404}
    assert foreign.ask("/shipments")["items"] == []
    assert "raised-by-hand" not in [each["rule"] for each in caller.ask(f"/shipments/{ref}")["flags"]]


def test_a_token_does_no_more_than_it_carries(database: Database, tmp_path: Path) -> None:
    app = an_api(database, tmp_path)
    looks = a_caller(app, database, scopes=[Permission.READ_SHIPMENTS])

    assert looks.get("/shipments").status_code == 200
    assert looks.post("/shipments", typed_shipment()).status_code == 403
    assert looks.get("/flags").json["code"] == "api.status-403"
    assert looks.ask("/me")["scopes"] == ["shipments:read"]


def whole(database: Database) -> bool:
    """Whether `verify` finds nothing."""
    with database.read() as session:
        return verify(session).broken is None


def test_what_is_shared_without_names_tells_no_step(caller: Caller, database: Database) -> None:
    ref = caller.post("/shipments", typed_shipment()).json["ref"]
    foreign, today = a_caller(caller.app, database, agency="XD-OTH"), datetime.now(UTC).date()
    given = ShareDraft(ref, "XD-OTH", "a case", today + timedelta(days=3), "non-nominal")
    made = database.write(lambda session: share(session, Actor("ines", "XD-INS"), given, Sight(("XD-INS",)), today))

    seen, steps, mixture = (foreign.ask(f"/shipments/{ref}{what}") for what in ("", "/steps", "/mixture"))

    assert isinstance(made, str)
    assert seen["ref"] == ref
    assert (steps, mixture) == ([], [])
    assert caller.ask(f"/shipments/{ref}/steps") != []


def test_what_is_shared_without_names_tells_no_name_in_its_ledger_or_history(
    caller: Caller, database: Database
) -> None:
    secret = "Zyxwv Handels GmbH"
    typed = typed_shipment() | dict.fromkeys(("operator", "counterparty", "consignee", "carrier"), secret)
    place = f"/shipments/{caller.post('/shipments', typed).json['ref']}"
    caller.post(f"{place}/reversals", {"reason": f"{secret} never had it"}, If_Match=caller.tag(place))
    foreign, today = a_caller(caller.app, database, agency="XD-OTH"), datetime.now(UTC).date()
    ref = caller.post("/shipments", typed).json["ref"]
    given = ShareDraft(ref, "XD-OTH", "a case", today + timedelta(days=3), "non-nominal")
    database.write(lambda session: share(session, Actor("ines", "XD-INS"), given, Sight(("XD-INS",)), today))

    told = {
        where + what: foreign.get(f"{where}{what}").text
        for where in (place, f"/shipments/{ref}")
        for what in ("", "/ledger", "/history", "/steps", "/mixture", "/proof")
    }

    assert secret.lower() in caller.ask(f"/shipments/{ref}/ledger").__str__().lower()
    assert secret in caller.get(f"{place}/history").text
    assert foreign.get(f"{place}/history").status_code == 200
    assert [deed["actor"] for deed in foreign.ask(f"{place}/history")] == ["XD-INS", "XD-INS"]
    assert [
        where for where, text in told.items() if secret.lower() in text.lower() or caller_name(caller) in text
    ] == []


def caller_name(caller: Caller) -> str:
    """The officer who made the record, as its own agency reads it."""
    name: str = caller.ask("/shipments/" + caller.ask("/shipments")["items"][0]["ref"] + "/history")[0]["actor"]
    return name
