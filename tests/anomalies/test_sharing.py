"""R30: operators that share what only one of them should have, and nobody has linked. On both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.anomalies.clocks import run_clocks
from precursors.anomalies.sharing import Firm, shared, shared_identifiers, telephone
from precursors.audit.acts import Actor
from precursors.audit.keys import natural_key
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.flags.telling import because
from precursors.licensing.models import Operator
from precursors.licensing.places_models import OperatorLink
from tests.anomalies.replaying import replays
from tests.people import an_agency
from tests.scope.makers import a_licence_line, recorded

TODAY = date(2026, 11, 20)


def an_operator(session: Session, name: str, **changes: Any) -> int:  # noqa: ANN401 - any column
    values = {"agency": "XD-INS", "identifier": name, "folded_identifier": name.lower(), "name": name}
    values |= {"folded": name.lower(), "key": natural_key("operator", "XD-INS", name)}
    return recorded(session, "XD-INS", Operator, values | changes)


def told(database: Database) -> list[str]:
    with database.read() as session:
        agency = by_code(session, "XD-INS")
        assert agency is not None
        return sorted(f"{each.inputs['why']} {each.score}" for each in shared_identifiers(session, agency, TODAY))


@pytest.mark.parametrize(
    ("text", "digits"),
    [("+51 1 555-1234", "115551234"), ("0051 (1) 555 1234", "115551234"), ("12 34", None), (None, None)],
)
def test_a_telephone_is_its_last_digits(text: str | None, digits: str | None) -> None:
    assert telephone(text) == digits


def test_what_two_firms_have_is_told_once_unless_somebody_linked_them() -> None:
    firms = [Firm(n, f"F{n}", frozenset({f"f{n}"}), {"phone": frozenset({"1"})}) for n in (1, 2)]

    assert [each.firms for each in shared(firms, frozenset())] == [tuple(firms)]
    assert list(shared(firms, frozenset({frozenset({"f1", "f2"})}))) == []
    assert list(shared(firms[:1], frozenset())) == []


def test_the_same_telephone_and_address_are_flagged_once_and_again_when_a_third_joins(database: Database) -> None:
    an_agency(database)
    run = lambda: database.write(lambda session: run_clocks(session, Actor("worker"), TODAY))  # noqa: E731 - thrice
    same = {"phone": "+51 1 555 1234", "address": "Av. Arequipa 1234, Lima"}
    for name in ("ACME", "OTHER"):
        database.write(lambda session, name=name: an_operator(session, name, **same))

    first, again = run(), run()
    database.write(lambda session: an_operator(session, "THIRD", phone="0051 1 5551234"))

    assert (first, again, run()) == (2, 0, 1)
    with database.read() as session:
        flags = session.execute(select(Flag).order_by(Flag.id)).scalars().all()
    assert replays(database) == [("shared-identifiers", "same", ())] * 3
    assert any("2 operators have the telephone 115551234: ACME, OTHER." in because(flag, "en") for flag in flags)


def test_linked_operators_may_share_and_one_whose_licence_was_refused_weighs_most(database: Database) -> None:
    an_agency(database)
    for name in ("ACME", "OTHER"):
        database.write(lambda session, name=name: an_operator(session, name, email="sales@acme.example"))
    before = told(database)
    database.write(lambda session: a_licence_line(session, "XD-INS", "L-1", holder="ACME", state="refused"))
    refused = told(database)
    link = {"agency": "XD-INS", "one": "ACME", "folded_one": "acme", "other": "OTHER", "folded_other": "other"}
    link |= {"kind": "owner", "key": natural_key("operator-link", "XD-INS", "1")}
    database.write(lambda session: recorded(session, "XD-INS", OperatorLink, link))

    assert before == ["email 600"]
    assert refused == ["refused 800"]
    assert told(database) == []
