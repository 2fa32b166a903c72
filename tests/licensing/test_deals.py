"""May B buy from A? Reasons as a table of pure cases, then the question over HTTP, its statement and its proof."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.audit.acts import open_act
from precursors.audit.checkpoint import make_key
from precursors.audit.verify import verify
from precursors.cli.proofs import verify_proof
from precursors.db.engine import Database
from precursors.law.book import Requirement, Threshold
from precursors.law.dated import Entry
from precursors.law.limits import Sum
from precursors.licensing.deals_importer import DealSheetImporter
from precursors.licensing.deals_rules import HeldLine, Party, Situation, answered
from precursors.licensing.record import DEALS
from precursors.registers.cells import Cell, as_row
from precursors.registers.terms import terms_of
from tests.asking import counted, shown
from tests.licensing.makers import a_licence_of
from tests.people import NOON, an_app, at, signed_in_client
from tests.scope.makers import TESTER

DAY, KG, L = date(2026, 3, 10), 10**9, 10**6
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


def a_demand(condition: str = "", status: str = "verified-primary") -> Entry[Requirement]:
    value = Requirement("XD", "XD:A", "domestic", "licence", condition, None, "", "")
    return Entry(value, FIRST, None, "Act s. 4", "gazette", status, LAST)


def a_limit(kg: int = 100, status: str = "verified-primary") -> Entry[Threshold]:
    made = Threshold(
        "XD", "acetone", "acetone", "", "", kg, None, None, "", "", "", "month", True, frozenset(), "control"
    )  # type: ignore[arg-type] # a whole number does
    return Entry(made, FIRST, None, "Order 1", "gazette", status, LAST)


def a_line(**changes: Any) -> HeldLine:  # noqa: ANN401 - any of its values
    line = HeldLine("L-1", "active", FIRST, LAST, "base_ug", None, None, "base_ug", True, None)
    return replace(line, **changes)


def a_case(*lines: HeldLine, **changes: Any) -> Situation:  # noqa: ANN401 - any of its values
    case = Situation(DAY, Sum(500 * KG), True, (a_demand(),), (), (Party("buyer", True, lines),))
    return replace(case, **changes)


SELLER = Party("seller", True, ())
UNDER, OVER = (a_limit(500), Sum(0)), (a_limit(499), Sum(0))
RECALLED, RECALLED_OVER = ((a_limit(500, "RECALLED"), Sum(0)),), ((a_limit(499, "RECALLED"), Sum(0)),)
SIDE_OVER, SIDE_UNDER = replace(SELLER, limits=(OVER,)), Party("buyer", True, (), (UNDER,))
A_DECLARATION = replace(
    a_demand(), value=Requirement("EU", "EU:1", "domestic", "customer-declaration", "", None, "", "")
)


@pytest.mark.parametrize(
    ("case", "answer", "code"),
    [
        (a_case(a_line()), "yes", "deal.licensed"),
        (a_case(), "no", "deal.unlicensed"),
        (a_case(a_line(fits=False)), "no", "deal.not-covered"),
        (a_case(a_line(state="suspended")), "no", "deal.not-active"),
        (a_case(a_line(last=date(2026, 3, 9))), "no", "deal.over"),
        (a_case(a_line(valid_from=date(2026, 4, 1))), "no", "deal.not-begun"),
        (a_case(a_line(remaining=500 * KG)), "yes", "deal.licensed"),
        (a_case(a_line(remaining=500 * KG - 1)), "no", "deal.over-quota"),
        (a_case(a_line(remaining=500 * L, measure="ul")), "conditions", "deal.other-measure"),
        (a_case(a_line(stock_left=499 * KG)), "no", "deal.over-stock"),
        (a_case(a_line(conditions="under escort")), "conditions", "deal.conditions"),
        (a_case(a_line(), amount=Sum()), "conditions", "deal.amount-unknown"),
        (a_case(demands=()), "yes", "deal.nothing-demanded"),
        (a_case(listed=False), "yes", "deal.not-controlled"),
        (a_case(demands=(a_demand(status="RECALLED"),)), "conditions", "deal.unchecked-law"),
        (a_case(demands=(a_demand("above-threshold"),), limits=((a_limit(500), Sum(0)),)), "yes", "deal.below-limits"),
        (a_case(demands=(a_demand("above-threshold"),), limits=((a_limit(500), Sum(1)),)), "no", "deal.unlicensed"),
        (a_case(demands=(a_demand("above-threshold"),), limits=()), "no", "deal.unlicensed"),
        (a_case(parties=(Party("buyer", True, (a_line(),)), SELLER)), "no", "deal.unlicensed"),
        (a_case(demands=(a_demand("above-threshold"),), limits=RECALLED), "conditions", "deal.unchecked-law"),
        (a_case(demands=(a_demand("above-threshold"),), limits=(*RECALLED, UNDER)), "yes", "deal.below-limits"),
        (a_case(demands=(a_demand("above-threshold"),), limits=(*RECALLED, OVER)), "no", "deal.unlicensed"),
        (a_case(demands=(), limits=(OVER,)), "conditions", "deal.limit-reached"),
        (a_case(demands=(), limits=(UNDER,)), "yes", "deal.nothing-demanded"),
        (a_case(demands=(), limits=RECALLED_OVER), "conditions", "deal.limit-perhaps"),
        (a_case(a_line(), papers=(A_DECLARATION,)), "conditions", "deal.declaration-demanded"),
        (a_case(a_line(), papers=(A_DECLARATION,), declared="D-1"), "yes", "deal.declared"),
        (a_case(parties=(SIDE_OVER, SIDE_UNDER), demands=(a_demand("above-threshold"),)), "no", "deal.unlicensed"),
        (a_case(parties=(Party("buyer", False, ()),), demands=()), "conditions", "deal.not-registered"),
    ],
)
def test_the_gravest_reason_gives_the_answer(case: Situation, answer: str, code: str) -> None:
    given, reasons = answered(case)

    assert given == answer
    assert code in [reason.told.code for reason in reasons if reason.answer == answer]


def test_a_refusal_names_its_paragraph() -> None:
    _, reasons = answered(a_case())

    assert reasons[0].told.values["law"] == "Act s. 4"


QUESTION = {"buyer": "20-1", "seller": "20-2", "substance": "Acetic anhydride", "quantity": "500", "unit": "kg"}


@pytest.fixture
def app(database: Database, tmp_path: Path) -> Flask:
    make_key(tmp_path / "signing.key")
    made = an_app(database, tmp_path)
    at(made, NOON)
    return made


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    return signed_in_client(app, database)


def entered(client: FlaskClient, shelf: str, **texts: str) -> str:
    answer = client.post(f"/{shelf}/new", data=texts)
    assert answer.status_code == 303, shown(answer, answer.status_code)
    return str(answer.headers["Location"])


def test_a_question_is_answered_kept_and_carried_away(client: FlaskClient, app: Flask, database: Database) -> None:
    page = entered(client, "deal-checks", **QUESTION)

    told = shown(client.get(page))
    file = client.get(f"{page}/statement").get_json()
    words = file["token"].split(".")
    stranger = app.test_client()
    checked = shown(stranger.get(f"/verify/{file['token']}"))
    forged = stranger.get("/verify/" + file["token"].replace(".no.", ".yes."))

    assert "has no licence or registration; the law demands one (Demoland Precursors Act 2014 s. 4)" in told
    assert words[:2] == ["deal", "no"]
    assert len(words) == 6
    assert "20-1" not in checked
    assert "anhydride" not in checked
    assert "No" in checked
    assert forged.status_code == 404
    with database.read() as session:
        assert verify(session).broken is None


def test_an_import_that_needs_an_authorisation_of_its_own_is_answered_with_that_condition(
    client: FlaskClient, database: Database
) -> None:
    a_licence_of(database, QUESTION["buyer"])
    asked = QUESTION | {"activity": "import", "seller": ""}

    told = shown(client.get(entered(client, "deal-checks", **asked)))

    assert "With conditions" in told
    assert "Demoland Precursors Act 2014 s. 7 demands an authorisation or a notification of its own" in told


def test_nobody_is_told_yes_to_an_export_whose_seller_is_not_named(client: FlaskClient) -> None:
    asked = QUESTION | {"activity": "export", "seller": ""}

    unnamed = shown(client.post("/deal-checks/new", data=asked), 422)
    named = shown(client.get(entered(client, "deal-checks", **(asked | {"seller": "Nobody Ltd"}))))

    assert "A value is needed here" in unnamed
    assert "The seller has no licence or registration; the law demands one" in named


def test_a_statement_is_checked_offline(client: FlaskClient, tmp_path: Path) -> None:
    page = entered(client, "deal-checks", **QUESTION)
    file = tmp_path / "statement.json"
    carried = client.get(f"{page}/statement").get_json()
    file.write_text(json.dumps(carried), encoding="utf-8")

    fine = CliRunner().invoke(verify_proof, [str(file), "--json"])
    file.write_text(json.dumps(carried | {"token": carried["token"].replace(".no.", ".yes.")}), encoding="utf-8")
    wrong = CliRunner().invoke(verify_proof, [str(file), "--json"])

    code, key = tmp_path / "scanned.txt", tmp_path / "registry.pub"
    code.write_text(f"https://precursors.example/verify/{carried['token']}\n", encoding="utf-8")
    key.write_text(carried["public_key"], encoding="utf-8")
    keyless = CliRunner().invoke(verify_proof, [str(code)])
    scanned = CliRunner().invoke(verify_proof, [str(code), "--key", str(key), "--json"])
    code.write_text(carried["token"].replace(".no.", ".yes."), encoding="utf-8")
    forged = CliRunner().invoke(verify_proof, [str(code), "--key", str(key), "--json"])

    assert "name the registry's with --key" in keyless.output
    assert json.loads(scanned.output)["words"][:2] == ["deal", "no"]
    assert json.loads(forged.output)["code"] == "proof.statement"
    assert (keyless.exit_code, scanned.exit_code, forged.exit_code) == (1, 0, 1)
    assert json.loads(fine.output)["words"][:2] == ["deal", "no"]
    assert json.loads(wrong.output)["code"] == "proof.statement"
    assert (fine.exit_code, wrong.exit_code) == (0, 1)


@pytest.mark.parametrize(
    ("contains", "answer", "said"),
    [
        ("water", "Yes", "As a mixture these goods are not controlled: Demoland Precursors Order 2015 r. 3"),
        ("toluene 30 %", "No", "has no licence or registration"),
        ("", "No", "cannot be said from what is stated (Demoland Precursors Order 2015 r. 3"),
    ],
)
def test_a_mixture_is_judged_before_it_is_dealt_in(client: FlaskClient, contains: str, answer: str, said: str) -> None:
    goods = {"substance": "Acetone", "concentration": "30 %", "contains": contains, "activity": "import"}
    page = entered(client, "deal-checks", **(QUESTION | goods))

    told = shown(client.get(page))

    assert f" {answer} " in told
    assert said in told


def of_a_file(database: Database, today: date, *questions: dict[str, str]) -> tuple[int, int, list[str]]:
    """How many questions of a sheet are asked, how many were asked before, and what stops the others."""

    def unit(session: Session) -> tuple[int, int, list[str]]:
        home = by_code(session, "XD-INS")
        assert home is not None
        judge = DealSheetImporter(terms_of(session, home, today, Path()))
        for number, texts in enumerate(questions, 1):
            cells: dict[str, Cell] = {key: ("d" if key == "day" else "t", value) for key, value in texts.items()}
            block, placed = as_row(DEALS, cells, number)
            judge.block("Checks", block, placed, [], None, None)
        outcome = judge.settle(session)
        if outcome.accepted:
            act = open_act(session, "check-deal-checks", TESTER, None)
            judge.write(act)
            act.seal()
        return outcome.accepted, outcome.known, [each.problem.code for each in outcome.rejected]

    return database.write(unit)


def test_a_file_of_questions_asks_each_once_and_changes_nothing_when_it_comes_again(
    client: FlaskClient, database: Database
) -> None:
    dated = QUESTION | {"day": "2026-11-25"}
    other = dated | {"quantity": "501"}
    by_hand = [entered(client, "deal-checks", **dated) for _ in range(2)]

    first = of_a_file(database, NOON.date(), dated, other, other)
    again = of_a_file(database, NOON.date(), dated, other)
    later = of_a_file(database, date(2026, 12, 24), dated, dated, other)
    past = of_a_file(database, date(2026, 12, 24), dated | {"quantity": "502"}, dated | {"quantity": "502"})

    assert by_hand[0] != by_hand[1]
    assert first == (1, 1, ["record.duplicate"])
    assert again == (0, 2, [])
    assert later == (0, 3, [])
    assert past == (0, 0, ["deal.day-past", "deal.day-past"])


def test_a_file_asks_of_the_same_parties_once(client: FlaskClient, database: Database) -> None:
    for holder, number in (("20-1", "L-1"), ("20-2", "L-2")):
        a_licence_of(database, holder, number, activities="domestic")
    few, many = ([QUESTION | {"quantity": str(first + n)} for n in range(rows)] for first, rows in ((1, 3), (100, 30)))

    with counted(database) as of_few:
        assert of_a_file(database, NOON.date(), *few) == (3, 0, [])
    with counted(database) as of_many:
        assert of_a_file(database, NOON.date(), *many) == (30, 0, [])

    assert len(of_many) == len(of_few)


def test_a_licensed_deal_that_reaches_a_limit_says_so_as_the_declared_shipment_would_be_flagged(
    client: FlaskClient, database: Database
) -> None:
    for holder, number in (("20-1", "L-1"), ("20-2", "L-2")):
        a_licence_of(database, holder, number, activities="domestic")

    below = shown(client.get(entered(client, "deal-checks", **QUESTION | {"quantity": "100"})))
    beyond = shown(client.get(entered(client, "deal-checks", **QUESTION | {"quantity": "101"})))
    litres = shown(client.get(entered(client, "deal-checks", **QUESTION | {"quantity": "93", "unit": "L"})))

    assert "reaches a limit of the law" not in below
    for told in (beyond, litres):
        assert told.count("With what the buyer dealt in before, the quantity reaches a limit of the law") == 1
        assert "With conditions" in told
