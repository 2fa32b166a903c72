"""How long the rules over many records take: all of 1,000,000 shipments, then what 20,000 new ones touch.

`python -m bench.ruling FOLDER` builds a registry of its own there; shipments are written as facts, not taken in from
files, since only the rules are measured. New ones are of the last month. `--rows` and `--new` make it smaller.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from precursors.agencies.service import AgencyDraft, add
from precursors.anomalies.service import found, raised
from precursors.app.founding import found as founded
from precursors.app.registry import guards
from precursors.audit.acts import Actor, last_act, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.db.engine import Database
from precursors.db.migrate import move, move_aside
from precursors.trade.models import Shipment

AT_ONCE = 20_000
TODAY = date(2026, 1, 1)
DAYS, MONTH = 4 * 365, 30
ACTOR = Actor("bench", "XD-INS")
SUBSTANCES = ("acetone", "toluene", "acetic-anhydride", "potassium-permanganate", "sulphuric-acid", "ethyl-ether")
PLACES = ("DE", "NL", "BE", "CN", "IN", "US", "BR", "TR")


def shipments(first: int, count: int, operators: int, days: int = DAYS) -> list[dict[str, Any]]:
    """So many imports of operators who order now and then, log-normal about a mean of their own."""
    random = Random(first)
    made = []
    for number in range(first, first + count):
        operator = random.randrange(operators)
        substance, kg = SUBSTANCES[operator % len(SUBSTANCES)], (operator % 50 + 1) * random.lognormvariate(2, 0.4)
        base = max(round(kg * 10**9), 1)
        made.append(
            {
                "agency": "XD-INS", "direction": "import", "day": TODAY - timedelta(days=random.randrange(days)),
                "substance": substance, "party": f"party:firm {operator}", "operator": f"Firm {operator}",
                "counterparty": f"Supplier {operator % 400 + random.randrange(3)}", "base_ug": base, "net_ug": base,
                "status": "ok", "edition": "bench", "convention": "en-GB", "sheet": "S", "row": number,
                "document": f"D-{number}", "origin": random.choice(PLACES), "destination": "XD",
                "transit": random.choice(("", "", "NL")) or None, "package_size": random.choice(("200 L", "25 L")),
                "value": f"{kg * random.lognormvariate(1, 0.2):.2f}", "currency": "USD",
                "gross_mass": f"{kg * random.uniform(1.05, 1.12):.3f} kg",
                "authorisation": f"A-{operator}" if operator % 3 else None,
                "key": natural_key("shipment", "bench", str(number)),
            }
        )  # fmt: skip
    return made


def written(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """One act of shipments that stand."""
    act = open_act(session, "import-shipments", ACTOR)
    first = act.add_many(Shipment, rows)
    session.execute(insert(Current), [{"key": row["key"], "id": first + n} for n, row in enumerate(rows)])
    act.seal()


def parts(first: int, count: int) -> Iterator[tuple[int, int]]:
    """Where each act begins, and how many rows it has."""
    for at in range(first, first + count, AT_ONCE):
        yield at, min(AT_ONCE, first + count - at)


def timed(database: Database, first: int) -> tuple[int, float, float]:
    """Flags, wall and CPU seconds of one run over everything from an act on."""
    started, cpu = time.perf_counter(), time.process_time()
    flags = database.write(lambda session: raised(session, ACTOR, found(session, first, TODAY)))
    return flags, time.perf_counter() - started, time.process_time() - cpu


def main() -> None:
    """Build, run, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--new", type=int, default=20_000)
    told = asked.parse_args()
    told.folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{told.folder / 'ruling.db'}"
    database = Database(url, guarded=False)
    move(database, guards)
    move_aside(database)
    database.close()
    database = Database(url)
    founded(database)
    database.write(lambda session: add(session, ACTOR, AgencyDraft("XD-INS", "Inspection", "inspection", "XD")))
    operators = max(told.rows // 40, 1)
    for at, count in parts(0, told.rows):
        database.write(lambda session, own=(at, count): written(session, shipments(*own, operators)))
    whole = timed(database, 0)
    with database.read() as session:
        before = last_act(session)
    for at, count in parts(told.rows, told.new):
        database.write(lambda session, own=(at, count): written(session, shipments(*own, operators, MONTH)))
    new = timed(database, before + 1)
    again = timed(database, 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for name, (flags, wall, cpu) in (("whole", whole), ("new", new), ("again", again)):
        print(f"{name:6} {flags:8} flags  {wall:8.1f} s wall  {cpu:8.1f} s CPU")
    print(f"peak memory {peak:.0f} MiB")
    database.close()


if __name__ == "__main__":
    main()
