"""A key counts once another person has accepted it, and no longer once somebody has revoked it."""

from __future__ import annotations

import re
from base64 import b64encode
from io import BytesIO
from pathlib import Path

from precursors.access.permissions import Role
from precursors.db.engine import Database
from tests.api.caller import a_caller, an_api
from tests.asking import shown
from tests.people import NOON, at, signed_in_client

KEY = b64encode(bytes(range(32))).decode()
KNOWN = {"name": "Bundesamt", "country": "Germany", "public_key": KEY, "valid_from": "2024-01-01"}
DONE = {"reason": "fingerprint read by telephone", "day": "2026-11-01"}


def test_one_person_asks_and_another_accepts_the_key(database: Database, tmp_path: Path) -> None:
    app = an_api(database, tmp_path)
    app.config["WTF_CSRF_ENABLED"] = False
    at(app, NOON)
    ines, eva = (signed_in_client(app, database, [Role.LIAISON_OFFICER], username=name) for name in ("ines", "eva"))
    place = ines.post("/registries/new", data=KNOWN).headers["Location"]

    asked = ines.post(f"{place}/trust", data=DONE)
    request = re.search(r"/inbox/approvals/([\w*-]+)", eva.get("/inbox").text)
    assert asked.status_code == 303
    assert request is not None
    ines.post(f"/inbox/approvals/{request[1]}", data={"verdict": "approved"})
    before = shown(ines.get(place))
    eva.post(f"/inbox/approvals/{request[1]}", data={"verdict": "approved"})

    assert "trusted" not in before
    assert "trusted" in shown(ines.get(place))
    ines.post(f"{place}/revoke", data=DONE | {"day": "2026-11-20"})
    assert "revoked" in shown(ines.get(place))


def test_programs_are_told_the_key_and_why_a_package_is_refused(database: Database, tmp_path: Path) -> None:
    app = an_api(database, tmp_path)
    at(app, NOON)
    caller = a_caller(app, database, [Role.LIAISON_OFFICER])

    key = caller.ask("/packages/key")
    made = caller.post("/packages/made", {"receiver": key["fingerprint"]})
    taken = caller.form("/packages/taken", {"file": (BytesIO(b"no archive"), "x.zip")})

    assert made.status_code == taken.status_code == 422
    assert "package.unknown-registry" in made.text
    assert "package.damaged" in taken.text


def test_what_is_no_key_is_refused(database: Database, tmp_path: Path) -> None:
    app = an_api(database, tmp_path)
    app.config["WTF_CSRF_ENABLED"] = False
    at(app, NOON)
    client = signed_in_client(app, database, [Role.LIAISON_OFFICER])

    answer = client.post("/registries/new", data=KNOWN | {"public_key": "AAAA"})

    assert answer.status_code == 422
    assert "32 bytes in base64" in answer.text
