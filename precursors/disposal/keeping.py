"""The protocol library: handed in, reviewed by a chemist, approved by another, superseded, withdrawn."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from precursors.access.permissions import Permission, permitted
from precursors.agencies.people import roles_of
from precursors.approvals.service import Content, Effect, ask, decide, register, waiting
from precursors.audit.acts import Actor, OpenAct
from precursors.audit.keys import natural_key
from precursors.audit.refs import key_of, ref_of, refs_of
from precursors.db.engine import lock_writer
from precursors.disposal import library
from precursors.disposal.dossier import read_kept
from precursors.disposal.library import plain
from precursors.disposal.models import Protocol
from precursors.disposal.planning import DEMO
from precursors.disposal.repinning import pinned_orders, reach_orders, versions_of, went_on_under
from precursors.disposal.rules import protocol as rules
from precursors.disposal.rules.document import Change, changes
from precursors.disposal.rules.duties import three_people
from precursors.disposal.rules.life import ORDER, PROTOCOL, STOPPABLE
from precursors.disposal.rules.revision import STOP, effect
from precursors.disposal.service import Who, factor_against, keyed, opened
from precursors.lives.service import against, move, state_of, states_of
from precursors.problems import Problem, Problems, problem
from precursors.scope.visible import Sight
from precursors.substances.book import book

APPROVE = "approve-protocol"
"""What the environment authority is asked."""
LONGEST = 200_000
"""Characters of a document."""


def parsed(text: str) -> Mapping[str, Any] | Problem:
    """A document as somebody typed or sent it: TOML, or JSON where it begins with a brace."""
    if len(text) > LONGEST:
        return problem("text.too-long", "document", longest=LONGEST)
    if "\x00" in text or "\\u0000" in text:
        return problem("text.control-character", "document")
    try:
        made = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as wrong:
        return problem("protocol.unread", "document", detail=str(wrong)[:200])
    kept: Mapping[str, Any] = plain(made)
    return kept


def submit(session: Session, who: Who, agency: str, document: Mapping[str, Any]) -> str | Problems:
    """Keep a new version as a draft; answers its reference. What stands in it never changes again."""
    lock_writer(session)
    read = rules.judged(document)
    wrong = list(submit_against(session, who, agency, document))
    if wrong or isinstance(read, list):
        return Problems(wrong)
    key = natural_key("protocol", agency, read.code, str(read.version))
    act = opened(session, who, "submit-protocol")
    values = {
        "agency": agency,
        "code": read.code,
        "version": read.version,
        "title": read.title,
        "country": read.country,
    }
    values |= {"document": rules.canonical(document), "sha256": read.digest, "author": who.person}
    number = keyed(act, Protocol, values, key)
    act.seal()
    return ref_of(session, Protocol, number)


def submit_against(session: Session, who: Who, agency: str, document: Mapping[str, Any]) -> Iterator[Problem]:
    """Everything against handing a document in: what it says, its number, its country, words nobody knows."""
    read = rules.judged(document)
    if isinstance(read, list):
        yield from read
        return
    query = select(func.max(Protocol.version)).where(Protocol.agency == agency, Protocol.code == read.code)
    last = session.execute(query).scalar() or 0
    if read.version <= last:
        yield problem("protocol.version", "version", version=read.version, last=last)
    if read.country != who.country:
        yield problem("protocol.foreign", "country", protocol=read.code, country=who.country)
    if read.demo != (read.country == DEMO):
        yield problem("protocol.demo", "demo", protocol=read.code, country=who.country)
    yield from _goods_against(read)


def _goods_against(read: rules.Protocol) -> Iterator[Problem]:
    """Substances and operations nobody knows, and a method the library prohibits for a substance it is to be for."""
    known, operations = library.allowed(), {each.code for each in library.operations()}
    for each in sorted(read.scope.substances):
        if each != library.RESIDUE and each not in known and each not in book().substances:
            yield problem("protocol.substance", "scope/substances", substance=each)
        elif each in known and read.method in known[each].prohibited:
            yield problem("disposal.method-prohibited", "method/code", method=read.method, substance=each)
    if read.operation not in operations:
        yield problem("disposal.operation-unknown", "method/operation", value=read.operation)


def find(session: Session, ref: str) -> Protocol | None:
    """The protocol of this reference; protocols are for all to read."""
    found = key_of(session, ref)
    return session.get(Protocol, found[1]) if found is not None and found[0] is Protocol else None


def review(session: Session, who: Who, row: Protocol, reason: str) -> str | Problems:
    """A chemist who is not the author has read it, and asks the authority to approve it."""
    lock_writer(session)
    wrong = [*factor_against(who), *three_people(row.author, who.person, "")]
    late = against(session, PROTOCOL, bytes(row.key), "review", who.today, who.today)
    wrong += [late] if late else []
    if wrong:
        return Problems(wrong)
    act = opened(session, who, "review-protocol", reason)
    move(act, PROTOCOL, row.agency, bytes(row.key), "review", who.today, reason=reason.strip() or None)
    act.seal()
    return ask(
        session, who.actor, row.agency, APPROVE, content_of(session, row, who.person), reason or row.title, who.today
    )


def content_of(session: Session, row: Protocol, reviewer: str) -> Content:
    """All that the approver sees: which version, its hash, who wrote and who read it, what differs from the last."""
    parts = dict.fromkeys(each.where[0] for each in differing(session, row))
    ref = ref_of(session, Protocol, row.id)
    told = {"protocol": ref, "sha256": row.sha256, "author": row.author, "reviewer": reviewer}
    return told | {"differs": ", ".join(parts)}


def next_of(session: Session, row: Protocol) -> dict[str, Any]:
    """The document of a version that is kept, numbered as the one that comes after all of the protocol."""
    document: dict[str, Any] = json.loads(row.document)
    return document | {"version": versions_of(session, row)[-1].version + 1}


def differing(session: Session, row: Protocol) -> list[Change]:
    """In what a version differs from the one before it; empty for a first one."""
    earlier = [each for each in versions_of(session, row) if each.version < row.version]
    return changes(json.loads(earlier[-1].document), json.loads(row.document)) if earlier else []


class Verdict(NamedTuple):
    """What the authority says of a protocol."""

    agrees: bool
    reason: str


def decided(session: Session, who: Who, row: Protocol, sight: Sight, verdict: Verdict) -> int | Problems:
    """The environment authority, a third person with their own factor, says yes or no to a reviewed version."""
    ref = ref_of(session, Protocol, row.id)
    asked = next((each for each in waiting(session, sight, who.today) if each.content.get("protocol") == ref), None)
    if asked is None:
        return Problems([problem("approval.unknown")])
    told = {"agrees": verdict.agrees, "factor": who.factor, "today": who.today}
    return decide(session, who.actor, sight, asked.ref, reason=verdict.reason or row.code, **told)  # type: ignore[arg-type] # as named


def _judge(session: Session, content: Content, today: date) -> Problems:
    row = find(session, content["protocol"] or "")
    if row is None:
        return Problems([problem("protocol.none", "protocol", substance="")])
    wrong = against(session, PROTOCOL, bytes(row.key), "approve", today, today)
    read = read_kept(row)
    found = [wrong] if wrong else []
    if read is None or row.sha256 != content["sha256"]:
        found.append(problem("protocol.unread", "document", detail=row.code))
    elif read.valid_to is not None and read.valid_to < today:
        found.append(problem("protocol.not-in-force", "protocol", protocol=row.code, day=today))
    return Problems(found)


def _decider(session: Session, content: Content, actor: Actor, today: date) -> Problems:
    """The third person: neither author nor reviewer, with the right to approve."""
    wrong = three_people(content["author"] or "", content["reviewer"] or "", actor.name)
    if Permission.APPROVE_PROTOCOLS not in permitted(roles_of(session, actor.name, today)):
        wrong.append(problem("protocol.not-approver", "approver", person=actor.name))
    return Problems(wrong)


def _apply(act: OpenAct, content: Content) -> object:
    row = find(act.session, content["protocol"] or "")
    if row is None:  # judged a moment ago
        raise LookupError(content["protocol"])
    today = act.at.date()
    for earlier in versions_of(act.session, row):
        if earlier.id != row.id and state_of(act.session, PROTOCOL, bytes(earlier.key)).state == "approved":
            move(act, PROTOCOL, row.agency, bytes(earlier.key), "supersede", today, reason=row.code)
    move(act, PROTOCOL, row.agency, bytes(row.key), "approve", today)
    read = read_kept(row)
    return reach_orders(act, row, read.change_class if read else "", today)


def withdraw(session: Session, who: Who, row: Protocol, reason: str) -> int | Problems:
    """Withdraw a protocol: orders planned under it are blocked, running ones stop at once."""
    lock_writer(session)
    wrong = against(session, PROTOCOL, bytes(row.key), "withdraw", who.today, who.today)
    found = [*([wrong] if wrong else []), *factor_against(who)]
    if not reason.strip():
        found.append(problem("reason.missing", "reason"))
    if found:
        return Problems(found)
    act = opened(session, who, "withdraw-protocol", reason)
    move(act, PROTOCOL, row.agency, bytes(row.key), "withdraw", who.today, reason=reason.strip())
    for order in [*(each for each, _ in pinned_orders(session, [row.id])), *went_on_under(session, row)]:
        state = state_of(session, ORDER, bytes(order.key)).state
        if effect("emergency-withdrawal", state) == STOP and state in STOPPABLE:
            move(act, ORDER, order.agency, bytes(order.key), "stop", who.today, reason=row.code)
    act.seal()
    return act.id


def listed(session: Session, text: str = "") -> list[tuple[str, Protocol, str]]:
    """Reference, row and state of every protocol, newest version of each code first."""
    query = select(Protocol).order_by(Protocol.code, Protocol.version.desc())
    rows = [
        each for each in session.execute(query).scalars() if text.casefold() in f"{each.code} {each.title}".casefold()
    ]
    states = states_of(session, PROTOCOL, [bytes(each.key) for each in rows])
    refs = refs_of(session, Protocol, [each.id for each in rows])
    return [(refs[each.id], each, states[bytes(each.key)].state) for each in rows]


def drafts(session: Session, agencies: Iterable[str]) -> int:
    """How many versions of these agencies nobody has read yet."""
    rows = session.execute(select(Protocol.key).where(Protocol.agency.in_(list(agencies)))).scalars()
    states = states_of(session, PROTOCOL, [bytes(key) for key in rows])
    return sum(each.state == PROTOCOL.first for each in states.values())


register(APPROVE, Effect(_judge, _apply, _decider, Permission.APPROVE_PROTOCOLS))
