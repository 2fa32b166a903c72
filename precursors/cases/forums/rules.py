"""What must hold in forums: pure functions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from precursors.problems import Problem, problem
from precursors.scope.models import NOMINAL


def inviting_against(
    keeper: str, codes: Sequence[str], known: Collection[str], there: Collection[str]
) -> Iterator[Problem]:
    """What stops an invitation: nobody named, an agency nobody knows, the keeper itself, one that is there already."""
    if not codes:
        yield problem("field.missing", "agencies")
    for code in codes:
        if code not in known:
            yield problem("agency.unknown", "agencies", value=code)
        elif code == keeper:
            yield problem("share.own", "agencies", agency=code)
        elif code in there:
            yield problem("forum.there-already", "agencies", agency=code)


def until_against(until: date | None, today: date) -> Iterator[Problem]:
    """What stops an end: a day that is past."""
    if until is None or until < today:
        yield problem("share.until", "until")


def later_against(until: date | None, last: date, today: date) -> Iterator[Problem]:
    """What stops a last day from being put off: a day that is past, or not after the one there is."""
    yield from until_against(until, today)
    if until is not None and until <= last:
        yield problem("forum.not-later", "until", day=last)


def over_against(state: str, until: date, today: date) -> Problem | None:
    """What stops any work in a forum: it is closed, or its last day is past."""
    return problem("forum.over", None, day=until) if state != "open" or until < today else None


def task_against(
    addressee: str, due: date | None, there: Collection[str], until: date, today: date
) -> Iterator[Problem]:
    """What stops a task: an agency that is not there, a day that is past or after the last one of the forum."""
    if addressee not in there:
        yield problem("forum.not-there", "addressee", agency=addressee)
    if due is not None and not today <= due <= until:
        yield problem("forum.due", "due", first=today, last=until)


def tier_of(asked: str | None, forum: str) -> str | Problem:
    """How a record is shown: as asked, else as the forum says; never with names where the forum is without them."""
    if asked == NOMINAL and forum != NOMINAL:
        return problem("forum.without-names", "tier")
    return asked or forum
