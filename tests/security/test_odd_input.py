"""Whatever is sent in an address, a query or a form is answered; nothing of it breaks the application."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from tests.conftest import DEEP
from tests.scope.matrix import World
from tests.security.conftest import browser
from tests.security.places import address, routes

NAMES = ("99999999999999999999999", "9" * 5000, "%00", "..%2f..%2fetc%2fpasswd", "%ff%fe", "²")
"""What could stand where an address names something."""
if DEEP:
    NAMES += ("-1", "0", "a" * 5000, "%E2%80%AEx", "'--", "%F0%9F%92%A9", "1e309", "%0d%0aSet-Cookie:x", "{{7*7}}")

VALUES = ("\x00", "9" * 5000, "²", "99999999999999999999")
"""What could stand in a field."""
if DEEP:
    VALUES += ("\u202e' OR 1=1 --", "é" * 20_000, "2026-02-30", "-1", "\U0001f4a9", "{0.__class__}%s%n")
    VALUES += ("a~b", "1970-01-01~x", "1e308", "NaN", "-0")

NAMED = """
    after again agency answer because before cas cell-0 code concentration convention correct count
    country credential cursor date days decision direction document email encoding every field
    field-0 first from group heading-0 hs id key kind lang language last limit line mine name name-0
    next notes on operator password present purpose q quantity reason ref role roles rows rule
    scopes score sheet show sort state status substance text tier to tongue unit until username
    watch
"""
"""Names of fields of any page; a page passes over those it does not know."""
FIELDS = NAMED.split()


def broken(client: FlaskClient, pattern: str, world: World, method: str, values: object = None) -> str | None:
    """How the page broke, if it did."""
    place = address(pattern, world.refs)
    sent = {"query_string": values} if method == "GET" else {"data": values}
    answer = client.open(place, method=method, **sent)
    answer.close()
    return f"{method} {place} {str(values)[:60]}: {answer.status_code}" if answer.status_code >= 500 else None


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_name_in_an_address_breaks_a_page(world: World, allround: FlaskClient, method: str) -> None:
    named = [each for each in routes(method) if "<" in each]

    wrong = []
    for pattern in named:
        for name in NAMES:
            answer = allround.open(address(pattern, world.refs, name=name), method=method)
            answer.close()
            if answer.status_code >= 500:
                wrong.append(f"{method} {pattern} {name[:40]}: {answer.status_code}")

    assert len(named) > 10
    assert not wrong, "\n".join(wrong)


def test_no_query_breaks_a_page(world: World, allround: FlaskClient) -> None:
    pages = [each for each in routes("GET") if not each.startswith("/static")]

    wrong = [broken(allround, page, world, "GET", dict.fromkeys(FIELDS, value)) for page in pages for value in VALUES]

    assert len(pages) > 30
    assert not any(wrong), "\n".join(filter(None, wrong))


def test_no_field_breaks_a_form(world: World) -> None:
    forms = routes("POST")

    wrong = []
    for value in VALUES:
        client = browser(world)  # some forms end the visit
        sent = MultiDict((field, value) for field in FIELDS)
        wrong += [broken(client, form, world, "POST", sent) for form in forms if form != "/sign-out"]

    assert len(forms) > 30
    assert not any(wrong), "\n".join(filter(None, wrong))


def test_the_same_field_many_times_and_a_body_that_is_no_form_are_answered(world: World, allround: FlaskClient) -> None:
    twice = MultiDict((field, value) for field in FIELDS for value in ("1", "2"))

    wrong = [broken(allround, page, world, "GET", twice) for page in routes("GET")]
    odd = [
        allround.post(address(form, world.refs), data=b"\xff\x00{[", content_type=kind).status_code
        for form in routes("POST")
        for kind in ("application/json", "multipart/form-data; boundary=x", "multipart/form-data", "text/xml")
    ]

    assert not any(wrong), "\n".join(filter(None, wrong))
    assert max(odd) < 500
