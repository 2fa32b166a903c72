"""For `verify`: whoever made a rule find less had a second person's word for it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.approvals.models import ApprovalDecision
from precursors.db.tables import act_of
from precursors.editions.models import OwnFigure
from precursors.law.settable import settable
from precursors.problems import Problem, problem


def figures_hold(session: Session) -> Iterator[Problem]:
    """A figure that loosens its rule says so, and stands in the act by which another person agreed."""
    agreed = select(ApprovalDecision.id).where(ApprovalDecision.verdict == "approved")
    acts = {act_of(key) for key in session.execute(agreed).scalars()}
    for row in session.execute(select(OwnFigure).order_by(OwnFigure.id)).scalars():
        about = settable().get((row.rule, row.name))
        hides = about is not None and row.value is not None and about.loosens(Decimal(row.was), Decimal(row.value))
        looser = row.looser == "yes"
        if (hides and not looser) or (looser and act_of(row.id) not in acts):
            yield problem("verify.figure", act=act_of(row.id), rule=row.rule, figure=row.name)
            return
