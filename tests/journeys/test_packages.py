"""Two registries of two countries that do not trust each other: keys, notifications, answers, figures, by package."""

from __future__ import annotations

import json
import shutil
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.access.permissions import Role
from precursors.agencies.service import by_code
from precursors.audit import checkpoint, package
from precursors.audit.acts import Actor, open_act
from precursors.documents.store import hash_file
from precursors.exchange.packages import rules
from precursors.exchange.packages.registries import LIFE, KnownRegistry
from precursors.licensing.notifications.answering import answer as answered
from precursors.licensing.notifications.models import Notification
from precursors.lives.service import move
from precursors.problems import Problem, Problems
from precursors.registers.terms import terms_of
from tests.asking import shown
from tests.conftest import ASIDE
from tests.factories import AGENCY, Registry, a_registry, a_shipment, a_workbook, checks_kept
from tests.people import an_app, signed_in_client

THERE = "DE-BFA"
TODAY = date.today()  # noqa: DTZ011 - the day of the machine on which the commands run
SENT = TODAY - timedelta(days=40)


@pytest.fixture
def here(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Registry]:
    """The registry of the demo country."""
    with checks_kept():
        yield a_registry(url, tmp_path / "here", monkeypatch, capsys)


@pytest.fixture
def there(
    here: Registry, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Registry]:  # fmt: skip
    """The registry of another country, with a database, an agency and a key of its own."""
    name, server = "t_" + uuid.uuid4().hex[:12], None
    if here.engine == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        (tmp_path / "other").mkdir()
        shutil.copy(template, tmp_path / "other" / "registry.sqlite3")
        shutil.copy(template.with_name(ASIDE), tmp_path / "other" / ASIDE)
        other = f"sqlite:///{tmp_path / 'other' / 'registry.sqlite3'}"
    else:
        server = request.getfixturevalue("server")
        server.create(name, request.getfixturevalue("postgres_template"))
        other = server.url(name)
    made = a_registry(other, tmp_path / "there", monkeypatch, capsys)
    made.run("agencies", "add", THERE, "--name", "Bundesamt", "--kind", "inspection", "--country", "DE", code=0)
    yield made
    if server is not None:
        server.drop(name)


def key_of(registry: Registry) -> dict[str, Any]:
    return registry.run("packages", "key", "--json", code=0).json


def introduced(registry: Registry, agency: str, other: Registry, country: str, folder: Path) -> str:
    """`registry` learns the key of another and trusts it; answers its reference."""
    row = {"Registry": f"Registry {country}", "Country": country, "Public Key": key_of(other)["public_key"]}
    file = a_workbook(folder / f"key-{country}.xlsx", {"Keys": [row | {"Valid From": TODAY - timedelta(days=400)}]})
    registry.run("import", "registries", file, "--agency", agency, "--json", code=0)
    out = folder / f"known-{country}.json"
    registry.run("export", "registries", out, "--agency", agency, code=0)
    ref = str(json.loads(out.read_text(encoding="utf-8"))["records"][0]["ref"])
    registry.run("packages", "trust", ref, "--reason", "fingerprint read by telephone", code=0)
    known = registry.run("packages", "registries", "--json", code=0).json["registries"]
    assert [each["state"] for each in known if each["ref"] == ref] == ["trusted"]
    return ref


def friends(here: Registry, there: Registry, folder: Path) -> None:
    introduced(here, AGENCY, there, "DE", folder)
    introduced(there, THERE, here, "XD", folder)


def test_whoever_knows_no_registry_yet_is_told_how_to_enter_one(here: Registry) -> None:
    assert "import registries" in here.run("packages", "registries", code=0).out


def sent(registry: Registry, agency: str, to: Registry, out: Path, *words: str) -> Path:
    registry.run("packages", "export", out, "--agency", agency, "--to", key_of(to)["fingerprint"], *words, code=0)
    return out


def taken(registry: Registry, agency: str, file: Path, code: int = 0) -> dict[str, Any]:
    return registry.run("packages", "import", file, "--agency", agency, "--json", code=code).json


def refusal(registry: Registry, agency: str, file: Path) -> str:
    return str(taken(registry, agency, file, code=1)["problems"][0]["code"])


