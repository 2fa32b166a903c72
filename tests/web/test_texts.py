"""Texts of the interface reach the page in the reader's language, and nothing in them comes alive."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask.ctx import RequestContext
from markupsafe import Markup

from precursors.problems import Problem
from precursors.web.texts import because, t, told
from tests.web.sink import sink_app


def reading(home: Path, tongue: str) -> RequestContext:
    """A request of somebody who reads `tongue`."""
    return sink_app(home, PRECURSORS_LANGUAGE=tongue).test_request_context("/")


def test_a_text_is_told_in_the_readers_language_with_figures_as_they_write_them(tmp_path: Path) -> None:
    with reading(tmp_path, "es"):
        assert t("web.progress", done=41250, total=100000) == "41.250 de 100.000"


@pytest.mark.parametrize(
    ("tongue", "told"),
    [
        ("en", ["1 month", "2 months", "5 months", "21 months", "1.5 months"]),
        ("es", ["1 mes", "2 meses", "5 meses", "21 meses", "1,5 meses"]),
        ("fr", ["1 mois", "2 mois", "5 mois", "21 mois", "1,5 mois"]),
        ("pt", ["1 mês", "2 meses", "5 meses", "21 meses", "1,5 mês"]),
        ("ru", ["1 месяц", "2 месяца", "5 месяцев", "21 месяц", "1,5 месяца"]),
        ("ar", ["1 شهر", "2 شهر", "5 أشهر", "21 شهرًا", "1.5 شهر"]),
    ],
)
def test_a_word_goes_with_its_number(tmp_path: Path, tongue: str, told: list[str]) -> None:
    with reading(tmp_path, tongue):
        said = [t("editions.in-months", value=each) for each in (Decimal("1.0"), 2, 5, 21, Decimal("1.5"))]

    assert [each.replace("\u200f", "") for each in said] == told


def test_a_word_goes_with_its_number_beside_markup_too(tmp_path: Path) -> None:
    with reading(tmp_path, "en"):
        made = t("mirror.rule", percent=Markup("<b>5</b>"), kg=2, months=1)

    assert made.endswith("a lag of 1 month is tested.")
    assert "<b>5</b>" in made


def test_a_day_in_a_text_is_written_as_the_reader_writes_it(tmp_path: Path) -> None:
    with reading(tmp_path, "fr"):
        assert t("web.version", version=date(2026, 3, 1)) == "Version : 1 mars 2026"


def test_a_text_nobody_wrote_shows_its_key(tmp_path: Path) -> None:
    with reading(tmp_path, "ar"):
        assert t("web.no-such-text") == "web.no-such-text"


def test_markup_in_a_text_stays_and_everything_else_is_escaped(tmp_path: Path) -> None:
    with reading(tmp_path, "en"):
        made = t("web.progress", done=Markup("<code>x</code>"), total="<script>{0}")

    assert "<code>x</code>" in made
    assert "&lt;script&gt;{0}" in made
    assert isinstance(made, Markup)


@pytest.mark.parametrize("value", ["{command}", "{0.__class__}", "%s", "{"])
def test_a_value_is_never_read_as_a_pattern(tmp_path: Path, value: str) -> None:
    with reading(tmp_path, "en"):
        assert value in t("web.version", version=value)
        assert value in t("web.progress", done=Markup("<b></b>"), total=value)


def test_problems_and_reasons_are_told_too(tmp_path: Path) -> None:
    with reading(tmp_path, "en"):
        assert told(Problem("field.missing")) == "A value is needed here."
        assert because("rules", "party-not-licensed.licence-unknown", licence="L-1") == "Licence L-1 is unknown here."
