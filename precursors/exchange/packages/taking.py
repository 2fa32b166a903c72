"""Take a package in: trust nothing before it is checked, write all of it or nothing, keep where each record is from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.audit import checkpoint, package
from precursors.audit.acts import Actor, OpenAct, open_act
from precursors.audit.checkpoint import Head
from precursors.audit.keys import natural_key, standing, stands
from precursors.audit.models import Current
from precursors.audit.refs import ref_of
from precursors.audit.signing import fingerprint
from precursors.db.engine import Database, lock_writer
from precursors.db.tables import act_of
from precursors.documents.models import Document
from precursors.documents.store import Store
from precursors.exchange.packages import rules
from precursors.exchange.packages.models import ExchangePackage, KnownRegistry, ReceivedRecord
from precursors.exchange.packages.rules import Item, Words
from precursors.exchange.packages.trusting import against_registry, known_registry, last_heard
from precursors.flags.service import FlagDraft, raise_flags
from precursors.intake.countries import country_code
from precursors.intake.importing import Terms
from precursors.intake.record import Record
from precursors.intake.types import Amount, Day, told
from precursors.intake.words import folded, words
from precursors.licensing.notifications.answering import Reply, noted
from precursors.licensing.notifications.importer import NotificationImporter
from precursors.licensing.notifications.life import NOTIFICATION
from precursors.licensing.notifications.models import UNANSWERED, Notification
from precursors.licensing.notifications.rules import restarts
from precursors.lives.service import against, move, state_of
from precursors.mirror.importer import FigureImporter
from precursors.mirror.permits import PermitImporter
from precursors.problems import Problem, Problems, problem
from precursors.quantities.conventions import convention
from precursors.registers.cells import Cell, as_row
from precursors.registers.importer import RegisterImporter

REWRITTEN = "registry-rewritten"
_SCORE = 950
_VERBS = {"no-objection": "clear", "objected": "object"}
_MOST_TOLD = 20
_CONVENTION = "en-US"
"""How packages write numbers, whatever the agencies on either side do."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A package that stands here: its reference, the act, how many records of each kind; known before or new."""

    ref: str
    act: int
    records: dict[str, int]
    known: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who hands what in: the file, the name the sender gave it, the public key of this registry."""

    actor: Actor
    path: Path
    name: str
    own_key: bytes


@dataclass(slots=True)
class _Read:
    """A package that was found good, and from whom."""

    row: KnownRegistry
    words: Words
    head: Head
    growth: bytes
    items: list[Item]
    digest: bytes = b""
    links: dict[int, bytes] = field(default_factory=dict)
    """Number of an item to the natural key of the record here that it was made to or answers."""


def take_in(database: Database, store: Store, terms: Terms, arrival: Arrival) -> Taken | Problems:
    """Take a package in for the agency of `terms`. Never raises for anything a file can hold."""
    with database.read() as session:
        read = _read(session, terms, arrival)
    if isinstance(read, Problem):
        return Problems([read])
    read.digest = store.keep(arrival.path)
    return database.write(lambda session: _written(session, replace(terms, session=session), arrival, read))


def _read(session: Session, terms: Terms, arrival: Arrival) -> _Read | Problem:
    """Open, check and read; nothing is believed before the key is known and the signature holds."""
    try:
        with package.opened(arrival.path) as found:
            public = found.public_key
            row = known_registry(session, terms.agency, fingerprint(public))
            wrong = against_registry(session, row, terms.today, fingerprint(public)) or package.wrong(found, public)
            if wrong or row is None:
                return wrong or problem("package.unknown-registry", fingerprint=fingerprint(public))
            words = rules.read_words(found.manifest)
            if isinstance(words, Problem):
                return words
            if words.receiver != fingerprint(arrival.own_key):
                return problem("package.not-for-us", receiver=words.receiver[:80])
            items = rules.read_items(found.read(rules.RECORDS))
            if isinstance(items, Problem):
                return items
            unproved = _unproved(found, items)
            head = checkpoint.opened(found.read(package.NOTE).decode(), public)
            return unproved or _Read(row, words, head, found.read(rules.GROWTH), items)
    except (package.Damaged, checkpoint.BadNote, UnicodeDecodeError) as bad:
        return problem("package.damaged", detail=bad)


def _unproved(found: package.Package, items: Sequence[Item]) -> Problem | None:
    """The first record that says otherwise than the proof it names."""
    for item in items:
        if item.proof is None:
            continue
        try:
            holds = item.proof in found.names and rules.proved(item, json.loads(found.read(item.proof)))
        except (LookupError, TypeError, ValueError, RecursionError):
            holds = False
        if not holds:
            return problem("package.not-proved", ref=item.ref[:80])
    return None


def _written(session: Session, terms: Terms, arrival: Arrival, read: _Read) -> Taken | Problems:
    """Judge under the writer's lock, then write everything in one act."""
    lock_writer(session)
    key = natural_key("exchange-package", terms.agency, "received", read.digest.hex())
    known = standing(session, [key]).get(key)
    counts = {kind: n for kind in rules.TABLES if (n := sum(item.kind == kind for item in read.items))}
    if known is not None:
        return Taken(ref_of(session, ExchangePackage, known), act_of(known), counts, known=True)
    heard = last_heard(session, terms.agency, read.row.fingerprint)
    wrong = rules.grown(heard[1] if heard else None, read.head, read.growth)
    if wrong:
        if heard and wrong.code == "package.rewritten":
            _tell(session, terms, arrival, read, heard[0])
        return Problems([wrong])
    importers = [
        _judged(terms, NotificationImporter, "notifications", read),
        _judged(terms, FigureImporter, "figures", read),
        _judged(terms, PermitImporter, "authorisations", read),
    ]
    against_items = [problem for importer in importers for problem in _settled(session, importer)]
    steps, late = _steps(session, terms, read)
    again, closed = _begun_again(session, importers[0])
    late += closed
    if against_items or late:
        first = problem("package.records-refused", records=len(against_items) + len(late))
        return Problems([first, *[*against_items, *late][:_MOST_TOLD]])
    act = open_act(session, "take-in-package", Actor(arrival.actor.name, terms.agency))
    _document(act, arrival, read)
    number = _package(act, terms, read, key)
    for importer in importers:
        if importer.outcome.accepted:
            importer.write(act)
    for subject, changed in again.items():
        move(act, NOTIFICATION, terms.agency, subject, "restart", terms.today, detail={"changed": " ".join(changed)})
    for row, verb, item in steps:
        day, why = date.fromisoformat(item.fields["day"]), item.fields.get("reason")
        noted(act, terms, row, Reply(verb, day, why, _objection(item)), {"package": read.digest.hex()})
    _provenance(act, terms, read, number)
    act.seal()
    return Taken(ref_of(session, ExchangePackage, number), act.id, counts)


