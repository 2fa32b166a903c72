"""Licences as older systems hand them over, for tests that are about what stands on them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.acts import open_act
from precursors.db.engine import Database
from precursors.licensing.licences_importer import LicenceImporter
from precursors.licensing.record import LICENCES
from precursors.registers.cells import Cell, as_row
from precursors.registers.terms import terms_of
from tests.scope.makers import TESTER

TODAY = date(2026, 3, 2)


def a_licence_of(database: Database, holder: str, number: str = "L-1", agency: str = "XD-INS", **changes: str) -> None:
    """A licence for acetic anhydride, without a ceiling, whose holder may import and export all through 2026."""
    plain = {
        "number": number, "holder": holder, "substance": "Acetic anhydride", "activities": "import, export",
        "valid_from": "2026-01-01", "valid_to": "2026-12-31",
    }  # fmt: skip
    cells: dict[str, Cell] = {
        key: ("d" if key.startswith("valid") else "t", value) for key, value in (plain | changes).items() if value
    }

    def taken(importer: LicenceImporter) -> None:
        block, placed = as_row(LICENCES, cells)
        importer.block("", block, placed, [], None, None)
        outcome = importer.settle(importer.terms.session)
        assert outcome.accepted == 1, outcome.rejected
        act = open_act(importer.terms.session, "import-licences", TESTER, None)
        importer.write(act)
        act.seal()

    def write(session: Session) -> None:
        home = by_code(session, agency)
        assert home is not None
        taken(LicenceImporter(terms_of(session, home, TODAY, Path())))

    database.write(write)
