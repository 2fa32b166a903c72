"""Floor F: calamine reads the file, raw SQLite inserts the 25 texts unchecked, four secondary indexes, one unique.

`python -m bench.floor FILE DATABASE` does the work once and prints CPU and wall seconds as JSON; a DATABASE that is a
PostgreSQL address gets the same texts by binary COPY into one table with the same indexes.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import time
from pathlib import Path

import psycopg
from python_calamine import CalamineWorkbook

_INDEXES = (("a", "c4, c2", ""), ("b", "c7, c2", ""), ("c", "c5", ""), ("d", "c0, c1", "UNIQUE"))


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
    for name, columns, unique in _INDEXES:
        connection.execute(f"CREATE {unique} INDEX {name} ON t ({columns})")
    connection.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * width)
    connection.executemany(f"INSERT INTO t VALUES ({marks})", ([str(value) for value in row] for row in rows))
    connection.execute("COMMIT")
    connection.close()
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "rows": len(rows)}


def run_postgres(workbook: Path, address: str) -> dict[str, float]:
    """The same on PostgreSQL; its table is dropped first."""
    wall, cpu = time.perf_counter(), time.process_time()
    rows = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()[1:]
    names = [f"c{n}" for n in range(len(rows[0]))]
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        connection.execute("DROP TABLE IF EXISTS t")
        connection.execute(f"CREATE TABLE t ({', '.join(f'{name} text' for name in names)})")
        for name, columns, unique in _INDEXES:
            connection.execute(f"CREATE {unique} INDEX t_{name} ON t ({columns})")
        with connection.cursor().copy(f"COPY t ({', '.join(names)}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(["text"] * len(names))
            for row in rows:
                copy.write_row([str(value) for value in row])
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "rows": len(rows)}


if __name__ == "__main__":
    _postgres = sys.argv[2].startswith("postgresql")
    print(
        json.dumps(
            run_postgres(Path(sys.argv[1]), sys.argv[2]) if _postgres else run(Path(sys.argv[1]), Path(sys.argv[2]))
        )
    )
