"""Run the rules over many records, explain and raise flags."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from importlib import import_module
from pkgutil import iter_modules
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from precursors.anomalies import rules as rules_folder
from precursors.anomalies.rule import RULES, Declared, Dossier, Finding, Registered
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import stands
from precursors.audit.models import Act, Current
from precursors.audit.refs import refs_of
from precursors.db.tables import act_of
from precursors.flags.models import Flag
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.parties import party
from precursors.trade.models import Shipment


def rules() -> list[Registered]:
    """Every rule there is, each found in its own file."""
    for module in iter_modules(rules_folder.__path__):
        import_module(f"{rules_folder.__name__}.{module.name}")
    return [RULES[code] for code in sorted(RULES)]


def run(session: Session, actor: Actor, since: date | None, zone: ZoneInfo) -> int:
    """Run every rule and raise what is new, in one act; answer how many flags. The same run twice adds nothing."""
    first = _first_act(session, since, zone)
    drafts = [
        draft
        for each in rules()
        for draft in _new(session, each, each.find(Dossier(_shipments(session))))
        if any(act_of(key) >= first for key in draft.subjects)
    ]
    if drafts:
        act = open_act(session, "flags-run", actor)
        raise_flags(act, drafts)
        act.seal()
    return len(drafts)


def _first_act(session: Session, since: date | None, zone: ZoneInfo) -> int:
    if since is None:
        return 0
    moment = datetime(since.year, since.month, since.day, tzinfo=zone)
    number = session.execute(select(Act.id).where(Act.at >= moment).order_by(Act.id).limit(1)).scalar_one_or_none()
    return number if number is not None else 1 << 38


def _shipments(session: Session) -> Iterator[Declared]:
    query = (
        select(
            Shipment.id,
            Shipment.agency,
            Shipment.direction,
            Shipment.day,
            Shipment.substance,
            Shipment.operator,
            Shipment.counterparty,
            Shipment.base_ug,
        )
        .join(Current, stands(Shipment))
        .where(Shipment.base_ug.is_not(None))
        .order_by(Shipment.substance, Shipment.day, Shipment.id)
    )
    known: dict[str, str] = {}
    for key, agency, direction, day, substance, operator, other, base in session.execute(
        query.execution_options(yield_per=2000)
    ):
        parties = frozenset(_folded(known, text) for text in (operator, other) if text)
        yield Declared(key, agency, direction, day, substance, parties, base or 0)


def _folded(known: dict[str, str], text: str) -> str:
    if text not in known:
        if len(known) > 100_000:
            known.clear()
        known[text] = party(text)
    return known[text]


def _new(session: Session, each: Registered, found: Iterable[Finding]) -> list[FlagDraft]:
    """Drafts for findings nobody has been told yet; one a record."""
    findings = {finding.subject: finding for finding in found}
    refs = refs_of(session, Shipment, findings)
    told = set(session.execute(select(Flag.cause).where(Flag.rule == each.code)).scalars())
    return [
        FlagDraft(
            finding.agency,
            each.code,
            each.version,
            None,
            refs[key],
            finding.score,
            Shipment.__tablename__,
            [key],
            dict(finding.inputs),
        )
        for key, finding in sorted(findings.items())
        if refs[key] not in told
    ]
