"""The other rooms through the API: flags, register, substances, log, documents, uploads, people, shares."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from precursors.access.permissions import Permission, Role, permitted
from precursors.audit.checkpoint import load_key, opened, public_bytes
from precursors.audit.verify import verify
from precursors.db.engine import Database
from tests.api.caller import Caller, a_caller, an_api
from tests.factories import a_licence, a_shipment, a_workbook, shipments
from tests.trade.cells import typed_shipment


def a_record(caller: Caller) -> str:
    """The address of a shipment."""
    return f"/shipments/{caller.post('/shipments', typed_shipment()).json['ref']}"


def taken_in(caller: Caller, path: Path, kind: str = "shipments") -> str:
    """The address of an upload that was checked."""
    data = {"kind": kind, "file": (BytesIO(path.read_bytes()), path.name)}
    answer = caller.form("/uploads", data)
    assert answer.status_code == 202, answer.text
    assert answer.headers["Location"] == f"/api/v1/jobs/{answer.json['job']}"
    caller.work()
    return f"/uploads/{answer.json['id']}"


def test_a_flag_is_raised_read_and_decided_once(caller: Caller) -> None:
    place = a_record(caller)
    made = caller.post(f"{place}/flags", {"because": "seal broken"}, If_Match=caller.tag(place))
    flag = f"/flags/{made.json['ref']}"
    tag = caller.tag(flag)

    said = {"state": "dismissed", "reason": "seen at the gate"}
    done = caller.post(f"{flag}/dispositions", said, If_Match=tag)
    late = caller.post(f"{flag}/dispositions", {"state": "confirmed"}, If_Match=tag)
    bare = caller.post(f"{flag}/dispositions", {"state": "dismissed"}, If_Match=caller.tag(flag))

    told = caller.ask(flag)
    assert (done.status_code, late.status_code, bare.status_code) == (201, 412, 422)
    assert (told["state"], told["words"][0]["reason"]) == ("dismissed", "seen at the gate")
    assert told["subjects"] == [place.rpartition("/")[2]]
    assert "seal broken" in told["because"]
    (rule,) = [each for each in caller.ask("/rules") if each["rule"] == "raised-by-hand"]
    assert [(each["confirmed"], each["dismissed"]) for each in rule["officers"]] == [(0, 1)]


def test_flags_are_paged_by_score(caller: Caller) -> None:
    for n in range(5):
        place = f"/shipments/{caller.post('/shipments', typed_shipment(line=str(n))).json['ref']}"
        caller.post(f"{place}/flags", {"because": f"look {n}"}, If_Match=caller.tag(place))

    place, seen = "/flags?limit=2&rule=raised-by-hand", []
    while place:
        page = caller.ask(place)
        seen += [each["because"] for each in page["items"]]
        place = (page["next"] or "").removeprefix("/api/v1")

    assert len(set(seen)) == len(seen) == 5


def test_the_register_is_listed_and_read(caller: Caller, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "licences.xlsx", {"Licences": [a_licence()]})
    upload = taken_in(caller, path, "licences")
    caller.post(f"{upload}/decision")
    caller.work()

    (line,) = caller.ask("/licences?substance=acetone")["items"]
    told = caller.ask(f"/licences/{line['ref']}")

    assert (told["number"], told["per_year"], told["years"]) == ("LIC-1", None, [])
    assert caller.ask("/operators") == {"items": [], "next": None}
    assert caller.get("/operators/OPR-2024-000001-X").status_code == 404


def test_a_text_names_a_substance_and_a_quantity_comes_to_kilograms(caller: Caller) -> None:
    named = caller.post("/identify", {"text": "Acetic anhydride 98%"}).json
    stated = {"amount": "20 x 200 L", "substance": "acetic anhydride", "concentration": "98 %"}
    made = caller.post("/normalise", stated).json
    asked = caller.post("/normalise", {"amount": "1.234 kg"}, Accept_Language="pt").json

    assert (named["status"], named["substance"], named["cas"]) == ("match", "acetic-anhydride", "108-24-7")
    assert made["kg"] == "4240.656000000"
    assert made["steps"]
    assert (asked["status"], asked["code"], asked["kg"]) == ("ask", "number.convention", None)
    assert asked["message"].startswith("“1.234")


def test_substances_tell_their_listings_by_date(caller: Caller) -> None:
    (row,) = [each for each in caller.ask("/substances?text=anhydride")["items"] if each["key"] == "acetic-anhydride"]
    told = caller.ask("/substances/acetic-anhydride")

    assert row["cas"] == "108-24-7"
    assert told["listings"]
    assert {each["scheme"] for each in told["codes"]} >= {"cas", "hs"}
    assert caller.get("/substances/unobtainium").status_code == 404


def test_the_log_is_read_and_its_head_is_signed(caller: Caller) -> None:
    a_record(caller)
    page = caller.ask("/acts?limit=1")
    older = caller.ask(page["next"].removeprefix("/api/v1"))
    number = page["items"][0]["act"]

    told, head = caller.ask(f"/acts/{number}"), caller.ask("/checkpoint")

    key = load_key(caller.app.extensions["here"].settings.signing_key_file)
    assert older["items"][0]["act"] == number - 1
    assert "shipment" in {each["kind"] for each in told["wrote"]}
    assert opened(head["note"], public_bytes(key)).size == head["size"] == number + 1


@pytest.mark.parametrize("number", ["999999", "99999999999999999999", "-1"])
def test_an_act_that_is_not_there_is_not_found(caller: Caller, number: str) -> None:
    assert caller.get(f"/acts/{number}").status_code == 404


def test_a_document_is_laid_to_a_record_and_taken_away(caller: Caller, database: Database) -> None:
    place = a_record(caller)
    made = caller.form(f"{place}/documents", {"file": (BytesIO(b"a letter"), "letter.txt")})
    (kept,) = caller.ask(place)["documents"]

    sent = caller.get(f"/documents/{kept['sha256']}")
    foreign = a_caller(caller.app, database, agency="XD-OTH")

    assert made.status_code == 201
    assert (sent.data, sent.mimetype) == (b"a letter", "application/octet-stream")
    assert foreign.get(f"/documents/{kept['sha256']}").status_code == 404
    assert caller.get("/documents/xyz").status_code == 404


def test_a_workbook_is_sent_checked_decided_and_taken_back(caller: Caller, tmp_path: Path) -> None:
    upload = taken_in(caller, a_workbook(tmp_path / "march.xlsx", [*shipments(3), a_shipment(line="9", quantity=-1)]))
    checked = caller.ask(upload)
    problems = caller.ask(f"{upload}/problems")
    early = caller.post(f"{upload}/reversals", {"reason": "slip"})

    decided = caller.post(f"{upload}/decision", {"accept_good": True}, Idempotency_Key="once")
    again = caller.post(f"{upload}/decision", {"accept_good": True})
    caller.work()
    done = caller.ask(upload)
    job = caller.ask(f"/jobs/{done['job']}")
    undone = caller.post(f"{upload}/reversals", {"reason": "wrong file"})

    assert (checked["state"], checked["accepted"], checked["rejected"]) == ("review", 3, 1)
    assert [each["field"] for each in problems["items"]] == ["quantity"]
    assert caller.get(f"{upload}/rejects.xlsx").status_code == 200
    assert (early.status_code, decided.status_code, again.status_code) == (409, 202, 409)
    assert (done["state"], job["state"]) == ("done", "done")
    assert undone.status_code == 201
    assert caller.ask("/shipments")["items"] == []
    with caller.database.read() as session:
        assert verify(session).broken is None


def test_cells_are_put_right_beside_the_file(caller: Caller, tmp_path: Path) -> None:
    upload = taken_in(caller, a_workbook(tmp_path / "march.xlsx", [a_shipment(quantity="ten")]))
    (wrong,) = caller.ask(f"{upload}/problems")["items"]
    cell = {name: wrong[name] for name in ("sheet", "row", "field")}

    strange = caller.post(f"{upload}/cells", [cell | {"field": "colour", "text": "10"}])
    mended = caller.post(f"{upload}/cells", [cell | {"text": "10"}])
    caller.work()

    assert (strange.status_code, strange.json["errors"][0]["pointer"]) == (422, "/0/field")
    assert mended.status_code == 202
    assert caller.ask(upload)["accepted"] == 1


def test_an_upload_is_given_up_and_its_job_cancelled(caller: Caller, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "march.xlsx", shipments(1))
    sent = caller.form("/uploads", {"kind": "shipments", "file": (BytesIO(path.read_bytes()), path.name)}).json

    job = caller.delete(f"/jobs/{sent['job']}")
    again = caller.delete(f"/jobs/{sent['job']}")
    gone = caller.delete(f"/uploads/{sent['id']}")

    assert (job.status_code, job.json["state"], again.status_code) == (202, "cancelled", 409)
    assert gone.json["state"] == "cancelled"


def test_the_same_file_under_the_same_name_is_one_upload(caller: Caller, tmp_path: Path) -> None:
    path = a_workbook(tmp_path / "march.xlsx", shipments(1))

    sent = [
        caller.form(
            "/uploads", {"kind": "shipments", "file": (BytesIO(path.read_bytes()), path.name)}, Idempotency_Key="file-1"
        )
        for _ in range(2)
    ]

    assert sent[0].json["id"] == sent[1].json["id"]
    assert len(caller.ask("/uploads")["items"]) == 1


def test_uploads_and_jobs_of_others_do_not_exist(caller: Caller, database: Database, tmp_path: Path) -> None:
    upload = taken_in(caller, a_workbook(tmp_path / "march.xlsx", shipments(1)))
    job = f"/jobs/{caller.ask(upload)['job']}"
    foreign = a_caller(caller.app, database, agency="XD-OTH")

    answers = [foreign.get(upload), foreign.get(f"{upload}/problems"), foreign.post(f"{upload}/decision")]
    answers += [foreign.delete(upload), foreign.get(job), foreign.delete(job)]

    assert {each.status_code for each in answers} == {404}
    assert foreign.ask("/uploads")["items"] == foreign.ask("/jobs")["items"] == []


def test_people_are_added_by_who_may_and_dangerous_roles_wait(database: Database, tmp_path: Path) -> None:
    app = an_api(database, tmp_path)
    admin = a_caller(app, database, [Role.ADMINISTRATOR])
    plain = a_caller(app, database)

    added = admin.post("/people", {"username": "olga", "agency": "XD-INS", "roles": ["inspector"]})
    again = admin.post("/people", {"username": "olga", "agency": "XD-INS"})
    asked = admin.post("/people/olga/roles", {"role": "supervisor", "reason": "leads the team"})
    ended = admin.post("/people/olga/roles/inspector/withdrawals", {"reason": "moves on"})

    assert (added.status_code, again.status_code) == (201, 409)
    assert [each["role"] for each in added.json["roles"]] == ["inspector"]
    assert asked.json == {"waits": True}
    assert ended.status_code == 201
    assert admin.ask("/people/olga")["roles"] == []
    assert plain.get("/people").status_code == 403


def test_a_record_is_shared_read_and_withdrawn(database: Database, tmp_path: Path) -> None:
    app = an_api(database, tmp_path)
    giver = a_caller(app, database, [Role.SUPERVISOR, Role.INSPECTOR])
    other = a_caller(app, database, [Role.SUPERVISOR], agency="XD-OTH")
    place = a_record(giver)
    until = (app.extensions["here"].now.date() + timedelta(days=3)).isoformat()
    body = {"record": place.rpartition("/")[2], "receiver": "XD-OTH", "purpose": "a case", "until": until}

    made = giver.post("/shares", body)
    again = giver.post("/shares", body)
    read = other.get(place)
    ended = giver.post(f"/shares/{made.json['ref']}/withdrawals", {"reason": "over"})

    assert (made.status_code, again.status_code, read.status_code) == (201, 409, 200)
    assert other.ask("/shares/received")["items"] == []
    assert ended.status_code == 201
    assert other.get(place).status_code == 404


def test_one_sees_ones_own_tokens_and_takes_them_back(caller: Caller) -> None:
    (token,) = caller.ask("/tokens")["items"]
    ended = caller.delete(f"/tokens/{token['id']}")

    assert date.fromisoformat(token["until"])
    assert Permission.READ_SHIPMENTS.value in token["scopes"]
    assert ended.status_code == 200
    assert caller.get("/me").status_code == 401


def test_a_watch_list_grows_and_shrinks_by_acts(database: Database, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database, [Role.SUPERVISOR])

    added = caller.post("/watch-list", {"names": ["Urea", "Urea", " "], "reason": "fertiliser"})
    again = caller.post("/watch-list", {"names": ["urea"], "reason": "fertiliser"})
    listed = caller.ask("/watch-list")["items"]
    gone = caller.post("/watch-list/withdrawals", {"name": "Urea", "reason": "over"})
    late = caller.post("/watch-list/withdrawals", {"name": "Urea", "reason": "over"})

    assert (added.json, again.json) == ({"added": 1}, {"added": 0})
    assert [each["name"] for each in listed] == ["Urea"]
    assert (gone.status_code, late.status_code) == (201, 404)


def test_a_link_for_an_operator_is_told_once_even_to_who_asks_twice(caller: Caller) -> None:
    body = {"operator": "Acme", "kind": "shipments", "days": 3}

    first, second = (caller.post("/upload-links", body, Idempotency_Key="link-1").json for _ in range(2))
    code = first["address"].rpartition("/")[2]
    opened_ = caller.client.get(f"/hand-in/{code}").status_code
    gone = caller.delete(f"/upload-links/{first['id']}").json

    assert first["address"] != second["address"]
    assert {each["address"] for each in caller.ask("/upload-links")["items"]} == {None}
    assert (opened_, gone["state"]) == (200, "withdrawn")
    assert caller.ask("/inbox") == {"items": [], "next": None}


LISTED = "Seizure No,Date,Country,Place,Substance,Quantity,Unit\nS-1,2026-03-01,DE,Hamburg,Acetone,5,kg\n"
"""A seizure with goods beside it."""


@pytest.mark.parametrize("missing", [Permission.RECORD_CUSTODY, Permission.RECORD_SEIZURES])
def test_a_token_that_may_record_one_kind_books_no_other_by_a_list_of_both(
    caller: Caller, tmp_path: Path, missing: Permission
) -> None:
    path = tmp_path / "s.csv"
    path.write_text(LISTED, encoding="utf-8")
    narrow = a_caller(caller.app, caller.database, scopes=permitted([Role.INSPECTOR]) - {missing}, username="nora")

    refused = narrow.form("/uploads", {"kind": "seizures", "file": (BytesIO(path.read_bytes()), path.name)})
    checked = taken_in(caller, path, "seizures")
    decided = narrow.post(f"{checked}/decision")
    seen = narrow.get(checked)

    assert (refused.status_code, decided.status_code, seen.status_code) == (403, 403, 403)
    assert caller.ask(checked)["state"] == "review"
