"""Plain makers of what people hand in, and of a registry they hand it to through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from precursors.agencies.service import AgencyDraft, add
from precursors.audit.acts import Actor
from precursors.audit.checkpoint import make_key
from precursors.audit.verify import Verdict, _checks, verify
from precursors.cli.main import main
from precursors.db.engine import Database
from precursors.documents.store import Store

AGENCY = "XD-INS"
"""An agency of the fictitious country, whose law does not change under the tests."""

MARCH = date(2024, 3, 1)
"""A day in the past of any clock this runs under, with the demo country's law in force."""

ENGLISH = {
    "document": "Document No", "line": "Line", "date": "Date", "direction": "Direction", "operator": "Operator",
    "licence": "Licence No", "authorisation": "Authorisation No", "notification": "PEN No",
    "substance": "Substance", "cas": "CAS", "hs": "HS Code", "quantity": "Quantity", "unit": "Unit",
    "concentration": "Concentration", "basis": "Basis", "salt": "Salt Form", "packages": "Packages",
    "package_size": "Package Size", "net_mass": "Net Mass", "volume": "Volume", "gross_mass": "Gross Mass",
    "value": "Value", "currency": "Currency", "counterparty": "Counterparty", "consignee": "Ultimate Consignee",
    "origin": "Origin", "destination": "Destination", "container": "Container No", "notes": "Notes",
}  # fmt: skip
"""Field of a shipment to its English heading."""

Row = Mapping[str, Any]
"""Field to the value of its cell."""


