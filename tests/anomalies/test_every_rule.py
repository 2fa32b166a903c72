"""Every rule is raised where this table says, has a name, a meaning, a sentence, and a test that asks for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from precursors.anomalies.service import rules
from precursors.i18n.catalogue import SOURCE, catalogue

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {
    "unresolved-quantity": "trade/rules.py",
    "over-licence": "licensing/rules.py",
    "over-authorisation": "licensing/authorisations/rules.py",
    "not-covered-by-licence": "trade/rules.py",
    "party-not-licensed": "trade/rules.py",
    "undeclared-above-threshold": "trade/rules.py",
    "late-notification": "licensing/notifications/rules.py",
    "shipped-without-reply": "licensing/notifications/rules.py",
    "changed-after-notification": "licensing/notifications/rules.py",
    "missing-notification": "licensing/notifications/rules.py",
    "requirement-exceeded": "licensing/authorisations/rules.py",
    "arrival-discrepancy": "trade/life_rules.py",
    "piece-count": "trade/life_rules.py",
    "not-received": "anomalies/clocks.py",
    "mass-balance-gap": "stock/judging.py",
    "unusual-loss": "stock/process_rules.py",
    "yield-mismatch": "stock/process_rules.py",
    "broken-periods": "stock/rules.py",
    "copied-return": "stock/rules.py",
    "hs-mismatch": "trade/rules.py",
    "shared-identifiers": "anomalies/sharing.py",
    "custody-gap": "custody/chain.py",
    "hazardous-co-storage": "custody/standing.py",
    "overdue-stock": "custody/queue.py",
    "late-report": "anomalies/clocks.py",
    "disposal-shortfall": "disposal/shortfall.py",
    "registry-rewritten": "exchange/packages/taking.py",
    "raised-by-hand": "flags/service.py",
}
"""Code to the file that raises it, for rules that are no file of `anomalies/rules`; another one needs a line here."""
SAID = {
    "custody-gap": "less than the chain has",
    "hazardous-co-storage": "stand together in",
    "overdue-stock": "waited_too_long",
}
"""Rules whose tests look at the sentence people read: what stands there of it."""
MANY = [each.code for each in rules()]
CODES = sorted({*ELSEWHERE, *MANY})


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_rule_stands_where_the_table_says(code: str) -> None:
    assert f'"{code}"' in (ROOT / "precursors" / ELSEWHERE[code]).read_text(encoding="utf-8")


@pytest.mark.parametrize("code", CODES)
def test_a_rule_has_a_name_a_meaning_and_a_sentence(code: str) -> None:
    told = catalogue(SOURCE)

    assert f"flags.rule-{code}" in told["pages"]
    assert f"flags.means-{code}" in told["pages"]
    assert any(key == code or key.startswith(f"{code}.") for key in told["rules"])


@pytest.mark.parametrize("code", CODES)
def test_a_test_asks_for_the_rule(code: str) -> None:
    named = code.replace("-", "_")
    tests = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]

    assert any(word in path.read_text(encoding="utf-8") for path in tests for word in (SAID.get(code, code), named))


def test_every_sentence_about_a_flag_belongs_to_a_rule_of_the_table() -> None:
    told = {key.partition(".")[0] for key in catalogue(SOURCE)["rules"]}

    assert told <= set(CODES)
