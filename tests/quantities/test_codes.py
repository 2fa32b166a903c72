"""Codes and their sentences."""

from __future__ import annotations

import tomllib
from pathlib import Path

import precursors.i18n
from precursors.quantities.codes import ASKS, CODES, FLAGS, REFUSALS


def test_every_code_has_an_english_sentence_and_every_sentence_a_code() -> None:
    path = Path(precursors.i18n.__file__).parent / "en" / "quantities.toml"
    sentences = tomllib.loads(path.read_text(encoding="utf-8"))["problems"]

    assert set(sentences) == set(CODES)
    assert all(sentence.endswith(".") for sentence in sentences.values())


def test_a_code_has_one_verdict() -> None:
    assert len(CODES) == len(FLAGS) + len(ASKS) + len(REFUSALS)
