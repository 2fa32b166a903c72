"""Floor F: calamine reads the file, raw SQLite inserts the 25 texts unchecked, four secondary indexes, one unique.

`python -m bench.floor FILE DATABASE` does the work once and prints CPU and wall seconds as JSON.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from pathlib import Path

from python_calamine import CalamineWorkbook


def run(workbook: Path, database: Path) -> dict[str, float]:
    """Do it once on a fresh database; answer CPU and wall seconds of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    rows = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()[1:]
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-65536")
    width = len(rows[0])
    connection.execute(f"CREATE TABLE t ({', '.join(f'c{n} TEXT' for n in range(width))})")
    for name, columns, unique in (("a", "c4, c2", ""), ("b", "c7, c2", ""), ("c", "c5", ""), ("d", "c0, c1", "UNIQUE")):
        connection.execute(f"CREATE {unique} INDEX {name} ON t ({columns})")
    connection.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * width)
    connection.executemany(f"INSERT INTO t VALUES ({marks})", ([str(value) for value in row] for row in rows))
    connection.execute("COMMIT")
    connection.close()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "rows": len(rows)}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]))))
