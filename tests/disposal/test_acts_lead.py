"""The page of every act of a destruction leads to what the act was about."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from precursors.access.permissions import Role
from precursors.audit.models import Act
from precursors.audit.reading import told
from precursors.audit.refs import ref_of
from precursors.db.engine import Database
from precursors.disposal import deviating
from precursors.disposal.models import DisposalOrder
from precursors.scope.visible import Sight
from tests.asking import shown
from tests.disposal.makers import (
    OWNER,
    a_line,
    a_protocol,
    a_site,
    an_order,
    at_work,
    certified,
    decided,
    good,
    logged,
)
from tests.people import an_app, at, signed_in_client


def test_the_page_of_every_act_leads_to_its_order(database: Database, tmp_path: Path) -> None:
    site = a_site(database)
    certified(site, a_protocol(site))
    other = an_order(site, a_line("LOT-2"), number="D-2")
    at_work(site, other, a_protocol(site, code="XD-OTHER"))
    good(logged(site, other, "identity"))
    good(site.doing(other, "wanda", "deviate", lambda s, w, d: deviating.deviate(s, w, d, "spill", "seen", "major")))
    good(decided(site, other, "accept"))

    with database.read() as session:
        orders = {ref_of(session, DisposalOrder, each.id) for each in session.execute(select(DisposalOrder)).scalars()}
        acts = list(session.execute(select(Act).where(Act.kind.like("disposal-%"))).scalars())
        about = {act.id: told(session, Sight(), act.id) for act in acts}
    kinds = {act.kind for act in acts}
    astray = [
        act.kind
        for act in acts
        if (page := about[act.id]) is None
        or (not orders & {*page.leads, *(block.first for block in page.blocks)} and "protocol" not in act.kind)
    ]

    assert kinds >= {"disposal-log-step", "disposal-schedule", "disposal-confirm-step", "disposal-decide-deviation"}
    assert astray == []

    app = an_app(database, tmp_path)
    at(app, site.now)
    last = max(act.id for act in acts if act.kind == "disposal-decide-deviation")
    answer = signed_in_client(app, database, [Role.AUDITOR], OWNER).get(f"/acts/{last}")
    assert f'href="/search?q={other}"' in answer.text
    assert "Records it is about" in shown(answer)
