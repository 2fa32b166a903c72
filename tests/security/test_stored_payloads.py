"""Texts of cells that would run, lead astray or split a line are shown as what they are, wherever they are shown."""

from __future__ import annotations

import csv
import html
import json
import re
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from precursors.access.permissions import Role
from precursors.db.engine import Database
from tests.exchange.uploading import Person, somebody
from tests.factories import a_shipment, texts

MARK = "pwned"
PAYLOADS = {
    "operator": f"<script>{MARK}()</script>",
    "counterparty": f'"><img src=x onerror={MARK}()>',
    "consignee": f"'--><svg/onload={MARK}()>",
    "notes": f"{{{{ {MARK} }}}} ${{{MARK}}} {{0.__class__}}",
    "licence": f"javascript:{MARK}()",
    "container": f"=cmd|'/c {MARK}'!A1",
    "document": f"+{MARK}",
    "line": f"@{MARK}",
}
"""Field to a text that somebody has put into its cell."""


class Live(HTMLParser):
    """Collects whatever of a page would run or lead somewhere on account of a payload."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        inline = tag == "script" and "src" not in held
        events = [name for name in held if name.startswith("on") or name == "style"]
        leads = [v for n in ("href", "src", "action", "formaction") if (v := held.get(n, "").strip().lower())]
        astray = [v for v in leads if re.match(r"(javascript|data|vbscript|https?:|//)", v)]
        if inline or events or astray or (tag in {"img", "svg", "iframe", "object"} and MARK in str(attrs)):
            self.found.append(f"<{tag} {attrs}>")


def live(page: str) -> list[str]:
    """What of a page is live that should not be."""
    read = Live()
    read.feed(page)
    return read.found


@pytest.fixture
def inspector(database: Database, tmp_path: Path) -> Person:
    """Somebody who takes files in, corrects, raises flags and invites."""
    return somebody(database, tmp_path / "home", Role.INSPECTOR, Role.SUPERVISOR)


def hostile(tmp_path: Path, **changes: object) -> Path:
    """A table with one good row and a bad one, every free text a payload, and its name too."""
    rows = [a_shipment(**PAYLOADS | changes), a_shipment(**PAYLOADS | {"line": "9", "quantity": f"<b>{MARK}"})]
    path = tmp_path / f"<img src=x onerror={MARK}()>.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(texts(rows))
    return path


def test_payloads_of_cells_are_inert_on_every_page_that_shows_them(inspector: Person, tmp_path: Path) -> None:
    number = inspector.send(hostile(tmp_path))
    pages = {"review": inspector.get(number).text, "uploads": inspector.client.get("/uploads").text}
    inspector.post(number, "decide", decision="good")
    (ref,) = set(re.findall(r"SHP-[\w-]+", inspector.get(number).text))
    inspector.client.post(f"/shipments/{ref}/flag", data={"because": PAYLOADS["counterparty"], "reason": "x"})
    inspector.client.post(
        f"/shipments/{ref}/documents",
        data={"file": (BytesIO(b"%PDF-x"), f"<img src=x onerror={MARK}()>.pdf"), "reason": "<b>"},
    )
    asked = ["", "/correct", "/reverse", "/resolve", "/flag", "/documents"]
    pages |= {name: inspector.client.get(f"/shipments/{ref}{name}").text for name in asked}
    pages |= {
        name: inspector.client.get(name).text for name in ("/shipments", "/flags", "/jobs", "/acts", "/", "/inbox")
    }
    pages["result"] = inspector.get(number).text
    for name, text in PAYLOADS.items():
        pages[f"search {name}"] = inspector.client.get("/search", query_string={"q": text}).text
        pages[f"list {name}"] = inspector.client.get("/shipments", query_string={"text": text, name: text}).text
    for flag in set(re.findall(r"/flags/(FLG-[\w-]+)", pages["/flags"])):
        pages[flag] = inspector.client.get(f"/flags/{flag}").text

    assert {name: found for name, page in pages.items() if (found := live(page))} == {}
    assert PAYLOADS["operator"] in html.unescape(pages[""])
    assert html.escape(PAYLOADS["operator"]) in pages["/shipments"]


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\x07"])
def test_a_text_that_would_turn_or_split_the_line_is_refused_at_the_door(
    inspector: Person, tmp_path: Path, sign: str
) -> None:
    number = inspector.send(hostile(tmp_path, document=f"D{sign}gnp.exe"))

    refused = {(each["row"], each["field"]) for each in inspector.judged(number)["troubles"]}
    page = inspector.get(number).text

    assert (2, "document") in refused
    assert live(page) == []
    assert not re.search(rf">[^<]*{sign}[^<]*<(?!/bdi|/textarea|/option|/title)", page)


def test_exports_hold_the_texts_and_no_program_runs_them(inspector: Person, tmp_path: Path) -> None:
    inspector.post(inspector.send(hostile(tmp_path)), "decide", decision="good")

    book = openpyxl.load_workbook(BytesIO(inspector.client.get("/exports/shipments.xlsx").data))
    rows = list(csv.reader(StringIO(inspector.client.get("/exports/shipments.csv").get_data(as_text=True))))
    document = json.loads(inspector.client.get("/exports/shipments.json").data)

    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "inlineStr"}
    assert PAYLOADS["container"] in {cell.value for cell in cells}
    assert not [cell for row in rows for cell in row if re.match(r"[=+@\t\r]|-(?![\d.,])", cell) and MARK in cell]
    assert PAYLOADS["container"] in json.dumps(document, ensure_ascii=False)


def test_rejects_give_the_texts_back_and_no_program_runs_them(inspector: Person, tmp_path: Path) -> None:
    number = inspector.send(hostile(tmp_path))

    answer = inspector.client.get(f"/uploads/{number}/rejects.xlsx")

    book = openpyxl.load_workbook(BytesIO(answer.data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert PAYLOADS["container"] in {cell.value for cell in cells}
    assert "\n" not in answer.headers["Content-Disposition"]
    assert 'filename="' not in answer.headers["Content-Disposition"].replace("<", "").partition(";")[0]


@pytest.mark.parametrize("field", ["name", "email"])
def test_what_people_say_of_themselves_is_inert_too(inspector: Person, field: str) -> None:
    inspector.client.post("/account", data={"name": "Ines", "email": "", field: PAYLOADS["counterparty"]})

    assert live(inspector.client.get("/account").text) == []


@pytest.mark.parametrize(
    ("path", "name"),
    [("/shipments", "text"), ("/search", "q"), ("/substances", "text"), ("/operators", "text"), ("/licences", "text"),
     ("/flags", "rule"), ("/sign-in", "next"), ("/acts", "kind"), ("/substances/identify", "text"), ("/help", "x")],
)  # fmt: skip
def test_what_an_address_says_is_repeated_as_text(inspector: Person, path: str, name: str) -> None:
    for text in PAYLOADS.values():
        assert live(inspector.client.get(path, query_string={name: text}).text) == []
