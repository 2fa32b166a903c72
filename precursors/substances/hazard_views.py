"""Pages of the hazard data: what is confirmed, what is a draft; one part with all it says, changes and words on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from precursors.access.permissions import Permission
from precursors.agencies.service import country_of
from precursors.audit.acts import Actor
from precursors.problems import Problems
from precursors.substances.confirming import CONFIRMED, Draft, Standing, ask_to_confirm, history, standing, withdraw
from precursors.substances.hazard_parts import TABLES, changes, digest, in_reading_order, parts, rows_of
from precursors.substances.titles import title
from precursors.substances.views import bp
from precursors.web.access import reader, requires
from precursors.web.here import here
from precursors.web.language import language
from precursors.web.texts import t, told

__all__ = ["bp"]

MOST = 1_000
"""Rows of a part that one page shows; the largest table has fewer."""


def part_title(part: str) -> str:
    """What a part is called."""
    return t(f"hazards.table-{part}") if part in TABLES else title(part, language())


def column_title(column: str) -> str:
    """What a column of the hazard data is called."""
    return t(f"hazards.column-{column.replace('_', '-')}")


bp.add_app_template_filter(part_title, "part_title")
bp.add_app_template_filter(column_title, "hazard_column")


@bp.get("/hazards")
@requires(Permission.READ_SUBSTANCES)
def hazard_data() -> ResponseReturnValue:
    """Every part and where it stands for the reader's country."""
    with here().database.read() as session:
        found = standing(session, country_of(session, _agency()))
    return render_template("substances/hazards.html", found=found)


@bp.get("/hazards/<part>")
@requires(Permission.READ_SUBSTANCES)
def hazard_part(part: str) -> ResponseReturnValue:
    """One part: all it says, what changed since it was confirmed, every word on it."""
    return _page(part, Problems())


@bp.post("/hazards/<part>/confirm")
@requires(Permission.REVIEW_PROTOCOLS)
def confirm_hazards(part: str) -> ResponseReturnValue:
    """Ask another person to agree that it is right."""
    draft = Draft(part, request.form.get("sha256", ""), request.form.get("source", ""), _day(request.form))
    me, agency, today = Actor(reader().person, _agency()), _agency(), here().today
    made = here().whole.write(lambda session: ask_to_confirm(session, me, agency, draft, today))
    if isinstance(made, Problems):
        return _page(part, made)
    flash(t("hazards.asked", ref=made), "success")
    return redirect(url_for("substances.hazard_part", part=part), 303)


@bp.post("/hazards/<part>/withdraw")
@requires(Permission.REVIEW_PROTOCOLS)
def withdraw_hazards(part: str) -> ResponseReturnValue:
    """Take a confirmation back."""
    me, agency, reason = Actor(reader().person, _agency()), _agency(), request.form.get("reason", "")
    made = here().whole.write(lambda session: withdraw(session, me, agency, part, reason))
    if isinstance(made, Problems):
        return _page(part, made)
    flash(t("hazards.withdrawn"), "success")
    return redirect(url_for("substances.hazard_part", part=part), 303)


def _day(form: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(form.get("checked", ""))
    except ValueError:
        return None


def _agency() -> str:
    return reader().agency or abort(403)


def _page(part: str, wrong: Problems) -> ResponseReturnValue:
    if part not in parts():
        abort(404)
    content = parts()[part]
    rows = [in_reading_order(row) for row in rows_of(content)[:MOST]]
    with here().database.read() as session:
        country = country_of(session, _agency())
        words = history(session, country, part)
        on = next((each for each in standing(session, country) if each.part == part), Standing(part, "draft", None))
    last = words[0].row if words and words[0].row.word == CONFIRMED else None
    known: dict[str, Any] = {
        "on": on,
        "words": words,
        "rows": rows,
        "sha256": digest(content),
    }
    known |= {"changed": list(changes(part, last.content if last else None, content)), "today": here().today}
    known |= {"may": reader().may(Permission.REVIEW_PROTOCOLS), "sent": request.form}
    known |= {"wrong": [(told(each), f"#{each.field}" if each.field else None) for each in wrong]}
    page = render_template("substances/hazard_part.html", part=part, **known)
    return (page, 422) if wrong else page