def _judged(terms: Terms, importer: type[RegisterImporter], kind: str, read: _Read) -> RegisterImporter:
    """The records of one kind, each judged as a row of a sheet; a later package may bring a newer version."""
    made = importer(replace(terms, convention=convention(_CONVENTION), correct=True, keep_unresolved=True))
    for number, item in enumerate(read.items):
        if item.kind == kind:
            before = len(made.rows)
            block, placed = as_row(made.record, _cells(made.record, item, read.row.country), number + 1)
            made.block("", block, placed, [], None, None)
            read.links.update((number, row.key) for row in made.rows[before:])
    return made


def _settled(session: Session, importer: RegisterImporter) -> list[Problem]:
    importer.outcome = importer.settle(session)
    return [trouble.problem for trouble in importer.outcome.rejected]


def _begun_again(session: Session, importer: RegisterImporter) -> tuple[dict[bytes, tuple[str, ...]], list[Problem]]:
    """Received notifications of which a newer version came that the law wants answered anew, and what forbids it:
    what is closed here is not changed from there.
    """
    present = standing(session, [row.key for row in importer.rows])
    old = {key: session.get_one(Notification, number) for key, number in present.items()}
    found, wrong = dict[bytes, tuple[str, ...]](), []
    for row in importer.rows:
        was = old.get(row.key)
        changed = restarts({name: getattr(was, name) for name in row.values}, row.values) if was else ()
        if changed:
            led = NOTIFICATION.after(state_of(session, NOTIFICATION, row.key).state, "restart")
            found[row.key] = changed
            row.values.update(UNANSWERED)
            wrong += [led] if isinstance(led, Problem) else []
    return found, wrong


def _cells(record: Record, item: Item, country: str) -> dict[str, Cell]:
    """A record as the cells of a sheet; whose side it is of follows from the package, never from what it says."""
    own = {"direction": "received", "origin": country} if item.kind == "notifications" else {"partner": country}
    known = {each.key for each in record.fields}
    texts = {name: text for name, text in item.fields.items() if name in known} | own
    return {name: _cell(record, name, text) for name, text in texts.items() if text}


