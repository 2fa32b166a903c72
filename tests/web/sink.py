"""An application whose one page shows every part that pages are made of; `python -m tests.web.sink` serves it."""

from __future__ import annotations

import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

from flask import Flask, abort, flash, g, render_template, request
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader

from precursors.config.settings import load
from precursors.db.engine import Database
from precursors.scope.visible import Sight
from precursors.web.access import Reader
from precursors.web.here import stand
from precursors.web.kit import application
from precursors.web.pages import Link, furnish

READER = Reader("mquispe", "María Quispe", "XD-DIQ", frozenset(), Sight())
ROWS = [
    ("DEMO-2026-000123-K", date(2026, 3, 1), "Acetic anhydride", 438_250_000_000, "20 drums × 200 L", "standing"),
    ("DEMO-2026-000124-A", date(2026, 3, 9), "Acetone", 1_234_567_890_123_456, "1 234 567,890 kg", "unresolved"),
    ("DEMO-2026-000125-7", date(2026, 11, 22), "Potassium permanganate", None, "25 bags", "conflict"),
    ("DEMO-2026-000126-2", date(2026, 12, 30), "Ephedrine hydrochloride", 1, "1 µg <b>", "reversed"),
] * 2


def sink_app(home: Path, **environ: str) -> Flask:
    """The application, standing in an installation at `home` whose database nobody opens."""
    settings = load({"PRECURSORS_HOME": str(home), "PRECURSORS_SECRET_KEY": "not a secret in a test", **environ})
    app = application(settings.secret())
    stand(app, settings, Database(f"sqlite:///{home / 'never.sqlite3'}"))
    furnish(app)
    templates = FileSystemLoader(Path(__file__).parent / "templates")
    app.jinja_env.loader = ChoiceLoader([templates, *([app.jinja_env.loader] if app.jinja_env.loader else [])])
    app.before_request(_sign_in)
    app.jinja_env.globals["frame"] = _frame
    app.add_url_rule("/", "sink", _sink, methods=["GET", "POST"])
    app.add_url_rule("/fragment", "fragment", _fragment)
    app.add_url_rule("/break", "break", _break)
    app.add_url_rule("/abort/<int:status>", "abort", _abort)
    return app


def _sign_in() -> None:
    g.reader = READER if request.args.get("reader") != "none" else None


def _frame() -> dict[str, object]:
    names = ("Start", "Shipments", "Uploads", "Flags", "Substances", "Acts", "People")
    if asked := request.args.get("pages", type=int):
        names = tuple(f"Page {n}" for n in range(1, asked + 1))
    return {
        "registry_name": "Dirección de Insumos Químicos",
        "navigation": [Link("/", name, name == "Shipments") for name in names],
        "person_links": [Link("/", "Inbox (3)")],
        "footer_links": [Link("/", "Help"), Link("/", "Glossary")],
        "sign_out": "/sign-out",
    }


def _sink() -> ResponseReturnValue:
    if request.args.get("flash"):
        flash("Act 12 is sealed: 98 rows.", "success")
        flash("Two rows wait for you.")
    moment = datetime(2026, 11, 22, 3, 5, tzinfo=UTC)
    status = 422 if request.method == "POST" else 200
    return render_template("sink.html", rows=ROWS, moment=moment, day=date(2026, 3, 1)), status


def _fragment() -> ResponseReturnValue:
    return render_template("fragment.html", over=True)


def _break() -> ResponseReturnValue:
    raise RuntimeError("a fault with a secret in it")


def _abort(status: int) -> NoReturn:
    abort(status)


if __name__ == "__main__":
    sink_app(Path(tempfile.mkdtemp())).run(port=int(sys.argv[1]) if sys.argv[1:] else 8765)
