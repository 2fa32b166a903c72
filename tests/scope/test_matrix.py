"""Every page, every role, every relation to a record: who gets in, and for whom a record does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from precursors.access.permissions import TABLE, Permission, Role
from precursors.app.web import create_app
from precursors.config.settings import load
from precursors.db.engine import Database
from tests.conftest import DEEP
from tests.scope.matrix import (
    FOREIGN,
    NAMELESS,
    OWN,
    RELATIONS,
    SHAREABLE,
    SHARED,
    World,
    a_lasting_world,
    came_in,
    kinds,
    leaked,
)
from tests.scope.pages import ANYBODY, ARGUMENTS, BODIES, NO_SUBJECT, PAGES, Page


def routes() -> dict[str, list[Rule]]:
    """Every route of the application by its endpoint; asking for them opens no database."""
    nowhere = load({"PRECURSORS_HOME": "nowhere", "PRECURSORS_SECRET_KEY": "not a secret in a test"})
    app = create_app(nowhere, Database("sqlite:///nowhere/never.sqlite3"))
    found: dict[str, list[Rule]] = {}
    for rule in app.url_map.iter_rules():
        found.setdefault(rule.endpoint, []).append(rule)
    return found


ROUTES = routes()
OPENED_BY = {"share": (SHARED, NAMELESS), "names": (SHARED,)}
"""Relations in which another agency may open a page that needs this."""
NAMED_BY = {"upload": "number", "job": "job_id", "person": "username", "link": "link"}
"""The part of an address that names a record of this kind; of all others it is `ref`."""


def test_every_page_stands_in_the_table_and_nothing_else_does() -> None:
    assert sorted(PAGES.keys() ^ ROUTES.keys()) == []


def test_every_kind_that_can_be_shared_is_tried() -> None:
    assert kinds() - {"share"} == set(SHAREABLE)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The application over a registry with every relation, on PostgreSQL opened by an ordinary role."""
    with a_lasting_world(request, tmp_path_factory) as made:
        yield made


@pytest.mark.parametrize("endpoint", sorted(PAGES.keys() & ROUTES.keys()))
def test_a_page_answers_each_role_in_each_relation_as_it_should(world: World, endpoint: str) -> None:
    page = PAGES[endpoint]
    relations = RELATIONS if page.subject in SHAREABLE else (OWN, FOREIGN)

    wrong = [
        f"{method} {rule} {role.value if role else 'nobody'} {relation}: {told}"
        for rule in ROUTES[endpoint]
        for relation in relations
        for role in _asking(page, relation, everybody=DEEP or world.database.is_sqlite)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if (told := _answer(world, rule, page, method, role, relation))
    ]

    assert not wrong, "\n".join(wrong)


def _asking(page: Page, relation: str, *, everybody: bool) -> Sequence[Role | None]:
    """Who asks: everybody where the record is their own. Who may not come in is refused before any record is looked at,
    and whose records are seen does not depend on the role: so in other relations one who may is enough, in the long
    tier all who may. No engine has a part in who comes in: on the second those who may ask, and nobody.
    """
    let_in = [role for role in Role if _may(page, role)]
    if relation == OWN:
        return (None, *(Role if everybody else let_in))
    return let_in if DEEP else let_in[:1]


def _answer(world: World, rule: Rule, page: Page, method: str, role: Role | None, relation: str) -> str | None:
    """What is wrong with the answer, or None."""
    response = _sent(world, rule, page, method, role, relation)
    status, names = response.status_code, leaked(response, relation)
    response.close()
    if names:
        return f"tells {names}"
    if status >= 500:
        return f"broke with {status}"
    if page.demand == ANYBODY:
        return None
    if not _may(page, role):
        return None if not came_in(response) else f"let in with {status}"
    if not came_in(response):
        return f"refused with {status}"
    there = relation == OWN or (relation in OPENED_BY.get(page.needs, ()) and page.subject in SHAREABLE)
    if page.subject and (status == 404) == there and not (there and page.lacks):
        return "is hidden" if there else f"is shown with {status}"
    return None


def _sent(world: World, rule: Rule, page: Page, method: str, role: Role | None, relation: str) -> TestResponse:
    """The answer to somebody at a page, or to a program of theirs at the API. Who is refused ends no visit by it."""
    at, body, fresh = (
        address(world, rule, page, relation),
        BODIES.get(rule.endpoint),
        method != "GET" and _may(page, role),
    )
    if not at.startswith("/api/"):
        return world.browser(role, relation, fresh=fresh).open(at, method=method)
    headers = world.token(role, relation, fresh=fresh)
    form = bool(body) and "file" in body
    sent = {"data": body, "content_type": "multipart/form-data"} if form else {"json": body} if body is not None else {}
    return world.app.test_client().open(at, method=method, headers=headers, **sent)


def _may(page: Page, role: Role | None) -> bool:
    if role is None or page.everywhere:
        return False
    if isinstance(page.demand, frozenset):
        return not page.demand.isdisjoint(TABLE[role])
    return not isinstance(page.demand, Permission) or page.demand in TABLE[role]


def address(world: World, rule: Rule, page: Page, relation: str) -> str:
    """An address of the rule, the record in it standing in `relation` to the reader."""
    values = ARGUMENTS | NO_SUBJECT.get(rule.endpoint, {})
    if page.subject:
        values[NAMED_BY.get(page.subject, "ref")] = world.refs[page.subject, relation]
    values = {name: values[name] for name in rule.arguments}
    built = rule.build(values, append_unknown=False)
    assert built is not None
    return built[1]
