"""A version of a protocol is written part by part on pages: kept while it is wrong, blamed at its fields, handed in."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from precursors.access.permissions import Role
from precursors.audit.checkpoint import make_key
from precursors.db.engine import Database
from precursors.disposal import keeping
from precursors.disposal.draft_models import ProtocolDraft
from precursors.disposal.drafting import typed_step
from precursors.disposal.library import documents
from precursors.disposal.rules.document import APART, EVIDENCE, HEAD, STEP, against, changes
from precursors.disposal.rules.protocol import Protocol, judged, read
from tests.asking import shown
from tests.disposal.makers import OWNER, Site, a_protocol, a_site
from tests.people import an_app, at, signed_in_client

NAME = "demo-neutralise-acids"


def the() -> dict[str, Any]:
    return deepcopy(dict(documents()[NAME]))


@pytest.fixture
def site(database: Database) -> Site:
    return a_site(database)


@pytest.fixture
def app(site: Site, tmp_path: Path) -> Flask:
    made = an_app(site.database, tmp_path)
    at(made, site.now)
    make_key(made.extensions["here"].settings.signing_key_file)
    return made


@pytest.fixture
def dora(app: Flask, site: Site) -> FlaskClient:
    return signed_in_client(app, site.database, (Role.DISPOSAL_OFFICER,), OWNER, "dora")


def begun(dora: FlaskClient, source: str = NAME) -> str:
    """The address of a draft."""
    return dora.post("/protocols/drafts", data={"from": source}).location


def document_of(site: Site) -> dict[str, Any]:
    with site.database.read() as session:
        made: dict[str, Any] = json.loads(session.execute(select(ProtocolDraft.document)).scalar_one())
    return made


HEAD_FORM = {
    "code": "XD-NEU-NEW", "version": "1", "title": "New", "authority": "XD-ENV", "country": "XD", "demo": "yes",
    "legal_basis": "section 42", "source_ref": "DEMO/9", "change_class": "safety", "valid_from": "2026-01-01",
    "scope.substances": "Hydrochloric acid, sulphuric-acid", "scope.states": ["L"], "scope.concentration_max": "51",
    "method.code": "NEU", "method.operation": "D9", "people.committee": "3", "people.witnesses": "2",
    "people.witness_agencies": "2", "people.apart": ["performer custodian"],
}  # fmt: skip
STEP_FORM = {
    "key": "effluent", "kind": "measure-ph", "hold": "hold", "note": "Twice.", "notes.es": "Dos veces.",
    "evidence.0.key": "ph", "evidence.0.kind": "ph", "evidence.0.required": "yes", "evidence.0.unit": "pH",
    "evidence.0.low": "6", "evidence.0.high": "9", "evidence.0.readings": "2",
}  # fmt: skip


def saved(dora: FlaskClient, address: str, saves: int, form: dict[str, Any]) -> TestResponse:
    return dora.post(address, data=form | {"saves": str(saves)})


def test_a_protocol_is_written_from_nothing_and_approved_by_three_people(
    dora: FlaskClient, app: Flask, site: Site
) -> None:
    draft = begun(dora, "")
    assert "It has no step yet." in shown(dora.get(draft))
    witnessed = {"key": "witnessed", "kind": "witness-sign", "hold": "hold"}
    for n, (part, form) in enumerate([("head", HEAD_FORM), ("steps/0", STEP_FORM), ("steps/1", witnessed)]):
        assert saved(dora, f"{draft}/{part}", n, form).status_code == 303

    ref = dora.post(f"{draft}/hand-in").location.rpartition("/")[2]

    with site.database.read() as session:
        row = keeping.find(session, ref)
        assert row is not None
        made = read(json.loads(row.document))
        assert session.execute(select(ProtocolDraft)).first() is None
    assert isinstance(made, Protocol)
    assert made.scope.substances == {"hydrochloric-acid", "sulphuric-acid"}
    assert [(step.key, step.hold) for step in made.steps] == [("effluent", "hold"), ("witnessed", "hold")]
    assert made.steps[0].instruction("es") == "Dos veces."
    assert made.steps[0].instruction("fr") == "Twice."
    assert set(made.apart) == {*APART, ("performer", "custodian")}
    chem = signed_in_client(app, site.database, (Role.ANALYST,), OWNER, "chem")
    assert chem.get(f"/protocols/{ref}").status_code == 200


def test_what_is_wrong_is_kept_and_blamed_at_its_field(dora: FlaskClient, site: Site) -> None:
    draft = begun(dora)
    form = STEP_FORM | {"evidence.0.high": "8,5", "kind": "explode"}

    answer = saved(dora, f"{draft}/steps/5", 0, form)

    assert answer.location == f"{draft}/steps/5"
    page = dora.get(answer.location).text
    assert "“8,5” cannot stand at “Upper limit”." in page
    assert 'href="#evidence.0.high"' in page
    assert 'id="evidence.0.high-error"' in page
    assert document_of(site)["steps"][5]["evidence"][0]["high"] == "8,5"
    assert f'href="{draft}/steps/5#kind"' in dora.get(draft).text
    assert dora.post(f"{draft}/hand-in").status_code == 422


def test_nobody_saves_over_what_another_person_saved(dora: FlaskClient, app: Flask, site: Site) -> None:
    draft = begun(dora)
    assert saved(dora, f"{draft}/head", 0, HEAD_FORM | {"title": "First"}).status_code == 303

    late = saved(dora, f"{draft}/head", 0, HEAD_FORM | {"title": "Second"})

    assert "has saved this draft meanwhile" in shown(late, 422)
    assert document_of(site)["title"] == "First"


def test_steps_are_moved_and_taken_out_and_what_comes_after_them_follows_their_name(
    dora: FlaskClient, site: Site
) -> None:
    draft = begun(dora)
    saved(dora, f"{draft}/steps/2", 0, {"key": "protection", "kind": "ppe-check", "after": ["identity", "weigh-in"]})
    saved(dora, f"{draft}/steps/0", 1, {"key": "who", "kind": "verify-identity"})
    saved(dora, f"{draft}/steps/4/up", 2, {})
    saved(dora, f"{draft}/steps/4/out", 3, {})
    saved(dora, f"{draft}/steps/0/up", 4, {})

    steps = document_of(site)["steps"]

    assert [each["key"] for each in steps][:4] == ["who", "weigh-in", "protection", "temperature"]
    assert "dosing" not in [each["key"] for each in steps]
    assert steps[2]["after"] == ["who", "weigh-in"]


def test_the_difference_to_the_version_before_is_shown_to_whoever_writes_and_whoever_approves(
    dora: FlaskClient, app: Flask, site: Site
) -> None:
    first = a_protocol(site, NAME)
    draft = begun(dora, first)
    assert "Nothing differs yet." in shown(dora.get(draft))
    step = STEP_FORM | {"evidence.0.low": "6.0", "evidence.0.high": "8.5"}
    saved(dora, f"{draft}/steps/5", 0, step)

    assert "Steps › effluent › Evidence › ph › Upper limit 9.0 8.5" in shown(dora.get(draft))
    ref = dora.post(f"{draft}/hand-in").location.rpartition("/")[2]

    envi = signed_in_client(app, site.database, (Role.SUPERVISOR,), OWNER, "envi")
    assert "Upper limit 9.0 8.5" in shown(envi.get(f"/protocols/{ref}"))


def test_a_draft_is_its_agencys_own_and_can_be_thrown_away(dora: FlaskClient, app: Flask, site: Site) -> None:
    draft = begun(dora)
    stranger = signed_in_client(app, site.database, (Role.DISPOSAL_OFFICER,), "XD-OTH", "otto")
    assert stranger.get(draft).status_code == 404
    assert stranger.post(f"{draft}/throw-away").status_code == 404
    assert dora.post("/protocols/drafts", data={"from": "no-such"}).status_code == 404
    assert dora.get(f"{draft}/steps/9").status_code == 404

    assert dora.post(f"{draft}/throw-away").status_code == 303

    assert dora.get(draft).status_code == 404


def test_a_document_that_is_refused_whole_can_be_kept_and_mended(dora: FlaskClient) -> None:
    document = the() | {"valid_from": "soon"}
    refused = dora.post("/protocols/new", data={"document": json.dumps(document)})
    assert "valid_from" in shown(refused, 422)

    draft = dora.post("/protocols/new", data={"document": json.dumps(document), "keep": "yes"}).location

    assert "“soon” cannot stand at “In force from”." in shown(dora.get(draft))


@pytest.mark.parametrize(
    ("path", "value", "field", "code"),
    [
        (("steps", 5, "evidence", 0, "hgih"), "9", "steps/5/evidence/0/hgih", "protocol.unknown-name"),
        (("steps", 5, "evidence", 0, "high"), "5", "steps/5/evidence/0/high", "protocol.range"),
        (("steps", 2, "evidence", 0, "choices"), [], "steps/2/evidence/0/choices", "protocol.missing"),
        (("steps", 0, "evidence", 0, "expected"), "maybe", "steps/0/evidence/0/expected", "choice.unknown"),
        (("steps", 2, "evidence", 0, "expected"), "Z", "steps/2/evidence/0/expected", "choice.unknown"),
        (("steps", 1, "min_minutes"), -3, "steps/1/min_minutes", "protocol.value"),
        (("steps", 1, "notes"), {"xx": "?"}, "steps/1/notes", "protocol.value"),
        (("steps", 1, "distances"), {"well": "far"}, "steps/1/distances", "protocol.value"),
        (("steps", 1, "witness_roles"), ["king"], "steps/1/witness_roles", "choice.unknown"),
        (("steps", 1), "weigh", "steps/1", "protocol.unread"),
        (("people", "witnesses"), 1, "people/witnesses", "protocol.too-few"),
        (("people", "apart"), [["performer", "king"]], "people/apart", "choice.unknown"),
        (("scope", "concentration_max"), True, "scope/concentration_max", "protocol.value"),
        (("valid_from",), "soon", "valid_from", "protocol.value"),
        (("emergency",), "yes", "emergency", "protocol.value"),
    ],
)
def test_a_document_that_is_handed_in_is_blamed_where_it_is_wrong(
    path: tuple[Any, ...], value: object, field: str, code: str
) -> None:
    document: Any = the()
    within = document
    for each in path[:-1]:
        within = within[each]
    within[path[-1]] = value

    found = judged(document)

    assert isinstance(found, list)
    assert (field, code) in {(each.field, each.code) for each in found}


def test_no_protocol_asks_for_fewer_witnesses_or_lets_a_witness_perform() -> None:
    lax = the() | {"people": {"committee": 0, "witnesses": 0, "witness_agencies": 0, "apart": []}}

    kept = read(lax)

    assert isinstance(kept, Protocol)
    assert (kept.committee, kept.witnesses, kept.witness_agencies) == (1, 2, 2)
    assert set(kept.apart) == set(APART)


def test_changes_are_told_by_steps_and_leave_out_what_means_the_same() -> None:
    was, now = the(), the()
    now["people"]["apart"] = [each[::-1] for each in reversed(now["people"]["apart"])]
    now["steps"][0] |= {"hold": "none", "min_people": 2}
    now["steps"][1]["evidence"][0]["low"] = "1"
    now["steps"] = [*now["steps"][1:3], now["steps"][0], *now["steps"][3:-2], now["steps"][-1]]

    found = {each.where: (each.before, each.after) for each in changes(was, now)}

    assert found.pop(("steps",))[1].startswith("weigh-in, protection, identity")
    assert found.pop(("steps", "weigh-in", "evidence", "mass", "low")) == ("0.001", "1")
    assert found.pop(("steps", "weigh-out"))[1] is None
    assert not found


def test_every_part_a_seed_protocol_uses_is_described() -> None:
    for document in documents().values():
        assert not against(document)
    assert len({each.name for each in (*HEAD, *STEP)}) == len(HEAD) + len(STEP)


def test_a_piece_of_evidence_is_taken_out_by_its_tick_and_never_because_its_name_is_missing() -> None:
    form = {"key": ["x"], "evidence.0.high": ["9"], "evidence.1.key": ["gone"], "evidence.1.out": ["yes"]}

    assert typed_step(STEP, EVIDENCE, form) == {"key": "x", "evidence": [{"high": "9"}]}
