"""What programs do beside the verbs of records: proofs, flags, documents, holds, what is kept, a verification."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from precursors.access.permissions import Role
from precursors.app.verification import VERIFY, run_over
from precursors.db.engine import Database
from precursors.documents.store import Store
from precursors.jobs.worker import Worker
from tests.api.caller import a_caller, an_api


def test_a_program_flags_a_record_lays_a_document_to_it_and_takes_its_proof(database: Database, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database)
    made = caller.post("/places", {"name": "Store 1", "kind": "store"})
    place = made.headers["Location"].removeprefix("/api/v1")

    flag = caller.post(f"{place}/flags", {"because": "the door does not close"})
    laid = caller.form(f"{place}/documents", {"file": (BytesIO(b"a picture"), "door.txt")})
    proof = caller.ask(f"{place}/proof")
    unknown = caller.post("/places/PLC-2026-009999-A/flags", {"because": "no such room"})

    assert flag.status_code == 201, flag.text
    assert caller.ask(flag.headers["Location"].removeprefix("/api/v1"))["rule"] == "raised-by-hand"
    assert laid.status_code == 201, laid.text
    assert "leaf" in str(proof)
    assert unknown.status_code == 404


def test_a_program_places_a_hold_and_lifts_it(database: Database, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database, [Role.SUPERVISOR])
    made = caller.post("/seizures", {"number": "S-1", "day": "2026-03-01", "kind": "seizure", "place": "Port"})
    ref = made.headers["Location"].rpartition("/")[2]
    draft = {"record": ref, "authority": "Court 1", "ground": "trial pending", "until": "2027-01-01"}

    placed = caller.post("/holds", draft)
    at = placed.headers["Location"].removeprefix("/api/v1")
    standing, before = caller.ask("/holds"), caller.ask(at)
    without = caller.post(f"{at}/lift", {"reason": " "})
    lifted = caller.post(f"{at}/lift", {"reason": "the trial is over"})
    after = caller.ask(at)

    assert [each["record"] for each in standing["items"]] == [ref]
    assert (before["standing"], without.status_code, lifted.status_code) == (True, 422, 201)
    assert (after["standing"], after["lifted_because"]) == (False, "the trial is over")
    assert caller.ask("/holds")["items"] == []


def test_a_program_orders_a_verification_once_and_reads_what_came_of_it(database: Database, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database)

    before = caller.ask("/verification")
    first, again = caller.post("/verification", {}), caller.post("/verification", {})
    Worker(database, {VERIFY: run_over(database, Store(tmp_path / "documents"))}).once()
    after = caller.ask("/verification")

    assert (before["ok"], before["running"]) == (None, False)
    assert first.json == again.json
    assert (after["ok"], after["running"], after["code"]) == (True, False, None)


def test_a_program_sees_its_inbox_through_and_what_is_kept_for_a_time(database: Database, tmp_path: Path) -> None:
    caller = a_caller(an_api(database, tmp_path), database, [Role.ADMINISTRATOR])

    read = caller.post("/inbox/read", {})
    kept = caller.ask("/keeping")

    assert read.json == {"unread": 0}
    assert {"uploads", "jobs", "notices"} <= {each["what"] for each in kept}