def a_notification(number: str, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any value a cell can hold
    plain = {
        "PEN No": number, "Sent or Received": "sent", "Exporter": "Acme SA", "Exporter Address": "1 Harbour Road",
        "Importer": "Chemie GmbH", "Importer Address": "Hafenstr. 2", "Exporting Country": "XD",
        "Importing Country": "DE", "Substance": "Acetic anhydride", "Quantity": 50.5, "Unit": "kg",
        "Notified On": SENT, "Dispatch Date": TODAY + timedelta(days=30),
    }  # fmt: skip
    return plain | changes


def notified(here: Registry, folder: Path, *numbers: str) -> None:
    rows = [a_notification(number) for number in numbers]
    file = a_workbook(folder / f"pen-{'-'.join(numbers)}.xlsx", {"Notifications": rows})
    here.take(file, kind="notifications", code=0)


def standing(registry: Registry) -> dict[str, tuple[str, str]]:
    """Number of each notification to its direction and state."""
    query = (
        "SELECT n.number, n.direction, s.state FROM notification n JOIN current c ON c.id = n.id"
        " JOIN state s ON s.subject = n.key WHERE s.kind = 'notification'"
    )
    return {number: (direction, state) for number, direction, state in registry.rows(query)}


def answer(registry: Registry, number: str, verb: str, **said: str) -> None:
    """What an officer there answers to a notification that was received."""

    def unit(session: Session) -> None:
        row = session.execute(select(Notification).where(Notification.number == number)).scalar_one()
        found = by_code(session, THERE)
        assert found is not None
        terms = terms_of(session, found, TODAY, registry.home)
        made = answered(session, Actor("liaison", THERE), terms, bytes(row.key), verb, TODAY, **said)
        assert not isinstance(made, Problems), made

    with registry.opened() as database:
        database.write(unit)


def answers(registry: Registry, agency: str, folder: Path) -> set[tuple[str | None, ...]]:
    """Number, answer, its day, reason on the list and text of each notification, as an export tells them."""
    file = folder / f"{agency}.json"
    registry.run("export", "notifications", file, "--agency", agency, code=0)
    names = ("number", "reply", "replied", "objection", "reply_text")
    return {tuple(each.get(name) for name in names) for each in json.loads(file.read_text(encoding="utf-8"))["records"]}


def revoke(registry: Registry) -> None:
    """Somebody takes the only key back that is known there."""

    def unit(session: Session) -> None:
        row = session.execute(select(KnownRegistry)).scalar_one()
        act = open_act(session, "revoke-known-registry", Actor("liaison", THERE), "lost")
        move(act, LIFE, THERE, bytes(row.key), "revoke", TODAY, reason="lost")
        act.seal()

    with registry.opened() as database:
        database.write(unit)


def test_notifications_go_out_answers_come_back_and_each_record_says_where_it_is_from(
    here: Registry, there: Registry, tmp_path: Path
) -> None:
    friends(here, there, tmp_path)
    notified(here, tmp_path, "P-1", "P-2", "P-3")

    first = taken(there, THERE, sent(here, AGENCY, there, tmp_path / "1.zip", "--kinds", "notifications"))
    again = taken(there, THERE, tmp_path / "1.zip")
    answer(there, "P-1", "clear")
    answer(there, "P-2", "object", reason="nobody knows the importer", objection="company-unknown")
    back = taken(here, AGENCY, sent(there, THERE, here, tmp_path / "2.zip", "--kinds", "replies"))

    assert (first["records"], first["already_known"], again["already_known"]) == ({"notifications": 3}, False, True)
    assert back["records"] == {"replies": 2}
    assert standing(there) == {
        "P-1": ("received", "no-objection"), "P-2": ("received", "objected"), "P-3": ("received", "sent"),
    }  # fmt: skip
    assert standing(here) == {"P-1": ("sent", "no-objection"), "P-2": ("sent", "objected"), "P-3": ("sent", "sent")}
    origin = there.rows(
        "SELECT r.proved, p.sha256 FROM received_record r JOIN exchange_package p ON p.id = r.package"
        " JOIN notification n ON n.key = r.subject JOIN current c ON c.id = n.id WHERE n.number = 'P-1'"
    )
    assert [(proved, bytes(digest).hex()) for proved, digest in origin] == [(1, hash_file(tmp_path / "1.zip").hex())]
    objection = "SELECT detail, reason FROM transition WHERE verb = 'object'"
    ((detail, why),) = here.rows(objection)
    assert (json.loads(detail)["objection"], why) == ("company-unknown", "nobody knows the importer")
    told = {
        ("P-1", "no-objection", str(TODAY), None, None), ("P-3", None, None, None, None),
        ("P-2", "objected", str(TODAY), "company-unknown", "nobody knows the importer"),
    }  # fmt: skip
    assert answers(here, AGENCY, tmp_path) == answers(there, THERE, tmp_path) == told
    for registry, agency in ((here, AGENCY), (there, THERE)):
        out = tmp_path / f"{agency}.xlsx"
        registry.run("export", "notifications", out, "--agency", agency, code=0)
        again = registry.run("import", "notifications", out, "--agency", agency, "--json", code=0).json
        assert (again["accepted"], again["already_known"]) == (0, 3)
    same = here.run("import", "notifications", tmp_path / "pen-P-1-P-2-P-3.xlsx", "--agency", AGENCY, "--json", code=0)
    assert (same.json["accepted"], same.json["already_known"]) == (0, 3)
    for registry in (here, there):
        assert registry.verified().broken is None


def test_an_authorisation_there_becomes_a_record_here_once_beside_our_papers_and_is_never_drawn_on(
    here: Registry, there: Registry, tmp_path: Path
) -> None:
    friends(here, there, tmp_path)
    line = {
        "Authorisation No": "A-77", "Kind": "export", "Exporter": "Acme SA", "Exporting Country": "XD",
        "Importer": "Chemie <GmbH>", "Importing Country": "DE", "Substance": "Acetic anhydride", "Quantity": 50.5,
        "Unit": "kg", "PEN No": "P-1", "Valid From": TODAY - timedelta(days=9), "Valid To": TODAY + timedelta(days=90),
    }  # fmt: skip
    rows = [line, line | {"Authorisation No": "A-78", "Importing Country": "PE"}]
    here.take(a_workbook(tmp_path / "aut.xlsx", {"Authorisations": rows}), kind="authorisations", code=0)
    file = a_workbook(tmp_path / "pen.xlsx", {"Notifications": [a_notification("P-1")]})
    here.take(file, kind="notifications", code=0)

    both = ("--kinds", "notifications authorisations")
    first = taken(there, THERE, sent(here, AGENCY, there, tmp_path / "1.zip", *both))
    taken(there, THERE, sent(here, AGENCY, there, tmp_path / "2.zip", *both))

    assert first["records"] == {"notifications": 1, "authorisations": 1}
    known = "SELECT partner, kind, number, amount, substance FROM partner_authorisation"
    assert there.rows(known) == [("XD", "export", "A-77", 50_500_000_000, "acetic-anhydride")]
    assert there.rows("SELECT count(*) FROM authorisation") == [(0,)]
    assert there.rows("SELECT count(*) FROM account WHERE holder LIKE 'authorisation:%'") == [(0,)]
    origin = "SELECT r.proved, p.sha256 FROM received_record r JOIN exchange_package p ON p.id = r.package"
    origin += " JOIN partner_authorisation a ON a.key = r.subject ORDER BY r.id"
    digests = [hash_file(tmp_path / f"{n}.zip").hex() for n in (1, 2)]
    assert [(proved, bytes(digest).hex()) for proved, digest in there.rows(origin)] == [(1, each) for each in digests]
    out = tmp_path / "theirs.xlsx"
    there.run("export", "partner-authorisations", out, "--agency", THERE, code=0)
    again = there.run("import", "partner-authorisations", out, "--agency", THERE, "--json", code=0).json
    assert (again["accepted"], again["already_known"]) == (0, 1)
    with there.opened() as database:
        client = signed_in_client(an_app(database, there.home), database, [Role.LIAISON_OFFICER], THERE)
        listed = client.get("/partner-authorisations")
        page = client.get(href_of(listed.text, "/partner-authorisations/PAU-"))
        notice = client.get(href_of(client.get("/notifications").text, "/notifications/PEN-"))
    assert "Chemie &lt;GmbH&gt;" in page.text
    assert "Registry XD AUT-" in shown(page)
    assert (
        "Granted on the other side Number Kind Substance Quantity Until A-77 export acetic anhydride 50.5 kg"
        in shown(notice)
    )
    assert there.verified().broken is None


def href_of(page: str, beginning: str) -> str:
    """The first address on a page that begins so."""
    return beginning + page.split(f'href="{beginning}', 1)[1].split('"', 1)[0]


def test_figures_of_both_sides_show_a_planted_mismatch_and_leave_a_late_arrival_alone(
    here: Registry, there: Registry, tmp_path: Path
) -> None:
    friends(here, there, tmp_path)
    out = {"direction": "export", "origin": "XD", "destination": "DE", "licence": "L-9"}
    gone = [
        a_shipment(document="X-1", date=date(2024, 3, 5), quantity=800, **out),
        a_shipment(document="X-2", date=date(2024, 12, 28), quantity=600, substance="Toluene", **out),
    ]
    come = {"direction": "import", "origin": "XD", "destination": "DE", "licence": "L-9"}
    arrived = [
        a_shipment(document="E-1", date=date(2024, 3, 20), quantity=300, **come),
        a_shipment(document="E-2", date=date(2025, 1, 9), quantity=600, substance="Toluene", **come),
    ]
    here.take(a_workbook(tmp_path / "gone.xlsx", gone), "--json")
    file = a_workbook(tmp_path / "come.xlsx", arrived)
    there.run("import", "shipments", file, "--agency", THERE, "--json")

    taken(here, AGENCY, sent(there, THERE, here, tmp_path / "de.zip", "--kinds", "figures"))
    taken(there, THERE, sent(here, AGENCY, there, tmp_path / "xd.zip", "--kinds", "figures", "--non-nominal"))
    told = here.run("report", "mirror", "--year", 2024, "--agency", AGENCY, "--json", code=0).json
    here.run("flags", "run")

    verdicts = {row[2]: row[-1] for row in told["tables"][0]["rows"]}
    assert verdicts == {"acetone": "mirror.verdict-mismatch", "toluene": "mirror.verdict-timing"}
    flagged = here.rows("SELECT inputs FROM flag WHERE rule = 'mirror-mismatch'")
    assert [json.loads(inputs)["substance"] for (inputs,) in flagged] == ["acetone"]
    assert there.rows("SELECT count(*) FROM mirror_figure WHERE party IS NOT NULL OR counterparty IS NOT NULL") == [
        (0,)
    ]
    assert here.verified().broken is None


def test_a_key_nobody_accepted_and_a_revoked_one_are_refused_and_nothing_is_written(
    here: Registry, there: Registry, tmp_path: Path
) -> None:
    introduced(here, AGENCY, there, "DE", tmp_path)
    notified(here, tmp_path, "P-1")
    file = sent(here, AGENCY, there, tmp_path / "1.zip")

    unknown = refusal(there, THERE, file)
    introduced(there, THERE, here, "XD", tmp_path)
    elsewhere = refusal(here, AGENCY, file)
    revoke(there)
    revoked = refusal(there, THERE, file)

    assert (unknown, elsewhere, revoked) == (
        "package.unknown-registry",
        "package.unknown-registry",
        "package.not-trusted",
    )
    assert standing(there) == {}
    assert there.rows("SELECT count(*) FROM exchange_package WHERE direction = 'received'") == [(0,)]


def test_a_later_package_of_a_rewritten_log_is_refused_and_flagged(
    here: Registry, there: Registry, tmp_path: Path
) -> None:
    friends(here, there, tmp_path)
    notified(here, tmp_path, "P-1")
    taken(there, THERE, sent(here, AGENCY, there, tmp_path / "1.zip"))
    notified(here, tmp_path, "P-2")
    honest = sent(here, AGENCY, there, tmp_path / "2.zip")
    forged = forked(here, honest, tmp_path / "3.zip")

    refused = refusal(there, THERE, forged)
    good = taken(there, THERE, honest)
    older = refusal(there, THERE, rewrapped(here, tmp_path / "1.zip", tmp_path / "4.zip"))

    assert (refused, older) == ("package.rewritten", "package.older")
    assert good["records"] == {"notifications": 2}
    assert there.rows("SELECT count(*) FROM flag WHERE rule = 'registry-rewritten'") == [(1,)]
    assert there.verified().broken is None


def forked(registry: Registry, file: Path, out: Path) -> Path:
    """What the holder of the key could sign after rewriting its history: another root, no proofs."""
    with package.opened(file) as held:
        words = {"exchange": held.manifest["exchange"]}
        growth = held.read(rules.GROWTH)
        size = checkpoint.read_head(held.read(package.NOTE).decode()).size
    items = [rules.Item("notices", "SZR-2026-000001-X", {"kind": "seizure"})]
    return signed(registry, out, words, items, growth, checkpoint.Head(size + 1, bytes(range(32))))


def rewrapped(registry: Registry, file: Path, out: Path) -> Path:
    """The same old head signed over other records."""
    with package.opened(file) as held:
        words, growth = {"exchange": held.manifest["exchange"]}, held.read(rules.GROWTH)
        head = checkpoint.read_head(held.read(package.NOTE).decode())
    return signed(registry, out, words, [rules.Item("notices", "SZR-2026-000002-X", {})], growth, head)


def signed(
    registry: Registry, out: Path, words: dict[str, Any], items: list[rules.Item], growth: bytes, head: checkpoint.Head,
    *more: package.Part,
) -> Path:  # fmt: skip
    key = checkpoint.load_key(registry.home / "signing.key")
    parts = [
        *more,
        package.Part(rules.RECORDS, package.written(rules.written(items))),
        package.Part(rules.GROWTH, growth),
    ]
    package.pack(out, parts, words, checkpoint.sign(head, key), key)
    return out


def test_what_is_kept_to_be_read_is_read_on_the_page_of_its_package(
    here: Registry, there: Registry, tmp_path: Path
) -> None:
    friends(here, there, tmp_path)
    notified(here, tmp_path, "P-1")
    file = sent(here, AGENCY, there, tmp_path / "1.zip")
    with package.opened(file) as held:
        words, growth = {"exchange": held.manifest["exchange"]}, held.read(rules.GROWTH)
        head = checkpoint.read_head(held.read(package.NOTE).decode())
    line = {"number": "A-77", "kind": "import", "exporter": "Chemie <GmbH>", "quantity": "50", "unit": "kg"}
    found = {"kind": "theft", "country": "XD", "goods": "Acetone 12 kg", "odd-name": "nobody knows what"}
    items = [rules.Item("authorisations", "AUT-1", line), rules.Item("notices", "SZR-1", found)]
    ref = taken(there, THERE, signed(here, tmp_path / "2.zip", words, items, growth, head))["ref"]

    with there.opened() as database:
        app = an_app(database, there.home)
        page = signed_in_client(app, database, [Role.LIAISON_OFFICER], THERE).get(f"/exchange-packages/{ref}")

    told = shown(page)
    for said in ("Goods: Acetone 12 kg", "SZR-1 not proved", "AUT-1 not proved PAU-"):
        assert said in told, told
    assert "<GmbH>" not in page.text
    assert "nobody knows what" not in told


def test_what_says_otherwise_than_its_proof_or_was_meant_for_another_is_refused(
    here: Registry, there: Registry, tmp_path: Path
) -> None:
    friends(here, there, tmp_path)
    notified(here, tmp_path, "P-1")
    file = sent(here, AGENCY, there, tmp_path / "1.zip")
    with package.opened(file) as held:
        head = checkpoint.read_head(held.read(package.NOTE).decode())
        exchange, growth = held.manifest["exchange"], held.read(rules.GROWTH)
        (name,) = (name for name in held.names if name.startswith(package.PROOFS))
        proof = package.Part(name, held.read(name))
        found = rules.read_items(held.read(rules.RECORDS))
    assert not isinstance(found, Problem)
    (item,) = found
    more = item._replace(fields=item.fields | {"quantity": "5"})

    lying = signed(here, tmp_path / "2.zip", {"exchange": exchange}, [more], growth, head, proof)
    other = signed(
        here, tmp_path / "3.zip", {"exchange": exchange | {"receiver": "0" * 64}}, [item], growth, head, proof
    )
    bent = tmp_path / "4.zip"
    bent.write_bytes(file.read_bytes().replace(b"Chemie GmbH", b"Chemie GmbX"))
    (tmp_path / "5.zip").write_bytes(b"PK\x03\x04 no archive")

    files = (lying, other, bent, tmp_path / "5.zip")
    assert [refusal(there, THERE, each) for each in files] == [
        "package.not-proved",
        "package.not-for-us",
        "package.damaged",
        "package.damaged",
    ]
    assert standing(there) == {}


def test_a_record_that_cannot_be_taken_in_stops_the_whole_package(
    here: Registry, there: Registry, tmp_path: Path
) -> None:
    friends(here, there, tmp_path)
    notified(here, tmp_path, "P-1")
    file = sent(here, AGENCY, there, tmp_path / "1.zip")
    with package.opened(file) as held:
        head = checkpoint.read_head(held.read(package.NOTE).decode())
        exchange, growth = held.manifest["exchange"], held.read(rules.GROWTH)
    told = {"direction": "export", "day": "2024-03-01", "substance": "Acetone", "quantity": "5", "unit": "kg"}
    good = rules.Item("figures", "SHP-1", told | {"concentration": "100", "basis": "w/w"})
    bad = good._replace(ref="SHP-2", fields=good.fields | {"substance": "Moonshine"})
    stray = rules.Item("replies", "PEN-1", {"number": "P-77", "state": "objected", "day": "2024-03-01"})
    words = {"exchange": exchange}

    mixed = signed(here, tmp_path / "2.zip", words, [good, bad, stray], growth, head)
    refused = taken(there, THERE, mixed, code=1)

    codes = [each["code"] for each in refused["problems"]]
    assert codes[0] == "package.records-refused"
    assert "package.no-notification" in codes
    assert there.rows("SELECT count(*) FROM mirror_figure") == [(0,)]
    assert taken(there, THERE, signed(here, tmp_path / "3.zip", words, [good], growth, head))["records"] == {
        "figures": 1
    }


def test_a_larger_quantity_in_a_later_package_asks_for_the_answer_again(
    here: Registry, there: Registry, tmp_path: Path
) -> None:
    friends(here, there, tmp_path)
    notified(here, tmp_path, "P-1", "P-2")
    taken(there, THERE, sent(here, AGENCY, there, tmp_path / "1.zip"))
    for number in ("P-1", "P-2"):
        answer(there, number, "clear")
    more = [a_notification("P-1", Quantity=500), a_notification("P-2", Quantity=20)]
    file = a_workbook(tmp_path / "more.xlsx", {"Notifications": more})
    here.take(file, "--correct", "--reason", "the order grew", kind="notifications", code=0)

    taken(there, THERE, sent(here, AGENCY, there, tmp_path / "2.zip"))

    assert standing(there) == {"P-1": ("received", "sent"), "P-2": ("received", "no-objection")}
    assert there.verified().broken is None


def test_an_answer_cannot_borrow_the_proof_of_another(here: Registry, there: Registry, tmp_path: Path) -> None:
    friends(here, there, tmp_path)
    notified(here, tmp_path, "P-1", "P-2")
    taken(there, THERE, sent(here, AGENCY, there, tmp_path / "1.zip"))
    answer(there, "P-1", "clear")
    file = sent(there, THERE, here, tmp_path / "2.zip", "--kinds", "replies")
    with package.opened(file) as held:
        head = checkpoint.read_head(held.read(package.NOTE).decode())
        words, growth = {"exchange": held.manifest["exchange"]}, held.read(rules.GROWTH)
        (name,) = (name for name in held.names if name.startswith(package.PROOFS))
        proof = package.Part(name, held.read(name))
        found = rules.read_items(held.read(rules.RECORDS))
    assert not isinstance(found, Problem)
    (item,) = found
    other = item._replace(fields=item.fields | {"number": "P-2"})
    borrowed = signed(there, tmp_path / "3.zip", words, [other], growth, head, proof)

    assert refusal(here, AGENCY, borrowed) == "package.not-proved"
    assert taken(here, AGENCY, file)["records"] == {"replies": 1}
