"""Load watch lists and look them up."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.agencies.people import take_back_alone
from precursors.audit.acts import Actor, open_act
from precursors.audit.keys import natural_key, standing, stands
from precursors.audit.models import Current
from precursors.db.engine import lock_writer
from precursors.problems import Problem, Problems, problem
from precursors.substances.fold import fold
from precursors.substances.identify import identify
from precursors.substances.models import WatchItem
from precursors.substances.vocabulary import Watched


@dataclass(frozen=True, slots=True)
class Watch:
    """One line of a list about to be loaded."""

    name: str
    substance: str
    reason: str | None


def read_list(path: Path) -> list[Watch] | Problem:
    """The lines of a CSV with a column `name` and, where wanted, `substance` (a key) and `reason`."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            if "name" not in (reader.fieldnames or ()):
                return problem("watch.no-name-column", found=", ".join(reader.fieldnames or ()) or "-")
            return [_watch(row) for row in reader if (row.get("name") or "").strip()]
    except (UnicodeDecodeError, csv.Error) as wrong:
        return problem("watch.unreadable", detail=wrong)


def _watch(row: dict[str, str]) -> Watch:
    name = row["name"].strip()
    stated = (row.get("substance") or "").strip()
    found = identify(name)
    key = stated or (found.substance if found.status == "match" else None) or "-".join(fold(name).split())
    return Watch(name, str(key), (row.get("reason") or "").strip() or None)


def named(names: Iterable[str], reason: str) -> list[Watch]:
    """Lines made from bare names, blank ones left out, all for one reason."""
    return [_watch({"name": name, "reason": reason}) for name in names if name.strip()]


def take_off(session: Session, actor: Actor, name: str, reason: str) -> int | Problem:
    """Take one name off the list of the actor's agency, in an act of its own; answers the act. Needs a reason."""
    lock_writer(session)
    target = standing(session, [natural_key("watch", actor.agency or "", fold(name))])
    made = take_back_alone(session, actor, "shorten-watch-list", list(target.values()), reason, _unknown(name, target))
    return made[0] if isinstance(made, Problems) else made


def _unknown(name: str, target: Mapping[bytes, int]) -> list[Problem]:
    return [] if target else [problem("record.unknown", ref=name)]


def load(session: Session, actor: Actor, agency: str, lines: list[Watch]) -> int:
    """Add lines that are not on the agency's list yet, in one act; answer how many were new."""
    lock_writer(session)
    keyed = {natural_key("watch", agency, fold(line.name)): line for line in lines}
    known = standing(session, keyed)
    new = [(key, line) for key, line in keyed.items() if key not in known]
    if new:
        act = open_act(session, "load-watch-list", actor)
        first = act.add_many(
            WatchItem,
            [
                {"agency": agency, "name": w.name, "substance": w.substance, "reason": w.reason, "key": key}
                for key, w in new
            ],
        )
        session.execute(insert(Current), [{"key": key, "id": first + n} for n, (key, _) in enumerate(new)])
        act.seal()
    return len(new)


def watched(session: Session, agency: str) -> tuple[Watched, ...]:
    """What an agency watches."""
    return tuple(Watched(item.substance, item.name) for item in items(session, agency))


def items(session: Session, agency: str) -> Iterator[WatchItem]:
    """The standing lines of an agency's list, by name."""
    query = select(WatchItem).join(Current, stands(WatchItem)).where(WatchItem.agency == agency)
    yield from session.execute(query.order_by(WatchItem.name)).scalars()


def watched_by_any(session: Session) -> set[str]:
    """Keys of the substances that some agency watches, or has watched: its records may be of them."""
    return set(session.execute(select(WatchItem.substance).distinct()).scalars())
