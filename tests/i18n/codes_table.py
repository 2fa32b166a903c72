"""The table of codes in docs/reference/problem-codes.md, made from the English catalogue.

`python -m tests.i18n.codes_table` writes it again after a code was added; the test beside it compares.
"""

from __future__ import annotations

from pathlib import Path

from precursors.i18n.catalogue import SOURCE, catalogue

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "problem-codes.md"

_INTRODUCTION = """# Problem codes

A code never changes its meaning; its sentence may. Names in braces are values that the program fills in. A *problem*
stops a row or a file (quantities that are right but to be looked at carry such codes too, as warnings). A *warning*
concerns a sheet or an accepted row. A *rule* is the reason of a flag.
"""
_SECTIONS = (("problems", "Problems"), ("warnings", "Warnings"), ("rules", "Rules"))


def page() -> str:
    """The whole page: one table a section, codes in alphabetical order."""
    parts = [_INTRODUCTION]
    for section, title in _SECTIONS:
        entries = catalogue(SOURCE).get(section, {})
        rows = [f"| `{code}` | {_cell(sentence)} |" for code, sentence in sorted(entries.items())]
        parts.append("\n".join([f"## {title}", "", "| code | sentence |", "|---|---|", *rows, ""]))
    return "\n".join(parts)


def _cell(sentence: str) -> str:
    """A sentence as it stands in one cell of a Markdown table."""
    return sentence.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
