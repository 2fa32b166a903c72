"""Keep what was read. A page whose reading cannot be kept is not shown."""

from __future__ import annotations

from functools import partial

from flask import Flask, Response, request

from precursors.scope.reading import Visit, keep, noted
from precursors.web.access import reader
from precursors.web.here import here


def log_readings(app: Flask) -> None:
    """Write what each page has noted when it is answered, in one short transaction aside."""
    app.after_request(_kept)


def _kept(response: Response) -> Response:
    readings = noted()
    if readings:
        asking = reader()
        visit = Visit(asking.person, asking.agency, str(request.endpoint), request.full_path.rstrip("?"))
        here().database.aside.write(partial(keep, visit=visit, readings=readings))
    return response
