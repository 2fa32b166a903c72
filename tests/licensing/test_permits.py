"""Permits over HTTP: an application decided, drawn on in parts, endorsed, printed; a notification and its clock."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from precursors.access.permissions import Role
from precursors.agencies.service import AgencyDraft, add
from precursors.audit.checkpoint import make_key
from precursors.audit.compact import MARK, packed, unpacked
from precursors.audit.genesis import LOCAL
from precursors.audit.proof import check
from precursors.audit.verify import verify
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.flags.telling import because
from precursors.intake.words import words
from precursors.licensing.notifications.known import notice
from precursors.licensing.notifications.models import Notification
from tests.asking import links, shown
from tests.conftest import Filling
from tests.licensing.makers import a_licence_of
from tests.people import an_agency, an_app, at, signed_in_client
from tests.scope.makers import an_operator

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
APPLICATION = {
    "number": "E-7", "kind": "export", "exporter": "Acme SA", "importer": "Chemie GmbH", "importer_country": "DE",
    "consignee": "Farbwerke AG", "substance": "Acetic anhydride", "hs": "2915.24", "quantity": "100", "unit": "kg",
    "office": "Port Demo", "point_exit": "Port Demo", "transport": "sea", "shipments": "3", "notification": "P-7",
}  # fmt: skip
NOTICE = {
    "number": "P-7", "direction": "sent", "exporter": "Acme SA", "exporter_address": "1 Quay", "origin": "XD",
    "importer": "Chemie GmbH", "importer_address": "Werk 1", "destination": "DE", "consignee": "Farbwerke AG",
    "substance": "Acetic anhydride", "quantity": "100", "unit": "kg", "point_entry": "Hamburg",
    "dispatch": "2026-04-20",
}  # fmt: skip


def licensed(database: Database, home: Path) -> None:
    """Fills a registry with both parties' licences, and a key to sign with."""
    make_key(home / "signing.key")
    an_agency(database)
    a_licence_of(database, "Chemie GmbH", "L-1")
    a_licence_of(database, "Acme SA", "L-2")


@pytest.fixture
def beginning() -> Filling:
    return licensed


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database, roles=(Role.INSPECTOR, Role.CUSTOMS_OFFICER))


def entered(client: FlaskClient, shelf: str, **fields: str) -> str:
    answer = client.post(f"/{shelf}/new", data=fields)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def done(client: FlaskClient, page: str, verb: str, **fields: str) -> str:
    """The page of the record after a step that is taken."""
    answer = client.post(f"{page}/{verb}", data=fields)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def refused(client: FlaskClient, page: str, verb: str, **fields: str) -> str:
    """What a step that is refused says."""
    return shown(client.post(f"{page}/{verb}", data=fields), 422)


def granted(client: FlaskClient, **changes: str) -> str:
    page = entered(client, "authorisations", **(APPLICATION | {"point_entry": "Hamburg"} | changes))
    for verb in ("submit", "complete", "review"):
        page = done(client, page, verb)
    return done(client, page, "grant")


