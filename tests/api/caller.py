"""A program that uses the API with a token, and the installation it speaks to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from precursors.access.permissions import Permission, Role, permitted
from precursors.agencies.tokens import Made, TokenDraft, add_token
from precursors.api.blueprint import LIMITER
from precursors.api.limits import Limiter
from precursors.app.work import worker
from precursors.audit.checkpoint import make_key
from precursors.db.engine import Database
from tests.people import a_person, an_app

API = "/api/v1"


@dataclass
class Caller:
    """Sends requests; every address is below /api/v1."""

    app: Flask
    database: Database
    client: FlaskClient
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, place: str, **headers: str) -> TestResponse:
        """Read something."""
        return self.client.get(API + place, headers=self._with(headers))

    def post(self, place: str, body: Any = None, **headers: str) -> TestResponse:  # noqa: ANN401 - any JSON value
        """Send a document."""
        return self.client.post(API + place, json=body, headers=self._with(headers))

    def form(self, place: str, data: dict[str, Any], **headers: str) -> TestResponse:
        """Send a form with files."""
        return self.client.post(API + place, data=data, headers=self._with(headers))

    def delete(self, place: str) -> TestResponse:
        """End something."""
        return self.client.delete(API + place, headers=self._with({}))

    def ask(self, place: str) -> Any:  # noqa: ANN401 - any JSON value
        """The document at an address, which must be there."""
        answer = self.get(place)
        assert answer.status_code == 200, answer.text
        return answer.json

    def tag(self, place: str) -> str:
        """The entity tag of what stands at an address."""
        return self.get(place).headers["ETag"]

    def work(self) -> None:
        """Let a worker do all that waits."""
        own = worker(self.app.extensions["here"].settings, self.database)
        while own.once():
            pass

    def _with(self, headers: dict[str, str]) -> dict[str, str]:
        return self.headers | {name.replace("_", "-"): value for name, value in headers.items()}


def an_api(database: Database, home: Path) -> Flask:
    """The application, with a key to sign with and no limit that a test could meet by chance."""
    make_key(home / "signing.key")
    app = an_app(database, home, csrf=True)
    app.extensions[LIMITER] = Limiter(1_000_000)
    return app


def a_caller(
    app: Flask,
    database: Database,
    roles: Iterable[Role] = (Role.INSPECTOR,),
    agency: str = "XD-INS",
    scopes: Iterable[Permission] | None = None,
    username: str | None = None,
) -> Caller:
    """A program with a token of a person with these roles, carrying all they may do or `scopes` only."""
    held = list(roles)
    name = username or "-".join(["p", agency.lower(), *sorted(role.value[:3] for role in held)])[:32]
    a_person(database, name, agency, held)
    may = permitted(held)
    today = app.extensions["here"].now.date()
    carried = [each.value for each in (scopes if scopes is not None else may)]
    draft = TokenDraft(name, "test", carried, today + timedelta(days=30))
    made = database.aside.write(lambda session: add_token(session, draft, may, today))
    assert isinstance(made, Made), made
    return Caller(app, database, app.test_client(), {"Authorization": f"Bearer {made.text}"})
