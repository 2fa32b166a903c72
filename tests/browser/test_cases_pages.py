"""Pages of case files in a browser: whole on a phone, tablet and desk, in Arabic too, and accessible."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page

from precursors.access.permissions import Role
from precursors.audit.checkpoint import make_key
from precursors.db.engine import Database
from tests.browser.conftest import WIDTHS, Axe, Serve, picture
from tests.cases.makers import a_case, a_report, do, entered
from tests.cases.test_evidence import GIVEN
from tests.cases.test_forum import OPENED, ref_in
from tests.people import an_agency, an_app, at, signed_in_client

NOTHING_BESIDE = "all => all.every(each => each.scrollWidth <= each.clientWidth)"
"""That no column of a table has to be looked for beside the screen."""


def test_the_pages_hold_together_and_everybody_can_use_them(
    database: Database, tmp_path: Path, serve: Serve, new_page: Callable[..., Page], axe: Axe
) -> None:
    app = an_app(database, tmp_path)
    make_key(app.extensions["here"].settings.signing_key_file)
    at(app, datetime(2024, 6, 22, 12, tzinfo=UTC))
    client = signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR])
    report, case = a_report(client), a_case(client, lead="u-xd-ins-ins-sup")
    client.post(f"/incident-reports/{report}/flag", data={"reason": "the seal was cut"})
    entered(client, "case-members", file="C-1", person="ana", role="analyst", organisation="XD-POL")
    entered(client, "case-tasks", file="C-1", line="1", title="ask the carrier", assignee="ana", due="2024-06-20")
    do(client, case, "link", records=report, role="evidence", note="first report")
    do(client, case, "note", text="The carrier was called.")
    do(client, case, "keep", authority="Court of Demoland", ground="Art. 7")
    do(client, case, "disclose", **GIVEN)
    for code in ("XD-POL", "XD-CUS"):
        an_agency(database, code, "police")
    do(client, case, "open-forum", **(OPENED | {"agencies": "XD-POL XD-CUS"}))
    forum = ref_in(client, f"/cases/{case}", "forums", "FRM")
    police = signed_in_client(app, database, [Role.INSPECTOR, Role.SUPERVISOR], "XD-POL")
    client.post(f"/forums/{forum}/ask", data={"what": "find the driver", "addressee": "XD-POL", "due": "2024-06-25"})
    police.post(f"/forums/{forum}/say", data={"text": "Two vans were seen at the depot on Monday."})
    police.post(f"/forums/{forum}/offer-records", data={"records": a_report(police, "P-1"), "role": "related"})
    task = ref_in(police, f"/forums/{forum}", "forum-tasks", "FTK")
    police.post(f"/forum-tasks/{task}/answer", data={"text": "He was found."})
    do(client, case, "restrict", reason="a colleague is concerned")
    address = serve(app)
    cookie = client.get_cookie("session")
    assert cookie is not None

    for width in WIDTHS:
        page = new_page(width)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
        for name, path in {
            "cases": "/cases", "case": f"/cases/{case}", "timeline": f"/cases/{case}/timeline",
            "disclose": f"/cases/{case}/disclose", "add": f"/case-links/new?record={report}", "flags": "/flags",
            "forums": "/forums", "forum": f"/forums/{forum}", "forum-task": f"/forum-tasks/{task}",
            "forum-offer": f"/forums/{forum}/offer-records", "forum-open": f"/cases/{case}/open-forum",
            "forum-ar": f"/forums/{forum}?language=ar", "case-ar": f"/cases/{case}?language=ar",
            "timeline-ar": f"/cases/{case}/timeline?language=ar",
        }.items():  # fmt: skip
            page.goto(address + path)
            picture(page, f"{name}-{width}")
            assert page.locator("h1").count() == 1, path
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
            assert page.locator(".pcr-table").evaluate_all(NOTHING_BESIDE), (path, width)
            assert axe(page) == [], path
        page.goto(address + "/cases?language=en")
