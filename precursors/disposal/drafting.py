"""Writing a version of a protocol part by part: begun, saved, handed in, or thrown away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from precursors.disposal import keeping, library
from precursors.disposal.draft_models import ProtocolDraft
from precursors.disposal.planning import DEMO
from precursors.disposal.rules.document import (
    CHOICE,
    DEFAULTS,
    LISTS,
    METRES,
    PAIRS,
    TONGUES,
    WHOLE,
    WORDS,
    YES,
    Change,
    Part,
    changes,
)
from precursors.disposal.rules.evidence import whole
from precursors.disposal.rules.protocol import canonical
from precursors.disposal.service import Who
from precursors.problems import Problem, Problems, problem

Document = dict[str, Any]
Form = Mapping[str, Sequence[str]]
"""Fields of a form as sent, each with all its values."""
Way = Literal["up", "down", "out"]
MOST_STEPS, MOST_EVIDENCE = 100, 30
"""Steps of a protocol and pieces of evidence of a step that the editor takes."""


def start(session: Session, who: Who, source: str) -> str | None:
    """Begin a draft: empty, from a document of the seed, or from a version that is kept; None without it."""
    row = keeping.find(session, source) if source else None
    if row is not None:
        document = keeping.next_of(session, row)
    elif source:
        found = library.documents().get(source)
        if found is None:
            return None
        document = dict(found)
    else:
        document = {
            "version": 1, "authority": who.home, "country": who.country, "demo": who.country == DEMO,
            "change_class": "editorial", "valid_from": who.today.isoformat(), "scope": {}, "method": {},
            "people": {"committee": 3, "witnesses": 2, "witness_agencies": 2}, "steps": [],
        }  # fmt: skip
    return keep(session, who, document, source if row is not None else None)


def keep(session: Session, who: Who, document: Mapping[str, Any], begun_from: str | None = None) -> str:
    """Keep a new draft; answers what it is called by."""
    name = str(uuid4())
    known = {"agency": who.home, "begun_from": begun_from, "document": canonical(document), "saves": 0}
    session.add(ProtocolDraft(uuid=name, person=who.person, at=who.now, **known))
    return name


def found(session: Session, agency: str, name: str) -> ProtocolDraft | None:
    """The draft of this name, if it is of the agency."""
    row = session.get(ProtocolDraft, name)
    return row if row is not None and row.agency == agency else None


def of_agency(session: Session, agency: str) -> list[tuple[ProtocolDraft, Document]]:
    """What an agency is writing, last saved first."""
    query = select(ProtocolDraft).where(ProtocolDraft.agency == agency).order_by(ProtocolDraft.at.desc())
    return [(row, json.loads(row.document)) for row in session.execute(query).scalars()]


def saved(
    session: Session, who: Who, row: ProtocolDraft, seen: int, change: Callable[[Document], Any]
) -> int | Problems:
    """Change what a draft says, unless somebody else has since it was `seen`; answers how often it was saved."""
    if row.saves != seen:
        return Problems([problem("protocol.draft-changed", None, person=row.person)])
    document = json.loads(row.document)
    change(document)
    row.document, row.saves, row.person, row.at = canonical(document), row.saves + 1, who.person, who.now
    session.flush()
    return row.saves


def hand_in(session: Session, who: Who, row: ProtocolDraft) -> str | Problems:
    """Hand a draft in as a version; answers its reference. The draft is gone then."""
    made = keeping.submit(session, who, row.agency, json.loads(row.document))
    if not isinstance(made, Problems):
        throw_away(session, row)
    return made


def throw_away(session: Session, row: ProtocolDraft) -> None:
    """Forget a draft."""
    session.execute(delete(ProtocolDraft).where(ProtocolDraft.uuid == row.uuid))


def differing(session: Session, row: ProtocolDraft) -> list[Change]:
    """In what a draft differs from the version it was begun from."""
    begun = keeping.find(session, row.begun_from) if row.begun_from else None
    return changes(json.loads(begun.document), json.loads(row.document)) if begun else []


def against(session: Session, who: Who, row: ProtocolDraft) -> list[Problem]:
    """Everything that would be against handing a draft in now."""
    return list(keeping.submit_against(session, who, row.agency, json.loads(row.document)))


def move_step(document: Document, n: int, way: Way) -> None:
    """Move a step up or down, or take it out; what cannot be moved so stays."""
    steps = document["steps"]
    if not 0 <= n < len(steps):
        return
    step = steps.pop(n)
    if way != "out":
        steps.insert(max(0, n + (-1 if way == "up" else 1)), step)


def put_step(document: Document, n: int, step: Document) -> None:
    """Put a step at its place, or behind all others. Steps that came after it by name go on doing so."""
    steps = document.setdefault("steps", [])
    if n >= len(steps):
        steps.append(step)
        return
    was, steps[n] = steps[n].get("key"), step
    for each in steps:
        if was and "after" in each:
            each["after"] = [step.get("key", "") if name == was else name for name in each["after"]]


def typed(parts: Sequence[Part], form: Form, prefix: str = "") -> Document:
    """What the fields of a form say, as a table of a document. What cannot be read stays as typed, to be blamed."""
    made: Document = {}
    for part in parts:
        value = _value(part, form, prefix + part.name)
        table, _, name = part.name.rpartition(".")
        within = made.setdefault(table, {}) if table else made
        usual = DEFAULTS.get(part.name, False) if part.sort in {YES, CHOICE} else None
        if value not in (None, "", [], {}) and value != usual:
            within[name] = value
    return made


def typed_step(parts: Sequence[Part], spec: Sequence[Part], form: Form) -> Document:
    """A step with its lists of evidence, less what was left empty or is to be taken out."""
    step = typed(parts, form)
    for name in LISTS:
        left = (n for n in range(MOST_EVIDENCE) if f"{name}.{n}.out" not in form)
        kept = [each for each in (typed(spec, form, f"{name}.{n}.") for n in left) if each]
        if kept:
            step[name] = kept
    return step


def _value(part: Part, form: Form, name: str) -> Any:  # noqa: ANN401 - any JSON value
    values = [each.strip() for each in form.get(name, ())]
    text = values[0].replace("\r\n", "\n") if values else ""
    if part.sort == YES:
        return text == "yes" if text else None
    if part.sort == PAIRS:
        return [each.split() for each in values if each]
    if part.sort == WORDS:
        return values if part.among else list(_words(text))
    if part.sort == METRES:
        return {what.strip(): _number(far.strip()) for what, _, far in (each.partition("=") for each in text.split())}
    if part.sort == TONGUES:
        told = {each: (form.get(f"{name}.{each}") or [""])[0].strip() for each in part.among}
        return {language: said for language, said in told.items() if said}
    return _number(text) if part.sort == WHOLE else text


def _words(text: str) -> Iterator[str]:
    return (word for each in text.replace("\n", ",").split(",") if (word := each.strip()))


def _number(text: str) -> int | str:
    found = whole(text)
    return text if found is None else found


def shown(part: Part, value: Any) -> str:  # noqa: ANN401 - any JSON value
    """What a document says of a part, as its field has it."""
    if value is None:
        return ""
    if part.sort == WORDS and isinstance(value, list):
        return ", ".join(map(str, value))
    if part.sort == METRES and isinstance(value, Mapping):
        return " ".join(f"{what}={far}" for what, far in value.items())
    return str(value)
