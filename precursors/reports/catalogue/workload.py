"""What the agency did in the year, month by month, and what waits."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select

from precursors.audit.models import Act
from precursors.db.tables import act_of
from precursors.flags.models import Disposition, Flag
from precursors.reports.beneath import every
from precursors.reports.report import Asked, Column, Row, Table, report
from precursors.reports.standing import keys_of_year, written
from precursors.scope.visible import visible

ACTS = (Column("month", "month"), Column("act", "act"), Column("acts", "count"))
FLAGS = (Column("measure", "page"), Column("count", "count"))


@report("workload")
def workload(asked: Asked) -> list[Table]:
    """Acts by month and kind; flags raised and decided in the year, and those nobody has decided yet."""
    return [_acts(asked), _flags(asked)]


def _acts(asked: Asked) -> Table:
    """Acts of the reader's agencies; the time is that of the log, UTC."""
    first, end = map(act_of, keys_of_year(asked))
    query = select(Act.id, Act.at, Act.kind).where(Act.id >= first, Act.id < end)
    if asked.sight.agencies is not None:
        query = query.where(Act.agency.in_(asked.sight.agencies))
    own: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, at, kind in asked.session.execute(query):
        own[f"{at:%Y-%m}", kind].append(number)
    return Table(
        "acts", ACTS, [Row((*place, len(acts)), {"acts": every(Act, acts)}) for place, acts in sorted(own.items())]
    )


def _flags(asked: Asked) -> Table:
    raised = asked.session.execute(written(asked, visible(select(Flag.id), Flag, asked.sight.own), Flag)).scalars()
    words: Any = select(Disposition.flag, Disposition.state, Disposition.id).order_by(Disposition.id)
    words = written(asked, words.join(Flag, Flag.id == Disposition.flag), Disposition)
    last = {flag: (state, word) for flag, state, word in asked.session.execute(visible(words, Flag, asked.sight.own))}
    flags, (first, end) = list(raised), keys_of_year(asked)
    told = {
        "raised": [flag for flag in flags if first <= flag < end],
        "confirmed": [flag for flag, (state, word) in last.items() if state == "confirmed" and first <= word < end],
        "dismissed": [flag for flag, (state, word) in last.items() if state == "dismissed" and first <= word < end],
        "open": [flag for flag in flags if flag not in last or last[flag][0] == "open"],
    }
    rows = [Row((f"reports.flags-{what}", len(keys)), {"count": every(Flag, keys)}) for what, keys in told.items()]
    return Table("flags", FLAGS, rows)
