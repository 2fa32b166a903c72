"""What the records of a package must be, and what another registry's log may do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from precursors.audit import merkle
from precursors.audit.checkpoint import Head
from precursors.exchange.packages import rules
from precursors.exchange.packages.rules import FORM, Item, grown, growth, micrograms, read_items, read_words
from precursors.problems import Problem

GOOD: dict[str, Any] = {"kind": "figures", "ref": "SHP-1", "fields": {"day": "2024-01-01"}, "proof": None}


def said(told: Any) -> str | None:  # noqa: ANN401 - any JSON value
    found = read_items(told if isinstance(told, bytes) else json.dumps(told).encode())
    return found.code if isinstance(found, Problem) else None


def test_records_are_read_as_they_were_written() -> None:
    items = [Item("figures", "SHP-1", {"quantity": "1.5"}), Item("replies", "PEN-1", {}, "proofs/00000.json")]

    assert read_items(json.dumps(rules.written(items)).encode()) == items


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "people"},
        {"kind": ["figures"]},
        {"ref": 7},
        {"fields": ["day"]},
        {"fields": {"day": 20240101}},
        {"fields": {"day": "x" * (rules.MOST_TEXT + 1)}},
        {"proof": 3},
    ],
)
def test_a_record_of_another_shape_is_refused(wrong: dict[str, Any]) -> None:
    assert said({"form": FORM, "records": [GOOD]}) is None
    assert said({"form": FORM, "records": [GOOD | wrong]}) == "package.shape"


@pytest.mark.parametrize(
    ("octets", "code"),
    [
        (b"", "package.damaged"),
        (b"[" * 100_000, "package.damaged"),
        (b"[]", "package.damaged"),
        (b"null", "package.damaged"),
        (b'{"form": "precursors-exchange/9", "records": []}', "package.unknown-form"),
        (b'{"form": "precursors-exchange/1", "records": 3}', "package.damaged"),
        (b'{"form": "precursors-exchange/1", "records": [{}]}', "package.damaged"),
        (b"\xff\xfe", "package.damaged"),
    ],
)
def test_whatever_else_a_file_holds_is_one_sentence(octets: bytes, code: str) -> None:
    assert said(octets) == code


def test_two_records_of_one_name_and_more_records_than_allowed_are_refused() -> None:
    assert said({"form": FORM, "records": [GOOD, GOOD]}) == "package.shape"
    many = [GOOD | {"ref": f"SHP-{n}"} for n in range(rules.MOST_RECORDS + 1)]
    assert said({"form": FORM, "records": many}) == "package.too-many"


@pytest.mark.parametrize(
    "words", [{}, {"exchange": None}, {"exchange": {"name": "A"}}, {"exchange": "A"}, {"exchange": {"made": 3}}]
)
def test_a_package_of_another_purpose_is_no_exchange(words: dict[str, Any]) -> None:
    found = read_words(words)

    assert isinstance(found, Problem)
    assert found.code == "package.no-exchange"


def a_log(acts: int, first: int = 0) -> bytes:
    return b"".join(merkle.leaf_hash(b"%d" % (first if n == 0 else n)) for n in range(acts))


def a_head(log: bytes, size: int) -> Head:
    return Head(size, merkle.root(log[: size * merkle.SIZE]))


@given(st.integers(1, 40), st.integers(0, 40))
def test_a_log_that_only_grew_is_believed_and_one_whose_past_is_another_never(known: int, more: int) -> None:
    log, other = a_log(known + more), a_log(known + more, first=-1)
    proofs = json.dumps(growth(log, [known])).encode()
    forged = json.dumps(growth(other, [known])).encode()
    before = a_head(log, known)

    assert grown(before, a_head(log, known + more), proofs) is None
    found = grown(before, a_head(other, known + more), forged)
    assert found is not None
    assert found.code == "package.rewritten"


def test_an_older_log_and_one_that_proves_nothing_are_refused() -> None:
    log = a_log(9)
    older = grown(a_head(log, 9), a_head(log, 5), b"")
    unproved = grown(a_head(log, 5), a_head(log, 9), json.dumps(growth(log, [4])).encode())
    broken = grown(a_head(log, 5), a_head(log, 9), b'{"from": [{"size": 5, "path": 7}]}')

    codes = [found.code for found in (older, unproved, broken) if found]
    assert codes == ["package.older", "package.no-growth", "package.damaged"]
    assert grown(None, a_head(log, 3), b"") is None


@pytest.mark.parametrize(("text", "ug"), [("1.5", 1_500_000_000), (None, None), ("many", None), ("NaN", None)])
def test_kilograms_become_micrograms_or_nothing(text: str | None, ug: int | None) -> None:
    assert micrograms(text) == ug
