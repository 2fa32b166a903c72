"""Officers at once through HTTP: the last kilograms of an authorisation are released once, whoever comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import text

from precursors.audit.verify import verify
from precursors.db.engine import Database
from tests.conftest import DEEP
from tests.licensing.makers import a_licence_of
from tests.licensing.test_permits import NOON, granted
from tests.people import an_app, at, signed_in_client

TRIES = 10_000 if DEEP else 200
OFFICERS = 8


def test_two_officers_cannot_release_the_last_kilograms_twice(database: Database, tmp_path: Path) -> None:
    app = an_app(database, tmp_path)
    at(app, NOON)
    officers = [signed_in_client(app, database, username=f"officer{n}") for n in range(OFFICERS)]
    a_licence_of(database, "Chemie GmbH")
    page = granted(officers[0], kind="import", notification="", exporter_country="DE", licence="L-1", shipments="")

    def release(number: int) -> int:
        fields = {"reference": f"INV-{number}", "quantity": "10", "unit": "kg"}
        return officers[number % OFFICERS].post(f"{page}/release", data=fields).status_code

    with ThreadPoolExecutor(OFFICERS) as pool:
        codes = list(pool.map(release, range(TRIES)))

    assert (codes.count(303), codes.count(422), len(codes)) == (10, TRIES - 10, TRIES)
    with database.read() as session:
        query = "SELECT role, sum(amount) FROM account a JOIN balance b ON b.account = a.id GROUP BY role"
        held = {role: int(amount) // 10**9 for role, amount in session.execute(text(query))}
        assert (held["quota"], held["released"], held["grants"]) == (0, 100, -100)
        assert verify(session).broken is None
