"""What the templates of shipments use beside the kit of every page: words for fields, ways, amounts, steps, flags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from flask import request
from flask.blueprints import BlueprintSetupState

from precursors.flags.models import Flag
from precursors.flags.telling import because
from precursors.intake.forms import RecordForm
from precursors.substances.titles import title
from precursors.trade.shown import label, stated_amount, status_told, step_told, word
from precursors.web.figures import number
from precursors.web.language import language
from precursors.web.texts import told


def furnish(state: BlueprintSetupState) -> None:
    """Give the application these filters and values."""
    state.app.jinja_env.filters.update(_FILTERS)
    state.app.jinja_env.globals.update(flag_href=_flag_href, document_href=_document_href)


def _filled(form: RecordForm, keys: Sequence[str]) -> bool:
    """Whether any of these fields holds something or has a problem."""
    return any(form[key].data or form[key].errors for key in keys)


def _percent(millionths: int) -> str:
    return number(Decimal(millionths).scaleb(-4))


def _flag_href(ref: str) -> str:
    return f"{request.script_root}/flags/{ref}"


def _document_href(digest: str) -> str:
    return f"{request.script_root}/documents/{digest}"


def _flag_told(flag: Flag) -> str:
    return because(flag, language())


def _substance(key: str) -> str:
    return title(key, language())


def _way(value: str) -> str:
    return word("direction", value)


_FILTERS: dict[str, Callable[..., Any]] = {
    "filled": _filled, "sentence": told, "flag_told": _flag_told, "percent": _percent, "shipment_field": label,
    "stated_amount": stated_amount, "status_told": status_told, "step_told": step_told, "substance": _substance,
    "way": _way,
}  # fmt: skip
