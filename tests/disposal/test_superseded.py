"""What was issued under a version that no longer stands is listed, by what the later version changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from precursors.db.engine import Database
from precursors.disposal import keeping
from precursors.disposal.superseded import issued_under
from precursors.scope.visible import Sight
from tests.asking import shown
from tests.disposal.makers import (
    OWNER,
    PEOPLE,
    Made,
    a_protocol,
    a_site,
    an_order,
    at_work,
    good,
    logged,
    put,
    simply,
)
from tests.journeys.test_disposal import STEPS
from tests.people import an_app, signed_in_client


@pytest.mark.parametrize(("change", "effect"), [("editorial", "untouched"), ("safety", "list"), (None, "review")])
def test_a_certificate_is_listed_by_what_became_of_its_version(
    database: Database, tmp_path: Path, change: str | None, effect: str
) -> None:
    site = a_site(database)
    protocol, ref = a_protocol(site), an_order(site)
    at_work(site, ref, protocol)
    for step in STEPS:
        good(logged(site, ref, step))
    good(put(site, ref, "disposed", "500"))
    for verb in ("end-work", "verify-residue", "reconcile"):
        good(simply(site, ref, "dora", verb))
    for name in ("wanda", "wim"):
        good(simply(site, ref, name, "witness"))
    good(simply(site, ref, "iris", "certify"))
    with database.read() as session:
        assert issued_under(session, Sight()) == []

    def withdrawn(session: Session) -> Made:
        row = keeping.find(session, protocol)
        assert row is not None
        return keeping.withdraw(session, site.who("envi"), row, "a burner failed")

    if change is None:
        good(site.write(withdrawn))
    else:
        a_protocol(site, version=2, change_class=change)

    with database.read() as session:
        (own,) = issued_under(session, Sight((OWNER,)))
        foreign = issued_under(session, Sight(("XD-INS",)))
    client = signed_in_client(an_app(database, tmp_path), database, PEOPLE["dora"][1], OWNER, "dora")
    page, order = shown(client.get("/disposal/superseded")), shown(client.get(f"/disposal/{ref}"))
    assert (own.order_ref, own.version, own.effect, foreign) == (ref, 1, effect, [])
    assert own.later == (None if change is None else 2)
    assert own.certificate_ref in page
    assert "version 1, which no longer stands" in order
