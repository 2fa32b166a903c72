"""A person at the pages of uploads, and the worker that does what they ask for, in one process."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from precursors.access.permissions import Role
from precursors.app.work import worker
from precursors.audit.verify import Verdict, verify
from precursors.db.engine import Database
from precursors.exchange.upload_models import Upload
from precursors.exchange.uploads import judged
from tests.people import an_app, signed_in_client

KEY = "/uploads/([^/]+)"


@dataclass
class Person:
    """Somebody signed in, at an installation with one worker."""

    app: Flask
    database: Database
    home: Path
    client: FlaskClient

    def send(self, file: Path, kind: str = "shipments", agency: str = "XD-INS") -> str:
        """Upload a file and let the worker check it; answer the upload's name."""
        data = {"kind": kind, "agency": agency, "file": (BytesIO(file.read_bytes()), file.name)}
        answer = self.client.post("/uploads/new", data=data)
        assert answer.status_code == 303, answer.text
        found = re.search(KEY, answer.location)
        assert found
        self.work()
        return found[1]

    def work(self) -> int:
        """Let a worker do all that waits; answer how many jobs that were."""
        here = self.app.extensions["here"]
        own, count = worker(here.settings, self.database), 0
        while own.once():
            count += 1
        return count

    def post(self, number: str, step: str, *, work: bool = True, **typed: Any) -> TestResponse:  # noqa: ANN401 - a form's values
        """Send one form of an upload, and let the worker do what it asks for."""
        answer = self.client.post(f"/uploads/{number}/{step}", data=typed)
        if work:
            self.work()
        return answer

    def get(self, number: str, step: str = "") -> TestResponse:
        """A page of an upload, wherever it leads."""
        return self.client.get(f"/uploads/{number}/{step}".rstrip("/"), follow_redirects=True)

    def upload(self, number: str) -> Upload:
        """The upload as it is kept."""
        with self.database.aside.read() as session:
            return session.get_one(Upload, number)

    def judged(self, number: str) -> dict[str, Any]:
        """What its last judgement came to."""
        return judged(self.upload(number))

    def verified(self) -> Verdict:
        """What `verify` says of the registry."""
        with self.database.read() as session:
            return verify(session)


def somebody(database: Database, home: Path, *roles: Role, agency: str = "XD-INS", username: str = "ines") -> Person:
    """A person with roles, signed in; an inspector unless told otherwise."""
    app = an_app(database, home)
    client = signed_in_client(app, database, roles or (Role.INSPECTOR,), agency, username)
    return Person(app, database, home, client)
