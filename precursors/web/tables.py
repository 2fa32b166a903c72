"""What stands in tables: texts as somebody wrote them, and cells that say under which heading they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain, repeat

from markupsafe import Markup, escape

_CELL = re.compile(r"<(t[hd])(?=[\s>])")
_ROLES = {"th": "rowheader", "td": "cell"}
_NARROW = 12
"""Letters that a narrow column holds without being torn into many lines."""


def stated(text: object) -> Markup:
    """A text exactly as somebody wrote it, in its own direction; a long one asks its column for room."""
    kind = "pcr-stated pcr-stated--long" if len(str(text)) > _NARROW else "pcr-stated"
    return Markup('<bdi class="{}">{}</bdi>').format(kind, text)


def under(row: Markup, columns: Sequence[tuple[str, str]]) -> Markup:
    """The cells of one row, each with the heading of its column, given as (text, kind), and its role.

    The role is told because a table drawn as blocks is none to every reader of screens. What people typed is escaped
    in `row` already, so whatever looks like a cell is one.
    """
    headings = chain((text for text, _ in columns), repeat(""))

    def told(cell: re.Match[str]) -> str:
        heading = next(headings)
        return f'{cell[0]} role="{_ROLES[cell[1]]}"' + (f' data-column="{escape(heading)}"' if heading else "")

    return Markup(_CELL.sub(told, row))  # noqa: S704 - it was markup before
