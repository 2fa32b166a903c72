"""What others share stands in the lists of whoever may see it, marked; without its names where they are withheld."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from precursors.access.permissions import Role
from precursors.db.engine import Database
from precursors.licensing.models import LicenceLine, Operator
from precursors.scope.models import WITHOUT_NAMES
from precursors.trade.models import Shipment
from tests.api.caller import Caller, a_caller, an_api
from tests.asking import shown
from tests.people import an_app, at, signed_in_client
from tests.scope.makers import (
    GIVER,
    RECEIVER,
    TODAY,
    a_licence_line,
    a_shipment,
    an_operator,
    given,
    reference,
)

NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)


@pytest.fixture
def refs(registry: Database) -> dict[str, str]:
    """A record of each kind shared in full (`Nomen`), and one without names (`Silens`); one is not shared at all."""
    found = {}
    for n, name in enumerate(("Nomen", "Silens", "Secretus")):
        named = {
            "operator": name,
            "counterparty": name,
            "party": f"party:{GIVER}:{name}",
            "licence": name,
            "notes": name,
        }
        kinds = {
            Shipment: lambda session, n=n, named=named: a_shipment(
                session, GIVER, document=f"D-{n}", day=date(2026, 2, 1 + n), **named
            ),
            Operator: lambda session, n=n, name=name: an_operator(session, GIVER, f"77{n}", name),
            LicenceLine: lambda session, name=name: a_licence_line(session, GIVER, f"LIC-{name}"),
        }
        for model, unit in kinds.items():
            ref = found[f"{model.__tablename__} {name}"] = reference(registry, model, registry.write(unit))
            if name != "Secretus":
                given(registry, ref, **({} if name == "Nomen" else {"tier": WITHOUT_NAMES}))
    registry.write(lambda session: a_shipment(session, RECEIVER, document="D-own", day=date(2026, 2, 9)))
    return found


@pytest.fixture
def browser(registry: Database, refs: dict[str, str], tmp_path: Path) -> FlaskClient:
    app = an_app(registry, tmp_path)
    at(app, NOON)
    return signed_in_client(app, registry, [Role.SUPERVISOR], RECEIVER)


@pytest.fixture
def program(registry: Database, refs: dict[str, str], tmp_path: Path) -> Caller:
    app = an_api(registry, tmp_path)
    at(app, NOON)
    return a_caller(app, registry, [Role.SUPERVISOR], RECEIVER)


LISTS = [("/shipments", "shipment"), ("/operators", "operator"), ("/licences", "licence_line")]


def test_a_list_shows_what_is_shared_marked_and_without_withheld_names(
    browser: FlaskClient, refs: dict[str, str]
) -> None:
    for address, kind in LISTS:
        page = shown(browser.get(address))
        searched = shown(browser.get(f"{address}?text=Silens"))

        assert refs[f"{kind} Nomen"] in page
        assert refs[f"{kind} Silens"] in page
        assert refs[f"{kind} Secretus"] not in page
        assert f"Shared by {GIVER} " in page
        assert f"Shared by {GIVER}, names withheld" in page
        assert "Nomen" in page
        assert "Silens" not in page
        assert refs[f"{kind} Silens"] not in searched


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", "Nomen Silens"),
        (f"agency={GIVER}&first=2026-02-01&substance=acetone&direction=import", "Nomen Silens"),
        ("operator=nomen", "Nomen"),
        ("operator=silens", ""),
        ("licence=Nomen", "Nomen"),
        ("licence=Silens", ""),
        ("text=D-", "Nomen"),
        ("status=unresolved", "Nomen Silens"),
        ("status=flagged", ""),
        ("direction=export", ""),
        ("last=2026-02-01", "Nomen"),
        (f"agency={RECEIVER}", ""),
    ],
)
def test_filters_find_what_is_shared_but_no_name_that_is_withheld(
    browser: FlaskClient, refs: dict[str, str], query: str, seen: str
) -> None:
    page = shown(browser.get(f"/shipments?{query}"))

    assert [name for name in ("Nomen", "Silens", "Secretus") if refs[f"shipment {name}"] in page] == seen.split()


def test_programs_are_given_the_same_pages(program: Caller, refs: dict[str, str]) -> None:
    for address, kind in LISTS:
        found, place = [], f"{address}?limit=1"
        while place:
            told = program.ask(place)
            found += told["items"]
            place = (told.get("next") or "").removeprefix("/api/v1")

        names = {each["ref"]: str(each) for each in found}
        assert len(found) == len(names)
        assert {refs[f"{kind} Nomen"], refs[f"{kind} Silens"]} <= names.keys()
        assert refs[f"{kind} Secretus"] not in names
        assert "Nomen" in names[refs[f"{kind} Nomen"]]
        assert "Silens" not in str(found)
