"""What acts are called: a log that shows codes is not read by people."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import precursors
from precursors.audit.views import act_kind
from precursors.db.engine import Database
from precursors.disposal.rules.life import ORDER
from precursors.i18n.catalogue import catalogue
from tests.people import an_app

_SOURCES = [path.read_text(encoding="utf-8") for path in Path(precursors.__file__).parent.rglob("*.py")]
_OPENED = re.compile(r'open_act\(\s*session,\s*"([a-z-]+)"')
_OF_ORDERS = re.compile(r'opened\(session, who, "([a-z-]+)"')
_NOT_ALONE = {"correct"}
"""A verb whose act bears another name."""


def _spelt(shape: re.Pattern[str]) -> set[str]:
    return {kind for source in _SOURCES for kind in shape.findall(source)}


KINDS = sorted(_spelt(_OPENED) | {f"disposal-{verb}" for verb in _spelt(_OF_ORDERS) | set(ORDER.verbs) - _NOT_ALONE})
"""Kinds of act that stand in the code as they are, and those of an order of destruction."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_act_has_a_name(kind: str) -> None:
    assert f"audit.kind-{kind}" in catalogue("en")["pages"]


def test_many_kinds_are_found_in_the_code() -> None:
    assert {"disposal-certify", "disposal-enter-amount", "disposal-depart"} < set(KINDS)
    assert len(KINDS) > 50


def test_a_refusal_is_named_by_what_was_refused(database: Database, tmp_path: Path) -> None:
    with an_app(database, tmp_path).test_request_context("/", headers={"Accept-Language": "en"}):
        assert act_kind("refuse-disposal-plan") == "Refused: Destruction planned"
        assert act_kind("refuse-licence") == "Licence refused"
        assert act_kind("of-nobody") == "of-nobody"
