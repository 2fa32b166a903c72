"""Certificates issued under a version of a protocol that no longer stands."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.disposal.models import DisposalOrder
from precursors.disposal.superseded import issued_under
from precursors.disposal.views import bp
from precursors.scope.reading import note
from precursors.web.access import reader, requires
from precursors.web.here import here


@bp.get("/disposal/superseded")
@requires(Permission.READ_DISPOSAL)
def superseded() -> ResponseReturnValue:
    """What was issued under versions that were superseded or withdrawn later."""
    with here().database.read() as session:
        rows = issued_under(session, reader().sight)
    note(DisposalOrder, [])
    return render_template("disposal/superseded.html", rows=rows)
