"""Consignments and legs, put on their shelves."""

from __future__ import annotations

from precursors.access.permissions import Permission
from precursors.registers.correcting import rectifying
from precursors.registers.shelf import Pick, Shelf, Shown, Verb, moving
from precursors.trade.life import CONSIGNMENTS as LIFE
from precursors.trade.life_clocks import not_received, past_their_day
from precursors.trade.life_models import Consignment, Leg
from precursors.trade.life_record import CONSIGNMENTS, COUNTED, LEGS
from precursors.trade.life_service import AFTER_RECEIPT, ConsignmentImporter, LegImporter, counting, giving_back

_RECORD, _RELEASE = Permission.RECORD_SHIPMENTS, Permission.RELEASE_CONSIGNMENT
_COUNTING = {"release": "released", "receive": "received"}
_RELEASING = ("release", "deny", "hold", "unhold", "stop", "seize")
_PLAIN = ("request-release", "depart", "arrive", "not-occur")
"""Verbs that need no reason."""

NAMED = ("number", "direction", "substance", "cas")
"""What names a consignment: it is not corrected but planned again under its right name."""

LEG_NAMED = ("document", "leg", "sender", "transport_document")
"""What names a leg: one under another of these is another leg."""

BEFORE_RELEASE = ("planned", "release-requested", "held")
"""States in which what is planned may be put right on its page: a release was decided on what it said."""

NOT_RECEIVED = Pick("not-received", "app.waits-not-received", not_received)
PAST_THEIR_DAY = Pick("past-their-day", "app.waits-declarations", past_their_day)

_GIVING_BACK = ("deny", "not-occur")
"""Verbs after which the goods do not go."""


def _verb(name: str) -> Verb:
    permission = _RELEASE if name in _RELEASING else _RECORD
    if name in _COUNTING:
        return Verb(name, permission, counting(name, _COUNTING[name]), COUNTED, needs_reason=False)
    run = giving_back(name) if name in _GIVING_BACK else moving(LIFE, name)
    return Verb(name, permission, run, needs_reason=name not in _PLAIN)


SHELF = Shelf(
    kind="consignments",
    record=CONSIGNMENTS,
    model=Consignment,
    importer=ConsignmentImporter,
    read=Permission.READ_SHIPMENTS,
    write=_RECORD,
    name="number",
    columns=(
        Shown("direction", "words:directions"), Shown("planned", "day"), Shown("operator"), Shown("counterparty"),
        Shown("substance", "substance"), Shown("quantity"), Shown("unit"),
    ),
    facts=(
        Shown("number"), Shown("direction", "words:directions"), Shown("planned", "day"), Shown("operator"),
        Shown("counterparty"), Shown("consignee"), Shown("substance", "substance"), Shown("quantity"), Shown("unit"),
        Shown("concentration"), Shown("basis"), Shown("salt"), Shown("packages"), Shown("pieces", "count"),
        Shown("seals"), Shown("profile", "words:tolerance_profiles"), Shown("licence"), Shown("authorisation"),
        Shown("notification"), Shown("origin", "country"), Shown("destination", "country"), Shown("route"),
        Shown("corridor"), Shown("notes"),
    ),
    searched=("folded", "operator", "counterparty", "seals"),
    day="planned",
    machine=LIFE,
    picks=(NOT_RECEIVED, PAST_THEIR_DAY),
    verbs=(
        Verb(
            AFTER_RECEIPT, _RECORD, counting(AFTER_RECEIPT, "received"), COUNTED, needs_reason=False,
            states=("received",),
        ),
        *map(_verb, LIFE.verbs),
        Verb("declare", _RECORD, counting("declare", "declared"), COUNTED, needs_reason=False),
        rectifying(ConsignmentImporter, NAMED, "correct-consignment", _RECORD, LIFE, BEFORE_RELEASE),
    ),
)  # fmt: skip

LEG_SHELF = Shelf(
    kind="legs",
    record=LEGS,
    model=Leg,
    importer=LegImporter,
    read=Permission.READ_SHIPMENTS,
    write=_RECORD,
    name="document",
    columns=(
        Shown("leg"), Shown("sender_name"), Shown("receiver_name"), Shown("mode"), Shown("departed", "day"),
        Shown("arrived", "day"),
    ),
    facts=tuple(
        Shown(field.key, "day" if field.key in {"document_day", "transport_day", "departed", "arrived"} else "text")
        for field in LEGS.fields
    ),
    searched=("folded", "carrier_name", "vehicle", "transport_document"),
    day="document_day",
    verbs=(rectifying(LegImporter, LEG_NAMED, "correct-leg", _RECORD),),
)  # fmt: skip
