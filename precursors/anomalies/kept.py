"""Keep what is usual between runs: read it, bring it up to the last act, write it, check it."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from precursors.anomalies.gathering import gone, known_shipments
from precursors.anomalies.models import Usual
from precursors.anomalies.usual import Counts, counted
from precursors.audit.acts import last_act
from precursors.db.bulk import insert_rows
from precursors.db.engine import lock_writer
from precursors.problems import Problem, problem

ACTS = "acts"


@dataclass(frozen=True, slots=True)
class Kept:
    """Counts of all standing shipments up to an act, -1 for none."""

    until: int
    counts: Counts
    was: int = -1
    """Up to which act they had been kept before."""


def up_to_date(session: Session) -> Kept:
    """What was kept, with what came since and without what was reversed since; what is no count is counted anew."""
    until = last_act(session)
    try:
        kept = _read(session, until)
    except ValueError:
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
    for what, about in (*changed, (ACTS, "")):
        session.execute(delete(Usual).where(Usual.what == what, Usual.about == about))
    rows = [(*place, _told(now.counts[place])) for place in changed if place in now.counts]
    insert_rows(session, "usual", ("what", "about", "counts"), [*rows, (ACTS, "", json.dumps({ACTS: now.until}))])


def usual_holds(session: Session) -> Iterator[Problem]:
    """For `verify`: what is kept as usual is what the shipments standing at that act show."""
    try:
        kept = _read(session, last_act(session))
    except ValueError as why:
        yield problem("verify.aggregate", what="usual", found=str(why)[:200], expected="counts")
        return
    expected: Counts = defaultdict(Counter)
    if kept.until >= 0:
        counted(known_shipments(session, 0, kept.until, kept.until), expected)
    for place in sorted({*expected, *kept.counts}):
        if expected.get(place) != kept.counts.get(place):
            found, due = (_told(own.get(place, Counter()))[:200] for own in (kept.counts, expected))
            yield problem("verify.aggregate", what=" ".join(place), found=found, expected=due)


def _read(session: Session, last: int) -> Kept:
    """What is kept. Raises ValueError where it is none: no counts, or of acts after the `last` there is."""
    counts: Counts = defaultdict(Counter)
    until = -1
    for what, about, told in session.execute(select(Usual.what, Usual.about, Usual.counts)):
        own = json.loads(told)
        if not isinstance(own, dict) or not own or not all(type(times) is int for times in own.values()):
            raise ValueError(f"{what} {about}: {told}")
        if what == ACTS:
            until = own.get(ACTS, last + 1)
        else:
            counts[what, about] = Counter(own)
    if until > last or (until < 0 and counts):
        raise ValueError(f"{ACTS}: {until}")
    return Kept(until, counts)


def _seen(counts: Counts) -> Counts:
    """Without what nobody does any more."""
    left: Counts = defaultdict(Counter)
    for place, own in counts.items():
        still = Counter({each: times for each, times in own.items() if times})
        if still:
            left[place] = still
    return left


def _told(own: Counter[str]) -> str:
    return json.dumps(dict(own), ensure_ascii=False, sort_keys=True)