def a_shipment(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any value a cell can hold
    """One plain, lawful row: 10 kg of acetone imported, which no limit or rule of the demo country notices."""
    plain = {
        "document": "D-1", "line": "1", "date": MARCH, "direction": "import", "licence": "LIC-1",
        "substance": "Acetone", "quantity": 10, "unit": "kg", "origin": "DE", "destination": "XD",
    }  # fmt: skip
    return {name: value for name, value in (plain | changes).items() if value is not None}


def shipments(count: int, **changes: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - any value a cell can hold
    """`count` plain rows, one line each of document D-1, row n weighing n kilograms."""
    return [a_shipment(line=str(n), quantity=n, **changes) for n in range(1, count + 1)]


def a_licence(**changes: Any) -> dict[str, Any]:  # noqa: ANN401 - any value a cell can hold
    """A licence line for acetone without a ceiling, valid in the years the tests use."""
    plain = {
        "Licence No": "LIC-1", "Holder": "Acme", "Substance": "Acetone", "Activities": "import",
        "Valid From": date(2024, 1, 1), "Valid To": date(2024, 12, 31),
    }  # fmt: skip
    return {name: value for name, value in (plain | changes).items() if value is not None}


def a_workbook(path: Path, sheets: Mapping[str, Iterable[Row]] | Iterable[Row]) -> Path:
    """A workbook of the given rows, headings in English above each sheet."""
    named = sheets if isinstance(sheets, Mapping) else {"Shipments": sheets}
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in named.items():
        held = list(rows)
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(key for row in held for key in row)) or list(a_shipment())
        sheet.append([ENGLISH.get(key, key) for key in columns])
        for row in held:
            sheet.append([row.get(key) for key in columns])
    book.save(path)
    return path


def saved_again(path: Path, out: Path) -> Path:
    """The same workbook opened and saved by another program."""
    book = openpyxl.load_workbook(path)
    book.properties.creator = "somebody else"
    book.save(out)
    return out


def changed(path: Path, out: Path, cells: Mapping[str, object], sheet: str | None = None) -> Path:
    """A copy with some cells of one sheet put right."""
    book = openpyxl.load_workbook(path)
    held = book[sheet] if sheet else book.worksheets[0]
    for address, value in cells.items():
        held[address] = value
    book.save(out)
    return out


def bare() -> dict[str, str]:
    """The environment of this run without settings of the product, be they of the run or of whoever started it."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PRECURSORS_")}


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Its one JSON document; nothing else may stand on stdout."""
        document = json.loads(self.out)
        assert isinstance(document, dict)
        return document

    @property
    def codes(self) -> dict[int, set[str]]:
        """Row to the codes of its problems."""
        found: dict[int, set[str]] = {}
        for told in self.json["problems"]:
            found.setdefault(told["row"], set()).add(told["code"])
        return found


@dataclass
class Registry:
    """An installation: its settings as environment, commands run in this process or in one of their own."""

    url: str
    home: Path
    patch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        """The settings of this installation."""
        own = {"PRECURSORS_HOME": str(self.home), "PRECURSORS_DATABASE_URL": self.url}
        return own | {"PRECURSORS_SIGNING_KEY_FILE": str(self.home / "signing.key")} | self.extra

    @property
    def engine(self) -> str:
        """Which database stands behind it."""
        return self.url.partition(":")[0].partition("+")[0]

    def run(self, *words: object, code: int | None = None) -> Said:
        """A command through the product's own `main`, in this process; `code` is what it must end with."""
        self.capsys.readouterr()
        with self.patch.context() as patch:
            for name in set(os.environ) - set(bare()):
                patch.delenv(name)
            for name, value in self.environ.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["precursors", *map(str, words)])
            with pytest.raises(SystemExit) as ended:
                main()
        told = self.capsys.readouterr()
        said = Said(int(ended.value.code or 0), told.out, told.err)
        assert code is None or said.code == code, said
        return said

    def take(self, file: Path, *words: object, code: int | None = None, kind: str = "shipments") -> Said:
        """`import` with --json for the tests' agency."""
        return self.run("import", kind, file, "--agency", AGENCY, "--json", *words, code=code)

    def start(self, *words: object) -> subprocess.Popen[bytes]:
        """A command in a process of its own, in its own group, so that its children can be ended with it."""
        call = [sys.executable, "-m", "precursors.cli.main", *map(str, words)]
        environ = {**bare(), **self.environ}
        return subprocess.Popen(
            call, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )

    def apart(self, *words: object) -> Said:
        """A command in a process of its own, waited for."""
        running = self.start(*words)
        out, err = running.communicate(timeout=60)
        return Said(running.returncode, out.decode(), err.decode())

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """The database behind it."""
        database = Database(self.url)
        try:
            yield database
        finally:
            database.close()

    def verified(self, checkpoint: tuple[int, bytes] | None = None) -> Verdict:
        """What `verify` finds, documents included."""
        with self.opened() as database, database.read() as session:
            verdict = verify(session, checkpoint=checkpoint)
            lost = next(Store(self.home / "documents").whole(session), None)
        return Verdict(verdict.acts, verdict.rows, verdict.log_root, verdict.broken or lost)

    def rows(self, query: str, **values: object) -> list[tuple[Any, ...]]:
        """What a query finds, read past the product."""
        with self.opened() as database, database.read() as session:
            return [tuple(row) for row in session.execute(text(query), values)]

    def standing(self) -> int:
        """Shipments that nobody has reversed."""
        query = "SELECT count(*) FROM shipment s WHERE NOT EXISTS (SELECT 1 FROM reversal r WHERE r.target = s.id)"
        return int(self.rows(query)[0][0])

    def kilograms(self) -> dict[str, int]:
        """Micrograms of standing shipments by substance."""
        query = (
            "SELECT substance, sum(base_ug) FROM shipment s WHERE NOT EXISTS"
            " (SELECT 1 FROM reversal r WHERE r.target = s.id) AND base_ug IS NOT NULL GROUP BY substance"
        )
        return {substance: int(total) for substance, total in self.rows(query)}

    def unbalanced(self) -> list[tuple[Any, ...]]:
        """Substances and measures whose accounts do not sum to nought, and balances under their floor."""
        sums = (
            "SELECT a.substance, a.measure FROM account a JOIN balance b ON b.account = a.id"
            " GROUP BY a.substance, a.measure HAVING sum(b.amount) <> 0"
        )
        floors = "SELECT account, amount FROM balance WHERE floor IS NOT NULL AND amount < floor"
        return self.rows(sums) + self.rows(floors)


def a_registry(
    url: str, home: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], convention: str = "en-GB"
) -> Registry:
    """A founded registry with one agency of the demo country."""
    home.mkdir(parents=True, exist_ok=True)
    make_key(home / "signing.key")
    registry = Registry(url, home, patch, capsys)
    draft = AgencyDraft(AGENCY, "Inspectorate of Demoland", "inspection", "XD", convention)
    with registry.opened() as database:
        database.write(lambda session: add(session, Actor("tester"), draft))
    return registry


@contextmanager
def checks_kept() -> Iterator[None]:
    """The process-wide list of checks as it was, whatever a `verify` command registered meanwhile."""
    before = dict(_checks)
    try:
        yield
    finally:
        _checks.clear()
        _checks.update(before)


def texts(rows: Sequence[Row]) -> list[list[str]]:
    """Rows as a delimited file would hold them, headings first; days as year-month-day."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [[ENGLISH.get(key, key) for key in columns]]
    for row in rows:
        values = [row.get(key, "") for key in columns]
        lines.append([value.isoformat() if isinstance(value, date) else str(value) for value in values])
    return lines
