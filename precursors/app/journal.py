"""The log of what goes wrong: one JSON object a line, which no text can end early."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

from flask import g, has_request_context, request

from precursors.web.errors import request_id

SHORT = "%(levelname)s %(name)s: %(message)s"
"""What a person at a terminal reads."""


class JsonLine(logging.Formatter):
    """A record as one JSON object: time (UTC), level, name, message; of a request who asked what; of a fault where."""

    def format(self, record: logging.LogRecord) -> str:
        """The line. Addresses are told by the name of their page, as a path may hold a one-time code."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "name": record.name,
            "message": record.getMessage(),
        }
        if has_request_context():
            told |= _request()
        if record.exc_info:
            told["fault"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=True)


def write_journal(to: TextIO | None = None) -> None:
    """Log to `to`, standard error if it is not said; as JSON unless a person sits before it."""
    stream = to or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(SHORT) if stream.isatty() else JsonLine())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _request() -> dict[str, str]:
    reader = g.get("reader")
    who = {"person": reader.person, "agency": reader.agency or ""} if reader is not None else {}
    asked = {"method": request.method, "page": request.endpoint or "", "from": request.remote_addr or ""}
    return {"request": request_id(), **asked, **who}
