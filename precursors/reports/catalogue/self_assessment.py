"""How well an agency did what it has to do: shares that met their mark, days that things took."""

from __future__ import annotations

from precursors.reports.assessment_figures import (
    Indicator,
    Time,
    decisions,
    flags,
    licences,
    notifications,
    returns,
    shipments,
)
from precursors.reports.report import Asked, Column, Row, Table, report

MET = (
    Column("indicator", "page"), Column("looked-at", "count"), Column("met", "count"),
    Column("share", "percent", worked_out=True),
)  # fmt: skip
TIMES = (Column("indicator", "page"), Column("measured", "count"), Column("median-days", "count", worked_out=True))


@report("self-assessment")
def self_assessment(asked: Asked) -> list[Table]:
    """A share of nothing is unknown, never 0 or 1; what has no last day is in no indicator of time."""
    decided, deciding = flags(asked)
    met = [*shipments(asked), *notifications(asked), licences(asked), returns(asked), decided]
    return [
        Table("met-their-mark", MET, [_met(asked, each) for each in met]),
        Table("time-taken", TIMES, [_time(asked, each) for each in (decisions(asked), deciding)]),
    ]


def _met(asked: Asked, each: Indicator) -> Row:
    of, met = each.of.sum(asked.session).records, each.met.sum(asked.session).records
    beneath = {"looked-at": each.of, "met": each.met, "share": each.met}
    return Row((f"reports.{each.name}", of, met, met / of if of else None), beneath)


def _time(asked: Asked, each: Time) -> Row:
    measured = each.on.sum(asked.session).records
    return Row((f"reports.{each.name}", measured, each.median), {"measured": each.on, "median-days": each.on})
