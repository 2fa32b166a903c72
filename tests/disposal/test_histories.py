"""Whatever people try in whatever order: nothing is lost, nothing negative, no certificate without every gate."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.orm import Session

from precursors.db.engine import Database
from precursors.disposal import deviating, residue, working
from precursors.disposal.pending import Person, pending
from precursors.disposal.requesting import OrderDraft, request
from precursors.disposal.service import own_order, step_of_life
from precursors.scope.visible import Sight
from tests.conftest import DEEP
from tests.counts import counted, many
from tests.disposal.histories import Histories
from tests.disposal.makers import (
    KG,
    OWNER,
    Made,
    Site,
    a_line,
    a_protocol,
    a_site,
    an_entry,
    an_order,
    at_work,
    certified,
    codes,
    decided,
    good,
    logged,
    put,
    simply,
)
from tests.journeys.test_disposal import STEPS as STEPS_OF_SOLVENTS

EXAMPLES, STEPS = many("ORDERS", 3, 300), 40 if DEEP else 25


def test_no_history_ends_in_a_certificate_without_every_gate(
    registries: Callable[[], AbstractContextManager[Database]],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    monkeypatch.setattr(Histories, "fresh", staticmethod(registries), raising=False)

    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, derandomize=not DEEP,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip

    counted("histories of orders of destruction", request.node.callspec.params["registries"], EXAMPLES)


def test_all_residue_goes_into_orders_of_its_own_and_no_gram_of_it_into_two(database: Database) -> None:
    site = a_site(database)
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    for step in STEPS_OF_SOLVENTS:
        good(logged(site, ref, step))
    good(put(site, ref, "residue", "3"))
    good(opened(site, ref, "residue", "D-2"))
    nothing_left = opened(site, ref, "residue", "D-3")
    good(put(site, ref, "residue", "2"))
    good(simply(site, ref, "dora", "end-work"))
    early = simply(site, ref, "dora", "verify-residue")
    second = good(opened(site, ref, "residue", "D-3"))
    good(simply(site, ref, "dora", "verify-residue"))
    late = put(site, ref, "residue", "1")

    assert codes(nothing_left) == {"disposal.nothing-left"}
    assert codes(early) == {"disposal.residue-order-needed"}
    assert [(each.lot, each.net_ug) for each in site.dossier(second).lines] == [("LOT-1/R2", 2 * KG)]
    assert codes(late) == {"disposal.residue-verified"}


def test_a_stopped_order_keeps_its_lot_and_leaves_no_residue_behind(database: Database) -> None:
    site = a_site(database)
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    good(site.doing(ref, "pia", "stop", lambda s, w, d: deviating.stop(s, w, d, "fire next door")))
    good(put(site, ref, "residue", "3"))
    again = asked_again(site)
    rest = good(opened(site, ref, "remainder", "D-2"))
    forgotten = simply(site, ref, "dora", "reconcile")
    good(opened(site, ref, "residue", "D-3"))
    good(simply(site, ref, "dora", "reconcile"))
    busy = asked_again(site)
    good(site.doing(rest, "dora", "cancel", lambda s, w, d: step_of_life(s, w, d, "cancel", "no plant")))

    assert codes(again) == codes(busy) == {"disposal.lot-busy"}
    assert codes(forgotten) == {"disposal.residue-order-needed"}
    assert isinstance(asked_again(site), str)


def test_what_was_destroyed_is_not_destroyed_again(database: Database) -> None:
    site = a_site(database)
    certified(site, a_protocol(site))

    assert codes(asked_again(site)) == {"disposal.lot-gone"}


def test_an_accepted_conflict_counts_once_those_it_names_have_confirmed_it(database: Database) -> None:
    site = a_site(database)
    ref = an_order(site)
    at_work(site, ref, a_protocol(site))
    good(logged(site, ref, "identity"))
    slow = an_entry(site, "weigh-in", at=site.now - timedelta(minutes=30))
    entry = {"uuid": slow.uuid, "step": slow.step, "performer": "pia", "witness": "wanda", "at": slow.at.isoformat()}

    (answer,) = brought(site, ref, entry | {"evidence": dict(slow.evidence)})
    before = waits(site, "wanda")
    good(decided(site, ref, "accept"))
    after = waits(site, "wanda")
    for name in ("pia", "wanda"):
        good(site.doing(ref, name, "confirm", lambda s, w, d: working.confirm(s, w, d, slow.uuid)))

    assert answer.state == "conflict"
    assert (before, after, waits(site, "wanda")) == (False, True, False)
    assert not site.dossier(ref).to_confirm
    assert good(logged(site, ref, "protection")).verdict == "pass"


def asked_again(site: Site) -> Made:
    draft = OrderDraft("D-9", "once more", (a_line(),))
    return site.write(lambda s: request(s, site.who("dora"), draft, OWNER))


def opened(site: Site, ref: str, kind: str, number: str) -> Made:
    return site.doing(ref, "dora", f"open-{kind}", lambda s, w, d: residue.child(s, w, d, kind, number, "left"))


def brought(site: Site, ref: str, *entries: dict[str, Made]) -> Made:
    def unit(session: Session) -> Made:
        order = own_order(session, Sight(), ref)
        assert order is not None
        return working.sync(session, site.who("pia"), order, entries)

    return site.write(unit)


def waits(site: Site, name: str) -> bool:
    """Whether the start page of somebody who sees the order asks them to confirm."""
    with site.database.read() as session:
        person = Person(name, Sight((OWNER,)), lambda _: True)
        return bool(pending(session, person, site.now.date()).of("confirm"))
