"""Lists page by page: a cursor is the reference of the last row, and names only what its reader may see."""

from __future__ import annotations

from typing import Any

from flask import abort

from precursors.api.operation import parameters
from precursors.api.refusals import Wrong, refused
from precursors.problems import problem


def cursor() -> str | None:
    """The row behind which the page begins, as the request names it."""
    found: str | None = parameters().get("cursor")
    return found


def insist_on_cursor(found: Any | None) -> None:  # noqa: ANN401 - the row it was looked up as
    """Refuse a cursor that names nothing: the list would begin again without a word."""
    if cursor() is not None and found is None:
        abort(refused(422, [Wrong(problem("api.cursor"), None, "cursor")]))


def number_cursor() -> int | None:
    """A cursor that is a number."""
    text = cursor()
    number = int(text) if text is not None and text.isascii() and text.isdigit() and len(text) <= 18 else None
    insist_on_cursor(number)
    return number


def going_on(after: Any | None) -> dict[str, Any] | None:  # noqa: ANN401 - a reference or a number
    """The parameters of the next page, None where there is none."""
    return None if after is None else parameters() | {"cursor": after}
