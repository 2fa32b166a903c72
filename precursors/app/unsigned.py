"""What is answered where something would have to be signed and there is no key: one sentence, not a fault."""

from __future__ import annotations

import logging

from flask import render_template, request
from flask.typing import ResponseReturnValue

from precursors.api.blueprint import bp as programs
from precursors.api.refusals import Wrong, refused
from precursors.audit.checkpoint import NoKey
from precursors.problems import problem
from precursors.web.errors import request_id
from precursors.web.texts import told

LOG = logging.getLogger("precursors.web")
STATUS = 503


def unsigned(fault: NoKey) -> ResponseReturnValue:
    """Nothing is lost and nothing is broken: it can be signed as soon as whoever runs this registry has made a key."""
    LOG.error("%s: %s, request %s", request.endpoint, fault, request_id())
    why = problem("proof.no-key")
    if request.blueprint == programs.name:
        return refused(STATUS, [Wrong(why)])
    page = render_template("web/error.html", status=STATUS, told=STATUS, number=request_id(), lead=told(why))
    return page, STATUS
