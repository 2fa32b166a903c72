"""How long the rules over many records take: all of 1,000,000 shipments, then what 20,000 new ones touch.

`python -m bench.ruling FOLDER` builds a registry of its own there; shipments are written as facts, not taken in from
files, since only the rules are measured. New ones are of the last month. `--rows` and `--new` make it smaller;
`python -m bench --long` does it with all of them.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bench.measuring import taken
from precursors.agencies.service import AgencyDraft, add
from precursors.anomalies.service import found, raised
from precursors.app.founding import found as founded
from precursors.app.registry import guards
from precursors.audit.acts import Actor, last_act, open_act
from precursors.audit.keys import natural_key
from precursors.audit.models import Current
from precursors.db.engine import Database
from precursors.db.migrate import move, move_aside
from precursors.flags.models import Disposition, Flag
from precursors.ranking.service import rank
from precursors.trade.models import Shipment

AT_ONCE = 20_000
TODAY = date(2026, 1, 1)
DAYS, MONTH = 4 * 365, 30
ACTOR = Actor("bench", "XD-INS")
SUBSTANCES = ("acetone", "toluene", "acetic-anhydride", "potassium-permanganate", "sulphuric-acid", "ethyl-ether")
JUDGED = 600
"""Flags people have spoken of before an order for inspection is learnt."""
WHOLE, WHOLE_CPU = "rules: a whole run, s", "rules: a whole run, s of CPU"
NEW, NEW_CPU = "rules: a run after the new rows, s", "rules: a run after the new rows, s of CPU"
AGAIN = "rules: a whole run again, s"
FLAGS, FLAGS_NEW = "rules: flags of the whole run", "rules: flags of the new rows"
ORDER = "ranking: an order for inspection, s"
PEAK = "rules: peak memory, MiB"
BARS = {WHOLE: ("<= 300", "<= 60"), NEW: ("<= 20", "<= 3"), WHOLE_CPU: ("", ""), NEW_CPU: ("", ""), AGAIN: ("", "")}
BARS |= {ORDER: ("", ""), PEAK: ("", ""), FLAGS: ("", ""), FLAGS_NEW: ("", "")}
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


def built(folder: Path, rows: int) -> Database:
    """A registry of so many shipments in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'ruling.db'}"
    database = Database(url, guarded=False)
    move(database, guards)
    move_aside(database)
    database.close()
    database = Database(url)
    founded(database)
    database.write(lambda session: add(session, ACTOR, AgencyDraft("XD-INS", "Inspection", "inspection", "XD")))
    entered(database, 0, rows, _operators(rows), DAYS)
    return database


def entered(database: Database, first: int, count: int, operators: int, days: int) -> None:
    """Write so many shipments of the last days."""
    for at, own in parts(first, count):
        database.write(lambda session, at=at, own=own: written(session, shipments(at, own, operators, days)))


def _operators(rows: int) -> int:
    return max(rows // 40, 1)


def timed(database: Database, first: int) -> tuple[int, float, float]:
    """Flags, wall and CPU seconds of one run over everything from an act on."""
    started, cpu = time.perf_counter(), time.process_time()
    with database.read() as session:
        result = found(session, first, TODAY)
    flags = database.write(lambda session: raised(session, ACTOR, result))
    return flags, time.perf_counter() - started, time.process_time() - cpu


def ordered(database: Database) -> float:
    """Wall seconds of an order for inspection, learnt from what was said of the latest flags."""
    database.write(_said)
    started = time.perf_counter()
    made = rank(database, ACTOR, "XD-INS", TODAY)
    assert isinstance(made, str), made
    return time.perf_counter() - started


def _said(session: Session) -> None:
    """Every third of the flags of the last run is confirmed, the others are dismissed."""
    flags = session.execute(select(Flag.id).order_by(Flag.id.desc()).limit(JUDGED)).scalars().all()
    act = open_act(session, "disposition", ACTOR)
    states = (("dismissed", "looked at"), ("dismissed", "looked at"), ("confirmed", None))
    rows = [{"flag": flag, "state": states[n % 3][0], "reason": states[n % 3][1]} for n, flag in enumerate(flags)]
    act.add_many(Disposition, rows)
    act.seal()


def figures(folder: Path, rows: int = 1_000_000, new: int = 20_000) -> dict[str, float]:
    """Each figure, measured once: a whole run, what new shipments add to it, an order for inspection."""
    database = built(folder, rows)
    whole = timed(database, 0)
    with database.read() as session:
        before = last_act(session)
    entered(database, rows, new, _operators(rows), MONTH)
    added = timed(database, before + 1)
    told = {
        WHOLE: whole[1], WHOLE_CPU: whole[2], NEW: added[1], NEW_CPU: added[2], AGAIN: timed(database, 0)[1],
        FLAGS: float(whole[0]), FLAGS_NEW: float(added[0]), ORDER: ordered(database),
        PEAK: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip
    database.close()
    return told


def apart(folder: Path, rows: int, new: int) -> dict[str, float]:
    """The same in a process of its own, whose memory is its own."""
    told = taken(["bench.ruling", str(folder), "--rows", str(rows), "--new", str(new), "--json"], {})
    if told.code:
        raise RuntimeError(told.out)
    found: dict[str, float] = json.loads(told.out.splitlines()[-1])
    return found


def main() -> None:
    """Build, run, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--rows", type=int, default=1_000_000)
    asked.add_argument("--new", type=int, default=20_000)
    asked.add_argument("--json", action="store_true")
    words = asked.parse_args()
    told = figures(words.folder, words.rows, words.new)
    print(json.dumps(told) if words.json else "\n".join(f"{value:10.1f}  {name}" for name, value in told.items()))


if __name__ == "__main__":
    main()
