"""A record is shared by its own agency with one other, for a purpose, until a day; the share can be taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from precursors.access.permissions import Role
from precursors.agencies.sharing import ShareDraft, given, received, share, withdraw
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.problems import Problem, Problems
from precursors.scope.models import WITHOUT_NAMES, Share
from precursors.scope.visible import Sight
from precursors.trade.corrections import reverse_act
from precursors.trade.models import Shipment
from tests.factories import a_registry
from tests.people import an_app, at, signed_in_client
from tests.scope import makers
from tests.scope.makers import GIVER, RECEIVER, STRANGER, TESTER, TODAY, TOMORROW, YESTERDAY, a_shipment, reference
from tests.scope.matrix import NOON

OWN = Sight((GIVER,), TODAY)


def a_record(database: Database) -> str:
    return reference(database, Shipment, database.write(lambda session: a_shipment(session, GIVER)))


def shared(database: Database, ref: str, sight: Sight = OWN, **changes: object) -> str | list[str]:
    """What sharing answers: the reference, or the codes of all that is wrong."""
    values = {"ref": ref, "receiver": RECEIVER, "purpose": "joint inspection", "until": TOMORROW} | changes
    draft = ShareDraft(**values)  # type: ignore[arg-type]  # plain changes of a maker
    made = database.write(lambda session: share(session, TESTER, draft, sight, TODAY))
    return [each.code for each in made] if isinstance(made, Problems) else made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ref": "SHP-2026-999999-X"}, "record.unknown"),
        ({"receiver": ""}, "agency.unknown"),
        ({"receiver": "XD-NONE"}, "agency.unknown"),
        ({"receiver": GIVER}, "share.own"),
        ({"purpose": " "}, "share.purpose"),
        ({"until": None}, "share.until"),
        ({"until": YESTERDAY}, "share.until"),
        ({"tier": "half"}, "choice.unknown"),
    ],
)
def test_a_share_that_says_too_little_is_refused(registry: Database, changes: dict[str, object], code: str) -> None:
    ref = a_record(registry)

    assert shared(registry, **{"ref": ref} | changes) == [code]


def test_nobody_shares_what_is_not_theirs_and_learns_nothing_of_it(registry: Database) -> None:
    ref = a_record(registry)

    foreign = shared(registry, ref, Sight((STRANGER,), TODAY))
    absent = shared(registry, "SHP-2026-999999-X", Sight((STRANGER,), TODAY))

    assert foreign == absent == ["record.unknown"]


def test_what_was_shared_with_an_agency_is_not_passed_on_by_it(registry: Database) -> None:
    ref = a_record(registry)
    shared(registry, ref)

    assert shared(registry, ref, Sight((RECEIVER,), TODAY), receiver=STRANGER) == ["record.unknown"]


def test_a_share_is_no_record_that_could_be_shared(registry: Database) -> None:
    ref = shared(registry, a_record(registry))

    assert shared(registry, str(ref)) == ["record.unknown"]


def test_the_same_share_twice_is_refused_and_another_purpose_is_another_share(registry: Database) -> None:
    ref = a_record(registry)

    answers = [shared(registry, ref), shared(registry, ref), shared(registry, ref, purpose="court")]

    assert [isinstance(each, str) for each in answers] == [True, False, True]
    assert answers[1] == ["share.exists"]


def test_the_giver_sees_all_their_shares_and_the_receiver_those_in_force(registry: Database) -> None:
    ref = a_record(registry)
    ended = makers.given(registry, ref, YESTERDAY, today=YESTERDAY)
    taken = shared(registry, ref, purpose="court")
    stands = shared(registry, ref, tier=WITHOUT_NAMES)
    registry.write(lambda session: withdraw(session, TESTER, str(taken), "over", OWN))

    with registry.read() as session:
        ours, theirs = given(session, OWN, TODAY), received(session, Sight((RECEIVER,), TODAY), TODAY)
        strangers = received(session, Sight((STRANGER,), TODAY), TODAY)

    assert {each.ref: each.state for each in ours} == {ended: "expired", taken: "revoked", stands: "active"}
    assert [(each.ref, each.record, each.giver) for each in theirs] == [(stands, ref, GIVER)]
    assert strangers == []


@pytest.mark.parametrize(
    ("sight", "reason", "code"),
    [(OWN, " ", "reason.missing"), (Sight((RECEIVER,), TODAY), "mine", "record.unknown"), (OWN, "again", None)],
)
def test_only_the_giver_takes_a_share_back_and_says_why(
    registry: Database, sight: Sight, reason: str, code: str | None
) -> None:
    ref = str(shared(registry, a_record(registry)))

    made = registry.write(lambda session: withdraw(session, TESTER, ref, reason, sight))

    assert (made.code if isinstance(made, Problem) else None) == code


def test_a_share_follows_the_correction_of_its_record(registry: Database) -> None:
    ref = a_record(registry)
    shared(registry, ref)
    with registry.read() as session:
        acts = verify(session).acts
    registry.write(lambda session: reverse_act(session, TESTER, acts - 2, "wrong"))
    registry.write(lambda session: a_shipment(session, GIVER, quantity="12"))

    from_outside = Sight((RECEIVER,), TODAY)

    with registry.read() as session:
        rows = makers.shipments_seen(session, from_outside)
        assert verify(session).broken is None
    assert {row.quantity for row in rows} == {"10", "12"}


def test_commands_share_list_and_withdraw(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = a_registry(url, tmp_path / "home", monkeypatch, capsys)
    place.run("agencies", "add", RECEIVER, "--name", "Customs", "--kind", "customs", "--country", "XD", code=0)
    with place.opened() as database:
        ref = a_record(database)

    until = date(2100, 1, 1)
    added = place.run("shares", "add", ref, "--to", RECEIVER, "--purpose", "court", "--until", until, "--json", code=0)
    share_ref = added.json["share"]
    place.run("shares", "withdraw", share_ref, "--reason", "over", code=0)
    twice = place.run("shares", "withdraw", share_ref, "--reason", "over", "--json", code=2)
    listed = place.run("shares", "list", "--agency", GIVER, "--json", code=0).json["shares"]

    assert twice.json["code"] == "record.reversed"
    assert [(each["ref"], each["record"], each["state"]) for each in listed] == [(share_ref, ref, "revoked")]


def test_a_supervisor_shares_and_withdraws_on_the_pages(registry: Database, tmp_path: Path) -> None:
    ref = a_record(registry)
    app = an_app(registry, tmp_path)
    at(app, NOON)
    browser = signed_in_client(app, registry, [Role.SUPERVISOR], GIVER)
    form = {"ref": ref, "receiver": RECEIVER, "purpose": "<b>court</b>", "until": "2026-03-31", "tier": WITHOUT_NAMES}

    refused = browser.post("/shares/new", data=form | {"until": "yesterday"})
    taken = browser.post("/shares/new", data=form)
    shown = browser.get("/shares").text
    with registry.read() as session:
        (made,) = given(session, OWN, TODAY)
    asked = browser.post(f"/shares/{made.ref}/withdraw", data={"reason": ""})
    ended = browser.post(f"/shares/{made.ref}/withdraw", data={"reason": "over"})

    assert (refused.status_code, "&lt;b&gt;court&lt;/b&gt;" in refused.text) == (422, True)
    assert (taken.status_code, asked.status_code, ended.status_code) == (303, 422, 303)
    assert "&lt;b&gt;court&lt;/b&gt;" in shown
    assert f'href="/search?q={ref}"' in shown
    assert browser.get(f"/search?q={ref}").location == f"/shipments/{ref}"
    with registry.read() as session:
        assert [each.state for each in given(session, OWN, TODAY)] == ["revoked"]
        assert session.query(Share).count() == 1
