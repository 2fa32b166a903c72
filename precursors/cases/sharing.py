"""Show the records of a case to other agencies for a purpose and a time, in one act, and end that in one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.agencies.service import by_code
from precursors.agencies.sharing import not_shared_yet, share_in, withdraw_in
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import stands
from precursors.audit.models import Current
from precursors.cases.evidence import own_linked
from precursors.cases.models import CaseFile
from precursors.cases.rules import named_in
from precursors.cases.verbs import Done, over
from precursors.holds.service import held
from precursors.problems import Problem, problem
from precursors.registers.shelf import Asked
from precursors.scope.models import Share


def share_records(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """Show every linked record of the agency's own to the agencies named, until a day; none of it while secrecy stands.

    A receiver sees each record by the tier granted, and nothing of the case; after the day, nothing at all.
    """
    codes = named_in(asked.stated["agencies"] or "")
    wrong = _against(session, row, codes, asked)
    if wrong:
        return wrong
    purpose, tier, until = _purpose(row, asked.stated["purpose"] or ""), asked.values["tier"], asked.values["until"]
    rows = [each.row for each in own_linked(session, row)]
    shares = not_shared_yet(session, rows, codes, purpose, tier, until)
    if not shares:
        return problem("case.nothing-to-share")
    act = open_act(
        session, "share-case-file", Actor(actor.name, row.agency), asked.stated["purpose"], asked.request_key
    )
    share_in(act, shares)
    act.seal()
    return act.id


def _purpose(row: Any, told: str) -> str:  # noqa: ANN401 - a case
    return f"{row.number}: {told}"


def _against(session: Session, row: Any, codes: Sequence[str], asked: Asked) -> list[Problem]:  # noqa: ANN401 - a case
    stops = (over(session, row), held(session, CaseFile.__tablename__, row.key, asked.today))
    found = [each for each in stops if each is not None]
    unknown = [code for code in codes if by_code(session, code) is None]
    found += [problem("agency.unknown", "agencies", value=code) for code in unknown]
    late = asked.values["until"] is None or asked.values["until"] < asked.today
    return [*found, *([problem("share.until", "until")] if late else [])]


def end_sharing(session: Session, actor: Actor, row: Any, asked: Asked) -> Done:  # noqa: ANN401 - a case
    """End everything that was shown of the case in this way."""
    shares = [each.id for each in shares_of_case(session, row)]
    if not shares:
        return problem("case.nothing-shared")
    act = open_act(session, "unshare-case-file", Actor(actor.name, row.agency), asked.reason, asked.request_key)
    withdraw_in(act, shares)
    act.seal()
    return act.id


def shares_of_case(session: Session, row: CaseFile) -> list[Share]:
    """The standing shares of a case's records, those that are over their day too."""
    query = select(Share).join(Current, stands(Share)).where(Share.agency == row.agency)
    query = query.where(Share.purpose.startswith(_purpose(row, ""), autoescape=True)).order_by(Share.id)
    return list(session.execute(query).scalars())