def _cell(record: Record, name: str, text: str) -> Cell:
    kind = record[name].type
    if isinstance(kind, Day):
        return "d", text
    if isinstance(kind, Amount) and (figure := told(text)) is not None:
        return ("t", figure.text) if figure.number is None else ("n", str(figure.number))
    return "t", text


def _steps(session: Session, terms: Terms, read: _Read) -> tuple[list[tuple[Notification, str, Item]], list[Problem]]:
    """What answers move on, and what stands against it; an answer that is known already moves nothing."""
    steps, wrong = [], []
    for number, item in enumerate(read.items):
        if item.kind != "replies":
            continue
        row = _asked_about(session, terms.agency, item, read.row.country)
        verb = _VERBS.get(item.fields.get("state", ""))
        if row is None or verb is None:
            wrong.append(problem("package.no-notification", number=item.fields.get("number", "?")[:80]))
            continue
        read.links[number] = bytes(row.key)
        now = state_of(session, NOTIFICATION, bytes(row.key))
        if now.state == item.fields["state"]:
            continue
        try:
            day = date.fromisoformat(item.fields.get("day", ""))
        except ValueError:
            wrong.append(problem("date.unreadable", "day", value=item.fields.get("day", "")[:80]))
            continue
        late = against(session, NOTIFICATION, bytes(row.key), verb, day, terms.today)
        wrong += [late] if late else []
        steps.append((row, verb, item))
    return steps, wrong


def _asked_about(session: Session, agency: str, item: Item, country: str) -> Notification | None:
    """The notification we sent to that country that an answer names by number, and by line or substance."""
    n = Notification
    query = select(n).join(Current, stands(n)).where(n.agency == agency, n.direction == "sent")
    rows = session.execute(query.where(n.folded == folded(item.fields.get("number", ""))).order_by(n.id)).scalars()
    line, substance = item.fields.get("line"), item.fields.get("substance")
    fitting = [row for row in rows if country_code(row.destination) == country and (row.line or None) == line]
    return next((row for row in fitting if line or row.substance == substance), None)


def _objection(item: Item) -> str | None:
    """The word on the list of reasons, where the answer has one."""
    try:
        found = json.loads(item.fields.get("detail", "{}"))["objection"]
    except (LookupError, TypeError, ValueError, RecursionError):
        return None
    return words("objection_reasons").get(folded(str(found)[:200]), str(found)[:200])


def _document(act: OpenAct, arrival: Arrival, read: _Read) -> int:
    size = arrival.path.stat().st_size
    return act.add(Document, {"sha256": read.digest, "name": arrival.name, "size": size, "role": "package"})


def _package(act: OpenAct, terms: Terms, read: _Read, key: bytes) -> int:
    values: dict[str, Any] = {"agency": terms.agency, "direction": "received", "name": read.row.name}
    values |= {"country": read.row.country, "fingerprint": read.row.fingerprint, "visibility": read.words.visibility}
    values |= {"records": len(read.items), "made": read.words.made, "sha256": read.digest}
    values |= {"size": read.head.size, "root": read.head.root, "key": key}
    number = act.add(ExchangePackage, values)
    act.session.execute(insert(Current), {"key": key, "id": number})
    return number


def _provenance(act: OpenAct, terms: Terms, read: _Read, number: int) -> None:
    plain = {"agency": terms.agency, "package": number}
    rows = [
        plain
        | {"kind": item.kind, "ref": item.ref, "proved": int(item.proof is not None), "subject": read.links.get(at)}
        | {"content": json.dumps(item.fields, sort_keys=True, ensure_ascii=False)}
        for at, item in enumerate(read.items)
    ]
    if rows:
        act.add_many(ReceivedRecord, rows)


def _tell(session: Session, terms: Terms, arrival: Arrival, read: _Read, before: int) -> None:
    """Keep the package that contradicts an earlier one, and flag the earlier one: somebody rewrote a log."""
    cause = read.digest.hex()
    act = open_act(session, "refuse-package", Actor(arrival.actor.name, terms.agency))
    _document(act, arrival, read)
    inputs = {"name": read.row.name, "size": str(read.head.size), "sha256": cause}
    kind = ExchangePackage.__tablename__
    raise_flags(act, [FlagDraft(terms.agency, REWRITTEN, 1, None, cause, _SCORE, kind, [before], inputs)])
    act.seal()
