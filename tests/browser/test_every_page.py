"""Every page in a browser: whole on a phone, a tablet and a desk, in both directions, open to everybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from precursors.access.permissions import Role
from precursors.agencies.doors import COOKIE
from precursors.agencies.visits import open_visit
from precursors.exchange.shelves import SHELVES
from precursors.i18n.catalogue import catalogue
from tests.browser.conftest import Axe, Serve, picture
from tests.conftest import DEEP
from tests.people import a_person
from tests.scope.makers import GIVER
from tests.scope.matrix import NOON, OWN, World, a_lasting_world
from tests.scope.pages import PAGES
from tests.scope.test_matrix import ROUTES, address

WIDTHS = (375, 768, 1280)
HEIGHT = 900
OVERFLOWS = "document.documentElement.scrollWidth > window.innerWidth"
SCROLLS = """[...document.querySelectorAll('.pcr-table')].filter(each => each.querySelectorAll('thead th').length > 2)
  .filter(each => each.scrollWidth > each.clientWidth + 1)
  .map(each => each.getAttribute('aria-label'))"""
"""Tables of three columns or more that hide a part of each row: on a phone nobody sees that there is more."""
DRAWN = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""Until the page is drawn at its new width: what watches the size of tables is told then."""
READER = "everything"


SWEEPS = [
    pytest.param(engine, locale, marks=[pytest.mark.postgres] if engine == "postgresql" else [])
    for engine, usual in (("sqlite", "en"), ("postgresql", "ar"))
    for locale in ("en", "ar")
    if DEEP or locale == usual
]
"""Both engines and both directions of writing; each with each in the long tier alone, as the templates are the same."""


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The registry of the matrix: at least one record of every kind."""
    with a_lasting_world(request, tmp_path_factory) as made:
        a_person(made.database, READER, GIVER, list(Role))
        yield made


def visit(world: World) -> str:
    """The cookie of somebody of the giver who holds every role."""
    secret = world.database.aside.write(lambda aside: open_visit(aside, READER, NOON, "test", factor=True))
    serializer = world.app.session_interface.get_signing_serializer(world.app)  # type: ignore[attr-defined] # Flask's
    return str(serializer.dumps({COOKIE: secret}))


def family(endpoint: str) -> str:
    """Forms that differ only in the record they are about, by one name; every other page by its own."""
    room, _, page = endpoint.partition(".")
    shelf = next((each for each in SHELVES if each.endpoint == room), None)
    plain = {verb.name.replace("-", "_") for verb in shelf.verbs if verb.fields is None} if shelf else set()
    alike = shelf is not None and page in {"documents", "flag"}
    return page if alike else "verb" if page in plain else endpoint


def readable(world: World, cookie: str) -> list[str]:
    """Addresses of all pages that somebody looks at: files, parts of pages and what only leads on are left out.

    Of forms that are alike one is enough, but in the long tier.
    """
    client = world.app.test_client()
    client.set_cookie("session", cookie)
    rules = [rule for endpoint in sorted(PAGES) for rule in ROUTES[endpoint] if "GET" in (rule.methods or ())]
    rules = [rule for rule in rules if not rule.rule.startswith("/api/")]
    chosen = rules if DEEP else {family(rule.endpoint): rule for rule in rules}.values()
    ways = [address(world, rule, PAGES[rule.endpoint], OWN) for rule in chosen]
    answers = {way: client.get(way) for way in dict.fromkeys(ways)}
    return [way for way, got in answers.items() if got.status_code == 200 and got.data.startswith(b"<!doctype html>")]


@pytest.mark.parametrize(("world", "locale"), SWEEPS, indirect=["world"])
def test_no_page_shuts_anybody_out_or_overflows_at_any_width(
    world: World, serve: Serve, new_page: Callable[..., Page], axe: Axe, locale: str
) -> None:
    cookie = visit(world)
    ways, place = readable(world, cookie), serve(world.app)
    page = new_page(WIDTHS[0], locale)
    page.context.add_cookies([{"name": "session", "value": cookie, "url": place}])

    wrong = [f"{way}: {told}" for way in ways for told in _looked_at(page, place, way, axe)]

    assert len(ways) > 130
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("world", "locale"), SWEEPS, indirect=["world"])
def test_no_page_shows_the_code_of_a_sentence_instead_of_the_sentence(world: World, locale: str) -> None:
    cookie = visit(world)
    client = world.app.test_client()
    client.set_cookie("session", cookie)
    rooms = "|".join(sorted({code.partition(".")[0] for code in catalogue("en")["pages"]}))
    code = re.compile(rf">\s*((?:{rooms})\.[a-z][a-z0-9-]*[^<]*?)\s*<")

    found = {
        way: told
        for way in readable(world, cookie)
        if (told := code.findall(client.get(way, headers={"Accept-Language": locale}).text))
    }

    assert found == {}


def _looked_at(page: Page, place: str, way: str, axe: Axe) -> Iterator[str]:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if width == WIDTHS[0]:
            page.goto(place + way)
        page.evaluate(DRAWN)
        picture(
            page, f"{way.strip('/').replace('/', '-') or 'start'}-{width}-{page.locator('html').get_attribute('dir')}"
        )
        if page.evaluate(OVERFLOWS):
            yield f"wider than {width}"
        if width == WIDTHS[0]:
            yield from (f"on a phone {told} scrolls sideways" for told in page.evaluate(SCROLLS))
        yield from (f"at {width}: {found}" for found in axe(page))
