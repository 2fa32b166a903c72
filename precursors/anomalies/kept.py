"""Keep what is usual between runs: read it, bring it up to the last act, write it, check it."""

from __future__ import annotations

import json
import logging
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from precursors.anomalies.gathering import gone, known_shipments
from precursors.anomalies.models import Usual
from precursors.anomalies.usual import Counts, counted
from precursors.audit.acts import last_act
from precursors.db.bulk import insert_rows
from precursors.db.engine import lock_writer
from precursors.problems import Problem, problem

LOG = logging.getLogger("precursors.anomalies")
ACTS = ("acts", "")
"""Place of the row that says up to which act the others count."""

_Rows: TypeAlias = dict[tuple[str, str], str]
"""By what is counted, and about what: its counts as they are written down."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Counts of all standing shipments up to an act, -1 for none."""

    until: int
    counts: Counts
    was: int = -1
    """Up to which act they had been kept before."""


def up_to_date(session: Session) -> Kept:
    """What was kept, with what came since and without what was reversed since; all anew where it was altered."""
    until = last_act(session)
    try:
        kept = _read(session, until)
    except ValueError as why:
        LOG.warning("what is kept as usual is not what was written down, all is counted anew: %s", why)
        kept = Kept(-1, defaultdict(Counter))
    counted(known_shipments(session, kept.until + 1, until), kept.counts)
    counted(gone(session, kept.until, until), kept.counts, -1)
    return Kept(until, _seen(kept.counts), kept.until)


def keep(session: Session, now: Kept) -> None:
    """Write counts down for the next run, unless another run has meanwhile."""
    lock_writer(session)
    try:
        before = _read(session, now.until)
    except ValueError:
        before = Kept(-1, defaultdict(Counter))
    if before.until != now.was or now.was == now.until:
        return
    changed = [place for place in {*now.counts, *before.counts} if now.counts.get(place) != before.counts.get(place)]
    if before.until < 0:
        session.execute(delete(Usual))
    for what, about in (*changed, ACTS):
        session.execute(delete(Usual).where(Usual.what == what, Usual.about == about))
    told = _told(now)
    rows = [(*place, told[place]) for place in (*changed, ACTS) if place in told]
    insert_rows(session, "usual", ("what", "about", "counts"), rows)


def usual_holds(session: Session) -> Iterator[Problem]:
    """For `verify`: what is kept as usual is what the shipments standing at that act show."""
    rows = _rows(session)
    if not rows:
        return
    try:
        until = _until(rows, last_act(session))
    except ValueError as why:
        yield problem("verify.aggregate", what="usual", found=str(why)[:200], expected="counts")
        return
    due = _told(Kept(until, counted(known_shipments(session, 0, until, until))))
    for place in sorted({*due, *rows}):
        found, expected = rows.get(place, "{}"), due.get(place, "{}")
        if found != expected:
            yield problem("verify.aggregate", what=" ".join(place).strip(), found=found[:200], expected=expected[:200])


def _read(session: Session, last: int) -> Kept:
    """What is kept. Raises ValueError where it is not what was written down, or of acts after the `last`."""
    rows = _rows(session)
    if not rows:
        return Kept(-1, defaultdict(Counter))
    until = _until(rows, last)
    acts = rows.pop(ACTS)
    if acts != _acts(until, rows):
        raise ValueError(acts)
    counts: Counts = defaultdict(Counter)
    counts.update((place, Counter(json.loads(own))) for place, own in rows.items())
    return Kept(until, counts)


def _rows(session: Session) -> _Rows:
    query = select(Usual.what, Usual.about, Usual.counts)
    return {(what, about): told for what, about, told in session.execute(query)}


def _until(rows: _Rows, last: int) -> int:
    told = rows.get(ACTS, "")
    own = json.loads(told or "{}")
    until = own.get("acts") if isinstance(own, dict) else None
    if type(until) is not int or not 0 <= until <= last:
        raise ValueError(f"acts: {told}")
    return until


def _told(kept: Kept) -> _Rows:
    """The rows that say it."""
    rows = {
        place: json.dumps(dict(own), ensure_ascii=False, sort_keys=True) for place, own in kept.counts.items() if own
    }
    return rows | {ACTS: _acts(kept.until, rows)}


def _acts(until: int, rows: _Rows) -> str:
    """Up to which act rows count, and their hash: a row somebody altered is no longer believed."""
    told = json.dumps(sorted((*place, own) for place, own in rows.items()))
    return json.dumps({"acts": until, "sha256": sha256(told.encode()).hexdigest()})


def _seen(counts: Counts) -> Counts:
    """Without what nobody does any more."""
    left: Counts = defaultdict(Counter)
    for place, own in counts.items():
        still = Counter({each: times for each, times in own.items() if times})
        if still:
            left[place] = still
    return left
