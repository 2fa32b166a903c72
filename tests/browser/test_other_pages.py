"""Start, flags, register, substances, log, search and help in a browser: every width, both directions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from precursors.access.permissions import Role
from precursors.audit.refs import refs_of
from precursors.db.engine import Database
from precursors.flags.models import Flag
from precursors.licensing.models import LicenceLine, Operator
from tests.browser.conftest import WIDTHS, Axe, Serve, picture
from tests.people import an_agency, an_app, signed_in_client
from tests.scope.makers import a_licence_line, an_operator, reference
from tests.trade.cells import entered

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)

PLAIN = (
    "/", "/flags", "/operators", "/licences", "/substances?text=ephedrine", "/substances/ephedrine",
    "/substances/hydriodic-acid", "/substances/identify?text=acetone+98+%25", "/substances/watch", "/acts", "/acts/0",
    "/verification", "/search?q=acetone", "/help", "/help/upload", "/glossary",
)  # fmt: skip


def records(database: Database, scratch: Path) -> list[str]:
    """Addresses of a flag, an operator and a licence."""
    operator = reference(database, Operator, database.write(lambda session: an_operator(session, "XD-INS")))
    licence = reference(database, LicenceLine, database.write(lambda session: a_licence_line(session, "XD-INS")))
    entered(database, scratch, operator="Nobody Knows Ltd")
    with database.read() as session:
        keys = [flag.id for flag in session.query(Flag)]
        flag = refs_of(session, Flag, keys)[keys[0]]
    return [f"/flags/{flag}", f"/operators/{operator}", f"/licences/{licence}"]


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_shuts_anybody_out_or_overflows(
    new_page: Callable[..., Page],
    serve: Serve,
    axe: Axe,
    database: Database,
    tmp_path: Path,
    width: int,
    locale: str,
) -> None:
    an_agency(database)
    app = an_app(database, tmp_path)
    cookie = signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR]).get_cookie("session")
    assert cookie is not None
    address = serve(app)
    page = new_page(width, locale)
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])

    for path in (*PLAIN, *records(database, tmp_path)):
        page.goto(address + path)
        page.locator("body.govuk-frontend-supported").wait_for()
        picture(page, f"other-{path.strip('/').replace('/', '-').partition('?')[0] or 'start'}-{locale}-{width}")

        assert (path, axe(page)) == (path, [])
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
