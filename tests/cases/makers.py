"""Plain makers for tests of case files: an application, records entered on its pages."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.asking import shown

CASE = {
    "number": "C-1", "title": "Two drums too many", "lead": "ines", "purpose": "investigation", "opened": "2024-06-01",
}  # fmt: skip


def entered(client: FlaskClient, kind: str, **typed: str) -> str:
    """A record entered on its page; answers its address."""
    answer = client.post(f"/{kind}/new", data=typed)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def a_case(client: FlaskClient, **changes: str) -> str:
    """A case opened on its page; answers its reference."""
    return entered(client, "cases", **(CASE | changes)).rpartition("/")[2]


def a_report(client: FlaskClient, number: str = "R-1") -> str:
    """A report of a theft; answers its reference."""
    return entered(
        client, "incident-reports", number=number, operator="Acme SA", event="theft", noticed="2024-06-03",
        filed="2024-06-03",
    ).rpartition("/")[2]  # fmt: skip


def do(client: FlaskClient, case: str, verb: str, code: int = 303, **typed: str) -> str:
    """What the page of a verb answers, as text where it refuses."""
    answer = client.post(f"/cases/{case}/{verb}", data=typed)
    assert answer.status_code == code, shown(answer, answer.status_code)
    return "" if code == 303 else shown(answer, code)
