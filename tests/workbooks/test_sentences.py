"""Every way to refuse a file has its sentence, and no sentence is left over."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import precursors.workbooks

ROOM = Path(precursors.workbooks.__file__).parent
SENTENCES = tomllib.loads((ROOM.parent / "i18n/en/workbooks.toml").read_text("utf-8"))["problems"]
SOURCE = "\n".join(path.read_text("utf-8") for path in sorted(ROOM.glob("*.py")))


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert set(re.findall(r'"(file\.[a-z0-9-]+)"', SOURCE)) == set(SENTENCES)


def test_a_sentence_asks_only_for_values_that_every_refusal_gives() -> None:
    for code, sentence in SENTENCES.items():
        wanted = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
        for given in re.findall(rf'Refused\(\s*"{re.escape(code)}"([^\n]*)', SOURCE):
            assert wanted <= set(re.findall(r"(\w+)=", given)), (code, given)
