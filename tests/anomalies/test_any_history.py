"""Whatever comes in, goes out or is put right, in whatever pieces it is looked at: it is told as by a whole run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from random import Random
from typing import TypeAlias

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from precursors.anomalies.kept import usual_holds
from precursors.anomalies.service import found, raised
from precursors.audit.acts import last_act, open_act
from precursors.audit.models import Current
from precursors.db.engine import Database
from precursors.trade.models import Shipment
from precursors.trade.reversing import reverse
from tests.anomalies.test_what_is_new import AGENCIES, TODAY, WHO, a_shipment, of_new, told, written
from tests.conftest import DEEP
from tests.people import an_agency

Step: TypeAlias = tuple[str, int, int]
"""What is done, a seed, how many records."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(("enter", "enter", "enter", "take-back", "correct", "run", "run")),
        st.integers(0, 10_000),
        st.sampled_from((1, 2, 5, 30)),
    ),
    min_size=2,
    max_size=14,
)
PATIENT = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=150 if DEEP else 8, suppress_health_check=PATIENT)
@given(steps=STEPS)
def test_what_is_new_is_told_as_a_whole_run_tells_it(
    registries: Callable[[], AbstractContextManager[Database]], steps: list[Step]
) -> None:
    with registries() as database:
        for code in AGENCIES:
            an_agency(database, code)
        first = 0
        database.write(lambda session: written(session, [a_shipment(Random(0), 100_000 + n) for n in range(40)]))
        for number, (what, seed, count) in enumerate((*steps, ("run", 0, 0))):
            if what == "run":
                first = _run(database, first)
            else:
                database.write(lambda session, step=(what, seed, count), n=number: _done(session, step, n))


def _done(session: Session, step: Step, number: int) -> None:
    """Enter some shipments, take standing ones back, or put them right: the old ones back, others under their keys."""
    what, seed, count = step
    random = Random(seed)
    rows = [a_shipment(random, 1_000 * number + n) for n in range(count)]
    if what == "enter":
        written(session, rows)
        return
    standing = session.execute(select(Shipment.id, Shipment.key).join(Current, Current.id == Shipment.id)).all()
    chosen = random.sample(standing, min(count, len(standing)))
    if not chosen:
        return
    act = open_act(session, "correct-shipments" if what == "correct" else "reverse", WHO)
    reverse(act, [each for each, _ in chosen])
    if what == "correct":
        again = [row | {"key": key} for row, (_, key) in zip(rows, chosen, strict=False)]
        start = act.add_many(Shipment, again)
        session.execute(insert(Current), [{"key": row["key"], "id": start + n} for n, row in enumerate(again)])
    act.seal()


def _run(database: Database, first: int) -> int:
    """A run over what came in since the last one, held against one over everything; answers where the next begins."""
    with database.read() as session:
        assert told(session, first) == of_new(told(session, 0), first)
        result, until = found(session, first, TODAY), last_act(session)
    database.write(lambda session: raised(session, WHO, result))
    with database.read() as session:
        assert list(usual_holds(session)) == []
        assert found(session, first, TODAY).drafts == []
    return until + 1
