"""Peer P: django-import-export with `use_bulk`, types only: no rules, no normalising, no audit; SQLite.

`python -m bench.peer FILE DATABASE` does the work once and prints CPU and wall seconds as JSON. The file is read by
python-calamine, which is kinder to the peer than its own reader would be.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import django
import tablib
from django.conf import settings
from django.db import connection, models
from import_export import fields, resources
from python_calamine import CalamineWorkbook

from bench.workbook import HEADINGS

_TYPES = {
    2: models.DateField,
    10: models.FloatField,
    14: models.FloatField,
    15: models.FloatField,
    16: models.FloatField,
}
_NAMES = [f"c{n}" for n in range(len(HEADINGS))]


def _model() -> type[models.Model]:
    """The same 25 columns, typed, with the floor's four indexes."""
    columns: dict[str, Any] = {name: _TYPES.get(n, models.TextField)(null=True) for n, name in enumerate(_NAMES)}
    indexes = [
        models.Index(fields=["c4", "c2"], name="a"),
        models.Index(fields=["c7", "c2"], name="b"),
        models.Index(fields=["c5"], name="c"),
        models.Index(fields=["c0", "c1", "c23"], name="d"),
    ]
    meta = type("Meta", (), {"app_label": "peer", "indexes": indexes})
    return type("Row", (models.Model,), {"__module__": __name__, "Meta": meta} | columns)


def _resource(model: type[models.Model]) -> resources.ModelResource:
    options = {"model": model, "use_bulk": True, "batch_size": 1000, "skip_diff": True, "report_skipped": False}
    options |= {"force_init_instance": True, "import_id_fields": ("c0",), "fields": _NAMES, "use_transactions": True}
    made: dict[str, Any] = {"Meta": type("Meta", (), options)}
    made |= {name: fields.Field(attribute=name, column_name=name) for name in _NAMES if name != "c2"}
    resource: resources.ModelResource = type("RowResource", (resources.ModelResource,), made)()
    return resource


def run(workbook: Path, database: Path) -> dict[str, float]:
    """Do it once on a fresh database; answer CPU and wall seconds of this process."""
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(database)}},
        INSTALLED_APPS=["import_export"],
        USE_TZ=True,
    )
    django.setup()
    wall, cpu = time.perf_counter(), time.process_time()
    rows = CalamineWorkbook.from_path(workbook).get_sheet_by_index(0).to_python()[1:]
    model = _model()
    with connection.schema_editor() as editor:
        editor.create_model(model)
    whole = [row for row in rows if not isinstance(row[2], str) and not isinstance(row[10], str)]
    good = [[None if value == "" else value for value in row] for row in whole]
    result = _resource(model).import_data(tablib.Dataset(*good, headers=_NAMES), raise_errors=True)
    assert result.totals["new"] == len(good), result.totals
    return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "rows": len(rows)}


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1]), Path(sys.argv[2]))))
