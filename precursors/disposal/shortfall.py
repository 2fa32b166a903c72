"""R33: what nobody can explain of an order's goods, flagged when its balance was asked to be closed all the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.audit.acts import OpenAct
from precursors.audit.refs import refs_of
from precursors.disposal.models import DisposalOrder
from precursors.flags.marks import flags_of
from precursors.flags.models import Flag
from precursors.flags.service import FlagDraft, raise_flags, states
from precursors.flags.subjects import LISTED, SIDE_BY_SIDE, Compared, Line
from precursors.problems import Problem
from precursors.scope.reading import note
from precursors.scope.visible import Sight, visible
from precursors.web.texts import t

RULE, UNEXPLAINED = "disposal-shortfall", "disposal.unexplained"
_SCORE = 900


def raise_shortfalls(act: OpenAct, order: DisposalOrder, wrong: Iterable[Problem]) -> int:
    """Flag, in the act that keeps a refusal, each line whose balance did not close; the same finding once."""
    known = {flag.cause for own in flags_of(act.session, Sight(), _KIND, [order.id]).values() for flag in own}
    drafts = [
        FlagDraft(order.agency, RULE, 1, None, cause, _SCORE, _KIND, [order.id], told)
        for each in wrong
        if each.code == UNEXPLAINED
        for told in [{name: str(value) for name, value in each.values.items()} | {"number": order.number}]
        if (cause := f"{told['line']}: {told['unexplained']}") not in known
    ]
    return raise_flags(act, drafts)


def flags_on(session: Session, sight: Sight, order: DisposalOrder) -> list[tuple[str, Flag, str]]:
    """Reference, flag and disposition of each flag on an order."""
    flags = flags_of(session, sight.own, _KIND, [order.id]).get(order.id, [])
    numbers = [each.id for each in flags]
    refs, judged = refs_of(session, Flag, numbers), states(session, numbers)
    return [(refs[each.id], each, judged[each.id]) for each in flags]


def compare(session: Session, sight: Sight, flag: Flag, keys: Sequence[int]) -> Compared:  # noqa: ARG001 - see Show
    """The orders of a flag side by side."""
    query = visible(select(DisposalOrder).where(DisposalOrder.id.in_(keys[:SIDE_BY_SIDE])), DisposalOrder, sight.own)
    rows = list(session.execute(query.order_by(DisposalOrder.id)).scalars())
    note(DisposalOrder, rows)
    refs = refs_of(session, DisposalOrder, keys[:LISTED])
    named = [(refs[key], url_for("disposal.show", ref=refs[key])) for key in keys[:LISTED]]
    lines = [
        Line(t("disposal.f-number"), [row.number for row in rows], caused=True),
        Line(t("disposal.f-why"), [row.why for row in rows], caused=False),
    ]
    return Compared([(refs[row.id], url_for("disposal.show", ref=refs[row.id])) for row in rows], lines, named)


_KIND = DisposalOrder.__tablename__
