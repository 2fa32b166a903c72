"""The demo country's seizure and orders, played through every gate, once."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from precursors.agencies.service import AgencyDraft, add
from precursors.app.demo_custody import CUSTOMS, seize_and_destroy
from precursors.app.demo_disposal import approve_protocols
from precursors.audit.genesis import LOCAL
from precursors.audit.verify import verify
from precursors.custody.chain_models import CustodyEvent
from precursors.custody.models import Lot
from precursors.db.engine import Database
from precursors.disposal.closing_models import DisposalCertificate
from precursors.disposal.models import DisposalOrder
from precursors.disposal.rules.life import ORDER
from precursors.disposal.work_models import DisposalRefusal
from precursors.flags.models import Flag
from precursors.laboratory.models import LabResult
from precursors.lives.service import states_of
from tests.people import NOON


def test_the_demo_has_one_order_certified_and_one_at_work(database: Database, tmp_path: Path) -> None:
    database.write(lambda s: add(s, LOCAL, AgencyDraft(CUSTOMS, "Demoland Customs (DEMO)", "customs", "XD", "en-US")))
    approve_protocols(database, NOON.date())

    first = seize_and_destroy(database, NOON.date(), tmp_path)
    again = seize_and_destroy(database, NOON.date(), tmp_path)

    with database.read() as session:
        orders = list(session.execute(select(DisposalOrder)).scalars())
        states = states_of(session, ORDER, [bytes(each.key) for each in orders])
        found = {each.number: states[bytes(each.key)].state for each in orders}
        (certificate,) = session.execute(select(DisposalCertificate)).scalars()
        many = [len(list(session.execute(select(model.id)))) for model in (Lot, CustodyEvent, LabResult)]
        odd = [len(list(session.execute(select(model.id)))) for model in (Flag, DisposalRefusal)]
        assert verify(session).broken is None
    assert (first, again) == (True, False)
    assert found == {"DEMO-D-1": "certified", "DEMO-D-2": "in-progress"}
    assert '"demo":true' in certificate.content
    assert many[0] == 2
    assert many[2] == 1
    assert odd == [0, 0]