def balances(database: Database) -> dict[str, int]:
    query = (
        "SELECT role, sum(amount) FROM account a JOIN balance b ON b.account = a.id"
        " WHERE holder LIKE 'authorisation:%' GROUP BY role"
    )
    with database.read() as session:
        return {role: int(amount) // 10**9 for role, amount in session.execute(text(query))}


def test_a_file_is_complete_when_its_boxes_are_and_then_the_clock_starts(
    client: FlaskClient, app: Flask, database: Database
) -> None:
    page = entered(client, "authorisations", **APPLICATION)
    done(client, page, "submit")

    said = refused(client, page, "complete")
    wrong = refused(client, page, "amend", **(APPLICATION | {"substance": "Acetone", "reason": "slip"}))
    page = done(client, page, "amend", **(APPLICATION | {"point_entry": "Hamburg", "reason": "told by telephone"}))
    page = done(client, page, "complete")
    there = shown(client.get(page))
    at(app, datetime(2026, 3, 30, 12, tzinfo=UTC))
    start = shown(signed_in_client(app, database, username="later").get("/"))

    assert "not complete without Point of Entry (form Demoland form export, box 6)" in said
    assert "another line" in wrong
    assert "Decision due" in there
    assert "10 working days after" in there
    assert "no list of requests is loaded: a person has to check" in there
    assert "16 Mar 2026" in there
    assert "Decisions past their day" in start


@pytest.mark.parametrize(("applied", "begun"), [("2026-02-16", "16 Feb 2026"), ("", "2 Mar 2026")])
def test_an_application_begins_on_its_own_day_whatever_days_it_asks_for(
    client: FlaskClient, applied: str, begun: str
) -> None:
    asked = {"state": "complete", "applied": applied, "valid_from": "2026-01-05", "valid_to": "2026-06-30"}

    page = entered(client, "authorisations", **(APPLICATION | {"point_entry": "Hamburg"} | asked))

    told = shown(client.get(page))
    assert f"{begun} begin complete" in told


def test_a_grant_is_drawn_in_parts_never_beyond_and_only_after_the_answer(
    client: FlaskClient, app: Flask, database: Database
) -> None:
    page = granted(client)
    notice = entered(client, "notifications", **NOTICE)
    release = {"reference": "INV-1", "quantity": "60", "unit": "kg"}

    unsent = refused(client, page, "release", **release)
    notice = done(client, notice, "send")
    waiting = refused(client, page, "release", **release)
    early = refused(client, notice, "lapse")
    done(client, notice, "view")
    done(client, notice, "clear")
    done(client, page, "release", **release)
    beyond = refused(client, page, "release", reference="INV-2", quantity="41", unit="kg")
    again = refused(client, page, "release", **release)
    done(client, page, "release", reference="INV-2", quantity="40000", unit="g")
    there, offered = shown(client.get(page)), links(client.get(page), f"{page}/")
    late = refused(client, page, "release", reference="INV-3", quantity="1", unit="g")
    done(client, page, "take-back", reference="INV-2", reason="did not sail")
    after, again_offered = shown(client.get(page)), links(client.get(page), f"{page}/")

    assert "is “draft”" in unsent
    assert "is “sent”; an answer is awaited until 23 Mar 2026" in waiting
    assert "Demoland Precursors Act 2014 s. 8" in waiting
    assert "An answer may still come until 23 Mar 2026" in early
    assert "41 kg were asked for; 40 kg are left" in beyond
    assert "By Demoland Precursors Act 2014 s. 7 goods go under an authorisation that covers them" in beyond
    assert "INV-1 has been recorded here already" in again
    assert "used up" in there
    assert "Used up: nothing is left to release on this line" in there
    assert (f"{page}/release" in offered, f"{page}/take-back" in offered) == (False, True)
    assert ("Used up: nothing" in after, f"{page}/release" in again_offered) == (False, True)
    assert "; 0 kg are left" in late
    assert "INV-2 40000 g 40.000 kg 0.000 kg u-xd-ins-cus-ins" in late
    assert balances(database) == {"quota": 40, "released": 60}
    with database.read() as session:
        assert verify(session).broken is None


def test_when_all_its_shipments_are_released_it_says_so_and_offers_no_release(client: FlaskClient) -> None:
    at_home = {"exporter_country": "DE", "importer_country": "", "notification": "", "concentration": ""}
    page = granted(client, kind="import", licence="L-1", shipments="2", **at_home)
    done(client, page, "release", reference="INV-1", quantity="1", unit="kg")
    between, still = shown(client.get(page)), links(client.get(page), f"{page}/")

    done(client, page, "release", reference="INV-2", quantity="1", unit="kg")
    there, offered = shown(client.get(page)), links(client.get(page), f"{page}/")
    late = refused(client, page, "release", reference="INV-3", quantity="1", unit="kg")
    done(client, page, "take-back", reference="INV-2", reason="did not sail")

    assert "Shipments Allowed Released 2 1" in between
    assert f"{page}/release" in still
    assert "All shipments of this line have been released, though not all of its quantity." in there
    assert (f"{page}/release" in offered, f"{page}/take-back" in offered) == (False, True)
    assert "All 2 shipments of this authorisation have been released" in late
    assert f"{page}/release" in links(client.get(page), f"{page}/")


def test_customs_endorse_what_they_saw_and_the_excess_is_flagged(client: FlaskClient, database: Database) -> None:
    page = granted(
        client,
        kind="import",
        notification="",
        exporter_country="DE",
        importer_country="",
        licence="L-1",
        concentration="",
    )
    done(client, page, "release", reference="INV-1", quantity="90", unit="kg")

    done(client, page, "endorse", reference="INV-1", quantity="85", unit="kg", office="Port Demo")
    done(client, page, "endorse", reference="INV-2", quantity="25", unit="kg", office="Port Demo")
    there = shown(client.get(page))
    moved = refused(client, page, "take-back", reference="INV-1", reason="did not sail")

    assert balances(database) == {"quota": 0, "released": 90, "endorsed": 25, "excess": -15}
    assert "INV-1" in moved
    with database.read() as session:
        (flag,) = session.execute(select(Flag)).scalars()
        assert (flag.rule, flag.kind) == ("over-authorisation", "authorisation")
        assert "15.000000000 kg" in flag.inputs
        assert verify(session).broken is None
    assert "15.000" in there


def test_a_printed_authorisation_carries_a_proof_that_needs_no_registry(client: FlaskClient, tmp_path: Path) -> None:
    page = granted(client)

    paper = client.get(f"{page}/paper")
    made = json.loads(client.get(f"{page}/proof").data)

    assert "E-7" in shown(paper)
    assert "<svg" in paper.text
    for tongue in ("en", "ru", "ar"):
        printed = client.get(f"{page}/paper.pdf", headers={"Accept-Language": tongue})
        assert printed.data[:5] == b"%PDF-"
        assert b"pdfaid" in printed.data
    assert packed(made).startswith(MARK)
    assert check(unpacked(packed(made))) is None


def test_an_amendment_begins_the_clock_again_exactly_when_the_law_says(
    client: FlaskClient, app: Flask, database: Database
) -> None:
    page = done(client, entered(client, "notifications", **NOTICE), "send")
    at(app, datetime(2026, 3, 10, 12, tzinfo=UTC))
    client = signed_in_client(app, database, username="later")

    less = done(client, page, "amend", **(NOTICE | {"quantity": "80", "reason": "less was sold"}))
    still = shown(client.get(less))
    more = done(client, less, "amend", **(NOTICE | {"quantity": "90", "reason": "more was sold"}))
    anew = shown(client.get(more))
    other = done(client, more, "amend", **(NOTICE | {"quantity": "90", "consignee": "Other", "reason": "sold on"}))

    assert "23 Mar 2026" in still
    assert "begin the time again" not in still
    assert "31 Mar 2026" in anew
    assert "begin the time again" in anew
    assert shown(client.get(other)).count("begin the time again") == 2


def test_a_draft_goes_out_in_the_order_it_is_keyed(client: FlaskClient) -> None:
    page = entered(client, "notifications", **(NOTICE | {"origin": ""}))

    draft = shown(client.get(f"{page}/draft"))
    plain = client.get(f"{page}/draft.txt")
    sheet = client.get(f"{page}/draft.xlsx")

    assert draft.index("Exporting Country") < draft.index("Importing Country") < draft.index("Dispatch Date")
    assert "Importer: Chemie GmbH" in plain.text
    assert "Exporting Country: Demoland" in plain.text or "Exporting Country: XD" in plain.text
    assert sheet.data.startswith(b"PK")


def test_a_notification_sent_too_late_is_flagged_as_it_is_sent(client: FlaskClient, database: Database) -> None:
    done(client, entered(client, "notifications", **(NOTICE | {"dispatch": "2026-03-20"})), "send")

    with database.read() as session:
        (flag,) = session.execute(select(Flag)).scalars()
    assert (flag.rule, flag.kind) == ("late-notification", "notification")
    assert '"days": "14"' in flag.inputs


def test_a_notification_says_what_the_treaty_asks_before_it_is_sent(client: FlaskClient) -> None:
    page = entered(client, "notifications", **(NOTICE | {"point_entry": "", "importer_address": ""}))

    said = refused(client, page, "send")

    assert said.count("is needed") >= 2


def test_a_notification_over_a_period_needs_no_day_of_dispatch_and_its_draft_names_the_parties(
    client: FlaskClient, database: Database
) -> None:
    database.write(lambda session: an_operator(session, "XD-INS"))
    period = {"dispatch": "", "period_from": "2026-04-01", "period_to": "2026-09-30", "exporter": "2060", "cas": ""}
    page = done(client, entered(client, "notifications", **(NOTICE | period)), "send")

    draft = client.get(f"{page}/draft.txt").text

    assert "sent" in shown(client.get(page))
    assert "Exporter: Acme SA 2060" in draft
    assert "CAS: 108-24-7" in draft


def test_the_period_of_a_sent_notification_is_amended_and_a_longer_one_begins_the_clock_again(
    client: FlaskClient, app: Flask, database: Database
) -> None:
    period = {"dispatch": "", "period_from": "2026-04-01", "period_to": "2026-06-30", "reason": "as asked"}
    page = done(client, entered(client, "notifications", **(NOTICE | period)), "send")
    at(app, datetime(2026, 3, 10, 12, tzinfo=UTC))
    client = signed_in_client(app, database, username="later")

    form = client.get(f"{page}/amend").text
    turned = refused(client, page, "amend", **(NOTICE | period | {"period_to": "2026-03-01"}))
    shorter = done(client, page, "amend", **(NOTICE | period | {"period_to": "2026-05-31"}))
    still = shown(client.get(shorter))
    longer = shown(client.get(done(client, shorter, "amend", **(NOTICE | period | {"period_to": "2026-07-31"}))))

    assert 'name="period_from"' in form
    assert "2026-06-30" in form
    assert "1 Mar 2026" in turned
    assert "31 May 2026" in still
    assert "23 Mar 2026" in still
    assert "31 Jul 2026" in longer
    assert "31 Mar 2026" in longer


def test_the_page_of_a_sent_notification_tells_what_its_country_asks_and_needs(
    client: FlaskClient, database: Database
) -> None:
    page = entered(client, "notifications", **NOTICE)
    unknown = shown(client.get(page))
    need = {"country": "DE", "substance": "Acetic anhydride", "since": "2026-01-01"}
    entered(client, "annual-requirements", **need, quantity="400", unit="kg")
    asked = {"country": "DE", "substance": "Acetic anhydride", "since": "2020-01-01", "source": "INCB list 2026"}
    entered(client, "notification-requests", **asked)

    form, there = shown(client.get(f"{page}/send")), shown(client.get(page))
    sent = shown(client.get(done(client, done(client, page, "send"), "clear")))

    assert "No annual requirement of the country is loaded here" in unknown
    assert "no list of requests is loaded: a person has to check" in unknown
    for told in (form, there):
        assert "annual requirement DE 1 Jan 2026 400 kg at most 400 kg" in told
    assert "INCB list 2026" in there
    assert "What the country of destination needs" not in sent
    assert "INCB list 2026" in sent


def test_one_notification_covers_operations_no_longer_than_the_law_lets_it(
    client: FlaskClient, database: Database
) -> None:
    period = {"dispatch": "", "period_from": "2026-04-01", "period_to": "2027-09-30"}
    page = entered(client, "notifications", **(NOTICE | period))

    told = shown(client.get(page))
    with database.read() as session:
        row = session.execute(select(Notification)).scalar_one()
        known = notice(row, "no-objection", "XD", demo=True)

    assert "Several operations" in told
    assert "1 Apr 2026 30 Sept 2027 1 Apr 2027 Demoland Precursors Order 2015 12 months after 1 Apr 2026." in told
    assert [known.speaks_for(date(2027, 4, day)) for day in (1, 2)] == [True, False]


def a_consignment(client: FlaskClient, number: str, quantity: str) -> str:
    page = entered(
        client, "consignments", number=number, direction="import", planned="2026-03-02", operator="Chemie GmbH",
        substance="Acetic anhydride", quantity=quantity, unit="kg", authorisation="E-7",
    )  # fmt: skip
    return done(client, page, "request-release", day="2026-03-02")


def test_a_consignment_is_released_under_its_authorisation_or_not_at_all(
    client: FlaskClient, database: Database
) -> None:
    page = granted(client, kind="import", notification="", exporter_country="DE", licence="L-1")
    first, second = a_consignment(client, "C-1", "70"), a_consignment(client, "C-2", "40")

    done(client, first, "release", day="2026-03-02")
    beyond = refused(client, second, "release", day="2026-03-02")
    done(client, second, "release", day="2026-03-02", quantity="30", unit="kg")
    done(client, page, "endorse", reference="C-1", quantity="70", unit="kg")

    assert "40 kg were asked for; 30 kg are left" in beyond
    assert {role: amount for role, amount in balances(database).items() if amount} == {"released": 100}
    done(client, second, "not-occur", day="2026-03-02")
    assert {role: amount for role, amount in balances(database).items() if amount} == {"released": 70, "quota": 30}
    assert "partly used" in shown(client.get(page))
    with database.read() as session:
        assert verify(session).broken is None


def test_more_than_was_notified_is_not_released(client: FlaskClient) -> None:
    page = granted(client)
    notice = done(client, entered(client, "notifications", **(NOTICE | {"quantity": "60"})), "send")
    done(client, notice, "clear")

    done(client, page, "release", reference="INV-1", quantity="50", unit="kg")
    said = refused(client, page, "release", reference="INV-2", quantity="20", unit="kg")

    assert "not as notified in P-7: quantity differs" in said


@pytest.mark.parametrize(
    ("kg", "since", "direction", "told"),
    [
        ("151", "2025-06-01", "received", True),
        ("150", "2025-06-01", "received", False),
        ("151", "2025-06-01", "sent", True),
        ("150", "2025-06-01", "sent", False),
        ("151", "2019-06-01", "received", False),
    ],
)
def test_a_notification_of_more_than_the_annual_requirement_leaves_is_flagged(
    client: FlaskClient, database: Database, kg: str, since: str, direction: str, told: bool
) -> None:
    there = {"origin": "DE", "destination": "XD"} if direction == "received" else {"origin": "XD", "destination": "DE"}
    need = {"country": there["destination"], "substance": "Acetic anhydride", "quantity": "150", "unit": "kg"}
    entered(client, "annual-requirements", **need, since=since)

    entered(
        client, "notifications", number="P-9", direction=direction, substance="Acetic anhydride", quantity=kg,
        unit="kg", exporter="Chemie GmbH", importer="Acme SA", **there,
    )  # fmt: skip

    with database.read() as session:
        flags = [each for each in session.execute(select(Flag)).scalars() if each.rule == "requirement-exceeded"]
    assert len(flags) == told
    if told:
        assert "announces 151 kg of acetic anhydride" in because(flags[0], "en")
        assert "150 kg are left of 150 kg a year (estimate of 1 Jun 2025)" in because(flags[0], "en")


def raised(database: Database) -> list[str]:
    """The causes of the flags that a country's need was exceeded."""
    with database.read() as session:
        return [each.cause for each in session.execute(select(Flag)).scalars() if each.rule == "requirement-exceeded"]


def test_a_grant_beyond_the_annual_requirement_is_flagged_and_the_page_told_before(
    client: FlaskClient, database: Database
) -> None:
    need = {"country": "XD", "substance": "Acetic anhydride", "quantity": "150", "unit": "kg", "since": "2025-06-01"}
    entered(client, "annual-requirements", **need)
    imports = APPLICATION | {
        "kind": "import", "exporter": "Chemie GmbH", "importer": "Acme SA", "exporter_country": "DE",
        "importer_country": "XD", "point_entry": "Port Demo", "licence": "L-2",
    }  # fmt: skip
    first = entered(client, "authorisations", **imports)
    before = shown(client.get(first))
    for number, page in (("E-7", first), ("E-8", entered(client, "authorisations", **(imports | {"number": "E-8"})))):
        at_last = page
        for verb in ("submit", "complete", "review", "grant"):
            at_last = done(client, at_last, verb)
        flags = raised(database)
        assert bool(flags) == (number == "E-8")

    done(client, links(client.get("/authorisations?text=E-8"), "/authorisations/AUT-")[0], "revoke", reason="a slip")
    third = entered(client, "authorisations", **(imports | {"number": "E-9", "quantity": "50"}))
    for verb in ("submit", "complete", "review", "grant"):
        third = done(client, third, verb)

    assert flags == raised(database)
    assert "150" in before
    assert "Import grants of the year come to 200 kg of acetic anhydride; XD needs 150 kg" in shown(client.get(at_last))


@pytest.mark.parametrize(
    ("litres", "said"),
    [
        ({"quantity": "140", "concentration": "98"}, "come to 148.42"),
        ({"quantity": "140", "concentration": "40"}, "a person has to compare"),
        ({"quantity": "130", "concentration": "98"}, None),
    ],
)
def test_a_grant_in_litres_is_held_against_the_annual_requirement_by_the_mass_it_holds(
    client: FlaskClient, database: Database, litres: dict[str, str], said: str | None
) -> None:
    need = {"country": "XD", "substance": "Acetic anhydride", "quantity": "145", "unit": "kg", "since": "2025-06-01"}
    entered(client, "annual-requirements", **need)
    imports = APPLICATION | {
        "kind": "import", "exporter": "Chemie GmbH", "importer": "Acme SA", "exporter_country": "DE",
        "importer_country": "XD", "point_entry": "Port Demo", "licence": "L-2", "unit": "L",
    }  # fmt: skip
    page = entered(client, "authorisations", **(imports | litres))
    for verb in ("submit", "complete", "review", "grant"):
        page = done(client, page, verb)

    with database.read() as session:
        found = session.execute(select(Flag).where(Flag.rule == "requirement-exceeded")).scalars()
        told = [because(flag, "en") for flag in found]
    assert len(told) == (said is not None)
    assert [said for each in told if str(said) in each] == ([said] if said else []), told


AN_IMPORT = {"kind": "import", "notification": "", "exporter_country": "DE", "importer": "Rhein AG", "licence": "L-9"}


@pytest.mark.parametrize(
    ("licence", "changes", "said"),
    [
        ({}, {"licence": "L-1"}, "No licence of the applicant covers this"),
        (None, {}, "The applicant has no licence or registration"),
        ({"holder": "Somebody else"}, {}, "The applicant has no licence or registration"),
        ({"substance": "Acetone"}, {}, "No licence of the applicant covers this substance"),
        ({"activities": "export"}, {}, "No licence of the applicant covers this substance, activity"),
        ({"state": "suspended"}, {}, "Licence L-9 of the applicant is not in force: suspended"),
        ({"valid_to": "2026-02-28"}, {}, "Licence L-9 of the applicant ended on 28 Feb 2026"),
        ({"valid_from": "2026-04-01"}, {}, "Licence L-9 of the applicant begins only on 1 Apr 2026"),
        ({"quantity": "99", "unit": "kg"}, {}, "Licence L-9 allows only 99 kg more"),
        ({"max_stock": "99 kg"}, {}, "there is room for 99 kg only"),
    ],
)
def test_nothing_is_granted_that_the_applicants_licence_does_not_allow(
    client: FlaskClient, database: Database, licence: dict[str, str] | None, changes: dict[str, str], said: str
) -> None:
    if licence is not None:
        a_licence_of(
            database, licence.get("holder", "Rhein AG"), "L-9", **{k: v for k, v in licence.items() if k != "holder"}
        )
    page = entered(client, "authorisations", **(APPLICATION | {"point_entry": "Hamburg"} | AN_IMPORT | changes))
    for verb in ("submit", "complete", "review"):
        page = done(client, page, verb)

    told = refused(client, page, "grant")

    assert said in told
    assert "Demoland Precursors Act 2014 s. 4" in told


def test_what_is_granted_and_not_yet_declared_is_spoken_for(client: FlaskClient, database: Database) -> None:
    a_licence_of(database, "Rhein AG", "L-9", quantity="150", unit="kg")
    done(client, granted(client, **AN_IMPORT), "release", reference="INV-1", quantity="30", unit="kg")
    second = entered(
        client, "authorisations", **(APPLICATION | {"point_entry": "Hamburg"} | AN_IMPORT | {"number": "E-8"})
    )
    for verb in ("submit", "complete", "review"):
        second = done(client, second, verb)

    told = refused(client, second, "grant")

    assert "Licence L-9 allows only 50 kg more in this period" in told


def test_goods_are_not_released_once_the_licence_is_suspended(client: FlaskClient, database: Database) -> None:
    a_licence_of(database, "Rhein AG", "L-9")
    page = granted(client, **AN_IMPORT)
    done(client, page, "release", reference="INV-1", quantity="30", unit="kg")
    judge = signed_in_client(client.application, database, roles=(Role.SUPERVISOR,), username="judge")
    [licence] = set(re.findall(r"/licences/LIC[^\"/]*", judge.get("/licences?text=L-9").text))
    done(judge, licence, "suspend", reason="under inquiry")

    told = refused(client, page, "release", reference="INV-2", quantity="30", unit="kg")
    done(client, page, "endorse", reference="INV-2", quantity="10", unit="kg")

    assert "Licence L-9 of the applicant is not in force: suspended (Demoland Precursors Act 2014 s. 4)" in told


def test_what_ends_an_authorisation_ends_all_its_lines_and_what_customs_see_then_is_flagged(
    client: FlaskClient, database: Database
) -> None:
    a_licence_of(database, "Rhein AG", "L-9")
    lines = AN_IMPORT | {"quantity": "40", "point_entry": "Hamburg"}
    entered(client, "authorisations", **(APPLICATION | lines | {"line": "2"}))
    page = granted(client, **lines, line="1")
    done(client, page, "release", reference="INV-1", quantity="30", unit="kg")
    (other,) = set(links(client.get("/authorisations"), "/authorisations/AUT-")) - {page}

    done(client, other, "revoke", reason="false papers")
    offered = links(client.get(page), f"{page}/")
    done(client, page, "endorse", reference="INV-2", quantity="10", unit="kg")
    done(client, page, "take-back", reference="INV-1", reason="did not sail")

    assert "revoked" in shown(client.get(page))
    assert f"{page}/release" not in offered
    assert balances(database)["released"] == 0
    with database.read() as session:
        (flag,) = session.execute(select(Flag)).scalars()
        assert (flag.rule, "not-granted" in flag.cause) == ("over-authorisation", True)


def test_a_grant_is_not_declared_expired_before_its_last_day_nor_offered_so(client: FlaskClient) -> None:
    page = granted(client)
    offered = client.get(page).text

    early = refused(client, page, "expire")

    assert f"{page}/expire" not in offered
    assert "It lasts until" in early


def test_whoever_grants_or_releases_sees_on_the_form_how_much_is_left(client: FlaskClient, database: Database) -> None:
    a_licence_of(database, "Rhein AG", "L-9", quantity="150", unit="kg")
    applied = entered(client, "authorisations", **(APPLICATION | {"point_entry": "Hamburg"} | AN_IMPORT))
    deciding = shown(client.get(f"{done(client, done(client, applied, 'submit'), 'complete')}/grant"))
    page = done(client, applied, "grant")
    done(client, page, "release", reference="INV-1", quantity="30", unit="kg")

    releasing = shown(client.get(f"{page}/release"))

    assert "What is left today" in deciding
    assert "150 kg" in deciding
    assert "Use of the quantity" in releasing
    assert "70.000 kg" in releasing


def test_what_the_country_still_needs_stands_on_every_form_that_decides_on_an_import(
    client: FlaskClient, database: Database
) -> None:
    a_licence_of(database, "Rhein AG", "L-9")
    need = {"country": "XD", "substance": "Acetic anhydride", "quantity": "170", "unit": "kg", "since": "2025-06-01"}
    entered(client, "annual-requirements", **need)
    came = NOTICE | {"direction": "received", "origin": "DE", "destination": "XD", "exporter": "Rhein AG"}
    notice = done(client, entered(client, "notifications", **(came | {"importer": "Acme SA"})), "send")
    applied = entered(client, "authorisations", **(APPLICATION | {"point_entry": "Hamburg"} | AN_IMPORT))
    for verb in ("submit", "complete"):
        applied = done(client, applied, verb)
    forms = [f"{notice}/clear", f"{notice}/object", f"{applied}/grant"]
    forms += [f"{a_consignment(client, 'C-1', '10')}/release"]
    told = [shown(client.get(form)) for form in forms]
    page = done(client, applied, "grant")
    going = shown(client.get(f"{page}/release"))
    done(client, page, "release", reference="INV-1", quantity="100", unit="kg")

    for each in (*told, going):
        assert re.search(r"requirement[^.]* XD 1 Jun 2025 170 kg", each), each
    assert "What is left today" not in shown(client.get(page))


def test_kilograms_under_a_licence_in_litres_are_compared_by_a_person_who_says_how(
    client: FlaskClient, database: Database
) -> None:
    a_licence_of(database, "Rhein AG", "L-9", quantity="150", unit="L")
    page = entered(client, "authorisations", **(APPLICATION | {"point_entry": "Hamburg"} | AN_IMPORT))
    for verb in ("submit", "complete", "review"):
        page = done(client, page, verb)

    form = shown(client.get(f"{page}/grant"))
    told = refused(client, page, "grant")
    page = done(client, page, "grant", reason="99 kg at 1.08 kg/L are 92 L, measured by the applicant's laboratory")

    assert "another measure: a person has to compare" in form
    assert "Licence L-9, which the law demands (Demoland Precursors Act 2014 s. 4), counts in another measure" in told
    assert "Granted" in shown(client.get(page))


def test_litres_under_a_licence_in_kilograms_are_never_turned_into_them(
    client: FlaskClient, database: Database
) -> None:
    a_licence_of(database, "Rhein AG", "L-9", quantity="1000", unit="kg")
    litres = {"quantity": "10", "unit": "L"}
    page = entered(client, "authorisations", **(APPLICATION | {"point_entry": "Hamburg"} | AN_IMPORT | litres))
    for verb in ("submit", "complete", "review"):
        page = done(client, page, verb)

    assert "counts in another measure" in refused(client, page, "grant")


def test_nothing_is_granted_for_days_before_the_decision(client: FlaskClient) -> None:
    page = entered(client, "authorisations", **(APPLICATION | {"point_entry": "Hamburg"}))
    for verb in ("submit", "complete", "review"):
        page = done(client, page, verb)

    told = refused(client, page, "grant", valid_from="2026-03-01")
    page = done(client, page, "grant", valid_from="2026-03-02")

    assert "before the decision of 2 Mar 2026: nothing is permitted for days gone by" in told
    assert "Granted" in shown(client.get(page))


@pytest.mark.parametrize("reason", list(words("objection_reasons").labels))
def test_an_objection_takes_every_reason_its_form_offers(client: FlaskClient, reason: str) -> None:
    page = done(client, entered(client, "notifications", **NOTICE), "send")

    offered = client.get(f"{page}/object").text
    page = done(client, page, "object", objection=reason, reason="as they wrote")

    assert f'value="{reason}"' in offered
    assert "objected" in shown(client.get(page))


def test_a_transit_is_granted_to_whoever_names_the_licence_that_the_law_demands(
    client: FlaskClient, database: Database
) -> None:
    transit = {
        "kind": "transit", "exporter": "Chemie GmbH", "importer": "Sur SA", "itinerary": "A, B", "point_entry": "A",
        "point_exit": "B", "substance": "Acetic anhydride", "quantity": "5", "unit": "kg",
    }  # fmt: skip
    pages = [
        entered(client, "authorisations", **transit | {"number": number, "licence": licence})
        for number, licence in (("T-1", ""), ("T-2", "L-9"))
    ]
    a_licence_of(database, "Sur SA", "L-9", activities="transit")
    ready = []
    for page in pages:
        for verb in ("submit", "complete", "review"):
            page = done(client, page, verb)
        ready.append(page)

    unnamed = refused(client, ready[0], "grant")
    done(client, ready[1], "grant")

    assert "has no licence or registration; the law demands one" in unnamed


def test_an_import_is_released_once_the_law_has_had_its_days_since_the_complete_declaration(
    app: Flask, database: Database
) -> None:
    database.write(lambda session: add(session, LOCAL, AgencyDraft("US-DEA", "DEA", "inspection", "US", "en-US")))
    client = signed_in_client(app, database, (Role.INSPECTOR,), "US-DEA")
    declared = {
        "number": "486-1", "kind": "import", "importer": "Acme Inc", "licence": "R-1", "exporter": "Chemie GmbH",
        "exporter_country": "DE", "substance": "Acetone", "quantity": "2000", "unit": "kg", "planned": "2026-03-20",
        "point_exit": "Hamburg", "point_entry": "Newark",
    }  # fmt: skip
    page = entered(client, "authorisations", **declared)
    for verb, rest in (("submit", {}), ("complete", {}), ("review", {}), ("grant", {"valid_to": "2026-06-30"})):
        page = done(client, page, verb, **rest)
    release = {"reference": "BL-1", "quantity": "1000", "unit": "kg"}

    def later(days: int) -> FlaskClient:
        at(app, NOON + timedelta(days=days))
        return signed_in_client(app, database, (Role.INSPECTOR,), "US-DEA", f"later-{days}")

    soon = refused(later(14), page, "release", **release)
    done(later(15), page, "release", **release)

    assert "complete since 2 Mar 2026; 21 CFR 1313.12 (form 486) lets the goods be released from 17 Mar 2026 on" in soon


@pytest.mark.parametrize(
    ("shelf", "typed"),
    [
        ("operators", {"identifier": "1", "name": "Acme", "country": "YY"}),
        ("sites", {"operator": "1", "code": "A", "country": "YY"}),
        ("authorisations", APPLICATION | {"importer_country": "YY"}),
        ("notifications", NOTICE | {"destination": "YY"}),
        ("consignments", {
            "number": "C-1", "direction": "import", "planned": "2026-03-01", "operator": "1", "substance": "Acetone",
            "quantity": "1", "unit": "kg", "origin": "YY",
        }),
    ],
)  # fmt: skip
def test_letters_of_no_country_are_told_of_when_a_form_is_recorded(
    client: FlaskClient, shelf: str, typed: dict[str, str]
) -> None:
    page = entered(client, shelf, **typed)

    assert "YY is no country code: two letters of ISO 3166-1 were expected, such as PE." in shown(client.get(page))
