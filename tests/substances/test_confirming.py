"""Hazard data is a draft until a chemist has named a source, seen what changed, and another person has agreed."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.agencies.service import AgencyDraft, add
from precursors.approvals.service import waiting
from precursors.audit.acts import Actor
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.custody.service import Done
from precursors.db.engine import Database
from precursors.paths import resource
from precursors.scope.visible import Sight
from precursors.substances import confirming, hazard_views
from precursors.substances.confirming import confirmed
from precursors.substances.hazard_parts import TABLES, Change, changes, digest, parts, read_parts
from tests.api.caller import a_caller, an_api
from tests.asking import shown
from tests.custody.makers import a_lot, a_place, done
from tests.people import NOON, an_agency, an_app, at, signed_in_client

SOURCE = {"source": "Handbook of Demoland, 3rd edition", "checked": NOON.date().isoformat()}
NEEDED = (*TABLES, "acetone", "toluene")


def asked(client: FlaskClient, part: str, **fields: str) -> int:
    told = {"sha256": digest(parts()[part])} | SOURCE | fields
    return client.post(f"/hazards/{part}/confirm", data=told).status_code


def agreed(client: FlaskClient) -> list[int]:
    """Agree to all that waits; the answers."""
    waiting = re.findall(r"/inbox/approvals/([\w*-]+)", client.get("/inbox").text)
    answers = [client.post(f"/inbox/approvals/{each}", data={"verdict": "approved"}) for each in waiting]
    return [each.status_code for each in answers]


@pytest.fixture
def chemist(database: Database, tmp_path: Path) -> FlaskClient:
    app = an_app(database, tmp_path)
    at(app, NOON)
    return signed_in_client(app, database, [Role.ANALYST, Role.SUPERVISOR], username="chem")


@pytest.fixture
def authority(database: Database, chemist: FlaskClient) -> FlaskClient:
    return signed_in_client(chemist.application, database, [Role.SUPERVISOR], username="envi")


def test_two_people_confirm_and_only_then_may_two_goods_stand_together(
    database: Database, chemist: FlaskClient, authority: FlaskClient
) -> None:
    abroad = AgencyDraft("YY-INS", "Inspection", "inspection", "YY")
    database.write(lambda session: add(session, LOCAL, abroad))
    a_place(database, "Solvents")
    a_lot(database, "2", substance="Toluene", place="Solvents", seals="")
    _, drums = a_lot(database, "3", seals="")
    move = lambda: done(database, "move", drums[0], place="Solvents")  # noqa: E731 - twice

    draft = move()
    page = shown(chemist.get("/hazards/acetone"))
    assert "Basel Convention: waste category" in page
    assert "basel_y" not in page
    pairs = shown(chemist.get("/hazards/pairs"))
    assert pairs.index("Verdict") < pairs.index("What happens") < pairs.index("Note")
    statuses = [asked(chemist, part) for part in NEEDED]
    alone = agreed(chemist)
    waiting = move()
    both = agreed(authority)
    with database.read() as session:
        ours, theirs = confirmed(session, "XD-INS"), confirmed(session, "YY-INS")

    assert draft == waiting == {"storage.unconfirmed"}
    assert "a person has to check" in page
    assert set(statuses) == {303}
    assert set(alone) == {422}
    assert set(both) == {303}
    assert ours == set(NEEDED)
    assert theirs == frozenset()
    assert isinstance(move(), Done)
    assert "Handbook of Demoland" in shown(chemist.get("/hazards"))
    with database.read() as session:
        assert verify(session).broken is None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"source": ""}, "reason"),
        ({"checked": ""}, "missing"),
        ({"checked": "2999-01-01"}, "after today"),
        ({"sha256": "0" * 64}, "no longer what was seen"),
    ],
)
def test_what_was_not_seen_or_has_no_source_is_not_confirmed(
    chemist: FlaskClient, fields: dict[str, str], told: str
) -> None:
    sent = {"sha256": digest(parts()["acetone"])} | SOURCE | fields
    page = shown(chemist.post("/hazards/acetone/confirm", data=sent), 422)

    assert told in page or "needed" in page


def test_without_a_second_factor_nobody_agrees(database: Database, chemist: FlaskClient) -> None:
    bare = signed_in_client(chemist.application, database, [Role.SUPERVISOR], username="bare", factor=False)
    asked(chemist, "acetone")

    assert 303 not in agreed(bare)
    with database.read() as session:
        assert confirmed(session, "XD-INS") == frozenset()


def another(tmp_path: Path) -> dict[str, str]:
    """The parts of a seed in which the UN number of acetone is another."""
    folder = tmp_path / "hazards"
    shutil.copytree(resource("seed") / "hazards", folder)
    path = folder / "profiles.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["un"] = "UN9999" if row["key"] == "acetone" else row["un"]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return dict(read_parts(folder))


def test_data_that_changed_is_a_draft_again_and_says_what_changed(
    database: Database, chemist: FlaskClient, authority: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(chemist, "acetone")
    agreed(authority)
    changed = another(tmp_path)
    for module in (confirming, hazard_views):
        monkeypatch.setattr(module, "parts", lambda: changed)

    page = shown(chemist.get("/hazards/acetone"))
    with database.read() as session:
        now = confirmed(session, "XD-INS")
    again = chemist.post("/hazards/acetone/confirm", data={"sha256": digest(changed["acetone"])} | SOURCE)
    inbox = shown(authority.get("/inbox"))

    assert "changed since it was confirmed" in page
    assert "UN9999" in page
    assert "UN1090" in page
    assert now == frozenset()
    assert again.status_code == 303
    assert "UN1090 → UN9999" in inbox


def test_a_confirmation_is_taken_back_by_one_person_with_a_reason(
    database: Database, chemist: FlaskClient, authority: FlaskClient
) -> None:
    early = chemist.post("/hazards/acetone/withdraw", data={"reason": "wrong page"})
    asked(chemist, "acetone")
    agreed(authority)
    twice = asked(chemist, "acetone")
    silent = chemist.post("/hazards/acetone/withdraw", data={})
    taken = chemist.post("/hazards/acetone/withdraw", data={"reason": "wrong page"})

    assert (early.status_code, twice, silent.status_code, taken.status_code) == (422, 422, 422, 303)
    assert "taken back" in shown(chemist.get("/hazards/acetone"))
    with database.read() as session:
        assert confirmed(session, "XD-INS") == frozenset()
        assert verify(session).broken is None


def test_machines_read_confirm_and_take_back(database: Database, tmp_path: Path) -> None:
    app = an_api(database, tmp_path)
    chem = a_caller(app, database, [Role.ANALYST], username="chem")
    part = next(each for each in chem.ask("/hazards")["items"] if each["part"] == "acetone")

    made = chem.post("/hazards/acetone/confirmation", {"sha256": part["sha256"]} | SOURCE)
    stale = chem.post("/hazards/toluene/confirmation", {"sha256": part["sha256"]} | SOURCE)
    with database.read() as session:
        (waits,) = confirming_requests(session)
    early = chem.post("/hazards/acetone/withdrawal", {"reason": "x"})

    assert part["state"] == "draft"
    assert made.status_code == 201, made.text
    assert waits == made.json["ref"]
    assert "hazards.changed" in stale.text
    assert "hazards.not-confirmed" in early.text
    assert chem.ask("/hazards/acetone")["rows"][0]["un"] == "UN1090"
    assert chem.get("/hazards/nothing").status_code == 404


def confirming_requests(session: Session) -> list[str]:
    return [each.ref for each in waiting(session, Sight(), NOON.date())]


def test_what_changed_is_told_cell_by_cell() -> None:
    row = {"a": "1", "b": "2", "verdict": "caution"}
    before, after = json.dumps([row, {"a": "1", "b": "3"}]), json.dumps([row | {"verdict": "incompatible"}])

    assert list(changes("pairs", None, after)) == []
    assert list(changes("pairs", before, before)) == []
    assert list(changes("pairs", before, after)) == [
        Change("1 · 2", "verdict", "caution", "incompatible"),
        Change("1 · 3", "a", "1", None),
        Change("1 · 3", "b", "3", None),
    ]


def test_no_substance_is_called_like_a_table_and_no_row_of_a_table_has_another_s_name() -> None:
    with (resource("seed") / "hazards" / "profiles.csv").open(encoding="utf-8") as file:
        keys = {row["key"] for row in csv.DictReader(file)}

    assert not keys & set(TABLES)
    assert parts().keys() == keys | set(TABLES)
    for part, names in TABLES.items():
        rows = [tuple(row[name] for name in names) for row in json.loads(parts()[part])]
        assert len(rows) == len(set(rows)), part


def test_a_part_that_is_none_is_not_confirmed(database: Database) -> None:
    an_agency(database)

    made = database.write(
        lambda s: confirming.ask_to_confirm(
            s, Actor("chem", "XD-INS"), "XD-INS", confirming.Draft("nothing", "", "x", None), NOON.date()
        )
    )

    assert [each.code for each in made] == ["hazards.no-part"]
